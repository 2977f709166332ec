"""Hears who writes when it is not a parent, and lets an answer speak of the child as that person does.

The answers are written for parents and say "je kind". A grandparent reads "je kleinkind" there: the same gender, so
that no other word changes. A pupil or a teacher is told once how to read what was written for parents.
"""

from __future__ import annotations

import re
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.entity_in_text import EntityInText
from foundation.text import normalise
from foundation.vocabulary import WRITER

GRANDPARENT, FOSTER_PARENT, STEPPARENT = "grootouder", "pleegouder", "plusouder"
CHILD_OF = {GRANDPARENT: "kleinkind", FOSTER_PARENT: "pleegkind", STEPPARENT: "pluskind"}

_MINE = r"\b(?:mijn|m'?n|mij?ne?n?|ons|onze|onzen) (?:\w+ )?"
_CHILD = r"(?:zoon|dochter|kind|jongen)(?:tje|je|eren|s|en)?\b"
_SOME = r"(?:de |een |haar |zijn |hun )?(?:bezorgde |fiere |trotse )?"
_PARENT = r"(?:mama|papa|moeder|vader|ouders?|gezin)"
# "Als oma zie ik ..." is about who writes; "als oma hem komt halen" is not.
_SPEAKS = r" (?:van|(?:maak|wil|zie|weet|mag|kan|heb|zou|denk|vraag|vind) (?:ik|we|wij))\b"


def _says_to_be(kin: str) -> str:
    """Return the pattern of a message in which somebody says to be this kin of the child."""
    not_the_parent = rf"(?:zelf |hier |ook |niet de {_PARENT} maar )?"
    return rf"\b(?:ik ben|w(?:ij|e) zijn) {not_the_parent}{_SOME}{kin}\b|\bals {_SOME}{kin}{_SPEAKS}"


WRITERS = {
    GRANDPARENT: re.compile(
        rf"{_MINE}klein{_CHILD}|"
        + _says_to_be("(?:oma|opa|bomma|bompa|moemoe|pepe|meme|groot(?:moeder|vader|ouders?))")
    ),
    FOSTER_PARENT: re.compile(rf"{_MINE}pleeg{_CHILD}|" + _says_to_be(f"pleeg{_PARENT}")),
    STEPPARENT: re.compile(rf"{_MINE}(?:plus|stief){_CHILD}|" + _says_to_be(f"(?:plus|stief){_PARENT}")),
}
OWN_CHILD = re.compile(rf"{_MINE}{_CHILD}")
# What stands between quotes is the name of a page or somebody's words, and stays.
YOUR_CHILD = re.compile(r"(‘[^’]*’|\"[^\"\n]*\")|\b([Jj]e) kind\b")


def writer_in(text: str) -> Optional[str]:
    """Return who a message says to be, when it is somebody other than a parent, or None.

    Who tells of a stepchild and of an own child may mean either; a grandparent has both.
    """
    plain = normalise(text)
    writer = next((who for who, pattern in WRITERS.items() if pattern.search(plain)), None)
    return None if writer != GRANDPARENT and OWN_CHILD.search(plain) else writer


def spoken_to(writer: Optional[str], text: str) -> str:
    """Return a text that speaks of the child as it is to who reads it. writer: a value of the slot, or nothing."""
    child = CHILD_OF.get(writer or "")
    return YOUR_CHILD.sub(lambda found: found[1] or f"{found[2]} {child}", text) if child else text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class WriterExtractor(EntityInText):
    """Adds who writes as an entity."""

    entity = WRITER

    def find(self, text: str) -> Optional[str]:
        return writer_in(text)
