"""The hints for what someone is typing, fetched while they type."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from review.answers.hints import hints_for
from review.answers.pages.parts import typed_in, word_counts
from review.permissions import DECIDE, StaffRequest, staff


@staff(DECIDE)
@require_POST
def hints(request: StaffRequest) -> HttpResponse:
    """Return the hints for what someone is typing, ready to show, and how many words each part of the answer has."""
    topic_id, folder, content, questions = typed_in(request)
    found = hints_for(topic_id, folder, content, questions)
    page = render(request, "review/answers/hints.html", {"hints": found})
    return JsonResponse({"html": page.content.decode(), "words": word_counts(content)})
