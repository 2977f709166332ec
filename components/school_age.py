"""Hears how old the child is that a message tells of, as the kind of school it goes to.

Rasa keeps what this finds in a slot (components/topic_importer.py), so that nobody is asked what was said already.
Where a message names children of more than one kind of school, it is not known which of them it is about.
"""

from __future__ import annotations

import re
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.entity_in_text import EntityInText
from foundation.text import normalise
from foundation.vocabulary import AGE

# In the words that a parent reads.
NURSERY, PRIMARY, SECONDARY = "kleuterschool", "lagere school", "secundair"

WORDS = dict(
    zip(
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien".split(),
        range(2, 19),
    )
)
# What follows an age that ends there: "ze is acht en ...", not "ze is acht keer ...".
_NO_MORE = r"(?: jaar)?(?= en | oud|[.,;)!?]|$)"
_YEARS = rf"(\d{{1,2}}|{'|'.join(WORDS)})"
_CHILD = r"(?:(?:klein|pleeg|stief|plus)?(?:zoon|dochter|kind)(?:tje|je)?|jongen|meisje|leerling)"
# An age, not how long or how often something was: "zoon van 8", "ze is bijna acht", "8 jaar oud", "dochter (8)".
AGES = [
    re.compile(pattern)
    for pattern in (
        rf"\b{_CHILD} van (?:bijna |net )?{_YEARS}\b(?! (?:keer|maal|weken|maanden|dagen|uur))",
        rf"\b(?:hij|ze|zij|{_CHILD}) (?:is|wordt|werd) (?:nu |pas |net |bijna |nog maar )?{_YEARS}{_NO_MORE}",
        rf"\b{_YEARS} ?(?:jaar oud|-?jarige?)\b",
        rf"\b(?:hij|ze|zij|{_CHILD}) ?\({_YEARS} ?(?:jaar|j)?\)",
    )
]
_CLASS = r"(?:[1-7] ?(?:ste|e|de)?|eerste|tweede|derde|vierde|vijfde|zesde|zevende)"
SCHOOLS = {
    NURSERY: re.compile(r"\bkleuter(?!leid|juf|onderwijzer)\w*|\b\w+kleuter(?:klas)?\b|\binstap(?:klas|per)"),
    PRIMARY: re.compile(rf"\blagere (?:school|graad)|\blager onderwijs|\bbasisschool|\b{_CLASS} ?(?:leerjaar|lj)\b"),
    SECONDARY: re.compile(
        rf"\bmiddelba(?:ar|re)\b|\bsecundaire?\b|\bhumaniora\b|\batheneum\b|\b{_CLASS} (?:aso|tso|bso|kso)\b"
    ),
}
# From this age on, in years.
FIRST_AGES = ((12, SECONDARY), (6, PRIMARY), (2, NURSERY))
OLDEST = 19


def school_age_in(text: str) -> Optional[str]:
    """Return the one kind of school that a message names, by its name, a class or an age, or None."""
    plain = normalise(text)
    named = {school for school, pattern in SCHOOLS.items() if pattern.search(plain)}
    named.update(school for pattern in AGES for years in pattern.findall(plain) if (school := _school_at(years)))
    return named.pop() if len(named) == 1 else None


def _school_at(written: str) -> Optional[str]:
    years = WORDS.get(written) or int(written)
    return next((school for first, school in FIRST_AGES if first <= years < OLDEST), None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SchoolAgeExtractor(EntityInText):
    """Adds the kind of school as an entity."""

    entity = AGE

    def find(self, text: str) -> Optional[str]:
        return school_age_in(text)
