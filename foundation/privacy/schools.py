"""Finds where a child is at school: by what schools are called, by letters such as VTI, by the town behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foundation.privacy.finders import ARTICLE, FARTHEST_CUE, FOUND, THE_SHORT, Finder, Span, any_of, pattern
from foundation.privacy.names import fold, is_ordinary, is_place, is_unknown, town_at, word_list

NAME = r"(?-i: [A-ZÀ-Ý][\w'’-]{0,30} (?: (?:[ -]|\s(?:van|de|der|den|en|ter|ten)\s) [A-ZÀ-Ý][\w'’-]{1,30} ){0,4} )"
WORD = r"[\w'’-]{3,40}"
KIND = r"""(?:
    (?:(?:vrije|gemeentelijke|stedelijke?|katholieke|koninklijk|technisch|provinciaal)\s)?
    (?: (?:basis|kleuter|midden|gemeente|dorps|stads|freinet|steiner|leef|methode|dalton|jenaplan|montessori|ervarings
          |tuin|sport|kunst|brede\s|lagere\s|vrije\s)school
      | freinet|steiner|montessori|buso|bubao|opvang|crèche|kinderdagverblijf|kribbe|academie|muziekacademie
      | chiro|scouts|ksa|kljv?|kazou|akabe|turnkring|turnclub|voetbalclub|zwemclub|judoclub|dansschool
      | instituut|college|atheneum|lyceum|humaniora|campus|scholengroep|internaat ) )"""
KIND_IN_LETTERS = r"""(?: g?vbs|gbs|sbs|vlbs?|bsgo|bsbo|buso|bubao|kta|ktg|gti|vti|pti|mpi|sfi|bko|ibo
    |(?-i:KA|BS|KO|KSO|GO!|KFC|KVK|KVV|SK|FC) )"""
SAINT = r"(?: t?sint|sinte|st\.?|heilige?|o\.?l\.?v\.?|onze[- ]lieve[- ]vrouwe? )"
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
    rf"\b(?:(?:in|op|naar|bij|met|van|vanuit|school)\s(?=(?-i:[A-Z]))|school\s)({ARTICLE}{NAME})",
    # "Vanuit Ten Dries", "Ter Beuken": no sentence has these for anything but a name
    r"(?<![\w'’-])((?:(?-i:Te[nr]))\s(?-i:[A-ZÀ-Ý])[a-zà-ÿ]{2,20})(?![\w'’-])",
]
# An article and what is no thing that every school has: "de kleurdoos", not "de schoolrit" or "het klasfeestje".
NAMED_THING = rf"""
    (?P<school> (?:de|het|den|{THE_SHORT})\s (?P<name>(?!school|speel|fiets|sport|\w*klas)[^\W\d_]{{4,30}}) (?<!je|ke) )
    (?![\w'’-])"""
# Without capitals only a word that is no ordinary one can be the name of a school.
SCHOOLS_BY_WORD = [
    rf"\b(?P<school>{KIND}\s(?:van\s)?{ARTICLE}(?P<name>{WORD}))",
    rf"""\b(?P<school>
    (?:{KIND}\s)?(?:t?sint|sinte|st\.?)[- ](?P<name>[^\W\d_]{{3,30}}(?:-[^\W\d_]{{2,30}}){{0,3}})(?:\sberchmans)?)""",
    r"\bschool\s(?:heet|noemt)\s(?P<school>(?:(?:de|het|'t)\s)?(?P<name>[^\W\d_]{4,30}))",
    # "thuis van de vlinderboom", "de opvang van de wingerd", "de directie van 't palet"
    r"""\b(?:thuis|terug|opvang|direct\w{1,6}|directrice|poort|speelplaats|koer|leerlingen|refter|zorgjuf)\svan\s
    (?P<school>(?:de|het|den|'t|’t)\s(?P<name>[^\W\d_]{4,30}))(?![\w'’-])""",
    # "zit op busleyden", "leerling op busleyden"
    r"""\b(?:zit|zitten|zat|leerlinge?n?|school|les)\sop\s(?P<school>(?P<name>[^\W\d_]{5,30}))(?![\w'’-]|\s(?-i:[A-Z]))""",
    # "zit op de kleurdoos", "gaat naar den bernardus", "op de sjabi doen ze niks"
    rf"\b(?:zit|zitten|zat|gaat|ging|les|leerlinge?n?)\s(?:(?:nu|nog|daar|ook|al)\s)?(?:op|in|naar)\s{NAMED_THING}",
    rf"\bop\s{NAMED_THING}(?=\s(?:doen|zeggen|weten|hebben|wordt|worden|lachen|pesten|kijken|laten|willen|durft)\b)",
    # "zit in de kring, die school in Lede"
    rf"(?P<school>(?:de|het|den|{THE_SHORT})\s(?P<name>[^\W\d_]{{4,30}})),?\s(?:die|dat)\sschool(?:tje|ke)?\b",
    # "sintmartinus", "Molenstraatschool"
    r"(?<![\w'’-])(?P<school>(?P<name>sint(?!er)[a-z]{5,20}))(?![\w'’-])",
    r"(?<![\w'’-])(?P<school>(?P<name>(?-i:[A-ZÀ-Ý])[a-zà-ÿ]{3,25}school))(?![\w'’-])",
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
            if is_unknown(match.group("name")) and _is_school(match.group("school")):
                yield Span(match.start("school"), match.end("school"), "SCHOOL")

    return find


# --- schools told by letters ---------------------------------------------------------------------

LETTERS = any_of(word_list("school_letters"))
THE = rf"(?: (?:het|de|den|ons|onze|{THE_SHORT})\s )"
# "op 't vti", "naar ksom", "het viso"
SCHOOL_BY_LETTERS = rf"\b(?: (?:op|naar|in|aan|van|bij)\s{THE}? | (?:het|{THE_SHORT})\s ) ({LETTERS}) (?![\w'’-])"
# "SFX zegt", "juf van VTI": with capitals anywhere, but not "een VTI" or "VTI's"
CAPITAL_LETTERS = re.compile(rf"(?<![\w'’-])(?:{'|'.join(sorted(word_list('school_letters'))).upper()})(?![\w'’-])")
# "zit op het ABC": the rest of the sentence must be in small letters for capitals to say something
UNKNOWN_LETTERS = re.compile(
    r"""(?:^|[.!?]\s)[oO]p \s ([A-Z]{3,6}) (?=\s(?:hebben|doen|zeggen|weten|is|wordt|worden|lachen|pesten|mag|krijgt)\b)
    | \b(?:[zZ]it|zitten|zat|zaten|[gG]aat|gaan|ging|gingen|volgt|loopt|les|school|leerlinge?n?)\s
    (?:[a-z]{1,12}\s){0,2}? (?:op|naar|aan|in)\s (?:(?:het|'t|’t|de)\s)? ([A-Z]{2,6}) (?![\w'’-])
    | \b(?:op|naar|van)\s (?:het|'t|’t|t)\s ([A-Z]{3,5}) (?![\w'’-])
    | \b(?:ze|zij|men|we)\s op\s ([A-Z]{3,5}) (?![\w'’-])
    | (?:^|\b(?:op|naar|van|bij|of|en)\s(?:het\s|'t\s|de\s)?) ([A-Z][a-z]{1,2}[A-Z][a-z]?) (?![\w'’-])""",
    re.VERBOSE,
)

ANY_ONE = re.compile(r"\b(?:een|geen|elke?|ieder|welke?|ander|zo'n|of|nen?)\s$", re.IGNORECASE)
LONGEST_ARTICLE = 8


def _is_any_one(text: str, start: int) -> bool:
    """Tell whether a word means any school, as in "een VTI" or "welk college"."""
    return bool(ANY_ONE.search(text[max(0, start - LONGEST_ARTICLE) : start]))


def _schools_by_capital_letters(text: str) -> Iterator[Span]:
    for match in CAPITAL_LETTERS.finditer(text):
        if not _is_any_one(text, match.start()):
            yield Span(match.start(), match.end(), "SCHOOL")


def _is_no_known_abbreviation(found: str) -> bool:
    return fold(found) not in word_list("no_school_letters") and is_unknown(found)


def _schools_by_unknown_letters(text: str) -> Iterator[Span]:
    for match in UNKNOWN_LETTERS.finditer(text):
        group = match.lastindex or 0
        if _is_no_known_abbreviation(match.group(group)):
            yield Span(match.start(group), match.end(group), "SCHOOL")


# --- a kind of school and its town ---------------------------------------------------------------

KIND_BEFORE_TOWN = re.compile(
    rf"\b(?!sportschool)(?:{KIND}|{KIND_IN_LETTERS}|ka|{LETTERS}) \s (?:(?:van|in|te|uit)\s)? (?=[^\W\d_])",
    re.IGNORECASE | re.VERBOSE,
)


def _schools_by_town(text: str) -> Iterator[Span]:
    """ "het atheneum van Aalst", "KA Brugge", "VTI Waregem"; not "een college in Gent" """
    for match in KIND_BEFORE_TOWN.finditer(text):
        town = town_at(text, match.end())
        is_word = town.islower() and is_ordinary(town)  # "op het internaat halen ze", "in de lagere school namen ze"
        if town and not is_word and not _is_any_one(text, match.start()):
            yield Span(match.start(), match.end() + len(town), "SCHOOL")


# --- schools told by their name alone ------------------------------------------------------------

NAME_WITH_ARTICLE = re.compile(
    rf"(?<![\w'’-])(?P<article>de|het|ons|ten|ter|{THE_SHORT})\s(?P<name>[^\W\d_]{{2,20}}(?:\s[^\W\d_]{{3,12}})?)(?![\w'’-])",
    re.IGNORECASE,
)
WITHOUT_ARTICLE = any_of(name for name in word_list("school_names") if not re.match("(?:de|het) ", name))
NAME_WITHOUT_ARTICLE = re.compile(rf"(?<![\w'’-]){WITHOUT_ARTICLE}(?![\w'’-])", re.IGNORECASE)
# What is said before the name of a school typed without a capital: "zit nu op", "de directie van".
SCHOOL_BEFORE = re.compile(
    r"""(?: \b(?:zit|zitten|zat|zaten|school)\s (?:\w{1,12}\s){0,3}? (?:op|in)
          | \b(?:gaat|gaan|ging|gingen)\s (?:\w{1,12}\s){0,3}? (?:naar|op)
          | \b(?:meisjes|jongens|gasten|die)\svan
          | \b(?:leerlinge?n?|kinderen|klas|kleuterklas|leerjaar|direct\w{1,6}|leerkracht(?:en)?|juf|meester
              |zorgco\w{0,10})\s
            (?:\w{1,12}\s){0,2}? (?:op|van|in) )
    \s (?:school\s)?$""",
    re.IGNORECASE | re.VERBOSE,
)
# "vorig jaar de letterdoos", "mijn neefje van de duizendpoot"
GONE_TO = re.compile(r"\b(?:van|vanuit|naar|bij|jaar)\s$", re.IGNORECASE)
# "op de springplank doen ze niks", not "op de springplank in het zwembad"
OPENS_WITH_OP = re.compile(r"(?:^|[.!?]\s)op\s$", re.IGNORECASE)
SCHOOL_BEHIND = re.compile(
    r"\s(?:doen|zeggen|weten|hebben|is|wordt|worden|lachen|pesten|mag|moet|kijken|laten|krijgt|willen|durft)\b",
    re.IGNORECASE,
)
BESIDE_A_SCHOOL = re.compile(r"\b(?:op|in|naar|van|aan|bij)\s$", re.IGNORECASE)


def _schools_by_name(text: str) -> Iterator[Span]:
    """ "de Regenboog" and "zit op de springplank", not "een regenboog" or "de bron van het probleem" """
    for match in NAME_WITH_ARTICLE.finditer(text):
        name = _listed_name(match.group("article"), match.group("name"))
        before = text[max(0, match.start() - FARTHEST_CUE) : match.start()]
        end = match.start("name") + len(name)
        opens = OPENS_WITH_OP.search(before) and SCHOOL_BEHIND.match(text, end)
        nothing_else = match.group("article").lower() in ("ten", "ter") or is_unknown(name) and GONE_TO.search(before)
        if name and (name[0].isupper() or nothing_else or opens or SCHOOL_BEFORE.search(before)):
            yield Span(match.start(), end, "SCHOOL")


def _listed_name(article: str, words: str) -> str:
    """Return as many of the words as are the name of a school in the list, or nothing."""
    article = "het" if re.fullmatch(THE_SHORT, article, re.IGNORECASE) else article.lower()
    names = (words, words.split()[0])
    return next((name for name in names if f"{article} {fold(name)}" in word_list("school_names")), "")


def _schools_by_bare_name(text: str) -> Iterator[Span]:
    for match in NAME_WITHOUT_ARTICLE.finditer(text):
        before = text[max(0, match.start() - FARTHEST_CUE) : match.start()]
        if match.group()[0].isupper() or BESIDE_A_SCHOOL.search(before):
            yield Span(match.start(), match.end(), "SCHOOL")


# "zit op de Brug", "zitten in 't Palet": behind these words a capital is a name, whatever it means in small letters
PLAIN_NAME = r"(?-i: [A-ZÀ-Ý][a-zà-ÿ]{2,20} (?:\s[A-ZÀ-Ý][a-zà-ÿ]{2,20})? )"
NAME_BEHIND_SITS = rf"""
    \b(?:zit|zitten|zat|zaten)\s(?:\w{{1,12}}\s){{0,2}}?(?:op|in)\s({ARTICLE}{PLAIN_NAME}) (?![\w'’-])"""

# "van de Tuin naar De Boog": inside a sentence no ordinary word has a capital
CAPITAL_BEHIND_ARTICLE = re.compile(
    rf"""(?:(?<=[a-zà-ÿ,.!?]\s)|^) (?:[Oo]p|[Ii]n|naar|van|[Bb]ij|met|[Vv]anuit|aan|dan)\s
    (?P<school>(?:de|den|het|{THE_SHORT})\s (?P<name>[A-ZÀ-Ý][a-zà-ÿ]{{2,9}})) (?![\w'’-]|\s[A-Z]|\stegen)""",
    re.VERBOSE,
)
ADJECTIVE = re.compile(r"(?:se|ische|aanse|ste|de)$")


def _schools_by_capital(text: str) -> Iterator[Span]:
    for match in CAPITAL_BEHIND_ARTICLE.finditer(text):
        name = fold(match.group("name"))
        is_word = is_ordinary(name) and name not in word_list("not_people") | word_list("capital_words")
        if is_word and not ADJECTIVE.search(name) and _is_school(match.group("school")):
            yield Span(match.start("school"), match.end("school"), "SCHOOL")


# What a whole town calls its one school of a kind: "op 't lyceum", "het college zegt", "bij de broeders", "op de rijks"
CALLED_BY_KIND = r"(?: college | lyceum | atheneum | koninklijk | instituut )"
ACTS = r"""(?= \s(?:zegt|zeggen|doet|doen|wil|willen|weet|weten|reageert|heeft|hebben|had|zit|zitten|is|wordt|ook|er
    |nooit|in|waar|dat|die|en|of|maar|staan|lachen|pesten|moet|mag|kan)\b | \s?[.,;!?)] | $ )"""
SCHOOL_BY_KIND = rf"""
    \b(?:op|naar|van|bij|vanuit)\s ({THE} {CALLED_BY_KIND}) (?![\w'’-]|\s(?:van|voor)\b)
    | (?<![\w'’-])((?:het|{THE_SHORT})\s {CALLED_BY_KIND}) (?=\s(?:zegt|doet|wil|weet|reageert|heeft|had|laat|vindt)\b)
    | \b(?:op|naar|van|bij)\s ((?:de|den)\s (?:rijks|vrije|steiner|freinet|technische|vakschool)) {ACTS}
    | \b((?:de|den)\s (?:broeder|zuster|nonnen|paters)school) (?![\w'’-])"""

# "zit bij de zusters", "op de maricolen", "de broeders in [ADRES]"
SCHOOL_OF_AN_ORDER = rf"""
    \b(?:zit|zitten|zat|school|les)\s(?:\w{{1,12}}\s)?(?:bij|op|van)\s((?:de|den)\s(?:zusters|nonnen|broeders|paters))
    | \b(?:bij|op|van|naar)\s((?:de|den)\s(?:nonnen|broeders)) {ACTS}
    | \b((?:de|den)\s(?:zusters|nonnen|broeders|paters)) (?=\sin\s{FOUND})
    | \b(?:op|bij|naar|van)\s((?:de|den|ons)\s(?:maricolen|ursulinen|annuntiaten|salesianen|jozefieten|kapucijnen
        |augustijnen|benedictijnen|jezuïeten|jezuieten|franciscanessen|miniemen))\b"""

# In this order: what says more of itself comes first.
SCHOOLS: list[Finder] = [
    *(pattern(form, "SCHOOL", _is_school) for form in SCHOOLS_BY_FORM),
    *(_schools_by_word(form) for form in SCHOOLS_BY_WORD),
    _schools_by_town,
    pattern(SCHOOL_BY_LETTERS, "SCHOOL"),
    _schools_by_capital_letters,
    _schools_by_unknown_letters,
    _schools_by_name,
    _schools_by_bare_name,
    pattern(SCHOOL_OF_AN_ORDER, "SCHOOL"),
    pattern(SCHOOL_BY_KIND, "SCHOOL"),
    _schools_by_capital,
    pattern(NAME_BEHIND_SITS, "SCHOOL", _is_school),
]
