"""Erasing: when a parent asks, and by itself when the time that we promise on `/over` has passed.

The assistant's part goes first: where that fails, nothing is gone and asking again is safe.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, Error, transaction
from django.utils import timezone

from chat import conversations, keeping
from chat.models import Judgement, KeptQuestion, Shown, UnkeptMessage
from chat.problems import Problem
from chat.signals import conversation_erased, old_erased
from common import sqlite, tracker
from common.batches import delete

logger = logging.getLogger("pestwijzer.retention")

# What we keep ourselves, and which field tells of when it is.
KEPT = {KeptQuestion: "created", UnkeptMessage: "asked", Judgement: "created", Shown: "created"}
A_DAY = 86400


def erase(conversation: str) -> None:
    """Delete all of a conversation: with the assistant, with us, and with whoever listens to our signal.

    Raises: Problem "not_erased" when a database could not be written.
    """
    conversations.mark_erased(conversation)
    keeping.forget(conversation)
    try:
        tracker.erase(conversation)
        with transaction.atomic():
            conversation_erased.send(sender=None, conversation=conversation)
            for model in KEPT:
                model._default_manager.filter(conversation=conversation).delete()
    except Error as error:
        logger.error("A conversation could not be erased: %s", type(error).__name__)
        raise Problem("not_erased") from error
    sqlite.empty_journal(DEFAULT_DB_ALIAS)


def erase_old() -> dict[str, int]:
    """Delete what is older than the retention time, a few hundred at a time: what went before one that fails is gone.

    Returns: how much was deleted, by its Dutch name; nothing for what was not there.
    Raises: django.db.Error when a database could not be written.
    """
    limit = timezone.now() - timedelta(days=settings.RETENTION_DAYS)
    keeping.forget_before(limit)
    erased = Counter({"berichten in gesprekken": tracker.erase_before(limit.timestamp())})
    for _receiver, counts in old_erased.send(sender=None, before=limit):
        erased.update(counts)
    for model, moment in KEPT.items():
        old = model._default_manager.filter(**{f"{moment}__lt": limit})
        erased[str(model._meta.verbose_name_plural)] += delete(old)
    if erased.total():
        sqlite.give_back(DEFAULT_DB_ALIAS)
    return {name: count for name, count in erased.items() if count}


def erase_old_once_a_day() -> None:
    """Do `erase_old`, unless that was done today already. What fails is tried again at the next call."""
    today = f"erased_old:{timezone.localdate()}"
    if not cache.add(today, True, timeout=A_DAY):
        return
    try:
        erase_old()
    except Error as error:
        cache.delete(today)
        logger.error("Old conversations could not be erased: %s", type(error).__name__)
