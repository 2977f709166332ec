"""What differs between two contents of a topic, for a person to read: the words and the rows that came and went."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from knowledge.content import FIELDS, Content
from knowledge.reading import THEMES

SAME, ADDED, REMOVED = "same", "added", "removed"
LABELS = {
    "title": "Titel",
    "theme": "Thema",
    "about": "Waarover het gaat",
    "sources": "Bronnen",
    "related": "Verwante antwoorden",
    "answer": "Kern van het antwoord",
    "more": "Vervolg van het antwoord",
    "questions": "Voorbeeldvragen",
}
TOO_DIFFERENT = 0.4  # below this, a mix of old and new words tells nobody anything
IN_ROWS = ("sources", "related", "questions")


@dataclass(frozen=True)
class Change:
    """What changed in one field: `words` as (same | added | removed, text), or rows."""

    name: str
    words: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def rows(self) -> int:
        """Return how many rows there are to read: many are folded."""
        return len(self.added) + len(self.removed)


def changes(before: Content | None, after: Content | None, titles: dict[str, str] | None = None) -> list[Change]:
    """Return what differs, in the order in which an answer is read; `titles` names the related topics."""
    old, new = before or Content(), after or Content()
    order = sorted(FIELDS, key=lambda name: (name == "questions", FIELDS.index(name)))
    found = [_change(name, getattr(old, name), getattr(new, name), titles or {}) for name in order]
    return [change for change in found if change.words or change.added or change.removed]


def _change(name: str, old: Any, new: Any, titles: dict[str, str]) -> Change:
    if old == new:
        return Change(name)
    if name in IN_ROWS:
        return _change_of_rows(name, old, new, titles)
    if name == "theme":
        old, new = THEMES.get(old, old), THEMES.get(new, new)
    return Change(name, words=words(old, new))


def _change_of_rows(name: str, old: list[str], new: list[str], titles: dict[str, str]) -> Change:
    called = (lambda row: titles.get(row, row)) if name == "related" else str
    before, after = set(old), set(new)
    added, removed = [called(row) for row in new if row not in before], [called(row) for row in old if row not in after]
    if not added and not removed:  # only the order
        return Change(name, words=words(", ".join(map(called, old)), ", ".join(map(called, new))))
    return Change(name, added=added, removed=removed)


def words(old: str, new: str) -> list[tuple[str, str]]:
    """Return two texts as one, word by word: what stayed, what was added, what was removed."""
    if SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() < TOO_DIFFERENT:
        return [part for part in ((REMOVED, f"{old}\n" if old else ""), (ADDED, new)) if part[1]]
    # The space after a word is compared by itself: what is added at the end leaves the last word as it was.
    before, after = (re.findall(r"\S+|\s+", text) for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts: list[tuple[str, str]] = []
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            parts.append((SAME, "".join(before[i:j])))
        else:
            parts += [(REMOVED, "".join(before[i:j]))] if j > i else []
            parts += [(ADDED, "".join(after[k:n]))] if n > k else []
    return parts
