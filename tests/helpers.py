"""What several test files do: wait until something holds, run an assistant, and talk with it as the website does."""

from __future__ import annotations

import sqlite3
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

from tools import start
from tools.running import Assistant, running_in

# Long enough for a machine that has much else to do; only a test that fails waits so long.
PATIENCE = 400


def wait_until(holds: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait until something holds, and fail when it never does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it did not come about in {seconds} seconds"
        time.sleep(0.05)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold an SQLite database as another program would that is in the middle of writing."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def running(folder: Path, model: Path) -> Iterator[Assistant]:
    """Run an assistant, and put back where tools.start keeps its logs: running_in moves them into the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "LOGS", folder)
        with running_in(folder, model) as assistant:
            yield assistant


def new_conversation() -> str:
    return uuid.uuid4().hex


def ask(assistant: Assistant, text=None, choice=None, conversation=None, school=None) -> Dict[str, Any]:
    """Send a message as the website does. Returns: the answer's body."""
    given = {"text": text, "choice": choice, "school": school}
    body = {"conversation": conversation or new_conversation()}
    return assistant.post({**body, **{key: value for key, value in given.items() if value is not None}})
