"""Which answers no parent got for a while, and how often one was given: is it needed, or asked for in other words?

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
from review.insight.small import alone
from review.models import Question
from review.permissions import schools_of, visible_to
from schools.models import School

LONGEST = timedelta(days=183)  # half a year: a school year has quiet months
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class NeverGiven:
    """The answers that nobody got since a day, and in Dutch why it is not said for longer."""

    topics: frozenset[str]
    since: date | None  # None: no parent asked anything yet
    why: str = ""
    schools: int = 1
    others: bool = False  # whether there are schools that the reader may not see


@dataclass(frozen=True)
class Given:
    """How often parents got an answer, at so many schools together, as a number that points at no child."""

    times: str | int
    schools: int


def given_lately(user: Any, topic_id: str) -> tuple[Given, Given]:
    """Return how often parents got an answer in the last month: at one's own schools, and at all others.

    The two are never told as one whole: who knows the own ones by heart could work out a single parent elsewhere.
    """
    own, everywhere = schools_of(user).count(), School.objects.count()
    at_own = _times(visible_to(user, Question.objects.all()), _shown_at_schools_of(user), topic_id)
    at_all = _times(Question.objects.all(), Shown.objects.all(), topic_id)
    return Given(alone(at_own), own), Given(alone(at_all - at_own), everywhere - own)


def _times(questions: QuerySet[Question], shown: QuerySet[Shown], topic_id: str) -> int:
    """Return what was seen of an answer lately, and beside it what was answered and of which nothing seen is kept."""
    since = timezone.now() - LATELY
    seen = shown.filter(topic=topic_id, created__gte=since).order_by()
    got = _answered(questions).filter(Q(topic=topic_id) | Q(chosen=topic_id), asked__gte=since)
    return seen.count() + got.exclude(conversation__in=seen.values("conversation")).count()


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
    got = _answered(questions).order_by()
    return {topic for pair in got.values_list("topic", "chosen").distinct() for topic in pair}


def _answered(questions: QuerySet[Question]) -> QuerySet[Question]:
    return questions.exclude(outcome=Question.Outcome.FAILED)


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
