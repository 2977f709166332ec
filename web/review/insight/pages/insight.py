"""The insight page: how much parents ask, what came of it, and where answers are missing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.answers import drafts
from review.insight import charts
from review.insight.filter import filter_of, numbers_for
from review.insight.numbers import OUTCOMES, Insight, in_words, oldest_kept
from review.insight.pages.insight_csv import TABLES
from review.models import Question, QueueItem
from review.permissions import READ, StaffRequest, staff
from review.queue import harvest
from schools.models import School

SHOWN = 10  # rows of a list; the files have all


@staff(READ)
@require_safe
def insight(request: StaffRequest) -> HttpResponse:
    fresh = harvest.catch_up()
    form = filter_of(request)
    context: dict[str, Any] = {"form": form, "fresh": fresh, "several": len(form.schools) > 1}
    if form.is_valid():
        context |= _in_view(numbers_for(request, form)) | _links(request, form.cleaned_data["school"])
    return render(request, "review/insight/insight.html", context)


def _links(request: StaffRequest, school: School | None) -> dict[str, Any]:
    """Return what the page's links need to stay with the chosen school and days."""
    return {
        "school": school,
        "of_school": f"?school={school.slug}" if school else "",
        "and_school": f"&school={school.slug}" if school else "",
        "query": request.GET.urlencode(),
        "tables": [(name, what.capitalize()) for name, (what, _header, _rows) in TABLES.items()],
    }


def _in_view(numbers: Insight) -> dict[str, Any]:
    titles = drafts.names()
    undecided = numbers.groups.exclude(state=QueueItem.State.DONE)
    return {
        "numbers": numbers,
        "erased_before": oldest_kept() if numbers.period.first < oldest_kept() else None,
        "chart": charts.columns(numbers.weeks),
        "outcomes": _outcomes(numbers),
        "answered": _answered(numbers),
        "sample": _sample(numbers),
        "topics": _topics(numbers, titles),
        "thumbs": _thumbs(numbers, titles),
        "offered": numbers.totals.counts[Question.Outcome.SUGGESTED],
        "groups": undecided[:SHOWN],
        "more_groups": max(0, undecided.count() - SHOWN),
        "all_decided": numbers.groups.exists(),
        "waiting": numbers.waiting.get(False, 0),
        "urgent": numbers.waiting.get(True, 0),
    }


def _outcomes(numbers: Insight) -> list[dict[str, Any]]:
    total = numbers.totals.questions
    parts = zip(OUTCOMES.items(), numbers.totals.parts, strict=True)
    return [
        {"kind": str(kind), "label": label, "count": count, "percent": round(100 * count / total) if total else 0}
        for (kind, label), count in parts
    ]


def _answered(numbers: Insight) -> str:
    answered, total = numbers.totals.counts[Question.Outcome.ANSWERED], numbers.totals.questions
    return f"{in_words(answered, total, 'vragen', 'kreeg', 'kregen')} meteen een antwoord" if total else ""


def _sample(numbers: Insight) -> str:
    right, looked = numbers.judged_right
    if not looked:
        return ""
    share = in_words(right, looked, "zekere antwoorden in de steekproef", "was", "waren")
    return f"{share} juist ({looked} nagekeken)"


def _topics(numbers: Insight, titles: dict[str, str]) -> list[dict[str, Any]]:
    top = numbers.topics[:SHOWN]
    return [
        {"topic": topic, "title": titles.get(topic, ""), "count": count, "width": charts.percent(count, top[0][1])}
        for topic, count in top
    ]


def _thumbs(numbers: Insight, titles: dict[str, str]) -> dict[str, Any]:
    up, down = sum(row[1] for row in numbers.thumbs), sum(row[2] for row in numbers.thumbs)
    answers = [
        {"topic": topic, "title": titles.get(topic, ""), "up": up, "down": down, "width": charts.percent(up, up + down)}
        for topic, up, down in numbers.thumbs
        if topic
    ]
    words = f"{in_words(up, up + down, 'duimen', 'wees', 'wezen')} omhoog" if up + down else ""
    return {"up": up, "down": down, "words": words, "answers": answers[:SHOWN]}
