"""Keeps for staff what nobody else has kept: in our database, and in memory for as long as that cannot be written.

What waits in memory is masked like what is written, is erased like it, and is gone when the process is killed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DataError, Error, IntegrityError, models

from chat.models import KeptQuestion, UnkeptMessage
from schools.models import School

logger = logging.getLogger("pestwijzer.keeping")

# Some hours of a busy school; a masked message is at most 4000 characters.
MOST_WAITING = 2000
# What no second try will mend, as of a school that was deleted meanwhile.
HOPELESS = (IntegrityError, DataError)


@dataclass(frozen=True)
class Entry:
    """Something to be kept: what must not stand there twice, and what else belongs to it."""

    model: type[models.Model]
    same: Mapping[str, Any]
    more: Mapping[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        self.model._default_manager.get_or_create(**self.same, defaults=self.more)


_waiting: list[Entry] = []
_list = threading.Lock()  # held for a moment
_writing = threading.Lock()  # held while the database is written: who erases waits for that


def keep_question(school: School, conversation: str, text: str, reason: str, asked: datetime) -> bool:
    """Keep a question (masked, or empty) that got no answer. Returns: whether it is written already."""
    same = {"school": school, "conversation": conversation, "text": text, "reason": reason}
    return _keep(Entry(KeptQuestion, same, {"created": asked}))


def keep_unkept(school: School, conversation: str, message: Mapping[str, Any]) -> bool:
    """Keep a message that was answered but that the assistant could not keep. Returns: whether it is written already.

    message: as the channel's contract hands it on, with "at" a datetime under the name "asked".
    """
    same = {"conversation": conversation, **{name: message[name] for name in ("asked", "text", "choice")}}
    more = {"school": school, **{name: message[name] for name in ("topic", "confidence", "ranking", "doubt")}}
    return _keep(Entry(UnkeptMessage, same, more))


def waiting() -> int:
    """Return how much waits in memory."""
    return len(_waiting)


def write_waiting() -> bool:
    """Write what waits, the oldest first. Returns: whether nothing waits any more."""
    while True:
        with _writing:
            with _list:
                entry = _waiting[0] if _waiting else None
            if entry is None:
                return True
            try:
                entry.write()
            except HOPELESS as error:
                logger.error("Something that waited can never be kept: %s", type(error).__name__)
            except Error:
                return False
            with _list:
                _waiting.remove(entry)


def forget(conversation: str) -> None:
    """Erase what waits of a conversation; what is being written now is written when this returns."""
    _drop(lambda entry: entry.same["conversation"] == conversation)


def forget_before(limit: datetime) -> None:
    """Erase what waits from before a moment."""
    _drop(lambda entry: (entry.same.get("asked") or entry.more["created"]) < limit)


def _drop(goes: Callable[[Entry], bool]) -> None:
    with _writing, _list:
        _waiting[:] = [entry for entry in _waiting if not goes(entry)]


def _keep(entry: Entry) -> bool:
    try:
        entry.write()
    except HOPELESS as error:
        logger.error("A message cannot be kept: %s", type(error).__name__)
        return False
    except Error as error:
        _wait(entry, error)
        return False
    return True


def _wait(entry: Entry, error: Error) -> None:
    with _list:
        full = len(_waiting) >= MOST_WAITING
        if not full and not any((entry.model, entry.same) == (one.model, one.same) for one in _waiting):
            _waiting.append(entry)
    # The name alone: the message of an error may quote what was to be written.
    told = "and is lost, as too much waits" if full else "and waits in memory"
    logger.error("A message cannot be kept now (%s) %s", type(error).__name__, told)
