"""Replaces what could tell who a family is by marks such as [NAAM 1], before anything is stored or logged.

Pseudonymised, not anonymous: a story can still be recognised by who knows it. What this finds and
misses is measured by `make evaluate` (evaluation/pseudonymiser.py). As a command it masks lines:
`python -m components.pseudonymiser < in > out`.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict, FrozenSet, Iterator, List, NamedTuple, Optional

import phonenumbers
from stdnum import iban
from stdnum.be import nn as national_number

from components.dutch_language import load_dutch

NAME_LISTS = Path(__file__).parent / "names"
COUNTRY = "BE"


class Span(NamedTuple):
    """A stretch of the message to hide, and the mark to put in its place."""

    start: int
    end: int
    mark: str


# --- what has a fixed form --------------------------------------------------------------------

MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b(?:facebook|instagram|tiktok|snapchat|youtube|x|twitter)\.com/\S+", re.IGNORECASE
)
HANDLE = re.compile(r"(?<![\w.])@[\w.]{3,}")
ACCOUNT = re.compile(
    r"\b(?:(?:gebruikers|account|profiel)naam|nickname|gamertag|insta(?:gram)?|snap(?:chat)?|tiktok|discord|roblox)"
    r"(?:\s?(?:account|naam|profiel))?\s?(?:is|heet|:|=)\s*([\w.]*[\d_.][\w.]*\w)",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
BELGIAN_IBAN = re.compile(r"\bBE[ ]?\d{2}(?:[ .-]?\d{4}){3}\b", re.IGNORECASE)
NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2}[. /-]?\d{2}[. /-]?\d{2}[. /-]{0,3}\d{3}[. /-]?\d{2}(?!\d)")
# Typed with dots, slashes or odd groups, a Belgian number is no longer one to `phonenumbers`.
BELGIAN_PHONE = re.compile(
    r"(?<![\d/.])(?:(?:\+|00)\s?\d{2}[ ./-]{0,2}(?:\(0\))?|0)\d{1,3}(?:[ ./-]{1,2}\d{2,3}){2,4}(?![\d])"
    r"|(?<!\d)0[1-9]\d{7,8}(?!\d)"
)
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")

MONTH = r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\.?"
DATE = re.compile(rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d{{2}}\b|\b\d{{1,2}}\s{MONTH}\s(?:19|20)\d{{2}}\b", re.IGNORECASE)
BIRTH = re.compile(
    rf"\b(?:geboren|geboortedatum|verjaart|jarig|°)(?:\s(?:op|is|in|van|de))*[ :]*"
    rf"(\d{{1,2}}(?:ste|de|e)?\s{MONTH}(?:\s(?:19|20)?\d{{2}})?|(?:{MONTH}\s)?(?:19|20)\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}})",
    re.IGNORECASE,
)

STREET_END = r"(?:straat|straatje|laan|lei|dreef|steenweg|baan|plein|kaai|singel|weg|wegel|hof|pad|dijk|markt|vest|rei|berg|heide|veld|park)"
STREET_WITH_NUMBER = re.compile(
    rf"\b(?:[A-ZÀ-Ý][\w'’-]+ )?(?!(?:onder|halver|aller|voor|door|school|huis|fiets|weg|uit|be|ver)weg\b)"
    rf"[\w'’-]{{2,}}{STREET_END}\s(?:nr\.?\s?|nummer\s)?\d{{1,4}}\s?[a-zA-Z]?(?:\s?(?:bus|/)\s?\w{{1,4}})?\b(?!\s?(?:keer|maal|x\b|jaar|weken|dagen|uur|minuten|kinderen|meter))",
    re.IGNORECASE,
)
STREET_WITHOUT_NUMBER = re.compile(
    rf"\b(?:(?i:woon|wonen|woont|adres(?:\sis)?|huis|thuis|buurt|verhuisd|verhuizen)\b(?:\s\w+){{0,2}}?\s(?i:in|op|aan|naar)\s(?:(?i:de|het|den)\s)?)"
    rf"((?:[A-ZÀ-Ý][\w'’-]+ )?[\w'’-]{{3,}}{STREET_END})\b"
    rf"|\b((?<=[Dd]e )[A-ZÀ-Ý][\w'’-]{{2,}}(?:straat|laan|lei|dreef|steenweg|plein|kaai))\b"
)
POSTCODE_AND_TOWN = re.compile(r"\b[1-9]\d{3}\s[A-ZÀ-Ý][\w'’-]{2,}(?:[ -][A-ZÀ-Ý][\w'’-]+)?")

SCHOOL_KIND = r"(?:basisschool|kleuterschool|lagere school|middenschool|freinetschool|steinerschool|college|atheneum|instituut|lyceum|campus|vbs|gbs|sbs|bsbo|buso|kta|gti|vti|ka|humaniora)"
SCHOOL = re.compile(
    # Sint-Jozefscollege, sint jan berchmans, O.L.V. Pulhof, Heilig Hart: saints and their kind stand before a name
    rf"\b(?i:sint|st\.?|heilige?|onze[- ]lieve[- ]vrouw|o\.?l\.?v\.?)[- ](?:[A-ZÀ-Ý][\w'’-]+|(?i:\w+s?(?:college|instituut|school|lyceum)))(?:[ -](?:[A-ZÀ-Ý][\w'’-]+|(?i:college|instituut|school|basisschool)))*"
    rf"|\b(?i:sint|st)-[a-z]\w{{2,}}(?:-[a-z]\w+)*"
    rf"|\bGO!\s?(?:(?i:{SCHOOL_KIND})\s)?[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*"
    rf"|\b(?i:{SCHOOL_KIND})\s(?:(?i:de|het|den|ten|ter)\s)?[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*"
    rf"|\b[A-ZÀ-Ý][\w'’-]*(?:college|atheneum|lyceum|basisschool)\b(?:[ -][A-ZÀ-Ý][\w'’-]+)*"
    rf"|(?<=\bschool )(?:(?:De|Het|’t|'t|Ten|Ter)\s)[A-ZÀ-Ý][\w'’-]+"
)
# 3B, 2LA, L4a as typed with capitals; without them only behind a word such as "klas".
NO_CLASS = r"(?!(?i:ste|de|e|x|u|j|h|d|g|km|kg|m|cm|mm|min|uur|euro|jr|mnd|keer|maal|nd|rd|th|st|k|gb|mb|s|v|p|v\d)\b)"
CLASS = re.compile(
    rf"\b[LKlk]?[1-7]{NO_CLASS}[A-Z]{{1,4}}[a-z]?\d?\b"
    rf"|(?<=\bklas )[lk]?[1-7]{NO_CLASS}[a-z]{{1,4}}\d?\b"
    rf"|(?<=\bzit in )[lk]?[1-7]{NO_CLASS}[a-z]{{1,4}}\d?\b"
    rf"|(?<=\buit )[lk]?[1-7]{NO_CLASS}[a-z]{{1,2}}\d?\b(?!\s?\d)",
)


def _pattern(regex: "re.Pattern[str]", mark: str, accept: Callable[[str], bool] = lambda text: True):
    def find(text: str) -> Iterator[Span]:
        for match in regex.finditer(text):
            group = next((i for i in range(1, (match.lastindex or 0) + 1) if match.group(i)), 0)
            if accept(match.group(group)):
                yield Span(match.start(group), match.end(group), mark)

    return find


def _is_national_number(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    # With its usual dots and dash it is meant as one, also when a digit is mistyped.
    return national_number.is_valid(digits) or bool(re.fullmatch(r"\d{2}\.\d{2}\.\d{2}-\d{3}[.-]\d{2}", text))


def _phone_numbers(text: str) -> Iterator[Span]:
    for match in phonenumbers.PhoneNumberMatcher(text, COUNTRY, leniency=phonenumbers.Leniency.VALID):
        yield Span(match.start, match.end, "TELEFOON")
    for match in BELGIAN_PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 8 <= len(digits) <= 14 and not DATE.fullmatch(match.group()):
            yield Span(match.start(), match.end(), "TELEFOON")


# In this order: what is found first keeps its place, so the most certain forms come first.
FIXED_FORMS: List[Callable[[str], Iterator[Span]]] = [
    _pattern(MAIL, "MAIL"),
    _pattern(LINK, "LINK"),
    _pattern(HANDLE, "ACCOUNT"),
    _pattern(ACCOUNT, "ACCOUNT"),
    _pattern(BELGIAN_IBAN, "REKENING"),
    _pattern(IBAN, "REKENING", iban.is_valid),
    _pattern(NATIONAL_NUMBER, "RIJKSREGISTER", _is_national_number),
    _pattern(BIRTH, "GEBOORTEDATUM"),
    _pattern(DATE, "DATUM"),
    _phone_numbers,
    _pattern(LONG_NUMBER, "NUMMER"),
    _pattern(STREET_WITH_NUMBER, "ADRES"),
    _pattern(STREET_WITHOUT_NUMBER, "ADRES"),
    _pattern(POSTCODE_AND_TOWN, "ADRES"),
    _pattern(SCHOOL, "SCHOOL"),
    _pattern(CLASS, "KLAS"),
]

# --- names of people --------------------------------------------------------------------------

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A name follows these, with or without a capital.
NAMING = re.compile(
    r"(?i)\b(?:heet|heten|noemt|genaamd|(?:zijn|haar|mijn|de|z'n|m'n) naam is|naam:|ik ben|groeten,?|groetjes,?|mvg,?|met vriendelijke groeten,?)\s"
)
TITLE = re.compile(
    r"(?i)\b(?:juf|juffrouw|juffr|meester|meneer|mijnheer|mevrouw|mevr\.?|mvr\.?|mr\.?|dhr\.?|madam|directeur|directrice|leerkracht|leraar|lerares|coach|trainer|dokter|dr\.?|nonkel|tante|tant|opa|oma)\s"
)
# Behind these a name stands often, but so does any other word: only a capital or a known name counts.
RELATION = re.compile(
    r"(?i)\b(?:zoon|zoontje|zn|dochter|dochtertje|dochterke|kind|kindje|vriend|vriendin|vriendje|vriendinnetje|klasgenoot|klasgenootje|klasgenote|broer|broertje|zus|zusje|ons|onze|onzen|neef|nicht|jongen|meisje|leerling|en|met|van|door|tegen)\s"
)
INITIALS_OR_PARTICLE = re.compile(r"(?i)^(?:van|de|den|der|'t|ter|ten|vander|vanden|el|al|ben|ait|bin)$")

# First names that are ordinary words in what parents write; without a capital they need a cue.
ORDINARY_WORDS: FrozenSet[str] = frozenset(
    """aan aimé al alba alles amber an angel ann art as bas bel ben bert bo boy bram bruno can chance cher clement cor
    daan dag dan dani day dean des dit dolf don door duran elf els en eve even faith fee fien fleur flore floor freek
    gaan gast gift goed gust han hans heer heide hem hope ian iris ivo jan jane jet jo jong jonge joy juist june kaat
    kan kees kim kind king klaar klaas lach lang las lente leo les lief liefde lies lieve lieven lily lin list loes lot
    lou love luc mace mag mai maike man maria marie mark max mees mei meis mens merci merel mia mick min mo mon moon
    nada nana nele net nina noa noor nu ole om oscar pa paar pas pascal paul per pia piet pim prince rein rik rob robin
    rock roos ros rose rosé ruth sam samen sander sara see ses sien sim simon sky sol sta stan star steen storm sun
    tamara tara tess tim tom ton toon toos trees tuur ute van vera victor vic vos wang war warm wel wil wim wolf yo zeno
    zien zon zus oma opa papa mama niet ene ali angst elke page dean else era mini kenya ada sem lander bente lukas
    hilde ward cis may dina zita ria rita paris milan london dior gin nova luna stella sofa coco bella wes jef
    christian islam sultan asad malik rahman ramadan emir cem eva naomi nils bob rudi rudy dana brent
    dorien levent sinan lara ine jens bart baran""".split()
)
# Never a name behind a cue: what ordinarily follows "juf", "heet" or "mijn zoon".
NOT_A_NAME: FrozenSet[str] = frozenset(
    """aan af al alle alleen alles als altijd beter bij daar dan dat de deed den der deze dit doet door dus echt een
    eens eerst en er gaan gaat geeft geen ging haar had hem hen het hier hij hoe hun ik in is ja je jij jou jouw kan
    klas komt kon kunnen kwam laat lijkt maakt maar mag me met mij mijn moet moeten na naar nee ni nie niet niets niks
    nog nooit nu of om omdat ons onze ook op over pas roept school sinds soms te tegen toch toe toen tot u uit van
    vandaag vanaf veel vindt voor waar wanneer wat we weer wel werd werkt weet wie wij wil wilt word worden wordt zal ze
    zeer zegt zei zelf zich ziet zij zijn zit zo zonder zou heeft hebben bang blij boos kwaad moe ziek verdrietig
    bezorgd ongerust gestopt gewoon heel helemaal juf meester meneer mevrouw mama papa moeder vader oma opa ouder
    ouders leerkracht leraar lerares directeur directrice zorgjuf zorgleerkracht turnleerkracht klasleerkracht
    directie secretariaat kind kinderen zoon dochter pesten plagen klikken melden deur snel langs slecht goed
    die gij ge gelijk lk turnen wiskunde godsdienst zwemmen frans nederlands engels muziek eigenlijk pestkop pester
    dader slachtoffer enige klasse eerste tweede derde vierde vijfde zesde lagere secundair kleuter kleuterklas nieuw nieuwe
    nederlandse vlaamse belgische turkse marokkaanse poolse oekraïense dik dikke dikzak homo autist loser
    blijft blijkt denkt durft speelt lacht gaf geloofde reageert reageerde vroeg zag stond stuurt stuurde belt belde
    luistert luisterde schreeuwt kijkt kijk keek neemt nam houdt hield doen deden antwoordt antwoordde negeert noemt
    mocht moest wou wilde hadden zat zaten gezegd gehoord begrijpt begreep snapt beweert vond raadt adviseert
    alleenstaande alleenstaand gescheiden benieuwd radeloos wanhopig kapot machteloos bekend verantwoordelijk""".split()
)


@lru_cache(maxsize=None)
def _names(file: str) -> FrozenSet[str]:
    lines = (NAME_LISTS / file).read_text(encoding="utf-8").splitlines()
    return frozenset(line.lower() for line in lines if line and not line.startswith("#"))


def _known_first_name(word: str) -> bool:
    return word.lower().rstrip("'’s") in _first_name_forms() or word.lower() in _first_name_forms()


@lru_cache(maxsize=1)
def _first_name_forms() -> FrozenSet[str]:
    return _names("first_names.txt")


def _capitalised(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


def _person_names(text: str) -> Iterator[Span]:
    """Yield the names of people: by cue words, by the lists, and by spaCy where a capital agrees."""
    words = list(WORD.finditer(text))
    for index, word in enumerate(words):
        if _is_name(text, words, index):
            yield Span(word.start(), _end_of_name(text, words, index), "NAAM")
    yield from _spacy_persons(text)


def _is_name(text: str, words: List["re.Match[str]"], index: int) -> bool:
    word = words[index].group()
    lower = word.lower()
    if len(word) < 2 or lower in NOT_A_NAME:
        return False
    before = text[max(0, words[index].start() - 32): words[index].start()]
    if _ends_with(NAMING, before) or _ends_with(TITLE, before):
        return _capitalised(word) or _known_first_name(word) and lower not in ORDINARY_WORDS or _rare(lower, before)
    if not _known_first_name(word):
        return False
    if lower not in ORDINARY_WORDS:
        return True
    return _capitalised(word) and (_ends_with(RELATION, before) or not _starts_sentence(before))


def _rare(lower: str, before: str) -> bool:
    """Tell whether an unknown word behind "heet" or "juf" is a name: the model calls it a proper noun."""
    if not re.search(r"(?i)\b(?:heet|genaamd|naam is|naam:)\s$", before):
        return False
    doc = load_dutch()(before + lower)
    return doc[-1].pos_ in ("PROPN", "X", "")


def _ends_with(cue: "re.Pattern[str]", before: str) -> bool:
    return any(match.end() == len(before) for match in cue.finditer(before))


def _starts_sentence(before: str) -> bool:
    return not before.strip() or bool(re.search(r"[.!?:\n]\s*$", before))


def _end_of_name(text: str, words: List["re.Match[str]"], index: int) -> int:
    """Return where a name that starts here ends: surnames with a capital, particles, or known ones without."""
    end = words[index].end()
    position = index + 1
    while position < len(words) and text[end: words[position].start()] == " ":
        word = words[position].group()
        after_particle = position + 1 < len(words) and _capitalised(words[position + 1].group())
        if INITIALS_OR_PARTICLE.match(word) and after_particle:
            pass
        elif _capitalised(word) and word.lower() not in NOT_A_NAME or word.lower() in _names("last_names.txt"):
            end = words[position].end()
        else:
            break
        end = words[position].end()
        position += 1
    return end


def _spacy_persons(text: str) -> Iterator[Span]:
    nlp = load_dutch()
    if "ner" not in nlp.pipe_names:
        return
    for entity in nlp(text).ents:
        proper = [token for token in entity if token.pos_ == "PROPN" and _capitalised(token.text)]
        first_of_sentence = _starts_sentence(text[: entity.start_char])
        if entity.label_ in ("PERSON", "PER") and proper and len(proper) == len(entity):
            if not first_of_sentence or all(_known_first_name(t.text) for t in proper[:1]):
                if not any(token.lower_ in NOT_A_NAME for token in entity):
                    yield Span(entity.start_char, entity.end_char, "NAAM")


# --- the whole --------------------------------------------------------------------------------


def find(text: str) -> List[Span]:
    """Return what must be hidden in a message, in order of place, without overlaps."""
    found: List[Span] = []
    for finder in [*FIXED_FORMS, _person_names]:
        for span in finder(text):
            if not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return sorted(found)


def mask(text: str) -> str:
    """Return the message with personal details replaced by marks; the same name gets the same number."""
    numbers: Dict[str, int] = {}
    pieces, position = [], 0
    for span in find(text):
        pieces += [text[position: span.start], _mark(span, text, numbers)]
        position = span.end
    return "".join([*pieces, text[position:]])


def _mark(span: Span, text: str, numbers: Dict[str, int]) -> str:
    if span.mark != "NAAM":
        return f"[{span.mark}]"
    name = text[span.start: span.end].lower()
    return f"[NAAM {numbers.setdefault(name, len(numbers) + 1)}]"


def main(lines: Optional[Iterator[str]] = None) -> None:
    """Mask standard input, line by line, to standard output."""
    for line in lines or sys.stdin:
        print(mask(line.rstrip("\n")), flush=True)


if __name__ == "__main__":
    main()
