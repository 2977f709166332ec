"""What the website does by itself while it serves, so that no timetable needs setting up that someone may forget."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from chat import keeping, retention
from foundation.versions.workplace import Busy
from knowledge import reading
from review.mail import sending
from review.queue import answered_now, harvest, meaning, sample
from review.versions import effects

logger = logging.getLogger("pestwijzer.housekeeping")

SECONDS_TO_START = 5  # a server that has just come up has visitors to serve first
SECONDS_TO_THINK = 3600  # at most
THINKING = "thinking_now"
SECONDS_BETWEEN_TRIES = 3  # to write what waits in this process's memory


def start() -> list[threading.Thread]:
    """Begin keeping house beside this process's other work; it ends with the process, and never holds up its end."""
    threads = [
        threading.Thread(target=work, name=name, daemon=True)
        for name, work in (("housekeeping", _keep_house), ("thinking", _think_ahead))
    ]
    for thread in threads:
        thread.start()
    return threads


def tidy() -> None:
    """Read what parents asked, so that no page has to; erase what is old; send staff's mail; draw the week's sample.

    What was promised to parents and staff comes before what may wait for a next round.
    """
    harvest.harvest_ahead()
    retention.erase_old_once_a_day()
    sending.send_due()
    sample.draw()


def think() -> None:
    """Do for staff what takes minutes in the assistant's Python: in a thread of its own, as nothing may wait for it."""
    if not cache.add(THINKING, True, timeout=SECONDS_TO_THINK):
        return  # the last round is not over yet
    try:
        meaning.compare_new()
        with contextlib.suppress(Busy):  # the next round has its turn
            effects.compare_last()
            answered_now.ask_again()
    finally:
        cache.delete(THINKING)


def _keep_house() -> None:
    pause = settings.HOUSEKEEPING_MINUTES * 60
    time.sleep(min(SECONDS_TO_START, pause))
    while True:
        make_search_ready()
        _whatever_happens("housekeeping", tidy, pause)
        _rest(pause)


def _think_ahead() -> None:
    pause = settings.HOUSEKEEPING_MINUTES * 60
    while True:
        time.sleep(pause)
        _whatever_happens("thinking", think, pause)


def make_search_ready() -> None:
    """Read every question in the topics before a parent searches: whoever did so first in a process waited seconds.

    Each round, as a topic that was changed is read again; and in every process, as each has what it read for itself.
    """
    try:
        reading.load().prepare_search()
    except Exception as error:  # the search reads for itself then
        logger.error("Search could not be made ready: %s", type(error).__name__)


def _rest(pause: float) -> None:
    """Wait for the next round; meanwhile, write what waits as soon as the database takes it."""
    over = time.monotonic() + pause
    while (left := over - time.monotonic()) > 0:
        time.sleep(min(left, SECONDS_BETWEEN_TRIES))
        if keeping.waiting():
            write_waiting()


def write_waiting() -> None:
    """Write what this process keeps in memory because the database could not be written, if it can be now."""
    try:
        keeping.write_waiting()
    except Exception as error:  # tried again in a moment
        logger.error("What waits could not be written: %s", type(error).__name__)
    finally:
        connections.close_all()


def _whatever_happens(name: str, work: Callable[[], None], pause: float) -> None:
    try:
        # Of all processes, on all machines that share a cache, one does it; when two do, nothing is done twice.
        if cache.add(name, True, timeout=pause * 0.9):
            work()
    except Exception as error:  # a bad round must not be the last one
        logger.error("%s failed: %s", name.capitalize(), type(error).__name__)
    finally:
        connections.close_all()  # this thread's own; the next round is minutes away
