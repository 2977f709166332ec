"""Finds the town where a family lives or a child is at school, where no street or postcode stands beside it.

A village and a first name together tell who it is, so it is hidden wherever it is told. A city of over a hundred
thousand people tells nobody, and stays: "wij wonen in Gent". So does a town that is only asked about: "welke school in
Aalst".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from foundation.privacy.finders import FARTHEST_CUE, FOUND, LIVES, Finder, Span
from foundation.privacy.names import fold, is_ordinary, is_place, is_unknown, town_at, word_list

# What stands before a town in which somebody lives or comes from, and what before one where somebody is at school.
LIVING = rf"(?: {LIVES}|woonachtig|opgegroeid|nieuw|verhuis\w*|verhuizen )"
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
        |kan\sik|kunnen\swe|regio|hoeveel|regenen|kapper|reis|uitstap|trein|station|kamp|concert
        |\w{3,5}klassen )\b | \?""",
    re.IGNORECASE | re.VERBOSE,
)
# "wij wonen Winterslag", "de bus vanuit Wielsbeke"
LIVES_OR_COMES = re.compile(rf"\b(?:{LIVES}|vanuit)\s", re.IGNORECASE)
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


# --- a town anywhere ------------------------------------------------------------------------------

SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]*")
SHORTEST_ALONE = 6
WORD_THAT_STARTS = re.compile(r"(?<![\w'’-])[^\W\d_]")


def _towns_told(text: str) -> Iterator[Span]:
    """ "tis een klein dorp hé vlierzele", in a sentence that looks for nothing"""
    for sentence in SENTENCE.finditer(text):
        if LOOKED_FOR.search(sentence.group()):
            continue
        end = 0
        for word in WORD_THAT_STARTS.finditer(text, sentence.start(), sentence.end()):
            town = _small_town(text, word.start()) if word.start() >= end else ""
            if town and _tells_a_town(town, opens=word.start() == sentence.start()) and not _is_a_name(town):
                end = word.start() + len(town)
                yield Span(word.start(), end, "ADRES")


def _tells_a_town(town: str, opens: bool) -> bool:
    """Tell whether it can be nothing else where nothing before it says so: not "menen" or "Lauwe soep"."""
    if town.islower() or opens:
        return not is_ordinary(town) and ("-" in town or len(town) >= SHORTEST_ALONE and not town.endswith("en"))
    return not town.isupper()


def _is_a_name(town: str) -> bool:
    return any(fold(town) in word_list(names) for names in ("first_names", "last_names", "not_people"))


# --- a town that is misspelt, or a hamlet ---------------------------------------------------------

SHORTEST_MISSPELT = 6
IN_OR_FROM = re.compile(
    rf"""\b(?:in|te|vanuit|woonplaats|uit|van|naar|{LIVES}(?:\s(?:in|te))?)\s
    (?P<town>[^\W\d_]{{{SHORTEST_MISSPELT},20}})(?![\w'’-])""",
    re.IGNORECASE | re.VERBOSE,
)
# "kwone in sinnekloas", "wij wonen heikant"; not "wij wonen afgelegen", "woont afwisselend bij"
HAMLET = re.compile(
    rf"\b{LIVES}\s (?:(?:in|te|op)\s)? (?P<town>[^\W\d_]{{5,20}}) (?![\w'’-])", re.IGNORECASE | re.VERBOSE
)
ADVERB = re.compile(r"(?:ings|lings|egen|end|elijk|weg|af|om|op|uit|ig|isch|ens|jes)$", re.IGNORECASE)


def _misspelt_towns(text: str) -> Iterator[Span]:
    """ "in roeslaere", "vanuit mezeik": one letter too few, too many or another."""
    for match in IN_OR_FROM.finditer(text):
        word = match.group("town")
        if is_unknown(word) and not is_place(word) and not _is_a_name(word) and _is_nearly_a_town(fold(word)):
            yield Span(*match.span("town"), "ADRES")


def _hamlets(text: str) -> Iterator[Span]:
    for match in HAMLET.finditer(text):
        word = match.group("town")
        if is_unknown(word) and not ADVERB.search(word) and fold(word) not in word_list("cities"):
            yield Span(*match.span("town"), "ADRES")


def _is_nearly_a_town(word: str) -> bool:
    return bool(_shortened(word) & _shortened_towns())


def _shortened(word: str) -> frozenset[str]:
    """Return a word, and all that it becomes without one of its letters: two words share one when they are alike."""
    return frozenset([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))])


@cache
def _shortened_towns() -> frozenset[str]:
    towns = (town for town in word_list("towns") if len(town) >= SHORTEST_MISSPELT and town not in word_list("cities"))
    return frozenset().union(*map(_shortened, towns))


TOWNS: list[Finder] = [
    _towns_of_people,
    _towns_behind(LIVES_OR_COMES),
    _towns_behind(BESIDE_WHAT_IS_FOUND),
    _towns_told,
    _misspelt_towns,
    _hamlets,
]
