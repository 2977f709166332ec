"""The pages to read: every topic by theme, each topic on its own page, and how Pestwijzer works."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.views.common import chosen_school
from knowledge import reading, sources

LONGEST_QUERY = 200


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    known = reading.load()
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    context = {
        "school": chosen_school(request),
        "query": query,
        "found": list(known.search(query).values()) if query else [],
        "themes": known.by_theme(),
        "emergency": known.emergency_numbers(),
    }
    return render(request, "chat/topics.html", context)


@require_safe
def topic(request: HttpRequest, topic_id: str) -> HttpResponse:
    known, school = reading.load(), chosen_school(request)
    if topic_id not in known.pages:
        raise Http404
    shown = known.pages[topic_id]
    context = {
        "school": school,
        "topic": shown,
        "answer": known.answer(shown, school.profile()),
        "sources": [sources.source(text) for text in shown.sources],
        "checked": reading.day(shown.checked),
        "related": known.related(shown),
        "theme": reading.THEMES[shown.theme],
    }
    return render(request, "chat/topic.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    known, school = reading.load(), chosen_school(request)
    context = {
        "school": school,
        "contact": reading.contact(school.profile()),
        "topic_count": len(known.pages),
        "checked": max(filter(None, (reading.day(topic.checked) for topic in known.pages.values()))),
        "emergency": known.emergency_numbers(),
        "retention_days": settings.RETENTION_DAYS,
        "conversation_hours": int(settings.CONVERSATION_HOURS),
    }
    return render(request, "chat/about.html", context)
