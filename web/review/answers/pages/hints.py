"""The hints for what someone is typing, fetched while they type."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from foundation import answer_style
from review.answers.hints import hints_for
from review.answers.pages.parts import typed_in
from review.permissions import DECIDE, StaffRequest, staff


@staff(DECIDE)
@require_POST
def hints(request: StaffRequest) -> HttpResponse:
    """Return the hints for what someone is typing, ready to show, and how many words the answer has."""
    topic_id, folder, content, questions = typed_in(request)
    found = hints_for(topic_id, folder, content, questions)
    page = render(request, "review/answers/hints.html", {"hints": found})
    words = len(answer_style.words_of(content.answer))
    return JsonResponse({"html": page.content.decode(), "words": words})
