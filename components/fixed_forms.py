"""Finds the personal details that have a form of their own: numbers, addresses, accounts, dates, schools, classes.

Every pattern is anchored at the start of a run of letters or digits and every repetition in it is
bounded, so that no message, however odd, takes long.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Callable, FrozenSet, Iterator, List, NamedTuple
from urllib.parse import urlsplit

from stdnum import iban
from stdnum.be import nn as national_number

from components.names import fold, is_ordinary, is_place, word_list
from components.topics import load_helplines


class Span(NamedTuple):
    """A stretch of the message to hide, and the mark to put in its place."""

    start: int
    end: int
    mark: str


Finder = Callable[[str], Iterator[Span]]


def pattern(regex: str, mark: str, accept: Callable[[str], bool] = lambda found: True, flags: int = re.I) -> Finder:
    """Return a finder of what the regex matches (its first group, if it has one that matched) and `accept` agrees to."""
    compiled = re.compile(regex, flags | re.VERBOSE)

    def find(text: str) -> Iterator[Span]:
        for match in compiled.finditer(text):
            group = match.lastindex or 0
            if accept(match.group(group)):
                yield Span(match.start(group), match.end(group), mark)

    return find


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# --- what everybody may know: the help lines ----------------------------------------------------


@lru_cache(maxsize=1)
def _public_numbers() -> FrozenSet[str]:
    return frozenset(_digits(helpline.phone) for helpline in load_helplines().values() if helpline.phone)


@lru_cache(maxsize=1)
def _public_mails() -> FrozenSet[str]:
    return frozenset(helpline.mail.lower() for helpline in load_helplines().values() if helpline.mail)


@lru_cache(maxsize=1)
def _public_sites() -> FrozenSet[str]:
    return frozenset(_site(helpline.url) for helpline in load_helplines().values() if helpline.url)


def _site(link: str) -> str:
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").netloc
    except ValueError:  # such as an unfinished [ in the address
        return ""
    return host.lower()[4:] if host.lower().startswith("www.") else host.lower()


def _is_private_number(text: str) -> bool:
    digits = _digits(text)
    national = re.sub(r"^(?:0032|32(?=\d{8}))0?", "0", digits)
    # 0800, 090x, 070 and 078 are numbers of services, never of a family.
    return national not in _public_numbers() and not re.match("0(?:800|90[0-9]|70|78)", national)


# --- mail, links, accounts ----------------------------------------------------------------------

AT = r"(?: \s{0,2} (?:@|\(at?\)|\[at\]|\{at\}) \s{0,2} )"
MAIL = rf"(?<![\w.+-]) [\w.+-]{{1,200}} {AT} [\w-]{{1,63}} (?:\.[\w-]{{2,63}}){{1,4}}"
SPOKEN_AT = r"(?: \s at \s | \s? (?:ap(?:en)?[ea]?staart\w{0,5} | a-?staart\w{0,5}) \s? )"
SPOKEN_DOMAIN = r"[\w-]{1,40} (?: (?: \s(?:punt|dot)\s | \. ) [a-z]{2,8}\b | \s(?:be|com|nl|net)\b ){1,3}"
SPOKEN_NAME = r"[\w.-]{1,64} (?: \s(?:punt|dot|streepje|underscore|liggend\sstreepje)\s [\w.-]{1,64} ){0,4}"
# Behind "mijn mail is" a name may be several words: "mijn mail is jan zes acht at gmail punt com".
SPOKEN_AFTER_CUE = rf"""
    \b(?:e-?)?mail\w{{0,6}} (?:\s(?:is|was|naar|op|van|me|mij|ons|kan|mag|aub|dan)\b){{0,4}} :?\s
    ( (?:[\w.-]{{1,30}}\s){{0,5}} {SPOKEN_NAME} {SPOKEN_AT} {SPOKEN_DOMAIN} )"""
SPOKEN_MAIL = rf"(?<![\w.-]) {SPOKEN_NAME} {SPOKEN_AT} {SPOKEN_DOMAIN}"

LINK = r"""
    \b(?:https?://|www\.) \S{0,1500} [\w/=&+-]
    | (?<![\w.@-]) (?:[a-z0-9-]{1,63}\.){1,4} (?:be|com|nl|eu|org|net|fr|de|gg|me|fm|tv|io|co|app|ly|info)
      / (?:\S{0,500}[\w/=&+-])?"""

HANDLE = r"(?<![\w@.]) @ \w (?:[\w.-]{0,60}\w)?"
PLATFORM = r"""(?: insta(?:gram)? | ig | snap(?:chat)? | tik\s?tok | discord | roblox | fortnite | minecraft | playstation
    | psn | ps[45] | xbox | twitch | youtube | facebook | fb | steam | twitter | telegram | signal | whatsapp | smartschool
    | game | gebruikersnaam | username | nick(?:name)? | gamertag | login | account\w{0,8} | (?:nep)?profiel\w{0,8} )"""
# "snap: lottie", "gebruikersnaam is lottie", "zijn insta is lottie": any word that is not an ordinary one.
NAMED_ACCOUNT = rf"""
    \b (?: {PLATFORM} (?:\s?(?:account|naam|profiel|id|nick))? \s?[:=]
         | (?:gebruikersnaam|username|nick(?:name)?|gamertag|{PLATFORM}\s?(?:naam|account)) (?:\s(?:is|heet|noemt|van\s\w{{1,15}}\sis))?
         | (?:zijn|haar|mijn|hun|z'n) \s {PLATFORM} \s (?:is|heet)
         | {PLATFORM} (?:\s(?:account|profiel))? \s (?:heet|noemt|noemen) (?:\s(?:hij|ze|zij|zich|zichzelf|hem|haar))?)
    \s {{0,2}} (\w[\w.-]{{1,38}}\w)"""
TOKEN = re.compile(r"[\w#.-]{4,60}")
PLATFORM_NEARBY = re.compile(rf"\b{PLATFORM}\b", re.I | re.VERBOSE)
NEARBY = 45


def _accounts(text: str) -> Iterator[Span]:
    for token in TOKEN.finditer(text):
        name = token.group().rstrip(".-#")
        before = text[max(0, token.start() - NEARBY): token.start()]
        if _is_written_as_account(name) or _could_be_account(name) and PLATFORM_NEARBY.search(before):
            yield Span(token.start(), token.start() + len(name), "ACCOUNT")


def _is_written_as_account(name: str) -> bool:
    """robbe_11 and robbe#1234 are no words in any sentence."""
    return bool(re.search(r"[^\W_]_+[^\W_]|[^\W\d_]{2}_|[^\W\d_]#\d{4}$", name))


def _could_be_account(name: str) -> bool:
    """Near the name of a platform lotte08 and peeters.lotte are accounts; elsewhere a typing error or an appliance."""
    if re.fullmatch(r"[^\W\d][\w.-]*", name) and re.search(r"\d", name) and re.search(r"[^\W\d_]{2}", name):
        return True
    parts = name.split(".")
    return len(parts) > 1 and all(len(part) > 1 for part in parts) and not all(is_ordinary(part) for part in parts)


def _is_no_ordinary_word(found: str) -> bool:
    return not is_ordinary(found) and not re.fullmatch(PLATFORM, found, re.I | re.VERBOSE)


# --- account numbers, national numbers, phone numbers -------------------------------------------

IBAN_COUNTRIES = "AD AE AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IT LT LU LV MD ME MK MT NL NO PL PT RO RS"
IBAN = rf"""\b(?:{'|'.join(IBAN_COUNTRIES.split())}|SE|SI|SK|TN|TR|UA|XK) [ ]?\d{{2}} [ .-]? (?:[A-Z]{{4}}[ .-]?)?
    (?:(?=[A-Z]{{0,3}}\d)[A-Z0-9]{{1,4}}[ .-]?){{2,8}} (?<![ .-])"""
BELGIAN_IBAN = r"\bBE [ .-]? \d{2} (?:[ .-]?\d{4}){3} (?!\d)"
OLD_ACCOUNT = r"(?<![\d-]) \d{3}-\d{7}-\d{2} (?!\d)"

NATIONAL_NUMBER = r"(?<![\d.+/-]) \d{2}[. /-]?\d{2}[. /-]?\d{2} [. /-]{0,3} \d{3} [. /-]?\d{2} (?!\d)"
AFTER_ITS_NAME = r"\b(?:rijksregister\w{0,8}|rrn|rr|insz|niss|nationaal\snummer) \W{0,3} (?:[a-z]{1,12}\W{1,2}){0,3} (\d(?:[ ./-]{0,3}\d){10}) (?!\d)"

GAP = r"[ ./()-]{0,3}"
A_DATE = r"(?: \d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b )"
INTERNATIONAL_PHONE = rf"(?<![\d+]) (?:\+{GAP}|00[ ]?) (?:\d{GAP}){{8,14}} (?<=\d) (?!\d)"
NATIONAL_PHONE = rf"(?<![\d.,/+-]) \(? (?!{A_DATE}) 0 (?:{GAP}\d){{8,9}} (?!\d)"
MOBILE_WITHOUT_ZERO = r"(?<![\d.,/+-]) 4\d{2} [ ./-]? (?: \d{2}[ .]?\d{2}[ .]?\d{2} | \d{3}[ .]?\d{3} ) (?!\d)"
# Whatever it is: a customer number, a phone number from elsewhere, a mistyped one. Rows of years and dates are not.
LONG_NUMBER = rf"(?<![\d,.+]) (?!{A_DATE}|(?:19|20)\d{{2}}[ .-]) \d (?:[ .-]?\d){{8,40}} (?!\d)"


def _is_iban(text: str) -> bool:
    characters = re.sub(r"[\W_]", "", text)
    # Mistyped it is private all the same: a country, as long as they get, and mostly digits.
    return iban.is_valid(characters) or len(characters) >= 15 and len(_digits(characters)) >= 10


def _is_national_number(text: str) -> bool:
    digits = _digits(text)
    return national_number.is_valid(digits) or _is_grouped_as_national_number(text)


def _is_grouped_as_national_number(text: str) -> bool:
    """85.03.08-268.37 is meant as one, also when a digit is mistyped."""
    groups = re.fullmatch(r"\d{2}([. /-])(\d{2})\1(\d{2})[. /-]{1,3}\d{3}[. /-]?\d{2}|\d{2}(\d{2})(\d{2})[. /-]\d{3}[. /-]\d{2}", text)
    if not groups:
        return False
    month, day = (int(part) for part in (groups.group(2) or groups.group(4), groups.group(3) or groups.group(5)))
    return month <= 12 and day <= 31


# --- dates of birth -----------------------------------------------------------------------------

MONTH = r"""(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december
    |(?:jan|feb|febr|mrt|apr|jun|jul|aug|sep|sept|okt|oct|nov|dec)\.?)"""
NUMERAL = r"""(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)(?:en|ën)(?:twintig|dertig) | eerste | twee | drie | derde
    | vier | vijf | zes | zeven | acht(?:tien)? | negen | tien | elf | twaalf | dertien | veertien | vijftien | zestien
    | zeventien | negentien | twintig | dertig)(?:ste|de)?"""
DAY = rf"(?:[0-3]?\d(?:ste|de|e)?|{NUMERAL})"
YEAR = r"(?:(?:19|20)\d{2}|'\d{2})"
NUMERIC_DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?(?:(?:19|20)\d{2}|\d{2}))?(?!\d)"
ISO_DATE = r"(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}(?!\d)"
DATE_IN_WORDS = rf"\b{DAY}\s{MONTH}(?:\s{YEAR})?(?!\w)"
BIRTH_CUE = r"(?:\b(?:geboren|geb|geboorte\w{0,12}|verjaar\w{0,10}|jarig|dob|birthday)\b|°)"
BIRTH = rf"{BIRTH_CUE} (?:[^\d!?\n]{{0,30}}?) ({ISO_DATE}|{NUMERIC_DATE}|{DATE_IN_WORDS}|\b{MONTH}\s{YEAR}(?!\d))"
FULL_DATE = rf"(?<![\d/.-]) (?:{ISO_DATE}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:(?:19|20)\d{{2}}|\d{{2}})(?![\d/.-]*\d)|{DATE_IN_WORDS})"
YEARS_A_STORY_GOES_BACK = 3


def _is_long_ago(text: str) -> bool:
    """Tell whether a full date is too old to be of what is told: then it is a date of birth."""
    year = re.search(r"(?:19|20)\d{2}|(?<=['/.-])\d{2}$", text)
    if not year or len(re.findall(r"\d+", text)) < 2:
        return False
    this_year = date.today().year
    full_year = int(year.group()) if len(year.group()) == 4 else 2000 + int(year.group())
    return full_year <= this_year - YEARS_A_STORY_GOES_BACK or full_year > this_year + 1


# --- addresses ----------------------------------------------------------------------------------

HOUSE_NUMBER = r"""(?:\s?,)?\s(?:nr\.?\s?|nummer\s|no\.?\s)? \d{1,4}(?!\d|[.,]\d|\s?[%€])(?:\s?[a-z]\b)?
    (?:\s?(?:\bbus|\bb|/|-)\s?\w{1,5}\b)?
    (?!\s?(?:keer|maal|x|u|uur|min\w*|sec\w*|jaar|jaren|maand\w*|we+k\w*|dag\w*|kinder\w*|jongens|meisjes|meiden|leerlingen
        |klas\w*|mensen|ouders|pesters|leerkrachten|juffen|vrienden|vriend\w*|ander\w*|meter|m|km|euro|eur|op\s\d|grote|kleine|oudere|van\sde|of\s\d|[.]\d|-?jarige|:)\b)"""
STREET_END = r"(?:straat|straatje|laan|lei|dreef|steenweg|kaai|baan|plein|singel|weg|wegel|hof|pad|dijk|markt|vest|rei|berg|heide|veld|park|gracht|dries|kouter|wijk|beemd|akker|gaarde|boulevard)"
# "Hubert Frère-Orbanlaan", "Nieuwe Dreef": a name in capitals may stand before the word for a street.
CAPITALS_BEFORE = r"(?-i:(?:[A-ZÀ-Ý][\w'’.-]{1,25}\s){0,3})"
STREET = rf"(?<![\w'’-]) {CAPITALS_BEFORE} (?i:[\w'’-]{{2,40}}?{STREET_END}) (?i:{HOUSE_NUMBER})"
TWO_WORD_STREET = rf"""(?<![\w'’-]) (?: (?i:nieuwe|oude|grote|kleine|lange|korte|hoge|lage|brede)\s | (?-i:[A-ZÀ-Ý][\w'’-]{{1,25}}\s){{1,3}} )
    (?i:straat|laan|dreef|steenweg|kaai|baan|plein|weg|hof|dijk|markt|vest|heide|veld|park|dries|kouter|wijk|berg) (?i:{HOUSE_NUMBER})"""
ROAD_TO = rf"\b(?:steenweg|baan|weg)\s(?:op|naar|van)\s[\w'’-]{{3,30}} {HOUSE_NUMBER}"
FRENCH_STREET = rf"\b(?:rue|avenue|av\.|boulevard|chaussée|chaussee|clos|drève|allée)\s(?:[\w'’-]{{1,25}}\s){{0,4}}? (?:[\w'’-]{{1,25}}) {HOUSE_NUMBER}"
LIVING = r"\b(?:woon|woont|wonen|woonde|woonden|woonachtig|verhuisd|adres(?:\sis)?|adres:)"
WHERE_SOMEONE_LIVES = rf"{LIVING}\s (?:nu\s|hier\s)? (?:in|op|aan|te|naar)?\s? (?:(?:de|het|den|'t|een)\s)? ([^\W\d_][\w'’-]{{2,30}}(?:\s[^\W\d_][\w'’-]{{1,30}})? {HOUSE_NUMBER})"
STREET_ALONE = rf"""
    {LIVING}\s (?:\w{{1,15}}\s){{0,2}} (?:in|op|aan|naar)\s (?:(?:de|het|den)\s)? ({CAPITALS_BEFORE}[\w'’-]{{3,30}}{STREET_END})\b
    | (?<=\bde\s) ((?-i:[A-ZÀ-Ý])[\w'’-]{{2,30}}(?:straat|laan|lei|dreef|steenweg|plein|kaai))\b"""
POSTCODE = re.compile(r"(?<![\w.,/+-])(?:B-?\s?)?([1-9]\d{3}),?\s{1,2}(?=([\w'’-]{2,30}(?:[ -][\w'’-]{2,30}){0,2}))")


def _street_is_no_word(found: str) -> bool:
    """The number behind "speelplein" or "onderweg" is no house number."""
    words = re.split(r"\s", found)
    end = next((word for word in words if re.search(rf"{STREET_END},?$", word, re.I)), "").strip(",")
    return bool(re.search(r"(?:straat|laan|dreef|steenweg)$", end, re.I)) or not is_ordinary(end) or end[:1].isupper()


def _lives_in_no_word(found: str) -> bool:
    return not all(is_ordinary(word) for word in re.findall(r"[^\W\d_]{2,}", found)[:2])


def _postcodes(text: str) -> Iterator[Span]:
    """A postcode is four digits before a town; a year is so only before a town we know."""
    for match in POSTCODE.finditer(text):
        length = _length_of_town(match.group(2), could_be_year=1900 <= int(match.group(1)) <= 2100)
        if length:
            yield Span(match.start(), match.end() + length, "ADRES")


def _length_of_town(text: str, could_be_year: bool) -> int:
    words = re.split(r"(\s)", text)
    for count in range(len(words), 0, -1):
        town = "".join(words[:count])
        if is_place(town):
            return len(town)
    if could_be_year or not words[0][:1].isupper() or is_ordinary(words[0]):
        return 0
    return len(words[0])


# --- schools and classes ------------------------------------------------------------------------

CAPITAL_NAME = r"(?-i:[A-ZÀ-Ý][\w'’-]{0,30}(?:(?:[ -]|\s(?:van|de|der|den|en|ter|ten)\s)[A-ZÀ-Ý][\w'’-]{1,30}){0,4})"
ARTICLE = r"(?:(?:de|het|den|ten|ter|'t|’t|van)\s)"
FOUNDER = r"(?:(?:vrije|gemeentelijke|stedelijke|katholieke|koninklijk|technisch|stedelijk|provinciaal)\s)"
SCHOOL_KIND = rf"""{FOUNDER}?(?:(?:basis|kleuter|midden|gemeente|dorps|stads|freinet|steiner|leef|methode|dalton|jenaplan|montessori|ervarings|tuin
    |sport|kunst|brede\s|lagere\s|vrije\s)school|instituut|college|atheneum|lyceum|humaniora|campus|scholengroep|internaat)"""
SCHOOL_LETTERS = r"(?:g?vbs|gbs|sbs|vlbs?|bsgo|bsbo|buso|bubao|kta|ktg|gti|vti|pti|mpi|sfi|(?-i:KA|BS|KO|KSO|GO!))"
SAINT = r"(?:sint|sinte|st\.?|heilige?|o\.?l\.?v\.?|onze[- ]lieve[- ]vrouwe?|don\sbosco|mater\sdei|regina|sancta)"
KIND_IN_WORD = r"(?:college|instituut|atheneum|lyceum|humaniora|basisschool|school)"

SCHOOL_FORMS = [
    rf"\b{SCHOOL_LETTERS}\s{ARTICLE}?(?:{SAINT}[- ])?{CAPITAL_NAME}",
    rf"\b{SCHOOL_LETTERS}\s(?:{ARTICLE}|{SAINT}[- ])[\w'’-]{{3,40}}",
    rf"\bgo!?\s{SCHOOL_KIND}\s{ARTICLE}?[\w'’-]{{3,40}}(?:\s{CAPITAL_NAME})?",
    rf"\b{SCHOOL_KIND}\s{ARTICLE}{{0,2}}(?:{SAINT}[- ])?{CAPITAL_NAME}",
    rf"\b(?:{SCHOOL_KIND}\s)?{SAINT}[- ](?:[\w'’]{{2,30}}-){{0,3}}[\w'’]{{0,30}}{KIND_IN_WORD}\b",
    rf"\b(?:{SCHOOL_KIND}\s)?(?:sint|sinte|st\.?|heilig|heilige|o\.?l\.?v\.?|onze[- ]lieve[- ]vrouwe?)[- ]{CAPITAL_NAME}(?:\s{KIND_IN_WORD})?",
    rf"\b(?:{SCHOOL_KIND}\s)?(?:don\sbosco|mater\sdei|regina\s(?:pacis|mundi|caeli)|sancta\smaria)(?:[ -]{KIND_IN_WORD})?\b",
    rf"(?<![\w'’-])[\w'’-]{{3,40}}(?:college|instituut|atheneum|lyceum|humaniora)\b(?:\s(?:van\s)?{CAPITAL_NAME})?",
]
# Typed without capitals only a word that is no ordinary one can be the name of a school.
SCHOOL_IN_SMALL_LETTERS = [
    rf"\b{SCHOOL_KIND}\s{ARTICLE}([\w'’-]{{3,40}})",
    r"\b(?:sint|sinte|st\.?)[- ]([^\W\d_]{3,30}(?:-[^\W\d_]{2,30}){0,3})",
    r"\bschool\s(?:heet|noemt)\s(?:de\s|het\s|'t\s)?([^\W\d_]{4,30})",
    r"\b(?:zit|zitten|zat|gaat|ging|school)\s(?:op|in|naar)\s(?:de|het|'t)\s([^\W\d_]{4,30})(?=\s(?:in|bij)\s(?:(?:de|het)\s\w+\s(?:kleuterklas|leerjaar|jaar|middelbaar)|klas|\d|juf|meester))",
]
# "zit in De Springplank", "op school 't Zonnetje": an article with a capital inside a sentence belongs to a name.
SCHOOL_BY_ARTICLE = rf"\b(?:(?:in|op|naar|school)\s(?=(?-i:[A-Z]))|school\s)((?:de|het|ten|ter|den|'t|’t)\s{CAPITAL_NAME})"

def _is_school(found: str) -> bool:
    """Not "op De Lijn", "in Sint-Niklaas", "'t CLB" or "college van Burgemeester"."""
    if fold(found) in word_list("no_schools") or is_place(found) or is_ordinary(found):
        return False
    last = re.split(r"[\s]", found)[-1]
    is_name = not (last.isupper() and len(last) > 1) and fold(last) not in word_list("not_people")
    return is_name or not last[:1].isupper()


def _schools_in_small_letters(text: str) -> Iterator[Span]:
    for regex in _SMALL_SCHOOLS:
        for match in regex.finditer(text):
            name = match.group(1)
            if not is_ordinary(name) and _is_school(match.group()):
                start = match.start() if re.match(rf"{SCHOOL_KIND}|s", match.group(), re.I | re.VERBOSE) else match.start(1)
                yield Span(start, match.end(), "SCHOOL")


_SMALL_SCHOOLS = [re.compile(regex, re.I | re.VERBOSE) for regex in SCHOOL_IN_SMALL_LETTERS]

STUDY = r"(?:la|lat|latijn|gr|gl|ww|wewi|wewe|lawi|lawe|lamt|grla|grwi|ec|ecmt|ecwi|ecmo|eco|hw|huw|mt|mtwe|mtwi|wet|wiwe|tw|ti|iw|iwet|bi|bw|bo|sw|stw|vz|ha|kan|hout|mech|elek|aso|tso|bso|kso|okan)"
RANK = r"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|[1-7](?:e|de|ste))"
CLASS_FORMS = [
    # 3B, 5LA, L4a, 1Ab, 4ECb: a capital right behind the year
    r"(?<![\w.,/:-]) [LK]? [1-7] (?!X\b|G\b|K\b|D-|M\b|U\b|H\b|GB|MB|KM|KG) [A-Z]{1,5} [a-z]{0,3} \d? (?![\w%-])",
    r"(?<![\w.,/:-]) [LlKk][1-6] [a-h] (?![\w%-])",
]
CLASS_AFTER_CUE = [
    rf"\b(?:klas|klasje|groep)\s ([lk]?[1-7]\s?(?:{STUDY}(?:\s?[a-h])?|[a-h])\d?) (?![\w%'’-])",
    rf"\b(?:zit|zat|zitten|zaten|in|uit|van|naar|en|of|klas|met)\s (?:klas\s)? ([lk]?[1-7](?:[a-d]|[f-h]|{STUDY}[a-h]?)\d?) (?![\w%'’-]|\s(?:uur|u)\b)",
    rf"(?<![\w.,/:-]) ([1-7]\s?(?!(?:ha|la|ti|bo|bi|kan|ec|[abtk]so|okan|latijn)\b(?!\s[a-h]\b)){STUDY}(?:\s?[a-h])?) (?![\w%'’-])",
    rf"\b((?:het\s)?{RANK} (?:\s(?:leerjaar|lj|middelbaar|jaar|kleuterklas|secundair))? \s (?:(?-i:[A-H])|[bc])) (?![\w'’-])",
]


# --- the whole ----------------------------------------------------------------------------------

# In this order: what is found first is out of sight for the next, so the most certain forms come first.
FIXED_FORMS: List[Finder] = [
    pattern(LINK, "LINK", lambda link: _site(link) not in _public_sites()),
    pattern(MAIL, "MAIL", lambda mail: mail.lower() not in _public_mails()),
    pattern(SPOKEN_AFTER_CUE, "MAIL"),
    pattern(SPOKEN_MAIL, "MAIL"),
    pattern(HANDLE, "ACCOUNT"),
    _accounts,
    pattern(NAMED_ACCOUNT, "ACCOUNT", _is_no_ordinary_word),
    pattern(BELGIAN_IBAN, "REKENING"),
    pattern(IBAN, "REKENING", _is_iban),
    pattern(OLD_ACCOUNT, "REKENING"),
    pattern(AFTER_ITS_NAME, "RIJKSREGISTER"),
    pattern(NATIONAL_NUMBER, "RIJKSREGISTER", _is_national_number),
    pattern(BIRTH, "GEBOORTEDATUM"),
    pattern(FULL_DATE, "GEBOORTEDATUM", _is_long_ago),
    pattern(INTERNATIONAL_PHONE, "TELEFOON", _is_private_number),
    pattern(NATIONAL_PHONE, "TELEFOON", _is_private_number),
    pattern(MOBILE_WITHOUT_ZERO, "TELEFOON"),
    pattern(LONG_NUMBER, "NUMMER", _is_private_number),
    pattern(STREET, "ADRES", _street_is_no_word, flags=0),
    pattern(TWO_WORD_STREET, "ADRES", flags=0),
    pattern(ROAD_TO, "ADRES"),
    pattern(FRENCH_STREET, "ADRES"),
    pattern(WHERE_SOMEONE_LIVES, "ADRES", _lives_in_no_word),
    pattern(STREET_ALONE, "ADRES", _street_is_no_word),
    _postcodes,
    *(pattern(form, "SCHOOL", _is_school) for form in SCHOOL_FORMS),
    _schools_in_small_letters,
    pattern(SCHOOL_BY_ARTICLE, "SCHOOL", _is_school),
    *(pattern(form, "KLAS", flags=0) for form in CLASS_FORMS),
    *(pattern(form, "KLAS") for form in CLASS_AFTER_CUE),
]
