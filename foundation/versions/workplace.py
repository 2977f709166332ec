"""How a candidate in the making tells how far it is, and how others know that it still lives.

Inside a workplace of the model registry, beside the model and its data:

    lock            held by the process that works here, for as long as it lives: also a kill or a power cut frees it
    progress.json   the step it is at, or the error that ended it
    received.json   what schools received as emergencies, to be asked too; gone as soon as it is read
    report.json     what the candidate changes for parents; there only when all went well
    log.txt         for an engineer

and beside all workplaces `.training.lock`, held by whoever trains on this machine, `.publishing.lock`, by whoever
changes what answers parents, or wants it to stay as it is for a moment, and `.asking.lock`, by whoever asks a version
beside the one that answers (web/review/versions/asking.py). A machine has room for one model more than that one. So who
asks gives up while somebody trains, and who trains waits for the end of what is asked: some minutes, in which staff
see the first step of their proefmodel and may stop it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foundation.files import write_whole

LOCK = "lock"
PROGRESS = "progress.json"
RECEIVED = "received.json"
REPORT = "report.json"
LOG = "log.txt"
TRAINING_LOCK = ".training.lock"
PUBLISHING_LOCK = ".publishing.lock"
ASKING_LOCK = ".asking.lock"
# Of a publication that is under way, or that a crash broke off: web/review/versions/publishing.py.
JOURNAL = "publishing.json"


class Busy(RuntimeError):
    """Somebody else holds the lock; the message names its file."""


def take(path: Path) -> int:
    """Take a lock. It is free again when the descriptor is closed, here and in every process that inherited it.

    Returns: the descriptor of its file. Raises: Busy.
    """
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Busy(str(path)) from error
    return descriptor


def wait_for(path: Path) -> None:
    """Wait until nobody holds a lock."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    """Open the file of a lock.

    Root leaves it to whose folder it is: a restore or a training by hand must not lock the services out.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    if os.geteuid() == 0:
        folder = os.stat(path.parent)
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


@contextlib.contextmanager
def held(path: Path) -> Iterator[int]:
    """Hold a lock for as long as the block lasts. Raises: Busy."""
    descriptor = take(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Tell whether anybody holds a lock."""
    if not path.exists():
        return False
    try:
        with held(path):
            return False
    except Busy:
        return True


def sign(descriptor: int, process: int) -> None:
    """Write into a lock's file which process holds it."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(process).encode(), 0)


def holder(path: Path) -> int | None:
    """Return the process that holds a lock, or None when nobody does or it is not known yet."""
    if not is_held(path):
        return None
    signature = path.read_text(encoding="ascii")
    return int(signature) if signature.isdigit() else None


def tell(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file that a reader sees whole or not at all."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1))


def told(path: Path) -> dict[str, Any] | None:
    """Read what `tell` wrote, or return None when there is nothing (whole)."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content
