"""Finds where a family lives: streets with a house number, the town beside them, postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foundation.privacy.finders import ARTICLE, LIVES, Finder, Span, pattern
from foundation.privacy.names import LONGEST_TOWN, is_ordinary, is_place, is_unknown, town_at

# Behind "speelplein 3" comes what is counted; behind a house number never.
COUNTED = r"""(?: keer|maal|x|u|uur|min\w*|sec\w*|jaar|jaren|maand\w*|we+k\w*|dag\w*|kinder\w*|jongens|meisjes|meiden
    |leerlingen|klas\w*|mensen|ouders|pesters|leerkrachten|juffen|vriend\w*|ander\w*|meter|m|km|euro|eur|op\s\d
    |grote|kleine|oudere|van\sde|of\s\d|-?jarige )"""
# "12", "12-14", "15 - 17", "7/2", "101a", "200 b12", "12-14 bus 3", "6 bus A"
BUS = r"(?: [,/]?\s?(?:bus|bte|box|app?t?\.?|appartement)\s?\w{1,5}\b | \s?b\.?\s?\d{1,4}\b )"
HOUSE_NUMBER = rf"""
    (?:\s?,)?\s?(?:nr\.?\s?|nummer\s|no\.?\s)? \d{{1,4}}(?!\d|[.,]\d|\s?[%€]) (?:\s?[a-z]\b)?
    (?:\s?[/-]\s?\d{{1,4}}(?:\s?[a-z]\b)? | \s?[/-]\s?[a-z]\b)? {BUS}? (?!\s?{COUNTED}\b)"""
STREET_END = r"""(?: straat|straatje|str\.?|stwg\.?|laan|lei|dreef|steenweg|kaai|baan|plein|singel|weg|wegel|hof|pad
    |dijk|markt|vest|rei|berg|heide|veld|park|gracht|dries|kouter|wijk|beemd|akker|gaarde|boulevard )"""
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
# "nr 14 in de beukenlaan"
NUMBER_BEFORE_STREET = rf"""
    \b(?:nr\.?|nummer|huisnummer)\s?\d{{1,4}}[a-z]?\s(?:in|van|op)\s(?:de|het)\s
    (?:(?:nieuwe|oude|grote|kleine|lange|korte|hoge|lage)\s)?[\w'’-]{{2,30}}?{STREET_END}\b"""
LIVING = rf"\b(?:{LIVES}|woonachtig|verhuisd|adres(?:\sis)?|adres:)"
WHERE_SOMEONE_LIVES = rf"""
    {LIVING}\s (?:nu\s|hier\s)? (?:in|op|aan|te|naar)?\s? {ARTICLE}?
    ( [^\W\d_][\w'’-]{{2,30}} (?:\s[^\W\d_][\w'’-]{{1,30}})? {HOUSE_NUMBER} )"""
STREET_WITHOUT_NUMBER = rf"""
    {LIVING}\s (?:\w{{1,15}}\s){{0,2}} (?:in|op|aan|naar)\s {ARTICLE}?
    ({CAPITAL_WORD}{{0,3}}[\w'’-]{{3,30}}{STREET_END})\b"""
# "langs de Rijsenbergstraat", "in de kempenlaan": what only streets end in
NAMED_STREET = r"""
    (?<![\w'’-])
    ((?-i:[A-ZÀ-Ý])[\w'’-]{2,30}(?:straat|laan|lei|dreef|steenweg|plein|kaai) | [\w'’-]{4,30}(?:straat|laan|dreef))
    (?![\w'’-])"""
# "den hoek 5 te hamme": whatever stands before a number and the town behind it
NUMBER_BEFORE_TOWN = re.compile(
    rf"(?<![\w'’-]) [^\W\d_]{{3,30}} {HOUSE_NUMBER} \s?,?\s(?:te|in)\s", re.IGNORECASE | re.VERBOSE
)
# "aan de bushalte Hoge Kouter", "tramhalte Schijnpoort", "de vuurtorenwijk"
STOP = rf"""
    \b(?:bushalte|tramhalte|halte|tramstop|bushokje\saan)\s {ARTICLE}?
    ({CAPITAL_WORD}{{0,2}}(?-i:[A-ZÀ-Ý][\w'’.-]{{2,25}}))"""
QUARTER = r"(?<![\w'’-])([^\W\d_]{4,25}wijk)(?![\w'’-])"
POSTCODE = re.compile(r"(?<![\w.,/+-])(?:B-?\s?)?([1-9]\d{3}),?\s{1,2}(?=([\w'’-]{2,30}(?:[ -][\w'’-]{2,30}){0,2}))")

NUMBER_BEFORE_POSTCODE = re.compile(
    rf"(?<![\w'’-]) [^\W\d_][\w'’-]{{2,30}} {HOUSE_NUMBER} \s?,?\s(?:te\s)?$", re.IGNORECASE | re.VERBOSE
)
LONGEST_STREET = 50


def _is_street(found: str) -> bool:
    """Tell a street from a word that ends as one: the number behind "speelplein" or "onderweg" is no house."""
    street = next((word.rstrip(",") for word in found.split() if ENDS_AS_STREET.search(word)), "")
    surely = street[:1].isupper() or re.search(r"(?:straat|str\.?|laan|dreef|steenweg|stwg\.?)$", street, re.IGNORECASE)
    return bool(surely) or not is_ordinary(street)


def _lives_there(found: str) -> bool:
    return not all(is_ordinary(word) for word in re.findall(r"[^\W\d_]{2,}", found)[:2])


def _postcodes(text: str) -> Iterator[Span]:
    for match in POSTCODE.finditer(text):
        town = town_at(match.group(2)) or _unlisted_town(match.group(2), int(match.group(1)))
        if town:
            yield Span(_start_with_number(text, match.start()), match.end() + len(town), "ADRES")


def _start_with_number(text: str, start: int) -> int:
    """Return where the house number before a postcode starts with its street, whatever that is called: "dorp 5, "."""
    before = text[max(0, start - LONGEST_STREET) : start]
    number = NUMBER_BEFORE_POSTCODE.search(before)
    return start - len(before) + number.start() if number else start


def _unlisted_town(text: str, number: int) -> str:
    """Return the word with a capital that a text starts with, behind what cannot be a year."""
    word = re.split(r"[ -]", text)[0]
    return word if word[0].isupper() and not 1900 <= number <= 2100 and not is_ordinary(word) else ""


def _numbers_before_towns(text: str) -> Iterator[Span]:
    for match in NUMBER_BEFORE_TOWN.finditer(text):
        if town := town_at(text, match.end()):
            yield Span(match.start(), match.end() + len(town), "ADRES")


# --- the town beside a street --------------------------------------------------------------------

# "Kerkstraat 12 in Aalst", "Kerkstraat 12, Aalst", "Kerkstraat 12 (Aalst)"
BEFORE_TOWN = re.compile(r"\s?,\s?(?:(?:in|te)\s)? | \s(?:in|te)\s | \s?[(/-]\s? | \s", re.IGNORECASE | re.VERBOSE)
TOWN_BEFORE = re.compile(
    r"(?<![\w'’-])(?:[1-9]\d{3}\s)?([^\W\d_][\w'’-]{1,30}(?:\s[\w'’-]{2,30})?)\s?,\s(?:in\s)?(?:de\s|het\s)?$",
    re.IGNORECASE,
)


def _with_town(finder: Finder) -> Finder:
    """Return a finder that also hides the town before or behind what is found."""

    def find(text: str) -> Iterator[Span]:
        for span in finder(text):
            yield Span(_start_with_town(text, span.start), _end_with_town(text, span.end), span.mark)

    return find


def _start_with_town(text: str, start: int) -> int:
    before = text[max(0, start - LONGEST_TOWN) : start]
    match = TOWN_BEFORE.search(before)
    if not match:
        return start
    if is_place(match.group(1)):
        return start - len(before) + match.start()
    last_word = re.search(r"\S+$", match.group(1))
    return (
        start - len(before) + match.start(1) + last_word.start() if last_word and is_place(last_word.group()) else start
    )


def _end_with_town(text: str, end: int) -> int:
    gap = BEFORE_TOWN.match(text, end)
    if not gap:
        return end
    town = town_at(text, gap.end())
    # "molenstraat 8 geel geverfd": without a comma or "in", a town that is a word has a capital
    by_space_alone = not gap.group().strip()
    if not town or by_space_alone and not town[0].isupper() and is_ordinary(town):
        return end
    return gap.end() + len(town)


# In this order: what has the surest form comes first.
ADDRESSES: list[Finder] = [
    *(
        _with_town(finder)
        for finder in (
            pattern(STREET, "ADRES", _is_street),
            pattern(STREET_OF_TWO_WORDS, "ADRES"),
            pattern(ROAD_TO_A_TOWN, "ADRES"),
            pattern(FRENCH_STREET, "ADRES"),
            pattern(NUMBER_BEFORE_STREET, "ADRES"),
            pattern(WHERE_SOMEONE_LIVES, "ADRES", _lives_there),
            pattern(STREET_WITHOUT_NUMBER, "ADRES", _is_street),
            pattern(NAMED_STREET, "ADRES", is_unknown),
        )
    ),
    _postcodes,
    _numbers_before_towns,
    pattern(STOP, "ADRES"),
    pattern(QUARTER, "ADRES", is_unknown),
]
