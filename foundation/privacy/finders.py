"""What all finders of personal details are made of: a span to hide, and a regex that yields spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

# Stands where something is found already: no letter, no digit, no space.
FOUND = "\x00"
# How far before a word one looks for what says that it is a school or a home, in characters.
FARTHEST_CUE = 60


class Span(NamedTuple):
    """A stretch of the message to hide, and the mark to put in its place."""

    start: int
    end: int
    mark: str


Finder = Callable[[str], Iterator[Span]]

# "'t", as phones and hurried people write it.
THE_SHORT = r"(?:['’‘`]?t)"
# "woon", and "kwone" as it is said.
LIVES = r"(?:k?(?:woon|woont|wonen|woonde|woonden|woone|wone))"
ARTICLE = rf"(?: (?:de|het|den|ten|ter|{THE_SHORT})\s )"


def pattern(regex: str, mark: str, accept: Callable[[str], bool] = lambda found: True) -> Finder:
    """Return a finder of what a regex matches, or of the group in it that matched, if `accept` agrees."""
    compiled = re.compile(regex, re.IGNORECASE | re.VERBOSE)

    def find(text: str) -> Iterator[Span]:
        for match in compiled.finditer(text):
            group = match.lastindex or 0
            if accept(match.group(group)):
                yield Span(match.start(group), match.end(group), mark)

    return find


# Entries of a list have no accents, and a space in them may be a hyphen.
WRITTEN_AS = str.maketrans({"e": "[eéèë]", "i": "[iï]", " ": "[ -]", "-": "[ -]"})


def any_of(entries: Iterable[str]) -> str:
    """Return a regex for any entry of a word list, the longest first so that none ends another."""
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(entry.translate(WRITTEN_AS) for entry in longest_first)})"
