"""The one place that touches the assistant's database of conversations (Rasa's table `events`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

from common import sqlite
from common.batches import batches
from common.databases import TRACKER
from foundation.vocabulary import DOUBT, FALLBACK, MORE

EVENTS = "events"
USER, BOT = "user", "bot"
COLUMNS = "id, sender_id, type_name, timestamp, data"


@dataclass(frozen=True)
class Button:
    title: str
    choice: str


@dataclass(frozen=True)
class Said:
    """What a parent typed or tapped (`choice`), or what the assistant said."""

    row: int
    conversation: str
    by: str  # USER or BOT
    at: float  # seconds since 1970
    text: str
    choice: str = ""
    topic: str = ""
    confidence: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()  # every guess that is a topic, the best first
    doubt: bool = False
    buttons: tuple[Button, ...] = ()
    more: str = ""  # what was folded behind an answer
    unkept: int = 0  # the key of the website's own record, where the assistant could not keep the message: no row

    @property
    def fell_back(self) -> bool:
        return self.topic == FALLBACK


def typed_and_tapped_after(row: int, since: float, most: int) -> tuple[list[Said], int]:
    """Read what parents did, in the order in which it was written.

    row: the last row that is not wanted. since: the earliest moment, in seconds since 1970. most: how many rows.
    Returns: what was understood of them, and the last row that was looked at (0: there are no more).
    Raises: django.db.Error when the database cannot be read.
    """
    condition = "type_name = %s AND id > %s AND timestamp >= %s ORDER BY id LIMIT %s"
    rows = _select(COLUMNS, condition, USER, row, since, most)
    return _understood(rows), rows[-1][0] if rows else 0


def conversation(conversation_id: str) -> list[Said]:
    """Return all that was said in a conversation, the first first. Raises: django.db.Error."""
    return _understood(
        _select(COLUMNS, "sender_id = %s AND type_name IN (%s, %s) ORDER BY id", conversation_id, USER, BOT)
    )


def said_in(rows: Iterable[int]) -> dict[int, Said]:
    """Return what stands in some rows, by row. Raises: django.db.Error.

    SQLite gives the number of an erased row away again: whoever kept one compares the conversation too.
    """
    wanted = list(rows)
    found: dict[int, Said] = {}
    for start in range(0, len(wanted), 500):  # fewer than SQLite takes at once
        part = wanted[start : start + 500]
        marks = ", ".join(["%s"] * len(part))
        found.update({said.row: said for said in _understood(_select(COLUMNS, f"id IN ({marks})", *part))})
    return found


def newest() -> tuple[int, float]:
    """Return the newest row of a parent and its time; (0, 0) when there is none. Raises: django.db.Error."""
    rows = _select("id, timestamp", "type_name = %s ORDER BY id DESC LIMIT 1", USER)
    return tuple(rows[0]) if rows else (0, 0.0)


def time_of(row: int) -> float | None:
    """Return a row's time, or None when it is no more. Raises: django.db.Error."""
    rows = _select("timestamp", "id = %s", row)
    return rows[0][0] if rows else None


def erase(conversation: str) -> int:
    """Delete all that the assistant keeps of a conversation.

    Returns: how many events that were.
    Raises: django.db.Error when the database cannot be written.
    """
    deleted = _delete("sender_id = %s", conversation)
    sqlite.empty_journal(TRACKER)
    return deleted


def erase_before(timestamp: float) -> int:
    """Delete every event older than a moment, in seconds since 1970, a few hundred at a time.

    Returns: how many that were. Raises: django.db.Error.
    """

    def older(row: int, most: int) -> list[int]:
        # Looked for before, and not while, the database is held to delete: nothing sorts rows by their time.
        return [
            found for (found,) in _select("id", "timestamp < %s AND id > %s ORDER BY id LIMIT %s", timestamp, row, most)
        ]

    deleted = sum(_delete(f"id IN ({', '.join(['%s'] * len(rows))})", *rows) for rows in batches(older))
    if deleted:
        sqlite.give_back(TRACKER)
    return deleted


def exists() -> bool:
    """Tell whether the assistant has kept anything yet: Rasa makes its table at its first conversation."""
    connection = connections[TRACKER]
    file = sqlite.place(connection)
    if file and not file.exists():  # looking into it would make it
        return False
    return EVENTS in connection.introspection.table_names()


def _select(columns: str, condition: str, *values: str | float) -> list[tuple[Any, ...]]:
    if not exists():
        return []
    with connections[TRACKER].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {EVENTS} WHERE {condition}", values)  # noqa: S608 - all are constants
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _understood(rows: Iterable[tuple[Any, ...]]) -> list[Said]:
    return [said for row in rows if (said := _said(*row))]


def _said(row: int, conversation: str, by: str, at: float | None, data: str) -> Said | None:
    """Return an event, or None for one in a form that we do not know."""
    try:
        event = json.loads(data)
        more = _from_parent(event) if by == USER else _from_assistant(event)
        return Said(row, conversation, by, float(at or 0), str(event["text"]), **more)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _from_parent(event: Mapping[str, Any]) -> dict[str, Any]:
    # What is typed never begins with a slash (components/parent_channel.py): that is a button.
    if event["text"].startswith("/"):
        return {"choice": event["text"][1:].partition("{")[0]}
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    ranking = [(guess["name"], float(guess["confidence"])) for guess in parsed.get("intent_ranking") or []]
    return {
        "topic": intent.get("name") or "",
        "confidence": None if intent.get("confidence") is None else float(intent["confidence"]),
        "ranking": tuple(guess for guess in ranking if guess[0] != FALLBACK),
        "doubt": bool(parsed.get(DOUBT)),
    }


def _from_assistant(event: Mapping[str, Any]) -> dict[str, Any]:
    data = event.get("data") or {}
    buttons = tuple(Button(str(one["title"]), str(one["payload"]).lstrip("/")) for one in data.get("buttons") or [])
    return {"buttons": buttons, "more": str((data.get("custom") or {}).get(MORE, ""))}


def _delete(condition: str, *values: str | float) -> int:
    if not exists():
        return 0
    with connections[TRACKER].cursor() as cursor:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE {condition}", values)  # noqa: S608 - both are constants
        deleted: int = cursor.rowcount
        return deleted
