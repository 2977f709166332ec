"""When nobody is at a school: its holidays as they stand in its profile, and what parents read about them.

Parents read it in the week before a holiday and during it. A day is a day in Brussels, wherever the machine stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HOLIDAYS = "holidays"
NAME, FIRST, LAST = FIELDS = ("name", "from", "to")
MOST = 30
LONGEST_NAME = 60
LONGEST = timedelta(days=100)  # longer than any summer: a year that was mistyped
BEFORE = timedelta(days=7)
BRUSSELS = ZoneInfo("Europe/Brussels")
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
WITHOUT_ARTICLE = re.compile(r"\w*vakantie", re.IGNORECASE)


@dataclass(frozen=True)
class Holiday:
    """Days on which nobody is at school, the last one included."""

    name: str
    first: date
    last: date

    @property
    def notice(self) -> str:
        """Return what a parent reads, as "Tijdens de herfstvakantie (...) is er niemand op school."."""
        return f"Tijdens {_in_a_sentence(self.name)} ({self.days}) is er niemand op school."

    @property
    def days(self) -> str:
        """Return "26 oktober tot en met 1 november"; without a year, as it is read near the day."""
        first, last = (f"{day.day} {MONTHS[day.month - 1]}" for day in (self.first, self.last))
        return first if self.first == self.last else f"{first} tot en met {last}"


def today() -> date:
    """Return which day it is at school."""
    return datetime.now(BRUSSELS).date()


def holidays_of(profile: Mapping[str, Any]) -> list[Holiday]:
    """Return a profile's holidays, the first first. The profile was checked before."""
    given = [(one[NAME].strip(), _day(one[FIRST]), _day(one[LAST])) for one in profile.get(HOLIDAYS) or []]
    found = [Holiday(name, first, last) for name, first, last in given if first and last]
    return sorted(found, key=lambda one: (one.first, one.last, one.name))


def as_texts(holidays: list[Holiday]) -> list[dict[str, str]]:
    """Return holidays in the form of a profile that can be sent as JSON."""
    rows = ((one.name, one.first.isoformat(), one.last.isoformat()) for one in holidays)
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


def notices_on(profile: Mapping[str, Any], day: date) -> list[str]:
    """Return what parents read of the holidays that are on, or begin within a week."""
    near = [one for one in holidays_of(profile) if one.first - BEFORE <= day <= one.last]
    return [one.notice for one in near]


def problem_in(holidays: Any) -> str:
    """Return in Dutch what is wrong with the holidays of a profile, or nothing."""
    if not isinstance(holidays, list) or len(holidays) > MOST:
        return f"'{HOLIDAYS}' moet een lijst zijn van hoogstens {MOST} vakanties."
    return next(filter(None, map(_problem, holidays)), "")


def problem_with_days(first: date, last: date) -> str:
    """Return in Dutch what is wrong with the days of a holiday, or nothing."""
    if last < first:
        return "De laatste dag ligt vóór de eerste."
    if last - first > LONGEST:
        return f"Dat is langer dan {LONGEST.days} dagen. Kijk het jaar na."
    return ""


def _problem(one: Any) -> str:
    if not isinstance(one, Mapping) or set(one) - set(FIELDS):
        return f"Elke vakantie onder '{HOLIDAYS}' heeft '{NAME}', '{FIRST}' en '{LAST}', en niets anders."
    name = one.get(NAME)
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        return f"Elke vakantie onder '{HOLIDAYS}' heeft een naam ('{NAME}') van hoogstens {LONGEST_NAME} tekens."
    first, last = _day(one.get(FIRST)), _day(one.get(LAST))
    if not first or not last:
        return f"‘{name}’ onder '{HOLIDAYS}': schrijf '{FIRST}' en '{LAST}' als 2026-10-26."
    problem = problem_with_days(first, last)
    return problem and f"‘{name}’ onder '{HOLIDAYS}': {problem}"


def _day(value: Any) -> date | None:
    """Return a day as YAML reads it, or as JSON holds it; None for anything else."""
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    if not isinstance(value, str) or not A_DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _in_a_sentence(name: str) -> str:
    """Return a name as it stands in a sentence: who typed "Herfstvakantie" means "de herfstvakantie"."""
    return f"de {name.lower()}" if WITHOUT_ARTICLE.fullmatch(name) else name
