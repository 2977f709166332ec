"""What there is to tell somebody by mail: counts of what waits for them, and what makes that it is told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.urls import reverse

from review.answers import checking
from review.insight.numbers import Insight, Period
from review.models import Event, MailWish, Question, QueueItem, Reason
from review.permissions import READ, visible_to
from review.trail import happenings

URGENT = Reason.URGENT
NOBODY_READS_ALONG = "Niemand leest live mee met de gesprekken."


@dataclass(frozen=True)
class News:
    """One mail, and the fields of a MailWish that say that it was sent."""

    subject: str
    text: str
    page: str
    told: dict[str, Any]


def of(wish: MailWish) -> list[News]:
    """Return what somebody wants to hear and was not told yet.

    Notes which items are theirs, when nothing has to be told about them.
    Whoever has no role left hears nothing, not even that there was nothing.
    """
    if not wish.user.has_perm(READ):
        return []
    found = [tell(wish) for kind, tell in KINDS.items() if getattr(wish, kind)]
    return [news for news in found if news]


def from_now_on(user: User) -> dict[str, Any]:
    """Return the fields that say that all there is now is known: what somebody switches on begins at that moment."""
    return {
        "emergency_told": Reason.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        "assigned_told": sorted(_theirs(user)),
        "week_told": Period.of_weeks(1).first,
    }


def _emergency(wish: MailWish) -> News | None:
    newest = Reason.objects.aggregate(newest=Max("pk"))["newest"] or 0  # first: what comes in meanwhile is for later
    new = Reason.objects.filter(kind__in=URGENT, pk__gt=wish.emergency_told, pk__lte=newest)
    open_ones = Question.objects.filter(reasons__in=new, item__state=QueueItem.State.OPEN)
    count = visible_to(wish.user, open_ones).values("item").distinct().count()
    if not count:
        return None
    told = {"emergency_told": newest}
    what = "nieuw noodbericht" if count == 1 else "nieuwe noodberichten"
    text = f"Er {'staat' if count == 1 else 'staan'} {count} {what} klaar om te lezen. {NOBODY_READS_ALONG}"
    return News(f"Pestwijzer: {count} {what}", text, reverse("review:emergencies"), told)


def _assigned(wish: MailWish) -> News | None:
    theirs, known = _theirs(wish.user), set(wish.assigned_told)
    new = [item for item in theirs - known if not _gave_it_themselves(wish.user, item)]
    if not new:
        # What went to somebody else and comes back is told again; what they took is not looked up each round.
        if theirs != known:
            MailWish.objects.filter(pk=wish.pk).update(assigned_told=sorted(theirs))
        return None
    what = "vraag of bericht" if len(new) == 1 else "vragen of berichten"
    text = f"Een collega gaf je {len(new)} {what} om na te kijken."
    # Emergencies stand in a list of their own; both are one tap away from there.
    told = {"assigned_told": sorted(theirs)}
    return News(f"Pestwijzer: {len(new)} {what} voor jou", text, reverse("review:queue"), told)


def _weekly(wish: MailWish) -> News | None:
    monday = Period.of_weeks(1).first
    if wish.week_told and wish.week_told >= monday:
        return None
    week = Period.last_week()
    numbers = Insight.of(week, partial(visible_to, wish.user))
    waiting = numbers.waiting
    lines = [
        f"Van {week.first:%d/%m} tot en met {week.last:%d/%m}:",
        f"- vragen van ouders: {numbers.totals.questions}",
        f"- meteen beantwoord: {numbers.totals.counts[Question.Outcome.ANSWERED]}",
        f"- vragen die nu open staan: {waiting.get(False, 0)}",
        f"- noodberichten die nu open staan: {waiting.get(True, 0)}",
        f"- antwoorden om opnieuw na te kijken: {len(checking.due())}",
    ]
    return News("Pestwijzer: de voorbije week", "\n".join(lines), reverse("review:insight"), {"week_told": monday})


KINDS: dict[str, Callable[[MailWish], News | None]] = {
    "emergency": _emergency,
    "assigned": _assigned,
    "weekly": _weekly,
}

# The field of a MailWish that says what of a kind was told.
MARKS = {"emergency": "emergency_told", "assigned": "assigned_told", "weekly": "week_told"}


def _theirs(user: User) -> set[int]:
    open_ones = QueueItem.objects.filter(assignee=user).exclude(state=QueueItem.State.DONE)
    return set(visible_to(user, open_ones).values_list("pk", flat=True))


def _gave_it_themselves(user: User, item: int) -> bool:
    given = Event.objects.filter(name=happenings.ItemHandled.__name__, about__item=item)
    last = given.filter(about__what__startswith="toegewezen aan").first()
    return last is not None and last.user_id == user.pk
