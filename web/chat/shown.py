"""Keeps what a parent got to see, so that staff read that and no guess, and that nothing is said twice.

Never in the way of the answer itself.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error, transaction

from chat.models import Shown

logger = logging.getLogger("pestwijzer.shown")


def keep(conversation: str, answer: dict[str, Any]) -> None:
    """Keep an answer as it goes to the parent; one that cannot be kept is given all the same."""
    try:
        with transaction.atomic():
            Shown.objects.create(
                conversation=conversation,
                topic=str(answer["understood"].get("topic") or "")[:100],
                messages=answer["messages"],
            )
    except Error as error:
        logger.error("What was shown could not be kept: %s", type(error).__name__)


def was_shown(conversation: str, text: str) -> bool:
    """Tell whether a message with exactly this text stands in a conversation; not when nobody can tell now."""
    try:
        with transaction.atomic():
            kept = list(Shown.objects.filter(conversation=conversation).values_list("messages", flat=True))
    except Error as error:
        logger.error("What was shown before cannot be read: %s", type(error).__name__)
        return False
    return any(message["text"] == text for messages in kept for message in messages)
