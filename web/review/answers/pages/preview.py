"""The real chat beside the editor, and what it asks: it answers with the text that is being written."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chat.views.common import about_school
from common.security import allow_framing
from review.answers import preview as previewing
from review.answers.pages.parts import typed_in
from review.permissions import DECIDE, StaffRequest, schools_of, staff


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest) -> HttpResponse:
    """Show the page with the real chat in it; for a form, return what that chat is to show."""
    key = request.POST.get("school") or request.GET.get("school", "")
    school = get_object_or_404(schools_of(request.user), slug=key)
    if request.method == "POST":
        topic_id, folder, content, _questions = typed_in(request)
        turn = previewing.first_turn(topic_id, folder, content, school)
        return JsonResponse({"token": previewing.token(topic_id, folder, content, school), "turn": turn})
    context = {"school": school, "school_json": about_school(school)}
    return allow_framing(render(request, "review/answers/preview.html", context), [])


@csrf_exempt  # no cookies: the signed token in the body is all it goes by
@never_cache
@require_http_methods(["POST", "DELETE"])
def preview_api(request: HttpRequest, call: str) -> HttpResponse:
    """Answer the chat element in a preview, as chat/views/api.py answers it elsewhere. It keeps nothing."""
    if call == "oordeel" or request.method == "DELETE":
        return HttpResponse(status=204)
    if call == "gesprek":
        return JsonResponse({"conversation": previewing.WITHOUT_ANSWER}, status=201)
    try:
        body = json.loads(request.body)
        return JsonResponse(previewing.answer_to(body["conversation"], body.get("choice")))
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise Http404 from error
