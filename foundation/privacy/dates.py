"""Finds dates of birth: in figures or in words, behind "geboren", beside an age, or long ago."""

from __future__ import annotations

import re
from datetime import date

from foundation.privacy.finders import Finder, pattern

UNITS = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien".split()
)
UNITS += "achttien negentien".split()
TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")


def _number_words() -> dict[str, int]:
    """Return the numbers below a hundred by how they are written: "zeventien", "eenendertig", "tweeëntwintig"."""
    words = {unit: number for number, unit in enumerate(UNITS, 1)}
    for number, ten in enumerate(TENS, 2):
        words[ten] = 10 * number
        for unit in UNITS[:9]:
            for joint in ("en", "ën"):
                words[f"{unit}{joint}{ten}"] = 10 * number + words[unit]
    return words


NUMBER_WORDS = _number_words()
# The longest first: "een" would end "eenendertig".
NUMBER = rf"(?: {'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))} )"
# "tweeduizend en twaalf", "twintig twaalf", "negentienhonderd vierentachtig"
CENTURY = r"(?: tweeduizend | twintig | negentien(?:\s?honderd)? )"
YEAR_IN_WORDS = rf"(?: {CENTURY} \s?(?:en\s)? {NUMBER} \b | tweeduizend\b )"
READS_AS_YEAR = re.compile(rf"({CENTURY}) \s?(?:en\s)? ({NUMBER})? $", re.IGNORECASE | re.VERBOSE)

MONTH = r"""(?: januari | februari | maart | april | mei | juni | juli | augustus | september | oktober | november
    | december | (?:jan|feb|febr|mrt|apr|jun|jul|aug|sep|sept|okt|oct|nov|dec)\.? )"""
DAY = rf"(?: [0-3]?\d(?:ste|sten|de|den|e)? | (?: {NUMBER} | eerste | derde )(?:ste|de)? )"
YEAR = rf"(?: (?:19|20)\d{{2}} | '\d{{2}} | {YEAR_IN_WORDS} )"
YEAR_IN_FIGURES = r"(?:(?:19|20)\d{2}|'?\d{2})"
ISO_DATE = r"(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}(?!\d)"
BETWEEN = r"\s?[/.-]\s?"
DAY_AND_MONTH = rf"\d{{1,2}}{BETWEEN}\d{{1,2}}(?:{BETWEEN}{YEAR_IN_FIGURES})?(?!\d)"
ROMAN_MONTH = r"(?:VIII|VII|VI|IV|IX|XII|XI|III|II|X|V|I)"
ROMAN_DATE = rf"\d{{1,2}}{BETWEEN}{ROMAN_MONTH}{BETWEEN}{YEAR_IN_FIGURES}(?!\d)"
FULL_DATE = rf"\d{{1,2}}{BETWEEN}\d{{1,2}}{BETWEEN}{YEAR_IN_FIGURES}(?![\d/.-]*\d)"
SPACED_DATE = r"(?<!\d\s)(?:0?[1-9]|[12]\d|3[01])\s(?:0?[1-9]|1[0-2])\s(?:19|20)\d{2}(?!\s?\d)"
# "08 08 10", "19-1-011", "29feb2012", "1maart2k10", "zes zes twaalf": only where somebody is said to be born
HURRIED_DATE = rf"""(?: (?:0?[1-9]|[12]\d|3[01])[\s/.-](?:0?[1-9]|1[0-2])[\s/.-](?:\d{{2,3}}|2k\d{{1,2}})(?!\d)
    | [0-3]?\d{MONTH}(?:(?:19|20)?\d{{2}}|2k\d{{1,2}})(?!\d)
    | \b{NUMBER}\s{NUMBER}\s(?:{NUMBER})\b )"""
DATE_IN_WORDS = rf"\b{DAY}\s(?:van\s)?{MONTH}(?:\s(?:van\s)?{YEAR})?(?!\w)"
FEAST = rf"\b(?:kerstdag|kerstmis|kerst|nieuwjaar|oudejaar|valentijn|sinterklaas|driekoningen)\s{YEAR}(?!\w)"
BIRTH_CUE = r"(?: \b(?:geboren|geb|geboorte\w{0,12}|verjaar\w{0,10}|jarig|dob|birthday)\b | ° )"
BIRTH = rf"""
    {BIRTH_CUE} (?:[^\d!?\n]{{0,30}}?)
    ( {ISO_DATE} | {SPACED_DATE} | {HURRIED_DATE} | {DAY_AND_MONTH} | {ROMAN_DATE} | {DATE_IN_WORDS} | {FEAST}
    | \b{MONTH}\s{YEAR}(?!\d) )"""
