"""Whether everything is there that an answer needs: a database that takes writing, counters, a ready assistant.

Remembered for a few seconds in this process, so that who asks all day costs the assistant nothing; and not in the
cache, which is one of the things that may be missing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import Error
from django.utils import timezone

from chat import assistant
from serving.models import SignOfLife

logger = logging.getLogger("pestwijzer.readiness")

SECONDS_TO_BELIEVE = 5
# It answers parents in both; what it cannot keep, the website keeps.
ANSWERS = ("ready", "not_kept")


def missing() -> list[str]:
    """Return the names of what is not there: "database", "cache", "assistant"; nothing when all is well."""
    return _seen.lately()


def forget() -> None:
    """Look anew at the next question."""
    _seen.until = 0.0


def _missing_now() -> list[str]:
    return [name for name, is_there in CHECKS.items() if not is_there()]


def _database_takes_writing() -> bool:
    """Write for good: a transaction that is rolled back never notices that the disk is full."""
    try:
        SignOfLife.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    except Error as error:
        logger.error("The database takes no writing: %s", type(error).__name__)
        return False
    return True


def _cache_counts() -> bool:
    try:
        cache.set("readiness", True, timeout=SECONDS_TO_BELIEVE)
        return bool(cache.get("readiness"))
    except Exception as error:  # each backend has errors of its own
        logger.error("The cache does not answer: %s", type(error).__name__)
        return False


def _assistant_answers() -> bool:
    return assistant.state() in ANSWERS


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_takes_writing,
    "cache": _cache_counts,
    "assistant": _assistant_answers,
}


@dataclass
class _Seen:
    """What was missing when somebody last looked; who asks meanwhile waits for that look in place of looking too."""

    until: float = 0.0
    missing: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def lately(self) -> list[str]:
        with self.lock:
            if time.monotonic() >= self.until:
                self.missing = _missing_now()
                self.until = time.monotonic() + SECONDS_TO_BELIEVE
            return list(self.missing)


_seen = _Seen()
