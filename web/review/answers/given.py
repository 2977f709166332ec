"""Which answers no parent got for a while: are they asked for in other words, or not needed any more?

By what the website keeps: what parents typed (Question), and what they got to see, also after a tap (Shown). Both are
erased in time, and nobody can say more than that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from chat.models import Shown
from review.insight.numbers import Period, oldest_kept
from review.models import Question
from review.permissions import schools_of, visible_to
from schools.models import School

LONGEST = timedelta(days=183)  # half a year: a school year has quiet months


@dataclass(frozen=True)
class NeverGiven:
    """The answers that nobody got since a day, and in Dutch why it is not said for longer."""

    topics: frozenset[str]
    since: date | None  # None: no parent asked anything yet
    why: str = ""
    schools: int = 1
    others: bool = False  # whether there are schools that the reader may not see


def never_given(user: Any, topics: Collection[str]) -> NeverGiven:
    """Return which of these topics no parent of one's own schools got; each table is read once, whatever its length."""
    questions, shown = visible_to(user, Question.objects.all()), _shown_at_schools_of(user)
    since, why = _since(questions, shown)
    if since is None:
        return NeverGiven(frozenset(), None)
    start = Period(since, since).start  # a moment: asking each row for its day is many times slower
    left = set(topics) - _given(questions.filter(asked__gte=start))
    if left:
        seen = shown.filter(topic__in=left, created__gte=start).order_by()
        left -= set(seen.values_list("topic", flat=True).distinct())
    schools = schools_of(user).count()
    return NeverGiven(frozenset(left), since, why, schools, School.objects.count() > schools)


def _given(questions: QuerySet[Question]) -> set[str]:
    """Return what was answered at once, and what was taken from a choice."""
    got = questions.exclude(outcome=Question.Outcome.FAILED).order_by()
    return {topic for pair in got.values_list("topic", "chosen").distinct() for topic in pair}


def _shown_at_schools_of(user: Any) -> QuerySet[Shown]:
    """Return what parents got to see. It names no school: the conversation's id begins with one."""
    if user.is_superuser:
        return Shown.objects.all()
    own = Q(pk=None)
    for slug in schools_of(user).values_list("slug", flat=True):
        own |= Q(conversation__startswith=f"{slug}.")
    return Shown.objects.filter(own)


def _since(questions: QuerySet[Question], shown: QuerySet[Shown]) -> tuple[date | None, str]:
    firsts = questions.aggregate(first=Min("asked"))["first"], shown.aggregate(first=Min("created"))["first"]
    first = min(filter(None, firsts), default=None)
    if first is None:
        return None, ""
    return max(
        (timezone.localdate() - LONGEST, "Dat is een half jaar."),
        (oldest_kept(), f"Verder terug weten we niets: gesprekken worden na {settings.RETENTION_DAYS} dagen gewist."),
        (
            timezone.localdate(first),
            "Van toen is de eerste vraag die we nog hebben. Is dat kort geleden, dan zegt dit weinig.",
        ),
    )
