"""Finds where a family lives and where a child is at school: addresses, postcodes, schools, classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foundation.privacy.fixed_forms import Finder, Span, pattern
from foundation.privacy.names import fold, is_ordinary, is_place, word_list

ARTICLE = r"(?: (?:de|het|den|ten|ter|'t|’t)\s )"

# --- addresses ----------------------------------------------------------------------------------

# Behind "speelplein 3" comes what is counted; behind a house number never.
COUNTED = r"""(?: keer|maal|x|u|uur|min\w*|sec\w*|jaar|jaren|maand\w*|we+k\w*|dag\w*|kinder\w*|jongens|meisjes|meiden
    |leerlingen|klas\w*|mensen|ouders|pesters|leerkrachten|juffen|vriend\w*|ander\w*|meter|m|km|euro|eur|op\s\d
    |grote|kleine|oudere|van\sde|of\s\d|-?jarige )"""
HOUSE_NUMBER = rf"""
    (?:\s?,)?\s(?:nr\.?\s?|nummer\s|no\.?\s)? \d{{1,4}}(?!\d|[.,]\d|\s?[%€]) (?:\s?[a-z]\b)?
    (?:\s?(?:\bbus|\bb|/|-)\s?\w{{1,5}}\b)? (?!\s?{COUNTED}\b)"""
STREET_END = r"""(?: straat|straatje|laan|lei|dreef|steenweg|kaai|baan|plein|singel|weg|wegel|hof|pad|dijk|markt|vest
    |rei|berg|heide|veld|park|gracht|dries|kouter|wijk|beemd|akker|gaarde|boulevard )"""
ENDS_AS_STREET = re.compile(rf"{STREET_END},?$", re.IGNORECASE | re.VERBOSE)
CAPITAL_WORD = r"(?-i:[A-ZÀ-Ý][\w'’.-]{1,25}\s)"
# "Molenstraat 5", "Hubert Frère-Orbanlaan 5"
STREET = rf"(?<![\w'’-]) {CAPITAL_WORD}{{0,3}} [\w'’-]{{2,40}}?{STREET_END} {HOUSE_NUMBER}"
# "Grote Markt 5", "nieuwe baan 5"
STREET_OF_TWO_WORDS = rf"""
    (?<![\w'’-]) (?: (?:nieuwe|oude|grote|kleine|lange|korte|hoge|lage|brede)\s | {CAPITAL_WORD}{{1,3}} )
    (?:straat|laan|dreef|steenweg|kaai|baan|plein|weg|hof|dijk|markt|vest|heide|veld|park|dries|kouter|wijk|berg)
    {HOUSE_NUMBER}"""
ROAD_TO_A_TOWN = rf"\b(?:steenweg|baan|weg)\s(?:op|naar|van)\s[\w'’-]{{3,30}} {HOUSE_NUMBER}"
FRENCH_STREET = rf"""
    \b(?:rue|avenue|av\.|boulevard|chauss[eé]e|clos|drève|allée)\s (?:[\w'’-]{{1,25}}\s){{0,4}}? [\w'’-]{{1,25}}
    {HOUSE_NUMBER}"""
LIVING = r"\b(?:woon|woont|wonen|woonde|woonden|woonachtig|verhuisd|adres(?:\sis)?|adres:)"
WHERE_SOMEONE_LIVES = rf"""
    {LIVING}\s (?:nu\s|hier\s)? (?:in|op|aan|te|naar)?\s? {ARTICLE}?
    ( [^\W\d_][\w'’-]{{2,30}} (?:\s[^\W\d_][\w'’-]{{1,30}})? {HOUSE_NUMBER} )"""
STREET_WITHOUT_NUMBER = rf"""
    {LIVING}\s (?:\w{{1,15}}\s){{0,2}} (?:in|op|aan|naar)\s {ARTICLE}?
    ({CAPITAL_WORD}{{0,3}}[\w'’-]{{3,30}}{STREET_END})\b
    | (?<=\bde\s) ((?-i:[A-ZÀ-Ý])[\w'’-]{{2,30}}(?:straat|laan|lei|dreef|steenweg|plein|kaai))\b"""
POSTCODE = re.compile(r"(?<![\w.,/+-])(?:B-?\s?)?([1-9]\d{3}),?\s{1,2}(?=([\w'’-]{2,30}(?:[ -][\w'’-]{2,30}){0,2}))")


def _is_street(found: str) -> bool:
    """Tell a street from a word that ends as one: the number behind "speelplein" or "onderweg" is no house."""
    street = next((word.rstrip(",") for word in found.split() if ENDS_AS_STREET.search(word)), "")
    surely = street[:1].isupper() or re.search(r"(?:straat|laan|dreef|steenweg)$", street, re.IGNORECASE)
    return bool(surely) or not is_ordinary(street)


def _lives_there(found: str) -> bool:
    return not all(is_ordinary(word) for word in re.findall(r"[^\W\d_]{2,}", found)[:2])


def _postcodes(text: str) -> Iterator[Span]:
    for match in POSTCODE.finditer(text):
        town = _town(match.group(2), could_be_year=1900 <= int(match.group(1)) <= 2100)
        if town:
            yield Span(match.start(), match.end() + len(town), "ADRES")


def _town(text: str, could_be_year: bool) -> str:
    """Return the town a text starts with: one that is listed or, not behind a year, any word with a capital."""
    parts = re.split(r"([ -])", text)
    for count in range(len(parts), 0, -2):
        if is_place("".join(parts[:count])):
            return "".join(parts[:count])
    return parts[0] if parts[0][0].isupper() and not could_be_year and not is_ordinary(parts[0]) else ""


# --- schools ------------------------------------------------------------------------------------

NAME = r"(?-i: [A-ZÀ-Ý][\w'’-]{0,30} (?: (?:[ -]|\s(?:van|de|der|den|en|ter|ten)\s) [A-ZÀ-Ý][\w'’-]{1,30} ){0,4} )"
WORD = r"[\w'’-]{3,40}"
KIND = r"""(?:
    (?:(?:vrije|gemeentelijke|stedelijke?|katholieke|koninklijk|technisch|provinciaal)\s)?
    (?: (?:basis|kleuter|midden|gemeente|dorps|stads|freinet|steiner|leef|methode|dalton|jenaplan|montessori|ervarings
          |tuin|sport|kunst|brede\s|lagere\s|vrije\s)school
      | instituut|college|atheneum|lyceum|humaniora|campus|scholengroep|internaat ) )"""
KIND_IN_LETTERS = r"(?: g?vbs|gbs|sbs|vlbs?|bsgo|bsbo|buso|bubao|kta|ktg|gti|vti|pti|mpi|sfi|(?-i:KA|BS|KO|KSO|GO!) )"
SAINT = r"(?: sint|sinte|st\.?|heilige?|o\.?l\.?v\.?|onze[- ]lieve[- ]vrouwe? )"
PATRON = r"(?: don\sbosco | mater\sdei | regina\s(?:pacis|mundi|caeli) | sancta\smaria )"
BEHIND = r"(?: college|instituut|atheneum|lyceum|humaniora|basisschool|school )"

SCHOOLS_BY_FORM = [
    # "VBS De Wijzer", "gbs 't klavertje", "vti sint-lucas"
    rf"\b{KIND_IN_LETTERS}\s{ARTICLE}?(?:{SAINT}[- ])?{NAME}",
    rf"\b{KIND_IN_LETTERS}\s(?:{ARTICLE}|{SAINT}[- ]){WORD}",
    # "GO! atheneum Zonneveld", "Koninklijk Atheneum Berkendal", "basisschool De Regenboog"
    rf"\bgo!?\s{KIND}\s{ARTICLE}?{WORD}(?:\s{NAME})?",
    rf"\b{KIND}\s(?:van\s)?{ARTICLE}?(?:{SAINT}[- ])?{NAME}",
    # "Sint-Jozefscollege", "onze lieve vrouwecollege", "Sint-Jan Berchmans", "Don Bosco"
    rf"\b(?:{KIND}\s)?{SAINT}[- ](?:[\w'’]{{2,30}}-){{0,3}}[\w'’]{{0,30}}{BEHIND}\b",
    rf"\b(?:{KIND}\s)?{SAINT}[- ]{NAME}(?:\s{BEHIND})?",
    rf"\b(?:{KIND}\s)?{PATRON}(?:[ -]{BEHIND})?\b",
    # "Heilig-Hartinstituut", "Berkenlyceum"
    rf"(?<![\w'’-]){WORD}(?:college|instituut|atheneum|lyceum|humaniora)\b(?:\s(?:van\s)?{NAME})?",
    # "zit in De Springplank", "school 't Zonnetje": an article with a capital inside a sentence belongs to a name
    rf"\b(?:(?:in|op|naar|school)\s(?=(?-i:[A-Z]))|school\s)({ARTICLE}{NAME})",
]
# Without capitals only a word that is no ordinary one can be the name of a school.
SCHOOLS_BY_WORD = [
    rf"\b(?P<school>{KIND}\s(?:van\s)?{ARTICLE}(?P<name>{WORD}))",
    r"\b(?P<school>(?:sint|sinte|st\.?)[- ](?P<name>[^\W\d_]{3,30}(?:-[^\W\d_]{2,30}){0,3})(?:\sberchmans)?)",
    r"\bschool\s(?:heet|noemt)\s(?P<school>(?:(?:de|het|'t)\s)?(?P<name>[^\W\d_]{4,30}))",
    # "zit op de kleurdoos in het derde leerjaar"
    r"""\b(?:zit|zitten|zat|gaat|ging|school)\s(?:op|in|naar)\s(?P<school>(?:de|het|'t)\s(?P<name>[^\W\d_]{4,30}))
    (?=\s(?:in|bij)\s(?:(?:de|het)\s\w+\s(?:kleuterklas|leerjaar|jaar|middelbaar)|klas|\d|juf|meester))""",
]


def _is_school(found: str) -> bool:
    """Not "op De Lijn", "in Sint-Niklaas", "'t CLB" or "GO! Onderwijs"."""
    if fold(found) in word_list("no_schools") or is_place(found) or is_ordinary(found):
        return False
    last = found.split()[-1]
    is_abbreviation = last.isupper() and len(last) > 1
    return not is_abbreviation and not (last[0].isupper() and fold(last) in word_list("not_people"))


def _schools_by_word(regex: str) -> Finder:
    compiled = re.compile(regex, re.IGNORECASE | re.VERBOSE)

    def find(text: str) -> Iterator[Span]:
        for match in compiled.finditer(text):
            if not is_ordinary(match.group("name")) and _is_school(match.group()):
                yield Span(match.start("school"), match.end("school"), "SCHOOL")

    return find


# --- classes ------------------------------------------------------------------------------------

STUDY = r"""(?: la|lat|latijn|gr|gl|ww|wewi|wewe|lawi|lawe|lamt|grla|grwi|ec|ecmt|ecwi|ecmo|eco|hw|huw|mt|mtwe|mtwi
    |wet|wiwe|tw|ti|iw|iwet|bi|bw|bo|sw|stw|vz|ha|kan|hout|mech|elek|aso|tso|bso|kso|okan )"""
# These are words, or say no more than the year does; they need the letter of the class.
VAGUE_STUDY = r"(?: (?:ha|la|ti|bo|bi|kan|ec|aso|bso|tso|kso|okan|latijn)\b (?!\s[a-h]\b) )"
RANK = r"(?: eerste|tweede|derde|vierde|vijfde|zesde|zevende|[1-7](?:e|de|ste) )"
# 2x, 3D-printer, 5G, 4K, 8GB
NO_CLASS = r"(?: [XGKMUH]\b | D- | GB | MB | KM | KG )"
CLASSES = [
    # 3B, 5LA, L4a, 1Ab, 4ECb: a capital right behind the year, or the L or K of primary and nursery school before it
    rf"(?<![\w.,/:-]) (?-i: [LK]? [1-7] (?!{NO_CLASS}) [A-Z]{{1,5}} [a-z]{{0,3}} \d? ) (?![\w%-])",
    r"(?<![\w.,/:-]) [LK][1-6][a-h] (?![\w%-])",
    # "klas 4b", "zit in 4b", "uit 6wewi"
    rf"\b(?:klas|klasje|groep)\s ([lk]?[1-7]\s?(?:{STUDY}(?:\s?[a-h])?|[a-h])\d?) (?![\w%'’-])",
    rf"""\b(?:zit|zat|zitten|zaten|in|uit|van|naar|en|of|klas|met)\s (?:klas\s)?
    ([lk]?[1-7](?:[a-d]|[f-h]|{STUDY}[a-h]?)\d?) (?![\w%'’-]|\s(?:uur|u)\b)""",
    # "4 lat b", "3 hw", "het vijfde B", "5de leerjaar A"
    rf"(?<![\w.,/:-]) ([1-7]\s?(?!{VAGUE_STUDY}){STUDY}(?:\s?[a-h])?) (?![\w%'’-])",
    rf"""\b((?:het\s)?{RANK} (?:\s(?:leerjaar|lj|middelbaar|jaar|kleuterklas|secundair))? \s (?:(?-i:[A-H])|[bc]))
    (?![\w'’-])""",
]

# --- the whole ----------------------------------------------------------------------------------

# In this order: an address is more certain than a school, and a school than a class.
PLACES: list[Finder] = [
    pattern(STREET, "ADRES", _is_street),
    pattern(STREET_OF_TWO_WORDS, "ADRES"),
    pattern(ROAD_TO_A_TOWN, "ADRES"),
    pattern(FRENCH_STREET, "ADRES"),
    pattern(WHERE_SOMEONE_LIVES, "ADRES", _lives_there),
    pattern(STREET_WITHOUT_NUMBER, "ADRES", _is_street),
    _postcodes,
    *(pattern(form, "SCHOOL", _is_school) for form in SCHOOLS_BY_FORM),
    *(_schools_by_word(form) for form in SCHOOLS_BY_WORD),
    *(pattern(form, "KLAS") for form in CLASSES),
]
