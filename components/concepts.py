"""Finds what is meant behind the words: "ze klapt dicht" and "geen woord uit te krijgen" are both `zwijgen`.

The concepts stand in `data/concepts.yml`. One pattern is a row of words; a word may begin or end
with `*`, offer alternatives with `|`, and `..` stands for up to three words of any kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, Mapping, Sequence, Set, Tuple

import yaml

from components.topics import DATA, YamlLoader

WORD = re.compile(r"[a-z0-9']+")
GAP = ".."
LONGEST_GAP = 3

# A pattern after its first word: each element the alternatives at that place, or GAP.
Rest = Tuple[str, ...]


class Concepts:
    """Patterns indexed by their first word, so that a message costs a few look-ups a word."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self.patterns = dict(patterns)
        self._exact: Dict[str, List[Tuple[str, Rest]]] = defaultdict(list)
        self._prefix: Dict[str, List[Tuple[str, Rest]]] = defaultdict(list)
        self._anywhere: List[Tuple[str, str, Rest]] = []
        for concept, rows in patterns.items():
            for row in rows or ():
                first, *rest = row.split()
                for alternative in first.split("|"):
                    self._index(concept, alternative, tuple(rest))

    def _index(self, concept: str, first: str, rest: Rest) -> None:
        if first.startswith("*"):
            self._anywhere.append((first, concept, rest))
        elif first.endswith("*"):
            self._prefix[first[:-1]].append((concept, rest))
        else:
            self._exact[first].append((concept, rest))

    def find(self, normalised_text: str) -> Set[str]:
        """Return the ids of the concepts in a text (see dutch_language.normalise)."""
        words = WORD.findall(normalised_text)
        found: Set[str] = set()
        for place, word in enumerate(words):
            for concept, rest in self._beginning_with(word):
                if concept not in found and _follows(words, place + 1, rest):
                    found.add(concept)
        return found

    def _beginning_with(self, word: str) -> List[Tuple[str, Rest]]:
        candidates = list(self._exact.get(word, ()))
        for length in range(1, len(word) + 1):
            candidates += self._prefix.get(word[:length], ())
        candidates += [(concept, rest) for first, concept, rest in self._anywhere if _matches(word, first)]
        return candidates


def load_concepts(data: Path = DATA) -> Concepts:
    """Read `data/concepts.yml`."""
    return Concepts(yaml.load((data / "concepts.yml").read_text(encoding="utf-8"), Loader=YamlLoader))


def _follows(words: List[str], place: int, rest: Rest) -> bool:
    """Tell whether the rest of a pattern matches from this place on."""
    if not rest:
        return True
    if rest[0] == GAP:
        return any(_follows(words, place + skip, rest[1:]) for skip in range(LONGEST_GAP + 1))
    if place >= len(words) or not any(_matches(words[place], option) for option in rest[0].split("|")):
        return False
    return _follows(words, place + 1, rest[1:])


def _matches(word: str, option: str) -> bool:
    if option.startswith("*"):
        return option.strip("*") in word if option.endswith("*") else word.endswith(option[1:])
    return word.startswith(option[:-1]) if option.endswith("*") else word == option
