"""Finds the personal details with a form of their own: mail, links, accounts, numbers.

Every pattern starts at the start of a run of letters or digits, and every repetition in it is
bounded, so that no message, however odd, takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from stdnum import iban
from stdnum.be import nn as national_number

from foundation.helplines import load_helplines
from foundation.privacy.dates import DATES, NUMBER
from foundation.privacy.finders import Finder, Span, pattern
from foundation.privacy.names import is_ordinary, word_list


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# --- what everybody may know: the help lines ----------------------------------------------------


@lru_cache(maxsize=1)
def _public_numbers() -> frozenset[str]:
    return frozenset(_digits(helpline.phone) for helpline in load_helplines().values() if helpline.phone)


@lru_cache(maxsize=1)
def _public_mails() -> frozenset[str]:
    return frozenset(helpline.mail.lower() for helpline in load_helplines().values() if helpline.mail)


@lru_cache(maxsize=1)
def _public_sites() -> frozenset[str]:
    return frozenset(_site(helpline.url) for helpline in load_helplines().values() if helpline.url)


def _is_private_number(text: str) -> bool:
    national = re.sub(r"^(?:0032|32(?=\d{8}))0?", "0", _digits(text))
    # 0800, 090x, 070 and 078 are numbers of services, never of a family.
    return national not in _public_numbers() and not re.match(r"0(?:800|90\d|70|78)", national)


def _is_private_mail(text: str) -> bool:
    return text.lower() not in _public_mails()


def _is_private_link(text: str) -> bool:
    return _site(text) not in _public_sites()


def _site(link: str) -> str:
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").netloc.lower()
    except ValueError:  # such as an unfinished [ in the address
        return ""
    return re.sub(r"^www\.", "", host)


# --- mail and links -----------------------------------------------------------------------------

AT = r"(?: \s{0,2} (?:@ | \(at?\) | \[at\] | \{at\}) \s{0,2} )"
MAIL = rf"(?<![\w.+-]) [\w.+-]{{1,200}} {AT} [\w-]{{1,63}} (?:\.[\w-]{{2,63}}){{1,4}}"

# Said instead of typed: "jan punt maes at gmail punt com", "jan apenstaartje hotmail com".
SPOKEN_AT = r"(?: \s at \s | \s? (?:ap(?:en)?[ea]?staart\w{0,5} | a-?staart\w{0,5}) \s? )"
SPOKEN_DOMAIN = r"[\w-]{1,40} (?: (?:\s(?:punt|dot)\s | \.) [a-z]{2,8}\b | \s(?:be|com|nl|net)\b ){1,3}"
SPOKEN_NAME = r"[\w.-]{1,64} (?: \s(?:punt|dot|streepje|underscore|liggend\sstreepje)\s [\w.-]{1,64} ){0,4}"
SPOKEN_MAIL = rf"(?<![\w.-]) {SPOKEN_NAME} {SPOKEN_AT} {SPOKEN_DOMAIN}"
# Behind "mijn mail is" the name may be several words.
SPOKEN_MAIL_AFTER_CUE = rf"""
    \b(?:e-?)?mail\w{{0,6}} (?:\s(?:is|was|naar|op|van|me|mij|ons|kan|mag|aub|dan)\b){{0,4}} :?\s
    ( (?:[\w.-]{{1,30}}\s){{0,5}} {SPOKEN_NAME} {SPOKEN_AT} {SPOKEN_DOMAIN} )"""

# A bare site such as awel.be is no private matter; a page on it may be.
DOMAIN = r"""(?: be|com|nl|eu|org|net|fr|de|gg|me|fm|tv|io|co|app|ly|info|link|page|site|online|xyz|blog|vlaanderen|brussels
    |gent|to|cc )"""
LINK = rf"""
    \b(?:https?://|www\.) \S{{0,1500}} [\w/=&+-]
    | (?<![\w.@-]) (?:[a-z0-9-]{{1,63}}\.){{1,4}} {DOMAIN} / (?:\S{{0,500}}[\w/=&+-])?"""

# Who has a site of their own: lottepeeters.be, and whatever stands where anybody may make one.
BARE_SITE = rf"(?<![\w.@/-]) (?:[a-z0-9-]{{1,63}}\.){{1,3}} {DOMAIN} (?![\w@/-])"
SPOKEN_SITE = rf"(?<![\w.@/-]) (?:www\s(?:punt|dot)\s)? [a-z0-9-]{{2,63}} \s(?:punt|dot)\s {DOMAIN} \b"
PLACE_FOR_SITES = re.compile(
    r"(?:weebly|wordpress|blogspot|wixsite|jouwweb|webnode|tumblr|carrd|jimdo|jimdofree|webs|neocities)$"
)
SHORTEST_NAME_IN_SITE = 3
# What stands around a name in a site: "mamavanlotte", "stoplotte", "lotteisdik".
AROUND_NAME = re.compile(
    r"^(?:mama|papa|van|team|fan|stop|haat|ik|weg|met|club|anti)+|(?:is|moet|haters?|fan|club|stinkt|weg)[a-z]{0,15}$"
)


def _is_personal_site(found: str) -> bool:
    """Tell whether a site is made by or about somebody: a name in it, or on a place where anybody makes one."""
    address = re.sub(r"\s(?:punt|dot)\s", ".", found.lower())
    *labels, _domain = re.sub(r"^www\.", "", address).split(".")
    if not _is_private_link(address):
        return False
    made_there = len(labels) > 1 and bool(PLACE_FOR_SITES.search(labels[-1]))
    parts = [part for label in labels for part in label.split("-")]
    return made_there or any(_has_name(form) for part in parts for form in (part, AROUND_NAME.sub("", part)))


def _has_name(part: str) -> bool:
    """Tell whether a part of a site is a first name, a surname, or both joined: "lotte", "lottepeeters"."""
    if is_ordinary(part):
        return False
    if part in word_list("first_names") or part in word_list("last_names"):
        return len(part) >= SHORTEST_NAME_IN_SITE
    cuts = range(SHORTEST_NAME_IN_SITE, len(part) - SHORTEST_NAME_IN_SITE + 1)
    return any(part[:cut] in word_list("first_names") and _ends_site(part[cut:]) for cut in cuts)


def _ends_site(rest: str) -> bool:
    return rest in _joined_surnames() or rest in word_list("first_names")


@lru_cache(maxsize=1)
def _joined_surnames() -> frozenset[str]:
    return frozenset(re.sub(r"[ '-]", "", name) for name in word_list("last_names"))


# --- accounts -----------------------------------------------------------------------------------

HANDLE = r"(?<![\w@.]) @ \w (?:[\w.-]{0,60}\w)?"
PLATFORM = r"""(?: insta(?:gram)? | ig | snap(?:chat)? | tik\s?tok | discord | roblox | fortnite | minecraft
    | playstation | psn | ps[45] | xbox | twitch | youtube | facebook | fb | steam | twitter | telegram | signal
    | whatsapp | smartschool | game | gebruikersnaam | username | nick(?:name)? | gamertag | login | account\w{0,8}
    | (?:nep)?profiel\w{0,8} )"""
# "snap: lottie", "gebruikersnaam is lottie", "zijn insta is lottie", "op insta heet hij lottie"
NAMED_ACCOUNT = rf"""
    \b (?: {PLATFORM} (?:\s?(?:account|naam|profiel|id|nick))? \s?[:=]
         | (?:gebruikersnaam|username|nick(?:name)?|gamertag|{PLATFORM}\s?(?:naam|account))
           (?:\s(?:is|heet|noemt|van\s\w{{1,15}}\sis))?
         | (?:zijn|haar|mijn|hun|z'n) \s {PLATFORM} \s (?:is|heet)
         | (?:gebruikersnaam|username|nick(?:name)?|gamertag) \s (?:op|in|van) \s \w{{3,15}} \s (?:is|heet|:)
         | {PLATFORM} (?:\s(?:account|profiel))? \s (?:heet|noemt|noemen)
           (?:\s(?:hij|ze|zij|zich|zichzelf|hem|haar))?
         | {PLATFORM} \s (?:(?:speelt|zit|post|gaat|chat|gamet)\s(?:(?:hij|ze|zij|die)\s)?)? (?:als|onder\sde\snaam(?:\svan)?)
         | {PLATFORM} \s van \s \w{{2,15}} \s is
         | voeg \s \w{{2,12}} \s toe \s? : )
    \s {{0,2}} (\w[\w.-]{{1,38}}\w)"""
# "onder de naam zwarteridder in fortnite"
ACCOUNT_BEFORE_PLATFORM = rf"\bonder\sde\snaam\s(?:van\s)?(\w[\w.-]{{3,38}}\w)\s(?:in|op)\s{PLATFORM}\b"
TOKEN = re.compile(r"[\w#.-]{4,60}")
PLATFORM_NAME = re.compile(rf"\b{PLATFORM}\b", re.IGNORECASE | re.VERBOSE)
NEARBY = 45


def _accounts(text: str) -> Iterator[Span]:
    for token in TOKEN.finditer(text):
        name = token.group().rstrip(".-#")
        before = text[max(0, token.start() - NEARBY) : token.start()]
        if _is_written_as_account(name) or _could_be_account(name) and PLATFORM_NAME.search(before):
            yield Span(token.start(), token.start() + len(name), "ACCOUNT")


def _is_written_as_account(name: str) -> bool:
    """Tell whether it is like robbe_11 or robbe#1234, no words in any sentence."""
    return bool(re.search(r"[^\W_]_+[^\W_]|[^\W\d_]{2}_|[^\W\d_]#\d{4}$", name))


def _could_be_account(name: str) -> bool:
    """Tell whether it is like lotte08 or peeters.lotte: an account near the name of a platform, else anything."""
    if re.fullmatch(r"[^\W\d][\w.-]*", name) and re.search(r"\d", name) and re.search(r"[^\W\d_]{2}", name):
        return True
    parts = name.split(".")
    if len(parts) == 1 or not all(len(part) > 1 and part[0].isalpha() for part in parts):  # also "10.30"
        return False
    return not all(is_ordinary(part) for part in parts)


def _is_no_word(found: str) -> bool:
    return not is_ordinary(found) and not PLATFORM_NAME.fullmatch(found)


# --- bank accounts and national numbers ---------------------------------------------------------

BELGIAN_IBAN = r"\bBE [ .-]? \d{2} (?:[ .-]?\d{4}){3} (?!\d)"
IBAN = r"""
    \b(?: A[DELT] | B[AEG] | C[HYZ] | D[EK] | E[ES] | F[IR] | G[BER] | H[RU] | I[ET] | L[TUV] | M[DEKT] | N[LO]
        | P[LT] | R[OS] | S[EIK] | T[NR] | UA | XK )
    [ ]?\d{2} [ .-]? (?:[A-Z]{4}[ .-]?)? (?: (?=[A-Z]{0,3}\d)[A-Z0-9]{1,4}[ .-]? ){2,8} (?<![ .-])"""
# As written before IBAN.
OLD_ACCOUNT = r"(?<![\d-]) \d{3}-\d{7}-\d{2} (?!\d)"

NATIONAL_NUMBER = r"(?<![\d.+/-]) \d{2}[. /-]?\d{2}[. /-]?\d{2} [. /-]{0,3} \d{3} [. /-]?\d{2} (?!\d)"
NATIONAL_NUMBER_BY_NAME = r"""
    \b(?:rijksregister\w{0,8}|rrn|rr|insz|niss|nationaal\snummer) \W{0,3} (?:[a-z]{1,12}\W{1,2}){0,3}
    (\d(?:[ ./-]{0,3}\d){10}) (?!\d)"""


def _is_iban(text: str) -> bool:
    characters = re.sub(r"[\W_]", "", text)
    # Mistyped it is private all the same: a country, as long as they get, and mostly digits.
    return iban.is_valid(characters) or len(characters) >= 15 and len(_digits(characters)) >= 10


def _is_national_number(text: str) -> bool:
    return national_number.is_valid(_digits(text)) or _is_grouped_as_national_number(text)


def _is_grouped_as_national_number(text: str) -> bool:
    """Tell whether it is written like 85.03.08-268.37: meant as one, also when a digit is mistyped."""
    separated = re.fullmatch(r"\d{2}([. /-])(\d{2})\1(\d{2})[. /-]{1,3}\d{3}[. /-]?\d{2}", text)
    joined = re.fullmatch(r"\d{2}()(\d{2})(\d{2})[. /-]\d{3}[. /-]\d{2}", text)
    groups = separated or joined
    return groups is not None and int(groups.group(2)) <= 12 and int(groups.group(3)) <= 31


# --- phone numbers ------------------------------------------------------------------------------

GAP = r"[ ./()-]{0,3}"
A_DATE = r"(?: \d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b )"
INTERNATIONAL_PHONE = rf"(?<![\d+]) (?:\+{GAP}|00[ ]?) (?:\d{GAP}){{8,14}} (?<=\d) (?!\d)"
NATIONAL_PHONE = rf"(?<![\d.,/+-]) \(? (?!{A_DATE}) 0 (?:{GAP}\d){{8,9}} (?!\d)"
MOBILE_WITHOUT_ZERO = r"(?<![\d.,/+-]) 4\d{2} [ ./-]? (?: \d{2}[ .]?\d{2}[ .]?\d{2} | \d{3}[ .]?\d{3} ) (?!\d)"
# "nul vier negen vijf twaalf drieëndertig", "0498 elf tweeëntwintig drieëndertig", "vast nummer 51 20 33 44"
IN_WORDS = rf"(?: (?:[ ,-]{{1,2}}|\sen\s) (?: nul | honderd | {NUMBER} ) \b )"
CALL = r"\b(?:bel\w{0,4}|gsm\w{0,8}|telefoon\w{0,8}|tel|nummer|nr|bereik\w{0,6}|whatsapp\w{0,3}|sms\w{0,3})\b"
SPOKEN_PHONES = [
    rf"(?<![\d.,/+-]) (0\d{{1,3}} {IN_WORDS}{{2,8}})",
    rf"{CALL} [^\d.!?\n]{{0,30}}? \b ((?:nul|{NUMBER}) {IN_WORDS}{{4,12}})",
    rf"{CALL} \W{{1,3}} (\d{{2}}(?:[ ./-]\d{{2}}){{3}}) (?!\d)",
]
# Whatever it is: a customer number, a phone number from elsewhere, a mistyped one. Rows of years and dates are not.
LONG_NUMBER = rf"(?<![\d,.+]) (?! {A_DATE} | (?:19|20)\d{{2}}[ .-] ) \d (?:[ .-]?\d){{8,40}} (?!\d)"

# --- the whole ----------------------------------------------------------------------------------

# In this order: what is found first is out of sight for the next, so the most certain forms come first.
FIXED_FORMS: list[Finder] = [
    pattern(LINK, "LINK", _is_private_link),
    pattern(MAIL, "MAIL", _is_private_mail),
    pattern(SPOKEN_MAIL_AFTER_CUE, "MAIL"),
    pattern(SPOKEN_MAIL, "MAIL"),
    pattern(BARE_SITE, "LINK", _is_personal_site),
    pattern(SPOKEN_SITE, "LINK", _is_personal_site),
    pattern(HANDLE, "ACCOUNT"),
    _accounts,
    pattern(NAMED_ACCOUNT, "ACCOUNT", _is_no_word),
    pattern(ACCOUNT_BEFORE_PLATFORM, "ACCOUNT", _is_no_word),
    pattern(BELGIAN_IBAN, "REKENING"),
    pattern(IBAN, "REKENING", _is_iban),
    pattern(OLD_ACCOUNT, "REKENING"),
    pattern(NATIONAL_NUMBER_BY_NAME, "RIJKSREGISTER"),
    pattern(NATIONAL_NUMBER, "RIJKSREGISTER", _is_national_number),
    *DATES,
    pattern(INTERNATIONAL_PHONE, "TELEFOON", _is_private_number),
    pattern(NATIONAL_PHONE, "TELEFOON", _is_private_number),
    pattern(MOBILE_WITHOUT_ZERO, "TELEFOON"),
    *(pattern(form, "TELEFOON") for form in SPOKEN_PHONES),
    pattern(LONG_NUMBER, "NUMMER", _is_private_number),
]
