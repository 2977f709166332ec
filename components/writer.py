"""Hears who writes when it is not a parent, and lets an answer speak of the child as that person does.

The answers are written for parents and say "je kind". A grandparent reads "je kleinkind" there, a teacher "het kind":
the same gender, so that no other word changes. What pupils and teachers ask most has words of its own for them in the
topic's file (`wordings` in foundation/topics.py); above what has not, they read for whom it was written.
"""

from __future__ import annotations

import re
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.entity_in_text import EntityInText
from components.school_age import WORDS
from foundation.text import normalise
from foundation.vocabulary import PUPIL, TEACHER, WRITER

GRANDPARENT, FOSTER_PARENT, STEPPARENT = "grootouder", "pleegouder", "plusouder"
CHILD_OF = {GRANDPARENT: "kleinkind", FOSTER_PARENT: "pleegkind", STEPPARENT: "pluskind"}

# How old a pupil may be: younger ones do not type, older ones may be a parent.
AGES_OF_PUPILS = range(6, 19)

_MINE = r"\b(?:mijn|m'?n|mij?ne?n?|ons|onze|onzen) (?:\w+ )?"
_CHILD = r"(?:zoon|dochter|kind|jongen)(?:tje|je|eren|s|en)?\b"
_SOME = r"(?:de |een |haar |zijn |hun )?(?:bezorgde |fiere |trotse )?"
_PARENT = r"(?:mama|papa|moeder|vader|ouders?|gezin)"
_TEACHER = (
    r"(?:(?:klas|zorg|vak|vertrouwens)?(?:leerkracht|leraar|lerares)|(?:kleuter|zorg)?juf|meester|onderwijzer(?:es)?|"
    r"titularis|zorgcoordinator|leerling(?:en)?begeleid(?:er|ster)|opvoed(?:er|ster) (?:op|in) (?:een|de) school)"
)
_A_PUPILS_YEARS = "|".join(
    [*map(str, AGES_OF_PUPILS), *(word for word, years in WORDS.items() if years in AGES_OF_PUPILS)]
)
# "Ik ben 12 en ze ...", not "ik ben 12 jaar leerkracht" or "ik ben 6 keer gaan praten".
_AGE_OF_A_PUPIL = rf"(?:{_A_PUPILS_YEARS})(?: jaar)?(?= (?:en|maar|want|ik|k\w*|ze|zij|mijn|oud)\b|[.,;:)!?]|$)"
_AT_SCHOOL = r"(?:op (?:het |mijn )?school|in (?:mijn|de) klas|op de speelplaats|in de les)\b"
_BULLY = r"(?:pest|plaag|sla|schop|duw|noem|negeer|haat|lach|scheld|sluit)\w*"
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
    PUPIL: re.compile(
        rf"\b(?:ik|k) ?ben (?:(?:nog maar|pas|bijna|net) )?{_AGE_OF_A_PUPIL}|"
        rf"\bik ben (?:een |zelf een |zelf )?(?:(?:jongen|meisje) van (?:{_A_PUPILS_YEARS})\b|leerling\b|scholier\b)|"
        r"\b(?:ik|k) ?zit in (?:het |de |t )?\w+ (?:leerjaar|middelbaar|secundair|kleuterklas|[abkt]so)\b|"
        rf"\b(?:ze|zij|iedereen|ie?mand) {_BULLY} mij\b[^.!?]{{0,40}}\b{_AT_SCHOOL}|"
        rf"\bik wor(?:d|dt|t)?\b[^.!?]{{0,30}}\b(?:gepest|uitgelachen|geplaagd)\b[^.!?]{{0,30}}\b{_AT_SCHOOL}"
    ),
    TEACHER: re.compile(_says_to_be(_TEACHER) + r"|\b(?:mijn|een van mijn) leerlingen\b"),
}
# "Hij zegt ik word gepest": who writes tells what another says.
SAYS_ANOTHER = re.compile(
    r"\b(?:hij|zij|ze|die|kind|zoon|dochter|kleinkind|leerling|\w+tje) (?:zegt|zei|vertelt|vertelde|schrijft|schreef|"
    r"roept|riep|stuurde|stuurt|antwoordt|antwoordde)\b[^.!?]*$"
)
OWN_CHILD = re.compile(rf"{_MINE}{_CHILD}")
# What stands between quotes is the name of a page or somebody's words, and stays.
QUOTED = r"‘[^’]*’|\"[^\"\n]*\""
YOUR_CHILD = re.compile(rf"({QUOTED})|\b([Jj]e|[Jj]ouw|[Jj]ullie)( eigen)? kind\b")


def writer_in(text: str) -> Optional[str]:
    """Return who a message says to be, when it is somebody other than a parent, or None.

    Who tells of a stepchild and of an own child may mean either; a grandparent has both.
    """
    plain = normalise(re.sub(QUOTED, " ", text))
    found = ((who, pattern.search(plain)) for who, pattern in WRITERS.items())
    writer = next((who for who, match in found if match and not SAYS_ANOTHER.search(plain[: match.start()])), None)
    return None if writer != GRANDPARENT and tells_of_an_own_child(text) else writer


def tells_of_an_own_child(text: str) -> bool:
    """Tell whether a message speaks of a child as its parent does: then no pupil writes it, and no teacher as such."""
    return bool(OWN_CHILD.search(normalise(text)))


def speaks_to_a_parent(text: str) -> bool:
    """Tell whether a text says "je kind" to who reads it."""
    return any(found[2] for found in YOUR_CHILD.finditer(text))


def spoken_to(writer: Optional[str], text: str) -> str:
    """Return a text that speaks of the child as it is to who reads it. writer: a value of the slot, or nothing."""
    if writer == TEACHER:
        return YOUR_CHILD.sub(lambda found: found[1] or _as_a_teacher_says(found), text)
    child = CHILD_OF.get(writer or "")
    return YOUR_CHILD.sub(lambda found: found[1] or f"{found[2]}{found[3] or ''} {child}", text) if child else text


def _as_a_teacher_says(found: re.Match[str]) -> str:
    """Return "het kind" for "je kind", and "het kind zelf" for "je eigen kind", with the capital that stood there."""
    return f"{'Het' if found[2][0] == 'J' else 'het'} kind{' zelf' if found[3] else ''}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class WriterExtractor(EntityInText):
    """Adds who writes as an entity."""

    entity = WRITER

    def find(self, text: str) -> Optional[str]:
        return writer_in(text)
