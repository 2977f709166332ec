"""Finds any question of parents, also one with a confident answer: a form whose values stay in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from review.answers import drafts
from review.form_fields import field_of
from review.models import Question
from review.permissions import schools_of, visible_to
from review.queue.filter import PERIODS, holding
from review.queue.harvest import SURE_ENOUGH

SURE, LESS_SURE = "ja", "nee"
HOW_SURE = [("", "Zeker of niet"), (SURE, "Vrij zeker"), (LESS_SURE, "Minder zeker")]


class EverythingFilter(forms.Form):
    """Values that mean nothing (any more) are as if they were not filled in."""

    zoek = forms.CharField(label="Zoek in alle vragen", required=False, max_length=200)
    antwoord = forms.ChoiceField(label="Kreeg als antwoord", required=False)
    zeker = forms.ChoiceField(label="Hoe zeker", choices=HOW_SURE, required=False)
    afloop = forms.ChoiceField(label="Afloop", required=False)
    school = forms.ChoiceField(label="School", required=False)
    periode = forms.ChoiceField(label="Gevraagd", choices=PERIODS, required=False)

    def __init__(self, user: Any, given: QueryDict) -> None:
        super().__init__(given, label_suffix="")
        self.visible: QuerySet[Question] = visible_to(user, Question.objects.all())
        self.schools = list(schools_of(user))
        titles = sorted(drafts.names().items(), key=lambda one: one[1].lower())
        outcomes = [(value, label.capitalize()) for value, label in Question.Outcome.choices]
        self._offer("antwoord", "Alle antwoorden", *titles)
        self._offer("afloop", "Elke afloop", *outcomes)
        self._offer("school", "Alle scholen", *((one.slug, one.name) for one in self.schools))
        if len(self.schools) < 2:
            del self.fields["school"]
        self.is_valid()
        self.chosen = {name: self.cleaned_data.get(name, "") for name in self.fields}

    def _offer(self, name: str, whatever: str, *choices: tuple[str, str]) -> None:
        field_of(self, name, forms.ChoiceField).choices = [("", whatever), *choices]

    @property
    def narrows(self) -> bool:
        """Tell whether anything is filled in."""
        return any(self.chosen.values())

    def questions(self) -> QuerySet[Question]:
        """Return the questions that fit, the newest first."""
        parts = {
            "zoek": holding,
            "antwoord": lambda topic: Q(topic=topic) | Q(chosen=topic),
            "zeker": lambda sure: Q(confidence__gte=SURE_ENOUGH) if sure == SURE else Q(confidence__lt=SURE_ENOUGH),
            "afloop": lambda outcome: Q(outcome=outcome),
            "school": lambda slug: Q(school__slug=slug),
            "periode": lambda days: Q(asked__gte=timezone.now() - timedelta(days=int(days))),
        }
        conditions = [part(self.chosen[name]) for name, part in parts.items() if self.chosen.get(name)]
        return self.visible.filter(*conditions).order_by("-asked", "-pk")
