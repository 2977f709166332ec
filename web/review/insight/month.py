"""The report of a month for a school's team: counted, with no number that points at a child and no word of a parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from review.answers import drafts
from review.insight import small
from review.insight.numbers import OUTCOMES, Insight, Period, oldest_kept
from review.models import Publication, Question, QueueItem, Revision
from schools.models import School

MORNING, EVENING, NIGHT = 8, 16, 22
MOMENTS = (
    "op een weekdag tussen 8 en 16 uur",
    "op een weekdag tussen 16 en 22 uur",
    "op een weekdag tussen 22 en 8 uur",
    "in het weekend",
)
Rows = list[tuple[str, str | int]]


@dataclass(frozen=True)
class Month:
    """What the page and its file show; each number as it may be read."""

    total: str | int
    outcomes: Rows
    moments: Rows
    topics: Rows
    unanswered: Rows
    added: list[str]
    changed: list[str]

    def tables(self) -> list[tuple[str, Rows]]:
        """Return (what it is about, its rows), in the order of the page."""
        return [
            ("Wat kwam ervan?", self.outcomes),
            ("Wanneer vroegen ouders iets?", self.moments),
            ("Waarover ging het?", self.topics),
            ("Waarop was er geen goed antwoord?", self.unanswered),
        ]


def whole_months() -> list[date]:
    """Return the first day of every month that is over and of which nothing is erased yet, the newest first.

    Of any other month the numbers change by the day, and the difference between two days can be one parent. Of a whole
    month they still change now and then: a conversation is erased, a question is handled. No report is kept as it was,
    so two prints of one month can differ by one parent: the page and the handbook say not to compare them.
    """
    months, first = [], timezone.localdate().replace(day=1)
    while (first := (first - timedelta(days=1)).replace(day=1)) >= oldest_kept():
        months.append(first)
    return months


def name_of(month: date) -> str:
    return date_format(month, "F Y")


def of(school: School, month: date) -> Month:
    """Return a school's report of the month that begins on a day."""
    days = Period(month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    numbers = Insight.of(days, lambda whole: whole.filter(school=school))
    total, outcomes, moments = _of_one_whole(numbers)
    revisions = Revision.objects.filter(publication__at__gte=days.start, publication__at__lt=days.end)
    published = revisions.filter(publication__kind=Publication.Kind.PUBLISH)
    return Month(
        total=total,
        outcomes=outcomes,
        moments=moments,
        topics=_topics(numbers, outcomes[0][1] == small.HIDDEN),
        unanswered=_unanswered(numbers),
        added=sorted({one.title for one in published if not one.before}),
        changed=sorted({one.title for one in published if one.before and one.after}),
    )


def _of_one_whole(numbers: Insight) -> tuple[str | int, Rows, Rows]:
    """Return all questions, by what came of them and by when they were asked.

    Where one of the two would give something away together with the whole, neither may tell the whole.
    """
    asked = _asked(numbers).exclude(outcome=Question.Outcome.DIALOGUE)
    at = Counter(_moment(timezone.localtime(moment)) for moment in asked.values_list("asked", flat=True))
    counts = numbers.totals.parts, [at[moment] for moment in MOMENTS]
    shown = [small.together(each) for each in counts]
    total = small.alone(numbers.totals.questions)
    if any(whole_tells for _shown, whole_tells in shown):
        shown = [([small.HIDDEN if one else one for one in each], True) for each in counts]
        total = total if total == small.FEWER else small.HIDDEN
    outcomes, moments = shown
    return total, _rows(list(OUTCOMES.values()), outcomes[0]), _rows(MOMENTS, moments[0])


def _asked(numbers: Insight) -> QuerySet[Question]:
    return numbers.questions.filter(asked__gte=numbers.period.start, asked__lt=numbers.period.end)


def _topics(numbers: Insight, whole_is_hidden: bool) -> Rows:
    """Return the answers that parents got at once. Those that are hidden are not named either.

    A parent who chose from suggestions is not in it: the difference with what was answered would tell how few did.
    """
    titles = drafts.names()
    answered = _asked(numbers).filter(outcome=Question.Outcome.ANSWERED).order_by()
    counts = Counter(answered.values_list("topic", flat=True)).most_common()
    shown, _tells = small.together([count for _topic, count in counts])
    named = [(titles.get(topic, topic), one) for (topic, _count), one in zip(counts, shown, strict=True)]
    seen = [] if whole_is_hidden else [row for row in named if row[1] != small.HIDDEN]
    return seen + [("andere antwoorden" if seen else "alle antwoorden", small.HIDDEN)] * (len(seen) < len(named))


def _unanswered(numbers: Insight) -> Rows:
    states = Counter(numbers.groups.values_list("state", flat=True))
    done = states.pop(QueueItem.State.DONE, 0)
    return _rows(["al behandeld", "nog te behandelen"], small.together([done, states.total()])[0])


def _rows(labels: Sequence[str], shown: Sequence[str | int]) -> Rows:
    return list(zip(labels, shown, strict=True))


def _moment(at: datetime) -> str:
    if at.weekday() >= 5:
        return MOMENTS[3]
    if MORNING <= at.hour < EVENING:
        return MOMENTS[0]
    return MOMENTS[1] if EVENING <= at.hour < NIGHT else MOMENTS[2]
