"""Which school and which days the insight pages are about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone

from review.form_fields import field_of
from review.insight.numbers import LONGEST_PERIOD, Insight, Period
from review.permissions import StaffRequest, schools_of, visible_to
from schools.models import School

WEEKS = {"4": 4, "12": 12}
OWN = "eigen"


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

    def __init__(self, data: QueryDict, schools: QuerySet[School]) -> None:
        super().__init__(data, label_suffix="")
        self.schools = schools
        field_of(self, "school", forms.ModelChoiceField).queryset = schools
        for name in ("van", "tot"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
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


def filter_of(request: StaffRequest) -> Filter:
    """Return the filter. Raises: Http404 for a school that is not one's own."""
    schools = schools_of(request.user)
    form = Filter(request.GET, schools)
    if request.GET.get("school") and not schools.filter(slug=request.GET["school"]).exists():
        raise Http404
    return form


def numbers_for(request: StaffRequest, form: Filter) -> Insight:
    school = form.cleaned_data["school"]

    def narrowed(whole: QuerySet[Any]) -> QuerySet[Any]:
        visible = visible_to(request.user, whole)
        return visible.filter(school=school) if school else visible

    return Insight.of(form.cleaned_data["period"], narrowed)
