"""The trail, for managers: who did what and when, to read and to take along."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from review.answers import drafts
from review.csv_export import csv_response
from review.models import Event
from review.permissions import MANAGE, StaffRequest, staff
from review.trail.filter import TrailFilter
from review.trail.happenings import Exported, changes_of, in_words, record, who

PER_PAGE = 50
HEADER = ["wanneer", "wie", "school", "wat", "voordien en nu"]


@staff(MANAGE)
def trail(request: StaffRequest) -> HttpResponse:
    chosen = TrailFilter(request.user, request.GET)
    page = Paginator(chosen.events(), PER_PAGE).get_page(request.GET.get("page"))
    titles = drafts.names()
    lines = [
        {"event": event, "who": who(event), "what": in_words(event, titles), "changes": changes_of(event)}
        for event in page
    ]
    filtered = any(request.GET.get(name) for name in chosen.fields)
    return render(
        request, "review/trail/trail.html", {"form": chosen, "page": page, "lines": lines, "filtered": filtered}
    )


@staff(MANAGE)
def as_csv(request: StaffRequest) -> HttpResponse:
    """Give the whole trail, or the part that the filters choose. Taking it along is an event itself."""
    chosen = TrailFilter(request.user, request.GET)
    record(request.user, Exported("het spoor"))
    return csv_response("spoor.csv", HEADER, _rows(chosen.events().iterator(chunk_size=1000)))


def _rows(events: Iterator[Event]) -> Iterator[list[str]]:
    titles = drafts.names()
    for event in events:
        at = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
        yield [at, who(event), str(event.school or ""), in_words(event, titles), _changes(event)]


def _changes(event: Event) -> str:
    return "\n".join(f"{what}: ‘{before}’ werd ‘{after}’" for what, before, after in changes_of(event))
