"""What the review tool does when chat says that something must go, or asks what it does not know (apps.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from chat.models import KeptQuestion, UnkeptMessage
from chat.signals import checks_asked, conversation_erased, old_erased
from foundation.topics import Topic
from review import erasing
from review.answers import checking
from review.models import Question
from review.trail import happenings
from review.versions import candidates


@receiver(checks_asked)
def tell_checks(topics: Collection[Topic], **_: Any) -> dict[str, date]:
    return checking.days_said(topics)


@receiver(conversation_erased)
def erase_conversation(conversation: str, **_: Any) -> None:
    questions = Question.objects.filter(conversation=conversation)
    school = next((question.school for question in questions.select_related("school")), None)
    quoted = erasing.where_quoted(conversation)
    erasing.erase_questions(questions)
    if quoted:
        happenings.record(None, happenings.ExampleLeft(topics=", ".join(quoted)), school)


@receiver(old_erased)
def erase_old(before: datetime, **_: Any) -> dict[str, int]:
    erasing.forget_sessions()
    transaction.on_commit(candidates.sweep)  # removing files is slow: not while the database waits
    return {**erasing.erase_older_than(before), **erasing.erase_old_trail()}


@receiver(pre_delete, sender=KeptQuestion)
def erase_kept_question(instance: KeptQuestion, **_: Any) -> None:
    """Also where one is deleted by hand, in /beheer/: before the database takes the question along unseen."""
    erasing.erase_questions(Question.objects.filter(kept=instance))


@receiver(pre_delete, sender=UnkeptMessage)
def erase_unkept_message(instance: UnkeptMessage, **_: Any) -> None:
    erasing.erase_questions(Question.objects.filter(unkept=instance))
