"""The chat as a page: whole, embedded in another site, and, without scripts, by sending a form.

The templates `chat/page.html` and `chat/embed.html` get:
    school         the School (its look: `school.style_url`, a stylesheet that sets --school)
    school_json    what GET /api/<slug>/school returns, for {{ school_json|json_script:"pestwijzer-school" }}
    api            "/api/<slug>"
    mode           "page" or "embed"
    contact        whom to turn to at the school, Markdown
    emergency      [{"name", "phone", "for"}]
    first_choices  [{"title", "choice"}]
and for the conversation without scripts, which {% include "chat/form.html" %} shows whole:
    turns          what was said so far (chat/history.py); `answered` when there is any
    loud           whether danger was heard, so that the emergency number stands out
    offered        the buttons of the last answer
    conversation   the token, empty before the first message
    history        the turns, signed
    problem        why the last message got no answer, or None; `draft`, its text, so that nothing typed is lost
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from chat import conversations, gateway, history, retention
from chat.problems import Problem
from chat.views.common import about_school, active_school, check_origin, check_size, chosen_school, origin_of
from common.errors import error_page
from common.security import allow_framing, framing_stranger
from common.whole_text import whole
from foundation.vocabulary import LONGEST_MESSAGE
from schools.models import School

PAGE, EMBED = "page", "embed"


@gzip_page  # nothing secret stands in it, so its size tells nothing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _chat_page(request, chosen_school(request), PAGE)


@gzip_page
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    school = active_school(slug)
    stranger = framing_stranger(request, school.frame_origins())
    if stranger:
        response = render(request, "chat/not_here.html", {"school": school, "stranger": stranger}, status=403)
        return allow_framing(response, [stranger])
    response = _chat_page(request, school, EMBED)
    patch_vary_headers(response, ["Referer", "Sec-Fetch-Dest"])
    return response


@csrf_exempt  # no cookies, nothing to abuse; check_origin keeps other sites out
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    """Answer a form: what a parent typed or chose, with the conversation so far."""
    if request.method != "POST":  # a reload after "back", or an address that was kept
        return redirect("page")
    try:
        check_origin(request)
        check_size(request, settings.MAX_FORM_BODY)
    except Problem as problem:
        return error_page(request, problem.status, problem.message)
    school = active_school(request.POST.get("school") or settings.DEFAULT_SCHOOL)
    mode = EMBED if request.POST.get("mode") == EMBED else PAGE
    if "wis" in request.POST:
        return _erased(request, school, mode)
    return _answered(request, school, mode)


def _answered(request: HttpRequest, school: School, mode: str) -> HttpResponse:
    form = request.POST
    token, text, choice = form.get("conversation", ""), whole(form.get("text", "")), form.get("choice")
    turns = history.read(form.get("history", ""), token)
    problem, draft = None, ""
    try:
        token = token or gateway.start(request, school)
        answer = gateway.send(request, school, token, None if choice else text, choice or None)
        answer |= origin_of(answer)
        said = _title_of(choice, turns, school) if choice else text.strip()
        turns += [history.from_parent(said), *history.from_answer(answer)]
    except Problem as error:
        problem, draft = error, text[:LONGEST_MESSAGE]
        if error.code == "unknown_conversation":  # the next message begins a new one
            token = ""
    return _chat_page(
        request, school, mode, token, turns, problem=problem, draft=draft, status=problem.status if problem else 200
    )


def _erased(request: HttpRequest, school: School, mode: str) -> HttpResponse:
    problem = None
    token = request.POST.get("conversation", "")
    if token:
        try:
            retention.erase(conversations.read_to_erase(token, school))
        except Problem as error:
            problem = error if error.code == "not_erased" else None
    return _chat_page(request, school, mode, token if problem else "", problem=problem, erased=not problem)


def _title_of(choice: str, turns: list[history.Turn], school: School) -> str:
    """Return what stood on the button, so that a parent recognises it in the conversation."""
    offered = [*about_school(school)["first_choices"], *(b for turn in turns for b in turn.get("buttons", []))]
    return next((button["title"] for button in reversed(offered) if button["choice"] == choice), choice)


def _chat_page(
    request: HttpRequest,
    school: School,
    mode: str,
    token: str = "",
    turns: list[history.Turn] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    about = about_school(school)
    context = {
        "school": school,
        "school_json": about,
        "api": f"/api/{school.slug}",
        "mode": mode,
        "contact": about["contact"],
        "emergency": about["emergency"],
        "first_choices": about["first_choices"],
        "turns": turns or [],
        "offered": history.offered(turns or []),
        "answered": bool(turns),
        "loud": history.tells_of_danger(turns or []),
        "conversation": token,
        "history": history.write(turns, token) if turns and token else "",
        "max_text": LONGEST_MESSAGE,
        "problem": None,
        "draft": "",
        **more,
    }
    response = render(request, f"chat/{mode}.html", context, status=status)
    return allow_framing(response, school.frame_origins()) if mode == EMBED else response
