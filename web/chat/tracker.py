"""The one place that touches the assistant's database of conversations (Rasa's table `events`)."""

from __future__ import annotations

from pathlib import Path

from django.db import connections

from pestwijzer.databases import TRACKER

EVENTS = "events"


def erase(conversation: str) -> int:
    """Delete all that the assistant keeps of a conversation.

    Returns: how many events that were.
    Raises: django.db.Error when the database cannot be written.
    """
    return _delete("sender_id = %s", conversation)


def erase_before(timestamp: float) -> int:
    """Delete every event older than a moment, in seconds since 1970. Raises: django.db.Error."""
    return _delete("timestamp < %s", timestamp)


def exists() -> bool:
    """Tell whether the assistant has kept anything yet: Rasa makes its table at its first conversation."""
    connection = connections[TRACKER]
    # Looking into an SQLite file that is not there would make it.
    name = str(connection.settings_dict["NAME"])
    on_disk = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    if on_disk and not Path(name).exists():
        return False
    return EVENTS in connection.introspection.table_names()


def _delete(condition: str, value: object) -> int:
    if not exists():
        return 0
    with connections[TRACKER].cursor() as cursor:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE {condition}", [value])  # noqa: S608 - both are constants
        return cursor.rowcount
