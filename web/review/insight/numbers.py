"""Counts what parents asked and what came of it, for the insight page and its files: one query for each table.

Who calls this passes querysets that hold only what may be seen (permissions.visible_to); nothing here widens them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from chat.models import Judgement
from review.models import Question, QueueItem, Reason

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Outcome = Question.Outcome

# In the order in which they are stacked. Greetings and thanks ask nothing, so they are counted apart.
OUTCOMES = {
    Outcome.ANSWERED: "meteen beantwoord",
    Outcome.SUGGESTED: "keuze aangeboden",
    Outcome.UNANSWERED: "niet beantwoord",
    Outcome.EMERGENCY: "nood: hulplijnen getoond",
    Outcome.FAILED: "mislukt: geen antwoord gekregen",
}
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True)
class Period:
    """Some days, the last one included."""

    first: date
    last: date

    @classmethod
    def of_weeks(cls, count: int) -> Period:
        """Return this week until today, and the whole weeks before it."""
        today = timezone.localdate()
        return cls(_monday(today) - A_WEEK * (count - 1), today)

    @classmethod
    def last_week(cls) -> Period:
        """Return the whole week before this one."""
        monday = _monday(timezone.localdate())
        return cls(monday - A_WEEK, monday - A_DAY)

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        return _midnight(self.last + A_DAY)

    def weeks(self) -> Iterator[Period]:
        """Yield the calendar weeks, from Monday; the first and the last may be shorter."""
        monday = _monday(self.first)
        while monday <= self.last:
            yield Period(max(monday, self.first), min(monday + A_WEEK - A_DAY, self.last))
            monday += A_WEEK


@dataclass(frozen=True)
class Week:
    """How many messages of a week had which outcome."""

    days: Period
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def questions(self) -> int:
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    @property
    def parts(self) -> list[int]:
        return [self.counts[outcome] for outcome in OUTCOMES]

    @property
    def greetings(self) -> int:
        return self.counts[Outcome.DIALOGUE]


class AskedNow(TypedDict):
    """What is told of an item about the period alone."""

    asked_now: int
    first_now: datetime
    last_now: datetime


@dataclass(frozen=True)
class Insight:
    """The numbers of a period, at one school or more. Each of the querysets is of a model with a school."""

    period: Period
    questions: QuerySet[Question]
    judgements: QuerySet[Judgement]
    items: QuerySet[QueueItem]

    @classmethod
    def of(cls, period: Period, narrowed: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Insight:
        """Return the numbers of what `narrowed` leaves of all that was asked, judged and put into the queue."""
        return cls(period, *(narrowed(model._default_manager.all()) for model in (Question, Judgement, QueueItem)))

    @cached_property
    def weeks(self) -> list[Week]:
        weeks = [Week(days) for days in self.period.weeks()]
        # Comparing moments is many times faster than letting SQLite call Django to find the week of each.
        which = Case(*(When(asked__lt=week.days.end, then=Value(place)) for place, week in enumerate(weeks)))
        rows = self._asked.order_by().values_list(which, "outcome").annotate(Count("pk"))
        for place, outcome, count in rows:
            weeks[place].counts[outcome] = count
        return weeks

    @cached_property
    def totals(self) -> Week:
        return Week(self.period, sum((week.counts for week in self.weeks), Counter()))

    @cached_property
    def took_a_suggestion(self) -> int:
        """Return after how many offered choices the parent took one."""
        return self._asked.filter(outcome=Outcome.SUGGESTED).exclude(chosen="").count()

    @cached_property
    def topics(self) -> list[tuple[str, int]]:
        """Return (topic, how often parents got it, at once or by choosing it), the most first."""
        given = Case(When(outcome=Outcome.SUGGESTED, then="chosen"), default="topic")
        got = self._asked.filter(outcome__in=[Outcome.ANSWERED, Outcome.SUGGESTED])
        counts = dict(got.order_by().values_list(given).annotate(Count("pk")))
        return Counter({topic: count for topic, count in counts.items() if topic}).most_common()

    @cached_property
    def thumbs(self) -> list[tuple[str, int, int]]:
        """Return (topic, thumbs up, thumbs down), the answers that displeased most first; "" for no topic."""
        judged = self.judgements.filter(created__gte=self.period.start, created__lt=self.period.end)
        up, down = Count("pk", filter=Q(useful=True)), Count("pk", filter=Q(useful=False))
        return list(judged.order_by().values_list("topic").annotate(up=up, down=down).order_by("-down", "up", "topic"))

    @cached_property
    def judged_right(self) -> tuple[int, int]:
        """Return how many confident answers of the weekly sample were right, and how many staff looked at."""
        drawn = Q(questions__reasons__kind=Reason.Kind.SAMPLE)
        in_period = Q(questions__asked__gte=self.period.start, questions__asked__lt=self.period.end)
        items = self.items.filter(drawn & in_period, right__isnull=False).order_by()
        counts = dict(items.values_list("right").annotate(Count("pk", distinct=True)))
        return counts.get(True, 0), sum(counts.values())

    @property
    def groups(self) -> QuerySet[WithAnnotations[QueueItem, AskedNow]]:
        """Return the items that got no good answer, with what was asked in this period, the most asked first.

        What was only drawn into the weekly sample did get an answer: it counts once a person says that it was wrong.
        """
        in_period = Q(questions__asked__gte=self.period.start, questions__asked__lt=self.period.end)
        reasons = Reason.objects.filter(question__item=OuterRef("pk"))
        drawn, other = reasons.filter(kind=Reason.Kind.SAMPLE), reasons.exclude(kind=Reason.Kind.SAMPLE)
        no_good_answer = ~(Exists(drawn) & ~Exists(other)) | Q(right=False)
        items = self.items.filter(in_period, no_good_answer, emergency=False)
        items = items.exclude(decision=QueueItem.Decision.NOT_FOR_US)
        told = items.annotate(
            asked_now=Count("questions"), first_now=Min("questions__asked"), last_now=Max("questions__asked")
        )
        return told.select_related("school").order_by("-asked_now", "-last_now")

    @cached_property
    def waiting(self) -> dict[bool, int]:
        """Return how many items are open at this moment, whatever the period: emergencies (True) and others."""
        open_now = self.items.filter(state=QueueItem.State.OPEN).order_by()
        return dict(open_now.values_list("emergency").annotate(Count("pk")))

    @property
    def _asked(self) -> QuerySet[Question]:
        return self.questions.filter(asked__gte=self.period.start, asked__lt=self.period.end)


def oldest_kept() -> date:
    """Return the first day of which nothing is erased yet."""
    return timezone.localdate() - timedelta(days=settings.RETENTION_DAYS - 1)


def in_words(part: int, total: int, things: str, does: str, do: str) -> str:
    """Return a share as a person would say it: (103, 128, "vragen", "kreeg", "kregen") -> "8 van de 10 vragen kregen".

    A handful is told exactly; `does` and `do` are the verb after one thing and after more.
    """
    if part == 0:
        return f"Geen enkele van de {total} {things} {does}" if total > 1 else f"Geen van de {things} {does}"
    if part == total:
        return f"Alle {total} {things} {do}" if total > 1 else f"De enige van de {things} {does}"
    if total > 10:
        part, total = round(10 * part / total), 10
    if part in (0, 10):
        return f"Bijna {'alle' if part else 'geen'} {things} {do}"
    return f"{part} van de {total} {things} {does if part == 1 else do}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
