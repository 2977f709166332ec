"""Hears which helpline, service or person of the school a message asks to reach by name: "hoe bereik ik de politie".

Without it such a message would be answered with a topic about that party, or go on from the answer before it and name
everybody whom that answer names.
"""

from __future__ import annotations

import re
from typing import Any, Collection, Dict, Mapping, Optional, Pattern

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY

from components.entity_in_text import EntityInText, entity_in
from foundation.helplines import Helpline, load_helplines
from foundation.text import normalise
from foundation.vocabulary import FALLBACK, PARTY, PARTY_PREFIX, UNSURE, is_emergency

# The parts of a school's profile that say how to reach somebody, and whom a parent means by it.
AT_SCHOOL = {
    "contacts_in_full": (
        "directie directeur directrice juf meester leerkracht leraar lerares titularis zorgcoordinator zorgleerkracht "
        "zorgjuf zorgteam leerlingenbegeleider leerlingbegeleider leerlingenbegeleiding vertrouwensleerkracht "
        "vertrouwenspersoon secretariaat"
    ).split(),
    "clb": ["clb", "clb-medewerker", "centrum voor leerlingenbegeleiding"],
    "parents_group": "ouderraad oudervereniging oudercomite ouderwerking".split(),
}
# What is sure to be about one of these says itself how to reach it.
SAY_IT_THEMSELVES = frozenset(
    "clb clb_chat go_ouders_contact brochure wegwijzer allesoverpesten week_tegen_pesten wie_contacteren_school "
    "ouderwerking_ouderraad".split()
)
# Longer messages tell a story; the party in them is not what is asked.
MOST_WORDS = 12
# How somebody asks to reach a party, and only that: "kan ik een klacht indienen over de school" is another question.
_I = r"(?:(?:ik|je|ge|we|wij|men|dan|eens|best|nu|zelf) )*"
_THE = r"(?:(?:met|bij|naar|van|voor|aan|de|het|den|t|'t|da|dat|onze|ons|die|mijn|een) )*"
_ASKED = (
    r"\bhoe (?:\w+ )?(?:bereik|contacteer|bel|mail|chat) {i}{the}(?:{names})",
    r"\bhoe (?:kan|neem|kunnen) {i}contact (?:op )?(?:opnemen )?met {the}(?:{names})",
    r"\bhoe (?:kom|geraak) {i}{the}(?:{names})",
    r"\bhoe (?:kan|kunnen|krijg) {i}{the}(?:{names}) {i}(?:bereiken|contacteren|bellen|mailen|te pakken|aan de lijn)",
    r"\b(?:(?:telefoon|gsm-?)?nummer|(?:mail|e-mail)?adres|contactgegevens|website|site|link) {the}(?:{names})",
    r"(?<!\w)(?:{names}) (?:(?:telefoon)?nummer|(?:mail)?adres|website)",
    r"\bwaar (?:vind|zit|is|zijn) {i}{the}(?:{names})$",
    r"\b(?:is|zijn) {the}(?:{names}) (?:gratis|anoniem|betalend|bereikbaar)",
    r"\bkost {the}(?:{names})(?: iets| geld)?$",
)


def names_of(helplines: Mapping[str, Helpline]) -> Dict[str, str]:
    """Return what each party is called, in plain words, and the value that stands for it."""
    at_school = {name: PARTY_PREFIX + part for part, names in AT_SCHOOL.items() for name in names}
    called = {normalise(name): PARTY_PREFIX + line.key for line in helplines.values() for name in line.called}
    return {**at_school, **called}


def asking_for(names: Mapping[str, str]) -> Pattern[str]:
    """Return the pattern of a message that asks to reach one of these; the one of its groups that matched names it."""
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    asked = [one.replace("{i}", _I).replace("{the}", _THE) for one in _ASKED]
    return re.compile("|".join(one.replace("(?:{names})", rf"({either})(?!\w)") for one in asked))


def party_asked_for(text: str, names: Mapping[str, str], asked: Pattern[str]) -> Optional[str]:
    """Return the value of the party that a message asks to reach by name, or None."""
    plain = re.sub(r"[?.,!]+(?=\s|$)", "", normalise(text)).strip()
    found = asked.search(plain) if len(plain.split()) <= MOST_WORDS else None
    return names[next(filter(None, found.groups()))] if found else None


def party_in(parse_data: Mapping[str, Any]) -> Optional[str]:
    """Return the party that a message asks to reach by name, as the pipeline found it, or None."""
    return entity_in(parse_data, PARTY)


def asked_by_name(parse_data: Mapping[str, Any], about_people: Collection[str]) -> Mapping[str, Any]:
    """Return how a message reads that asks to reach a party by name: as the likelier of the intents that name people.

    Somebody who may be in danger gets the whole card, and a topic that says it itself stands.
    """
    intent = parse_data[INTENT][INTENT_NAME_KEY]
    says_it_itself = intent in SAY_IT_THEMSELVES and not parse_data.get(UNSURE)
    if party_in(parse_data) is None or not about_people or is_emergency(intent) or says_it_itself:
        return parse_data
    guesses = [guess for guess in parse_data[INTENT_RANKING_KEY] if guess[INTENT_NAME_KEY] != FALLBACK]
    likelier = next((guess for guess in guesses if guess[INTENT_NAME_KEY] in about_people), None)
    name = likelier[INTENT_NAME_KEY] if likelier else min(about_people)
    read = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}
    others = [guess for guess in guesses if guess[INTENT_NAME_KEY] != name]
    return {**parse_data, INTENT: read, INTENT_RANKING_KEY: [read, *others]}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PartyExtractor(EntityInText):
    """Adds the party that is asked for as an entity."""

    entity = PARTY

    def __init__(self) -> None:
        self._names = names_of(load_helplines())
        self._asked = asking_for(self._names)

    def find(self, text: str) -> Optional[str]:
        return party_asked_for(text, self._names, self._asked)
