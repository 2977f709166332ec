"""What SQLite needs to keep a promise: what is erased is gone from the disk too, and nobody else may read the files.

Deleting leaves the file as large as it was, and the journal full of what was written before. On PostgreSQL none of this
does anything: it tidies by itself.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger("pestwijzer.sqlite")

OWNER_ONLY = 0o600
INCREMENTAL = 2  # SQLite's number for "give free pages back when asked"
PAGES = 500  # given back at a time: 2 MB, so that nobody waits for it
SECONDS_BETWEEN = 0.02


def keep_for_owner(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let only the owner read a database's files; a receiver of Django's `connection_created`."""
    main = _file(connection)
    for path in (Path(f"{main}{end}") for end in ("", "-wal", "-shm") if main):
        try:
            if path.stat().st_mode & 0o077:
                path.chmod(OWNER_ONLY)
        except OSError as error:  # not there, or not ours
            logger.debug("%s: %s", path.name, type(error).__name__)


def can_shrink(alias: str) -> None:
    """Make a database that can give back the room of what is erased; takes seconds a gigabyte, once. Raises: Error."""
    connection = connections[alias]
    if _file(connection) and _pragma(connection, "auto_vacuum") != INCREMENTAL:
        _pragma(connection, f"auto_vacuum = {INCREMENTAL}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def give_back(alias: str) -> None:
    """Give the room of what was erased back to the disk, a little at a time, and empty the journal."""
    connection = connections[alias]
    if not _file(connection) or connection.in_atomic_block:
        return
    try:
        while _pragma(connection, "freelist_count") and _pragma(connection, "auto_vacuum") == INCREMENTAL:
            _pragma(connection, f"incremental_vacuum({PAGES})")
            time.sleep(SECONDS_BETWEEN)
        empty_journal(alias)
    except Error as error:  # what is erased is erased; its room comes back another day
        logger.warning("A database could not be made smaller: %s", type(error).__name__)


def empty_journal(alias: str) -> None:
    """Take out of the journal what was written before, as far as nobody is reading it."""
    connection = connections[alias]
    if not _file(connection) or connection.in_atomic_block:
        return
    try:
        _pragma(connection, "wal_checkpoint(TRUNCATE)")
    except Error as error:
        logger.warning("A journal could not be emptied: %s", type(error).__name__)


def _pragma(connection: BaseDatabaseWrapper, what: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {what}")
        rows = cursor.fetchall()  # all of them: SQLite works for as long as it is asked for more
        return rows[0][0] if rows else None


def place(connection: BaseDatabaseWrapper) -> Path | None:
    """Return where an SQLite database lies or will lie on disk; None for one in memory, and for any other kind."""
    name = str(connection.settings_dict["NAME"])
    on_disk = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    return Path(name) if on_disk else None


def _file(connection: BaseDatabaseWrapper) -> Path | None:
    """Return the file of an SQLite database; None for any other, and for a file that is not there yet."""
    file = place(connection)
    return file if file and file.exists() else None
