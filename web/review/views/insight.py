"""The insight page: how much parents ask, what came of it, and where answers are missing; and the same as files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat.models import Judgement
from review import charts, drafts, harvest, trail
from review.csv_export import csv_response
from review.insight import LONGEST_PERIOD, OUTCOMES, Insight, Period, in_words, oldest_kept
from review.models import Question, QueueItem
from review.permissions import READ, schools_of, staff, visible_to
from schools.models import School

WEEKS = {"4": 4, "12": 12}
OWN = "eigen"
SHOWN = 10  # rows of a list; the files have all


class Filter(forms.Form):
    """Which school and which days. What is left out means: all of one's schools, the last four weeks."""

    school = forms.ModelChoiceField(
        School.objects.none(), required=False, to_field_name="slug", empty_label="al mijn scholen", label="School"
    )
    periode = forms.ChoiceField(
        choices=[("4", "laatste 4 weken"), ("12", "laatste 12 weken"), (OWN, "eigen datums")],
        required=False,
        label="Periode",
        error_messages={"invalid_choice": "Deze periode bestaat niet. Kies er een uit de lijst."},
    )
    van = forms.DateField(required=False, label="Van", error_messages={"invalid": "Dit is geen datum."})
    tot = forms.DateField(required=False, label="Tot en met", error_messages={"invalid": "Dit is geen datum."})

    def __init__(self, data: Any, schools: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["school"].queryset = schools
        for name in ("van", "tot"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["period"] = self._own(cleaned) if cleaned["periode"] == OWN else self._of_weeks(cleaned)
        return cleaned

    def _of_weeks(self, cleaned: dict[str, Any]) -> Period:
        return Period.of_weeks(WEEKS.get(cleaned["periode"], 4))

    def _own(self, cleaned: dict[str, Any]) -> Period | None:
        today = timezone.localdate()
        first, last = cleaned["van"], min(cleaned["tot"] or today, today)
        if not first:
            self.add_error("van", "Kies de eerste dag.")
        elif first > today:
            self.add_error("van", "Deze dag moet nog komen.")
        elif first > last:
            self.add_error("tot", "De laatste dag ligt vóór de eerste.")
        elif last - first > LONGEST_PERIOD:
            self.add_error("van", "Kies hoogstens één jaar.")
        else:
            return Period(first, last)
        return None


@staff(READ)
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    fresh = harvest.harvest()
    form = _filter(request)
    context: dict[str, Any] = {"form": form, "fresh": fresh, "several": len(form.fields["school"].queryset) > 1}
    if form.is_valid():
        context |= _in_view(_numbers(request, form)) | _links(request, form.cleaned_data["school"])
    return render(request, "review/insight.html", context)


@staff(READ)
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give one of the tables as a file; `tabel` says which. Raises: Http404 for another, or for a broken filter."""
    form = _filter(request)
    table = TABLES.get(request.GET.get("tabel", "weken"))
    if not table or not form.is_valid():
        raise Http404
    harvest.harvest()
    numbers, school = _numbers(request, form), form.cleaned_data["school"]
    what, header, rows = table
    trail.record(request.user, trail.Exported(f"{what} ({_days(numbers.period)})"), school)
    parts = ["pestwijzer", request.GET.get("tabel", "weken"), school.slug if school else ""]
    name = "-".join([*filter(None, parts), str(numbers.period.first), str(numbers.period.last)])
    return csv_response(f"{name}.csv", header, rows(numbers))


def _filter(request: HttpRequest) -> Filter:
    """Return the filter. Raises: Http404 for a school that is not one's own."""
    schools = schools_of(request.user)
    form = Filter(request.GET, schools)
    if request.GET.get("school") and not schools.filter(slug=request.GET["school"]).exists():
        raise Http404
    return form


def _numbers(request: HttpRequest, form: Filter) -> Insight:
    school = form.cleaned_data["school"]
    querysets = [visible_to(request.user, model.objects.all()) for model in (Question, Judgement, QueueItem)]
    return Insight(form.cleaned_data["period"], *(each.filter(school=school) if school else each for each in querysets))


# --- the page ---------------------------------------------------------------------------------


def _links(request: HttpRequest, school: School | None) -> dict[str, Any]:
    """Return what the page's links need to stay with the chosen school and days."""
    return {
        "school": school,
        "of_school": f"?school={school.slug}" if school else "",
        "and_school": f"&school={school.slug}" if school else "",
        "query": request.GET.urlencode(),
        "tables": [(name, what.capitalize()) for name, (what, _header, _rows) in TABLES.items()],
    }


def _in_view(numbers: Insight) -> dict[str, Any]:
    titles = drafts.titles()
    undecided = numbers.groups.exclude(state=QueueItem.State.DONE)
    return {
        "numbers": numbers,
        "erased_before": oldest_kept() if numbers.period.first < oldest_kept() else None,
        "chart": charts.columns(numbers.weeks),
        "outcomes": _outcomes(numbers),
        "answered": _answered(numbers),
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


# --- the files --------------------------------------------------------------------------------


def _week_rows(numbers: Insight) -> list[list[Any]]:
    return [
        [week.days.first.isoformat(), week.days.last.isoformat(), week.questions, *week.parts, week.greetings]
        for week in numbers.weeks
    ]


def _topic_rows(numbers: Insight) -> list[list[Any]]:
    titles, given = drafts.titles(), dict(numbers.topics)
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
