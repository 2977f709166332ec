"""Brings two people's changes to one topic together, or says where both changed the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from knowledge.content import FIELDS, Content

BY_ROW = ("sources", "questions")


class MergeConflict(Exception):
    """Two people changed the same field. `fields` names them, as in Content."""

    def __init__(self, conflicting: list[str]) -> None:
        super().__init__(", ".join(conflicting))
        self.fields = conflicting


def merge(base: Content, file: Content, draft: Content) -> Content:
    """Bring what a draft changed since `base` into a file that changed meanwhile; questions and sources one by one.

    Raises: MergeConflict when both changed the same field to something else.
    """
    together: dict[str, Any] = {
        name: _merged_rows(*(getattr(one, name) for one in (base, file, draft))) for name in BY_ROW
    }
    conflicting = []
    for name in (name for name in FIELDS if name not in BY_ROW):
        was, theirs, ours = (getattr(one, name) for one in (base, file, draft))
        if was != theirs and was != ours and theirs != ours:
            conflicting.append(name)
        together[name] = theirs if ours == was else ours
    if conflicting:
        raise MergeConflict(conflicting)
    return Content(**together)


def _merged_rows(base: list[str], file: list[str], draft: list[str]) -> list[str]:
    if file == base:
        return draft
    removed = set(base) - set(draft)
    added = [row for row in draft if row not in base and row not in file]
    return [row for row in file if row not in removed] + added


def settled(base: Content, content: Content, file: Content, name: str, keep_ours: bool) -> tuple[Content, Content]:
    """Settle a conflict in one field. Returns: base and content in which `merge` finds no conflict there."""
    theirs = {name: getattr(file, name)}
    return replace(base, **theirs), content if keep_ours else replace(content, **theirs)
