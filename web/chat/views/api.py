"""The JSON addresses of the chat element. No cookies, and so no CSRF token: there is nothing a cookie could unlock.

POST   /api/<slug>/gesprek                                       201 {"conversation": "<token>"}
POST   /api/<slug>/bericht  {"conversation", "text" | "choice"}  200 the channel's body, "message_id", "origin"?
POST   /api/<slug>/oordeel  {"conversation", "message_id", "useful", "missing"?}   204
DELETE /api/<slug>/gesprek  {"conversation"}                     204 erased here and at the assistant
GET    /api/<slug>/school                                        200 what the chat shows of the school
errors {"error": {"code", "message"}, "contact"?: markdown, "kept"?: true}; 429 and 503 may have Retry-After
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chat import conversations, gateway, retention
from chat.models import Judgement
from chat.problems import Problem
from chat.views.common import about_school, active_school, check_origin, check_size, origin_of
from chat.views.failing import failed, refusal
from common.whole_text import whole
from schools.models import School

LONGEST_MISSING = 300  # one line; as the chat's own field allows

View = Callable[[HttpRequest, School], HttpResponse]


def api(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view of the API: the methods it knows, the school in its address, and problems as JSON."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, slug: str) -> HttpResponse:
            school = None
            try:
                check_origin(request)
                check_size(request, settings.MAX_API_BODY)
                school = _school(slug)
                return view(request, school)
            except Problem as problem:
                return refusal(problem)
            except Exception as error:  # a parent in need reads whom to call, whatever fails
                return failed(error, school)

        return answer

    return decorate


@api("POST", "DELETE")
def conversation(request: HttpRequest, school: School) -> HttpResponse:
    if request.method == "POST":
        return JsonResponse({"conversation": gateway.start(request, school)}, status=201)
    retention.erase(conversations.read_to_erase(_body(request).get("conversation"), school))
    return HttpResponse(status=204)


@api("POST")
def message(request: HttpRequest, school: School) -> HttpResponse:
    body = _body(request)
    answer = gateway.send(request, school, body.get("conversation"), body.get("text"), body.get("choice"))
    return JsonResponse(answer | origin_of(answer))


@api("POST")
def judgement(request: HttpRequest, school: School) -> HttpResponse:
    body = _body(request)
    conversation_id = conversations.read(body.get("conversation"), school)
    about = conversations.read_message(body.get("message_id"), conversation_id)
    missing = body.get("missing") or ""
    if not isinstance(body.get("useful"), bool) or not isinstance(missing, str) or len(missing) > LONGEST_MISSING:
        raise Problem("bad_request")
    told = {"missing": gateway.hidden(missing)} if missing.strip() else {}
    Judgement.objects.update_or_create(
        conversation=conversation_id,
        message=about["message"],
        defaults={"school": school, "topic": about["topic"], "kind": about["kind"], "useful": body["useful"], **told},
    )
    if told == {"missing": ""}:  # without its details hidden it is not stored
        raise Problem("not_kept")
    return HttpResponse(status=204)


@api("GET")
def school(request: HttpRequest, school: School) -> HttpResponse:
    return JsonResponse(about_school(school))


def _school(slug: str) -> School:
    try:
        return active_school(slug)
    except Http404 as error:
        raise Problem("unknown_school") from error


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problem("bad_json") from error
    if not isinstance(body, dict):
        raise Problem("bad_json")
    return whole(body)
