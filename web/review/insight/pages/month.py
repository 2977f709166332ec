"""The month's report for a school's team: a page to print, and the same as a file."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.csv_export import csv_response
from review.form_fields import field_of
from review.insight import month as months
from review.insight.small import LEAST
from review.permissions import READ, StaffRequest, schools_of, staff
from review.queue import harvest
from review.trail import happenings
from schools.models import School


class Choice(forms.Form):
    """Which school and which month; the first school and the last month when left out."""

    school = forms.ModelChoiceField(School.objects.none(), to_field_name="slug", empty_label=None, label="School")
    maand = forms.ChoiceField(label="Maand")

    def __init__(self, request: StaffRequest) -> None:
        schools = schools_of(request.user)
        choices = [(f"{month:%Y-%m}", months.name_of(month)) for month in months.whole_months()]
        first = schools.first()
        chosen = {
            "school": first.slug if first else "",
            "maand": choices[0][0] if choices else "",
            **request.GET.dict(),
        }
        super().__init__(chosen, label_suffix="")
        field_of(self, "school", forms.ModelChoiceField).queryset = schools
        field_of(self, "maand", forms.ChoiceField).choices = choices


@staff(READ)
@require_safe
def month(request: StaffRequest) -> HttpResponse:
    form = Choice(request)
    context = {"form": form, "least": LEAST, "several": schools_of(request.user).count() > 1}
    if months.whole_months():
        school, first = _chosen(form)
        harvest.catch_up()
        context |= {"school": school, "name": months.name_of(first), "report": months.of(school, first)}
        context["query"] = f"school={school.slug}&maand={first:%Y-%m}"
    return render(request, "review/insight/month.html", context)


@staff(READ)
@require_safe
def as_csv(request: StaffRequest) -> HttpResponse:
    """Give the report as a file. Raises: Http404 as the page."""
    school, first = _chosen(Choice(request))
    harvest.catch_up()
    report = months.of(school, first)
    happenings.record(request.user, happenings.Exported(f"het maandverslag van {months.name_of(first)}"), school)
    rows: list[list[str | int]] = [["vragen van ouders", "", report.total]]
    rows += [[about, *row] for about, table in report.tables() for row in table]
    rows += [["Wat kwam erbij?", title, ""] for title in report.added]
    rows += [["Wat werd gewijzigd?", title, ""] for title in report.changed]
    return csv_response(f"pestwijzer-maand-{school.slug}-{first:%Y-%m}.csv", ["waarover", "wat", "aantal"], rows)


def _chosen(form: Choice) -> tuple[School, date]:
    """Return what was chosen. Raises: Http404 for a school that is not one's own, and for a month that is not told."""
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["school"], date.fromisoformat(f"{form.cleaned_data['maand']}-01")
