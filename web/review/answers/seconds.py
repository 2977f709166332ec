"""A second person's yes or no, for what one person alone may not teach (danger.py)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from review.answers import drafts
from review.answers.danger import SecondNeeded, keys_of
from review.models import QueueItem, SecondLook
from review.permissions import DECIDE, READ, allowed, schools_of
from review.queue import decisions
from review.trail import happenings

State = SecondLook.State
ASKED = "Het wacht nu op een tweede collega, onder Voorstel. Tot dan verandert er niets."


def ask(user: Any, needed: SecondNeeded, item: QueueItem | None = None) -> str:
    """Put what somebody wanted to teach before a colleague. Returns: what to tell. Once is enough."""
    keys = keys_of(needed.texts)
    waiting = SecondLook.objects.filter(topic=needed.topic, state=State.WAITING, item=item)
    if not any(look.keys == keys for look in waiting):
        school = item.school if item else None
        SecondLook.objects.create(
            topic=needed.topic, texts=needed.texts, keys=keys, why=needed.why, item=item, school=school, asked_by=user
        )
        happenings.record(user, happenings.SecondAsked(needed.topic), school)
    return f"{needed} {ASKED}"


def waiting(user: Any) -> QuerySet[SecondLook]:
    """Return what waits and this person may read: of their schools, and of no school."""
    looks = SecondLook.objects.filter(state=State.WAITING).select_related("asked_by", "item", "school")
    return looks if user.is_superuser else looks.filter(Q(school=None) | Q(school__in=schools_of(user, READ)))


def may_decide(user: Any, look: SecondLook) -> bool:
    """Tell whether somebody may be the second: another person, who may decide about such questions."""
    may = allowed(user, DECIDE, look.school) if look.school else user.has_perm(DECIDE)
    return may and user != look.asked_by


@transaction.atomic
def confirm(user: Any, pk: int) -> SecondLook:
    """Teach it after all. Raises: SecondLook.DoesNotExist when it was decided, PermissionDenied, Refused, Unknown."""
    look = _taken_up(user, pk)
    texts, topic = look.texts, drafts.heir_of(look.topic)
    look.topic = topic  # of which it is confirmed
    _decided(user, look, State.CONFIRMED)
    if look.item and look.item.state != QueueItem.State.DONE:
        decisions.confirmed(look.asked_by or user, look.item, topic, texts)
    else:
        drafts.add_new_questions(user, topic, texts)
    return look


@transaction.atomic
def refuse(user: Any, pk: int) -> SecondLook:
    """Teach it not. Who asked may do this too: to think better of it. Raises: as `confirm`."""
    look = _waiting_one(user, pk)
    if user != look.asked_by and not may_decide(user, look):
        raise PermissionDenied
    _decided(user, look, State.REFUSED)
    return look


def _waiting_one(user: Any, pk: int) -> SecondLook:
    return waiting(user).select_for_update(of=("self",)).get(pk=pk)


def _taken_up(user: Any, pk: int) -> SecondLook:
    look = _waiting_one(user, pk)
    if not may_decide(user, look):
        raise PermissionDenied
    return look


def _decided(user: Any, look: SecondLook, state: str) -> None:
    look.state, look.texts, look.why, look.decided_by, look.decided = state, [], [], user, timezone.now()
    look.save()
    said = "ja" if state == State.CONFIRMED else "nee"
    happenings.record(user, happenings.SecondSaid(look.topic, said), look.school)
