"""Copies a database while it is in use, and puts a copy back: SQLite by its own backup, PostgreSQL by pg_dump."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Mapping

SQLITE, POSTGRES = "sqlite3", "pgdump"
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database that is in use


class DatabaseError(RuntimeError):
    """A database that could not be copied or put back; the message says why."""


def kind_of(database: Mapping[str, Any]) -> str:
    """Return SQLITE or POSTGRES, which is also how a copy's name ends. Raises: DatabaseError for another engine."""
    engine = str(database["ENGINE"]).rpartition(".")[2]
    if engine == "sqlite3":
        return SQLITE
    if engine == "postgresql":
        return POSTGRES
    raise DatabaseError(f"There is no backup of a database of the kind {engine}.")


def copy(database: Mapping[str, Any], target: Path) -> bool:
    """Copy a database as it is at one moment. Returns: whether there was one. Raises: DatabaseError."""
    if kind_of(database) == POSTGRES:
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *_where(database)], database)
        return True
    source = Path(database["NAME"])
    if not source.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as there:
            with contextlib.closing(sqlite3.connect(target)) as here:
                there.backup(here)
    except sqlite3.Error as error:
        raise DatabaseError(f"{source} could not be copied: {error}") from error
    check(target)
    return True


def check(copied: Path) -> None:
    """Raise DatabaseError when a copy is not a whole database."""
    if copied.suffix == f".{POSTGRES}":
        _run(["pg_restore", "--list", str(copied)], {})
        return
    try:
        with contextlib.closing(sqlite3.connect(copied)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")  # all in one file
            (found,) = opened.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise DatabaseError(f"{copied.name} is no whole database: {error}") from error
    if found != "ok":
        raise DatabaseError(f"{copied.name} is damaged: {found}")


def put_back_postgres(copied: Path, database: Mapping[str, Any]) -> None:
    """Make a PostgreSQL database as it was: wholly, or not at all. Raises: DatabaseError."""
    how = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run(["pg_restore", *how, *_where(database), str(copied)], database)


def _where(database: Mapping[str, Any]) -> List[str]:
    given = {"host": database.get("HOST"), "port": database.get("PORT"), "username": database.get("USER")}
    return [f"--{name}={value}" for name, value in given.items() if value] + [f"--dbname={database['NAME']}"]


def _run(command: List[str], database: Mapping[str, Any]) -> None:
    try:
        done = subprocess.run(command, env=_environment(database), capture_output=True, text=True)
    except FileNotFoundError as error:
        raise DatabaseError(f"{command[0]} is missing; on Debian: apt-get install postgresql-client") from error
    if done.returncode:
        raise DatabaseError(f"{command[0]} failed: {done.stderr.strip()}")


def _environment(database: Mapping[str, Any]) -> Dict[str, str]:
    """Return the environment in which the password stands: on the command line others could read it."""
    secret = {"PGPASSWORD": str(database["PASSWORD"])} if database.get("PASSWORD") else {}
    ssl = (database.get("OPTIONS") or {}).get("sslmode")
    return {**os.environ, **secret, **({"PGSSLMODE": ssl} if ssl else {})}
