"""What staff look for in the queue: a form whose values stay in the address, so that a list can be kept or shared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from review.answers import drafts
from review.form_fields import field_of
from review.models import Question, QueueItem, Reason
from review.people.accounts import name_of
from review.permissions import schools_of, visible_to
from review.queue.decisions import colleagues

ALL = "alle"
MINE, NOBODY = "mij", "niemand"
STATES = [
    ("", "Open"),
    *[(value, label.capitalize()) for value, label in QueueItem.State.choices[1:]],
    (ALL, "Alles in deze lijst"),
]
ORDERS = {
    "": ("Nieuwste eerst", ("-last_asked", "-pk")),
    "vaak": ("Vaakst gevraagd eerst", ("-count", "-last_asked", "-pk")),
    "oudste": ("Oudste eerst", ("last_asked", "pk")),
}
PERIODS = [("", "Altijd"), ("1", "Vandaag en gisteren"), ("7", "De laatste 7 dagen"), ("30", "De laatste 30 dagen")]
ORDINARY_REASONS = [choice for choice in Reason.Kind.choices if choice[0] not in Reason.URGENT]


class QueueFilter(forms.Form):
    """Values that mean nothing (any more) are as if they were not filled in."""

    zoek = forms.CharField(label="Zoek in de vragen", required=False, max_length=200)
    stand = forms.ChoiceField(label="Stand", choices=STATES, required=False)
    reden = forms.ChoiceField(label="Waarom hier", required=False)
    vermoeden = forms.ChoiceField(label="Dacht aan", required=False)
    wie = forms.ChoiceField(label="Toegewezen aan", required=False)
    school = forms.ChoiceField(label="School", required=False)
    periode = forms.ChoiceField(label="Gevraagd", choices=PERIODS, required=False)
    volgorde = forms.ChoiceField(label="Volgorde", choices=[(k, v[0]) for k, v in ORDERS.items()], required=False)

    def __init__(self, user: Any, given: QueryDict, emergencies: bool = False) -> None:
        super().__init__(given, label_suffix="")
        self.user = user
        self.visible = visible_to(user, QueueItem.objects.filter(emergency=emergencies))
        schools = list(schools_of(user))
        kinds = [(kind, kind.label.capitalize()) for kind in Reason.URGENT]
        self._offer("reden", "Alle redenen", *(kinds if emergencies else ORDINARY_REASONS))
        self._offer("vermoeden", "Alle antwoorden", *self._guessed())
        people = [(str(one.pk), name_of(one)) for one in colleagues(schools) if one != user]
        self._offer("wie", "Iedereen", (MINE, "Mij"), (NOBODY, "Niemand"), *people)
        self._offer("school", "Alle scholen", *((one.slug, one.name) for one in schools))
        if len(schools) < 2:
            del self.fields["school"]
        self.is_valid()
        self.chosen = {name: self.cleaned_data.get(name, "") for name in self.fields}

    def _offer(self, name: str, whatever: str, *choices: tuple[str, str]) -> None:
        field_of(self, name, forms.ChoiceField).choices = [("", whatever), *choices]

    def _guessed(self) -> list[tuple[str, str]]:
        questions = Question.objects.filter(item__in=self.visible).exclude(guesses=[])
        topics = set(questions.values_list("guesses__0__topic", flat=True))
        titles = drafts.names()
        return sorted(((topic, titles.get(topic, topic)) for topic in topics), key=lambda one: one[1].lower())

    @property
    def address(self) -> str:
        """Return what is filled in, as the end of an address."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.chosen.items() if value})
        return query.urlencode()

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order is filled in."""
        return any(value for name, value in self.chosen.items() if name != "volgorde")

    def items(self, *also: int) -> QuerySet[QueueItem]:
        """Return the items that fit, in the chosen order, and some items whether they fit or not."""
        order = ORDERS[self.chosen["volgorde"]][1]
        return self.visible.filter(self._condition() | Q(pk__in=also)).order_by(*order)

    def _condition(self) -> Q:
        parts = {
            "zoek": lambda text: _any_question(holding(text)),
            "reden": lambda kind: _any_question(reasons__kind=kind),
            "vermoeden": lambda topic: _any_question(guesses__0__topic=topic),
            "wie": self._assigned_to,
            "school": lambda slug: Q(school__slug=slug),
            "periode": lambda days: Q(last_asked__gte=timezone.now() - timedelta(days=int(days))),
        }
        condition = _in_state(self.chosen["stand"])
        for name, part in parts.items():
            if self.chosen.get(name):
                condition &= part(self.chosen[name])
        return condition

    def _assigned_to(self, who: str) -> Q:
        if who == NOBODY:
            return Q(assignee=None)
        return Q(assignee=self.user.pk if who == MINE else int(who))


def _in_state(state: str) -> Q:
    # Not an empty Q: whatever is put beside that takes its place.
    return Q(pk__isnull=False) if state == ALL else Q(state=state or QueueItem.State.OPEN)


def _any_question(*conditions: Q, **lookup: Any) -> Q:
    return Q(Exists(Question.objects.filter(*conditions, item=OuterRef("pk"), **lookup)))


def holding(words: str) -> Q:
    """Return the condition that a question's text holds all these words, in any order."""
    return Q(*(Q(text__icontains=word) for word in words.split()))
