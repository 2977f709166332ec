"""Which part of the trail to see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet

from review.form_fields import field_of
from review.models import Event
from review.permissions import MANAGE, schools_of
from review.trail import happenings
from schools.models import School


class TrailFilter(forms.Form):
    """Person, school, kind and days; what is left out hides nothing."""

    person = forms.ModelChoiceField(User.objects.none(), label="Wie", required=False, empty_label="iedereen")
    school = forms.ModelChoiceField(School.objects.none(), label="School", required=False, empty_label="alle scholen")
    kind = forms.ChoiceField(label="Wat", required=False)
    since = forms.DateField(label="Van", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label="Tot en met", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, manager: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = happenings.seen_by(manager)
        people = User.objects.filter(pk__in=self.seen.values("user")).order_by("username")
        field_of(self, "person", forms.ModelChoiceField).queryset = people
        field_of(self, "school", forms.ModelChoiceField).queryset = schools_of(manager, MANAGE)
        field_of(self, "kind", forms.ChoiceField).choices = [("", "alles"), *happenings.kinds()]

    def events(self) -> QuerySet[Event]:
        """Return what a manager may see of what was asked; a filter that cannot be read hides nothing."""
        self.is_valid()
        asked = self.cleaned_data
        wanted = {
            "user": asked.get("person"),
            "school": asked.get("school"),
            "name": asked.get("kind"),
            "at__date__gte": asked.get("since"),
            "at__date__lte": asked.get("until"),
        }
        chosen = {field: value for field, value in wanted.items() if value}
        return self.seen.filter(**chosen).select_related("user", "school").order_by("-at", "-pk")