DATE = rf"(?<![\d/.-])(?<!\d{{4}}\s) (?: {ISO_DATE} | {SPACED_DATE} | {FULL_DATE} | {ROMAN_DATE} | {DATE_IN_WORDS} )"
# "op 3 mei is hij geboren", "3 mei 12 geboren"
BIRTH_BEHIND = (
    rf"({DATE_IN_WORDS}(?:\s\d{{2}}\b)? | (?<![\d/.-]){DAY_AND_MONTH}) \s(?:(?:is|werd|was)\s\w{{1,15}}\s)?geboren\b"
)
# "is van 17 mei twaalf", "ben van juli 2012"
BORN_ON = rf"""
    \b(?:is|ben|was|zijn)\s (?:\w{{1,10}}\s)? van\s
    ({DATE_IN_WORDS}\s(?:{NUMBER}|\d{{2}})\b (?!\s(?:keer|uur|dagen)))"""
BORN_ON_HURRIED = rf"\b(?:is|ben|was)\s (?:\w{{1,10}}\s)? van\s ({HURRIED_DATE}) (?!\s(?:keer|uur|dagen|euro))"
# "heeft dertig mei veertien als verjaardag"
DATE_AS_BIRTHDAY = rf"""
    ({DATE_IN_WORDS}(?:\s(?:{NUMBER}|\d{{2}})\b)?) \s (?:als|is\s\w{{1,8}}) \s (?:\w{{1,8}}\s)?verjaardag\b"""
BORN_IN_MONTH = rf"\b(?:is|ben|was)\svan\s({MONTH}\s{YEAR})(?!\w)"

# "werd op 5 oktober dertien jaar", "op twaalf juli wordt ze twaalf", "wordt 12 op 3 mei"; not "op 5 oktober 2 keer"
DATE_OF_A_YEAR = rf"(?: {DATE_IN_WORDS} | {DAY_AND_MONTH} )"
BECOMES = r"\b(?:wordt|word|worden|werd|is|ben)"
AGE = rf"(?: \d{{1,2}} | {NUMBER} ) (?:\sjaar)?"
END_OF_AGE = r"(?= \s(?:geworden|en|maar|dan)\b | \s?(?:[.,;!?)]|$) | (?<=jaar)\b )"
BIRTHDAYS = [
    rf"{BECOMES}\s(?:\w{{1,15}}\s){{0,3}}?(?:op|de)\s(?:de\s)? ({DATE_OF_A_YEAR}) \s{AGE}{END_OF_AGE}",
    rf"\bop\s(?:de\s)? ({DATE_OF_A_YEAR}) \s(?:wordt|word|werd)\s(?:\w{{1,15}}\s){{0,3}}?{AGE}{END_OF_AGE}",
    rf"{BECOMES}\s(?:\w{{1,15}}\s){{0,2}}?{AGE}\sop\s(?:de\s)? ({DATE_OF_A_YEAR})",
]

YEARS_A_STORY_GOES_BACK = 3


def _is_long_ago(text: str) -> bool:
    """Tell whether a full date is too old to be of what is told: then it is a date of birth."""
    year = _year(text)
    this_year = date.today().year
    return year is not None and not this_year - YEARS_A_STORY_GOES_BACK < year <= this_year + 1


def _year(text: str) -> int | None:
    figures = re.search(r"(?:19|20)\d{2}|(?<=['/.-])\s?\d{2}$", text)
    if figures:
        return int(figures.group()) if len(figures.group().strip()) == 4 else 2000 + int(figures.group())
    words = READS_AS_YEAR.search(text)
    if words:
        century = 1900 if words.group(1).lower().startswith("negentien") else 2000
        return century + NUMBER_WORDS.get((words.group(2) or "").lower(), 0)
    return None


DATES: list[Finder] = [
    pattern(BIRTH, "GEBOORTEDATUM"),
    pattern(BIRTH_BEHIND, "GEBOORTEDATUM"),
    pattern(DATE, "GEBOORTEDATUM", _is_long_ago),
    pattern(BORN_ON, "GEBOORTEDATUM"),
    pattern(BORN_ON_HURRIED, "GEBOORTEDATUM"),
    pattern(DATE_AS_BIRTHDAY, "GEBOORTEDATUM"),
    pattern(BORN_IN_MONTH, "GEBOORTEDATUM", _is_long_ago),
    *(pattern(form, "GEBOORTEDATUM") for form in BIRTHDAYS),
]
