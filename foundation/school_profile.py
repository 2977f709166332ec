"""Turns a school's profile into the texts that answers name by slot, with a general text for every part left open.

The parts are those that the Ouderblik (vzw GO! ouders) says parents should hear from their school.
A profile is a plain mapping: from a file such as `schools/voorbeeldschool.yml`, or sent along with
each message by the website.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from foundation.school_holidays import HOLIDAYS, as_texts, holidays_of, notices_on, problem_in, today

MAX_TEXT = 2000
MAX_CONTACTS = 20

# For a school that has not filled in a part; each holds for any school in Flanders.
GENERAL_TEXTS: dict[str, str] = {
    "name": "je school",
    "contacts": (
        "Op de meeste scholen begin je bij de klasleerkracht of titularis, de zorgcoördinator of leerlingbegeleider, "
        "of de directie. Wie dat bij jullie is, vind je in het schoolreglement, op Smartschool of via het secretariaat."
    ),
    # For who read the contacts already: the channel puts it in their place (components/parent_channel.py).
    "contacts_again": "Bij wie je op school terechtkan, las je hierboven al.",
    "contacts_others": (
        "Op de meeste scholen kan je ook terecht bij de zorgcoördinator of leerlingbegeleider, of bij de directie. Wie "
        "dat bij jullie is, vind je in het schoolreglement of op Smartschool."
    ),
    "method": "Vraag op school of ze zo werken, en wat dat voor jouw kind betekent.",
    "clb": (
        "Elke school werkt samen met een CLB. Welk CLB bij jullie hoort, staat in het schoolreglement. Je kan het ook "
        "vragen aan het secretariaat."
    ),
    "prevention": (
        "Wat je school doet om pesten te voorkomen, staat vaak in het schoolreglement of op de website. Vraag er "
        "gerust naar bij de klasleerkracht of de directie."
    ),
    "approach": (
        "Elke school kiest zelf hoe ze pesten aanpakt, bijvoorbeeld met No Blame, KiVa of School zonder Pesten. Vraag "
        "op school welke stappen ze zet en wat je daarvan mag verwachten."
    ),
    "follow_up": (
        "Spreek met de school af wie de situatie opvolgt, wanneer jullie elkaar weer horen en via welke weg."
    ),
    "referral": (
        "Soms haalt een school er anderen bij, zoals het CLB. Vraag op school wanneer ze dat doet en naar wie ze "
        "doorverwijst."
    ),
    "parents_group": "Vraag op school of er een ouderraad of oudervereniging is en hoe je die bereikt.",
    "information": (
        "Scholen informeren ouders bijvoorbeeld via het schoolreglement, Smartschool, een nieuwsbrief of een "
        "infoavond. Vraag op school waar je haar pestaanpak kan lezen."
    ),
    "words": (
        "Vraag op school welke woorden ze met de kinderen gebruikt, zoals plagen of pesten en klikken of melden. "
        "Gebruik thuis dezelfde."
    ),
}
# Always with how to reach them, for who asks just that.
GENERAL_TEXTS["contacts_in_full"] = GENERAL_TEXTS["contacts"]

SLOT_PREFIX = "school_"
SLOT_MARK = re.compile(rf"\{{({SLOT_PREFIX}\w+)\}}")
HOURS = "hours"  # shown beside the people by the website; no answer names it, so it has no slot
GENERAL_HOURS = "Een school bereik je meestal tijdens de schooluren."
OTHER_HOURS = "’s Avonds, in het weekend en in de vakantie kan je terecht bij de hulplijnen."
FREE_TEXTS = ("prevention", "approach", "follow_up", "referral", "parents_group", "information", "words")
# Whom a parent meets every day: when it is about them, or when they did not help, somebody else is named.
CLASS_TEACHER = re.compile(r"leerkracht|leraar|lerares|titularis|\bjuf\b|\bmeester\b", re.IGNORECASE)
CONTACT_FIELDS = ("name", "role", "phone", "mail", "for")
KNOWN_PARTS = {"name", "method", "contacts", "clb", HOURS, HOLIDAYS, *FREE_TEXTS}
CONTACT_LISTS = ("contacts", "contacts_in_full", "contacts_others")


class ProfileError(ValueError):
    """A profile that cannot be used; the message says in Dutch what to mend."""


def general_slots() -> dict[str, str]:
    """Return the slots of a school of which nothing is known."""
    return {SLOT_PREFIX + part: text for part, text in GENERAL_TEXTS.items()}


def slots_from(profile: Mapping[str, Any], day: date | None = None) -> dict[str, str]:
    """Return every school slot as ready Markdown, from a profile and, where that is silent, the general text.

    day: on which it is read, today when left out: near a holiday the contacts begin with that.
    Raises: ProfileError when a part is unknown, too long or not of the right form.
    """
    check(profile)
    texts = dict(GENERAL_TEXTS)
    texts.update({part: profile[part] for part in ("name", *FREE_TEXTS) if profile.get(part)})
    if profile.get("method"):
        texts["method"] = f"Op jullie school werken ze met **{profile['method']}**."
        texts["approach"] = f"{texts['method']} {profile.get('approach') or ''}"
    contacts = profile.get("contacts") or []
    if contacts:
        texts["contacts"] = texts["contacts_in_full"] = _contacts(contacts)
        texts["contacts_again"] = f"Op jullie school: {_names(contacts)} (zie hierboven)."
    others = [person for person in contacts if not CLASS_TEACHER.search(person.get("role") or "")]
    if others:
        texts["contacts_others"] = _contacts(others)
    if away := when_away(profile, day):
        texts |= {part: f"{away}\n\n{texts[part]}" for part in CONTACT_LISTS}
    if profile.get("clb"):
        texts["clb"] = f"Jullie school werkt samen met {_contact_line(profile['clb'])}."
    return {SLOT_PREFIX + part: _as_slot(text) for part, text in texts.items()}


def when_reachable(profile: Mapping[str, Any]) -> str:
    """Return when a parent reaches the school, and where to turn at other hours."""
    hours = (profile.get(HOURS) or "").strip()
    return f"{f'**Bereikbaar:** {hours}' if hours else GENERAL_HOURS} {OTHER_HOURS}"


def when_away(profile: Mapping[str, Any], day: date | None = None) -> str:
    """Return which holiday is on, or begins within a week, when nobody is at school; mostly nothing."""
    return "\n\n".join(f"**{notice}**" for notice in notices_on(profile, day or today()))


def fill_in_slots(text: str, slots: Mapping[str, str]) -> str:
    """Return a text with each `{school_...}` filled in; what is no slot stays as it is."""
    return SLOT_MARK.sub(lambda mark: slots.get(mark.group(1), mark.group()), text)


def read_profile(path: Path) -> dict[str, Any]:
    """Read and check a profile file. Days are returned as text, so that the profile can be sent.

    Raises: ProfileError when the file is missing, no valid YAML, or no valid profile.
    """
    try:
        profile = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProfileError(f"Het schoolprofiel {path} kan niet gelezen worden: {error}") from error
    check(profile)
    if profile.get(HOLIDAYS):
        profile[HOLIDAYS] = as_texts(holidays_of(profile))
    return dict(profile)


def check(profile: Any) -> None:
    """Raise ProfileError, in Dutch, when a profile cannot be used."""
    if not isinstance(profile, Mapping):
        raise ProfileError("Een schoolprofiel is een lijst van onderdelen met hun tekst.")
    unknown = sorted(str(part) for part in set(profile) - KNOWN_PARTS)
    if unknown:
        raise ProfileError(f"Onbekend onderdeel in het schoolprofiel: {', '.join(unknown)}.")
    for part in ("name", "method", HOURS, *FREE_TEXTS):
        _check_text(profile.get(part), part)
    contacts = profile.get("contacts") or []
    if not isinstance(contacts, list) or len(contacts) > MAX_CONTACTS:
        raise ProfileError(f"'contacts' moet een lijst zijn van hoogstens {MAX_CONTACTS} personen.")
    for person in contacts:
        _check_contact(person, "contacts")
    if profile.get("clb"):
        _check_contact(profile["clb"], "clb")
    if problem := problem_in(profile.get(HOLIDAYS) or []):
        raise ProfileError(problem)


def _check_text(text: Any, part: str) -> None:
    if text is None:
        return
    if not isinstance(text, str):
        raise ProfileError(f"'{part}' in het schoolprofiel moet tekst zijn.")
    if len(text) > MAX_TEXT:
        raise ProfileError(f"'{part}' in het schoolprofiel is langer dan {MAX_TEXT} tekens.")


def _check_contact(person: Any, part: str) -> None:
    if not isinstance(person, Mapping) or not (person.get("name") or person.get("role")):
        raise ProfileError(f"Elke persoon onder '{part}' heeft minstens een naam ('name') of een functie ('role').")
    unknown = sorted(str(field) for field in set(person) - set(CONTACT_FIELDS))
    if unknown:
        raise ProfileError(f"Onbekend veld onder '{part}': {', '.join(unknown)}.")
    for field in CONTACT_FIELDS:
        _check_text(person.get(field), f"{part}: {field}")


def _contacts(people: Sequence[Mapping[str, str]]) -> str:
    lines = [f"- {_contact_line(person)}" for person in people]
    return "Op jullie school kan je terecht bij:\n" + "\n".join(lines)


def _names(people: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"**{person.get('name') or person['role']}**" for person in people)


def _contact_line(person: Mapping[str, str]) -> str:
    """Return "**An Peeters**, zorgcoördinator, voor de lagere school: 03 ..., an@..."."""
    who = [f"**{person['name']}**"] if person.get("name") else []
    who += [person["role"]] if person.get("role") else []
    who += [f"voor {person['for']}"] if person.get("for") else []
    phone = person.get("phone")
    reach = [f"[{phone}](tel:{re.sub(r'[^+0-9]', '', phone)})"] if phone else []
    reach += [f"[{person['mail']}](mailto:{person['mail']})"] if person.get("mail") else []
    return ", ".join(who) + (f": {', '.join(reach)}" if reach else "")


def _as_slot(text: str) -> str:
    # Rasa fills slots in with str.format and takes "0[" in the result for a slot it failed to fill.
    return text.strip().replace("{", "(").replace("}", ")").replace("0[", "0 [")
