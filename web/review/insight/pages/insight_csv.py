"""The tables of insight as files, to open in a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from review.answers import drafts
from review.csv_export import csv_response
from review.insight.filter import filter_of, numbers_for
from review.insight.numbers import OUTCOMES, Insight, Period
from review.permissions import READ, StaffRequest, staff
from review.queue import harvest
from review.trail import happenings


@staff(READ)
@require_safe
def as_csv(request: StaffRequest) -> HttpResponse:
    """Give one of the tables as a file; `tabel` says which. Raises: Http404 for another, or for a broken filter."""
    form = filter_of(request)
    table = TABLES.get(request.GET.get("tabel", "weken"))
    if not table or not form.is_valid():
        raise Http404
    harvest.catch_up()
    numbers, school = numbers_for(request, form), form.cleaned_data["school"]
    what, header, rows = table
    happenings.record(request.user, happenings.Exported(f"{what} ({_days(numbers.period)})"), school)
    parts = ["pestwijzer", request.GET.get("tabel", "weken"), school.slug if school else ""]
    name = "-".join([*filter(None, parts), str(numbers.period.first), str(numbers.period.last)])
    return csv_response(f"{name}.csv", header, rows(numbers))


def _week_rows(numbers: Insight) -> list[list[Any]]:
    return [
        [week.days.first.isoformat(), week.days.last.isoformat(), week.questions, *week.parts, week.greetings]
        for week in numbers.weeks
    ]


def _topic_rows(numbers: Insight) -> list[list[Any]]:
    titles, given = drafts.names(), dict(numbers.topics)
    thumbs = {topic: (up, down) for topic, up, down in numbers.thumbs if topic}
    return [
        [titles.get(topic, topic), given.get(topic, 0), *thumbs.get(topic, (0, 0))] for topic in {**given, **thumbs}
    ]


def _group_rows(numbers: Insight) -> list[list[Any]]:
    return [
        [
            item.text,
            item.asked_now,
            timezone.localdate(item.first_now).isoformat(),
            timezone.localdate(item.last_now).isoformat(),
            item.get_state_display(),
            item.get_decision_display(),
            item.school.name if item.school else "",
        ]
        for item in numbers.groups
    ]


def _days(period: Period) -> str:
    return f"{period.first:%d/%m/%Y} tot {period.last:%d/%m/%Y}"


# By name in the address: what the trail calls it, the columns, the rows.
TABLES = {
    "weken": ("de cijfers per week", ["van", "tot en met", "vragen", *OUTCOMES.values(), "begroetingen"], _week_rows),
    "onderwerpen": (
        "de cijfers per antwoord",
        ["antwoord", "keer gegeven", "duim omhoog", "duim omlaag"],
        _topic_rows,
    ),
    "vragen": (
        "de vragen zonder goed antwoord",
        ["vraag", "keer gevraagd", "eerst", "laatst", "stand", "beslissing", "school"],
        _group_rows,
    ),
}
