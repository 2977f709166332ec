"""Finds the town where a family lives or a child is at school, where no street or postcode stands beside it.

A village and a first name together tell who it is. A city of over a hundred thousand people tells nobody, and stays:
"wij wonen in Gent". So does a town that is only asked about: "welke school in Aalst".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from foundation.privacy.finders import FARTHEST_CUE, FOUND, Finder, Span
from foundation.privacy.names import fold, is_ordinary, town_at, word_list

# What stands before a town in which somebody lives or comes from, and what before one where somebody is at school.
LIVING = r"(?: woon|woont|wonen|woonde|woonden|woonachtig|opgegroeid|nieuw|verhuis\w*|verhuizen )"
WHO = r"""(?: wij|we|ik|ikke|hij|zij|ze|wulder|mensen|gezin|familie|ouders?|mama|papa|moeder|vader|oma|opa|kind|kinderen
    |jongens?|meisjes?|gasten|jongeren|vriend|vriendin )"""
HOME_BEFORE = re.compile(
    rf"""\b{LIVING}\s (?:[\w'’]{{1,15}}\s){{0,5}}$
    | \b{WHO}\s (?:(?:zijn|zen|ben|is|komt?|komen|kwamen)\s)? (?:(?:allemaal|ook|hier|nu|oorspronkelijk)\s)?$""",
    re.IGNORECASE | re.VERBOSE,
)
SCHOOL_BEFORE = re.compile(
    r"""\b(?: (?:de|het|zijn|haar|hun|ons|onze|mijn|deze|die)\s (?:\w{1,12}\s)? (?: school|schooltje|basisschool|klas
            |klasje|opvang|internaat|directie|chiro|scouts|voetbal|zwembad|station|academie|bende|bibliotheek )
         | hier | school\s(?:ligt|staat|is)
         | (?:gaat|gaan|ging|zit|zitten|zat|les|leerjaar|kleuter|middelbaar)\s (?:\w{1,12}\s){0,2}? ) \s?$""",
    re.IGNORECASE | re.VERBOSE,
)
PLACED = re.compile(r"\b(?:in|te|uit|van|naar|bij|rond|rondom|buiten|regio|omgeving)\s", re.IGNORECASE)
IN = frozenset("in te uit rond".split())
# "welke school in Aalst", "bestaat er in Lokeren een praatgroep", "naar Londen met de klas"
LOOKED_FOR = re.compile(
    r"""\b(?: welke?|waar|waarheen|wie|is\ser|zijn\ser|bestaat|bestaan|zoek\w*|vind\w*|gezocht|scholen|een\sschool
        |kan\sik|kunnen\swe|reis|uitstap|trein|station|kamp|concert|\w{3,5}klassen )\b | \?""",
    re.IGNORECASE | re.VERBOSE,
)
# "wij wonen Winterslag", "de bus vanuit Wielsbeke"
LIVES = re.compile(r"\b(?:woon|woont|wonen|woonde|woonden|vanuit)\s", re.IGNORECASE)
# "[SCHOOL] in Mechelen", "[SCHOOL] (Mechelen)", "van [ADRES] naar Genk"
BESIDE_WHAT_IS_FOUND = re.compile(
    rf"{FOUND} (?: \s?[,(/-]\s? (?:(?:in|te|uit)\s)? | \s(?:in|te|van|uit|naar|en|of|richting)\s | \s )",
    re.IGNORECASE | re.VERBOSE,
)


def _towns_of_people(text: str) -> Iterator[Span]:
    for match in PLACED.finditer(text):
        before = text[max(0, match.start() - FARTHEST_CUE) : match.start()]
        town = _small_town(text, match.end())
        if town and (HOME_BEFORE.search(before) or not _is_a_word(town) and _is_told(text, match, before)):
            yield _span(match, town)


def _is_told(text: str, placed: re.Match[str], before: str) -> bool:
    """Tell whether a town is where something happens, and not a place in which something is looked for."""
    if SCHOOL_BEFORE.search(before):
        return True
    start = max(text.rfind(end, 0, placed.start()) for end in ".!?") + 1
    sentence = re.split(r"[.!]", text[start : placed.end() + FARTHEST_CUE])[0]
    return placed.group().strip().lower() in IN and not LOOKED_FOR.search(sentence)


def _towns_behind(regex: re.Pattern[str]) -> Finder:
    def find(text: str) -> Iterator[Span]:
        for match in regex.finditer(text):
            town = _small_town(text, match.end())
            if town and not _is_a_word(town):
                yield _span(match, town)

    return find


def _small_town(text: str, start: int) -> str:
    town = town_at(text, start)
    return "" if fold(town) in word_list("cities") else town


def _is_a_word(town: str) -> bool:
    """Tell whether a town is typed as an ordinary word is: "mol", "geel"."""
    return town.islower() and is_ordinary(town)


def _span(match: re.Match[str], town: str) -> Span:
    return Span(match.end(), match.end() + len(town), "ADRES")


TOWNS: list[Finder] = [_towns_of_people, _towns_behind(LIVES), _towns_behind(BESIDE_WHAT_IS_FOUND)]
