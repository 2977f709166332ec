"""Changing what a school says itself about a topic: saving it, taking one change back, and telling what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from review.answers import differences
from review.school import profile
from review.school.profile import Change, Changed
from review.trail import happenings
from schools import own_answers
from schools.models import OwnAnswer, OwnAnswerChange, School

LABEL = "Wat de school zelf zegt"


class CannotGoBack(Exception):
    """What is to be put back may not stand there now; the message says in Dutch why."""


def stamp(text: str) -> str:
    """Return what is another as soon as anything in a text is another."""
    return profile.stamp({"text": text})


def text_of(school: School, topic_id: str) -> str:
    """Return what a school says itself about a topic, shown to parents or not; nothing where it says nothing."""
    own = OwnAnswer.objects.filter(school=school, topic=topic_id).first()
    return own.text if own else ""


def save(user: Any, school: School, topic_id: str, seen: str, text: str) -> bool:
    """Save what somebody wrote, in the trail too; an empty text takes it away.

    seen: the stamp of the text that the form began with; text: one in which `own_answers.problems_in` finds nothing.
    Returns: whether something changed.
    Raises: Changed when a colleague was first; nothing is changed then.
    """

    def replaced(now: str) -> str:
        if stamp(now) != seen:
            raise Changed
        return text

    return _save(user, school, topic_id, replaced, happenings.OwnAnswerChanged)


def put_back(user: Any, change: OwnAnswerChange) -> bool:
    """Take one change back. Returns: whether something changed.

    Raises: CannotGoBack when the text was changed again after that, or may not stand there any more.
    """
    if change.before and (problems := own_answers.problems_in(change.topic, change.before)):
        raise CannotGoBack(" ".join(problems))

    def as_before(now: str) -> str:
        if now not in (change.before, change.after):
            raise CannotGoBack("Dit kan niet terug: daarna is het eigen antwoord nog eens gewijzigd.")
        return change.before

    return _save(user, change.school, change.topic, as_before, happenings.OwnAnswerPutBack)


@transaction.atomic
def _save(
    user: Any,
    school: School,
    topic_id: str,
    new_text: Callable[[str], str],
    happening: type[happenings.OwnAnswerChanged] | type[happenings.OwnAnswerPutBack],
) -> bool:
    locked = School.objects.select_for_update().get(pk=school.pk)
    before = text_of(locked, topic_id)
    after = new_text(before)
    if before == after:
        return False
    if after:
        OwnAnswer.objects.update_or_create(school=locked, topic=topic_id, defaults={"text": after})
    else:
        OwnAnswer.objects.filter(school=locked, topic=topic_id).delete()
    OwnAnswerChange.objects.create(school=locked, topic=topic_id, by=user, before=before, after=after)
    happenings.record(user, happening(topic_id, [(LABEL, before, after)]), locked)
    return True


def history(school: School, topic_id: str) -> QuerySet[OwnAnswerChange]:
    return OwnAnswerChange.objects.filter(school=school, topic=topic_id).select_related("by")


def difference(before: str, after: str) -> list[Change]:
    """Return what differs, as review/answers/changes.html shows it."""
    return [Change("own", LABEL, words=differences.words(before, after))] if before != after else []


def schools_with_one(topic_id: str) -> int:
    """Return how many schools say something themselves: the number is for all staff, the texts are not."""
    return OwnAnswer.objects.filter(topic=topic_id).count()
