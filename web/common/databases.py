"""Keeps Django's own tables out of the assistant's database."""

from __future__ import annotations

TRACKER = "tracker"


class TrackerIsNotOurs:
    """Rasa makes and owns the tables in the tracker database; common/tracker.py only reads and erases there."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == TRACKER else None
