"""Understands who answers a choice in words, "de eerste", "2" or the words of a button, instead of tapping it.

It looks at the buttons that were shown last: "1" by itself means nothing.
"""

from __future__ import annotations

import re
from typing import Mapping, Optional, Sequence

from foundation.text import normalise

ORDINALS = (
    ("1", "een", "eerste", "eerst"),
    ("2", "twee", "tweede"),
    ("3", "drie", "derde"),
    ("4", "vier", "vierde"),
    ("5", "vijf", "vijfde"),
)
YES = ("ja", "jawel", "ja zeker", "ja nu", "ja echt", "joa", "ja ja")
LAST = ("laatste", "onderste")
# What may stand around an ordinal: "ik bedoel die tweede aub".
AROUND = frozenset(
    "de het die dat ik bedoel kies keuze optie nummer nr antwoord knop wil graag neem doe maar dan aub alstublieft "
    "is ja toch denk over gaat".split()
)


def chosen_in_words(
    text: str, shown: Sequence[Mapping[str, str]], above: Sequence[Mapping[str, str]] = ()
) -> Optional[str]:
    """Return what a typed text chooses among the buttons shown last, each with a title and a choice, or None.

    above: buttons that stand higher, before an answer; they are chosen by their words or by "ja", never by a number.
    """
    plain = _plain(text)
    by_words = (button["choice"] for button in (*shown, *above) if _says(plain, _plain(button["title"])))
    place = _ordinal(plain, len(shown))
    return next(by_words, None if place is None else shown[place]["choice"])


def _says(plain: str, title: str) -> bool:
    return plain == title or (plain in YES and title.split()[:1] == ["ja"])


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text)))


def _ordinal(plain: str, among: int) -> Optional[int]:
    """Return the place that a text names, counted from 0, when it says nothing else."""
    named = [word for word in plain.split() if word not in AROUND]
    if len(named) != 1:
        return None
    if named[0] in LAST and among:
        return among - 1
    return next((place for place, words in enumerate(ORDINALS[:among]) if named[0] in words), None)
