"""The word lists that tell a name from an ordinary word: one entry a line, `#` before a comment."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


def fold(word: str) -> str:
    """Return a word as lists are searched: lower case, without accents ("Chloë" as "chloe"), plain apostrophes."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.lower().replace("ı", "i").replace("ł", "l").replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the entries of a list in this folder, folded."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def cues() -> dict[str, frozenset[str]]:
    """Return the kinds of words in cues.yml, each as a set."""
    kinds = yaml.safe_load((FOLDER / "cues.yml").read_text(encoding="utf-8"))
    return {kind: frozenset(words.split()) for kind, words in kinds.items()}


def is_ordinary(word: str) -> bool:
    """Tell whether parents use this word for something else than a name."""
    return fold(word) in _ordinary_words()


def is_unknown(word: str) -> bool:
    """Tell whether a word is neither ordinary nor a name that is of nobody: not "winkelstraat", not "Sesamstraat"."""
    return not is_ordinary(word) and fold(word) not in word_list("not_people")


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    return word_list("ordinary_words").union(*cues().values())


def is_place(name: str) -> bool:
    """Tell whether this is a town, written with or without hyphens."""
    return fold(name).replace(" ", "-") in _places()


LONGEST_TOWN = 70
MOST_WORDS_OF_A_TOWN = 4
WORD_OF_A_TOWN = re.compile(r"[\w'’]+")


def town_at(text: str, start: int = 0) -> str:
    """Return the town that starts at a place in a text, the longest one, or nothing."""
    ends = [word.end() for word in WORD_OF_A_TOWN.finditer(text, start, start + LONGEST_TOWN)][:MOST_WORDS_OF_A_TOWN]
    return next((text[start:end] for end in reversed(ends) if is_place(text[start:end])), "")


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(town.replace(" ", "-") for town in word_list("towns"))
