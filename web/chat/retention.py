"""Erasing: when a parent asks, and by itself when the time that we promise on `/over` has passed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error
from django.utils import timezone

from chat import conversations, tracker
from chat.models import Judgement, KeptQuestion
from chat.problems import Problem

logger = logging.getLogger("pestwijzer.retention")

KEPT = (KeptQuestion, Judgement)
A_DAY = 86400


def erase(conversation: str) -> None:
    """Delete all of a conversation, with us and with the assistant.

    Raises: Problem "not_erased" when the assistant's part could not be deleted; asking again is safe.
    """
    conversations.mark_erased(conversation)
    for model in KEPT:
        model.objects.filter(conversation=conversation).delete()
    try:
        tracker.erase(conversation)
    except Error as error:
        logger.error("A conversation could not be erased from the tracker database: %s", type(error).__name__)
        raise Problem("not_erased") from error


def erase_old() -> dict[str, int]:
    """Delete what is older than the retention time. Returns: how much, by name. Raises: django.db.Error."""
    limit = timezone.now() - timedelta(days=settings.RETENTION_DAYS)
    erased = {model.__name__: model.objects.filter(created__lt=limit).delete()[0] for model in KEPT}
    return {**erased, "events": tracker.erase_before(limit.timestamp())}


def erase_old_once_a_day() -> None:
    """Do `erase_old` at the day's first message, so that it needs no timetable that someone may forget to set up."""
    if not cache.add(f"erased_old:{timezone.localdate()}", True, timeout=A_DAY):
        return
    try:
        erase_old()
    except Error as error:
        logger.error("Old conversations could not be erased: %s", type(error).__name__)
