"""The pages to read: every topic by theme, each topic on its own page, and how Pestwijzer works."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from chat.views.common import checked_on, chosen_school
from common.errors import error_page
from foundation.topics import successor_of
from knowledge import reading, sources
from knowledge.search import marked
from schools import own_answers

LONGEST_QUERY = 200
GONE = "Dit antwoord is er niet (meer)."
MOST_FOUND = 8  # more is not read on a phone: the next word narrows it down


@gzip_page
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    known = reading.load()
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    found = list(known.search(query).values()) if query else []
    context = {
        "school": chosen_school(request),
        "query": query,
        "found": [(topic, marked(topic.title, query)) for topic in found[:MOST_FOUND]],
        "found_more": len(found) > MOST_FOUND,
        "themes": known.by_theme(),
    }
    return render(request, "chat/topics.html", context)


@gzip_page
@require_safe
def topic(request: HttpRequest, topic_id: str) -> HttpResponse:
    known, school = reading.load(), chosen_school(request)
    if topic_id not in known.pages:
        return _moved(request, known, topic_id)
    shown = known.pages[topic_id]
    own = own_answers.read_first(school, topic_id)
    context = {
        "school": school,
        "topic": shown,
        "own": own,
        "answer": known.answer(shown, school.profile()),
        "sources": [sources.source(text) for text in shown.sources],
        "checked": checked_on([shown])[topic_id],
        "related": known.related(shown),
        "theme": reading.THEMES[shown.theme],
    }
    return render(request, "chat/topic.html", context)


def _moved(request: HttpRequest, known: reading.Knowledge, gone: str) -> HttpResponse:
    """Send on whoever kept the address of a topic that was merged into another; else say that it is gone."""
    successor = successor_of(gone, known.pages)
    if successor is None:
        return error_page(request, 404, GONE)
    query = request.META["QUERY_STRING"]
    return redirect(reverse("topic", args=[successor]) + (f"?{query}" if query else ""), permanent=True)


@gzip_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    known, school = reading.load(), chosen_school(request)
    context = {
        "school": school,
        "contact": reading.contact(school.profile()),
        "topic_count": len(known.pages),
        "checked": max(filter(None, checked_on(known.pages.values()).values())),
        "emergency": known.emergency_numbers(),
        "retention_days": settings.RETENTION_DAYS,
        "backup_days": settings.BACKUP_DAYS,
        "conversation_hours": int(settings.CONVERSATION_HOURS),
    }
    return render(request, "chat/about.html", context)
