"""Changing a school's profile: saving it, telling in words what changed, taking one change back, forgetting people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import capfirst

from foundation import school_holidays
from foundation.school_holidays import HOLIDAYS
from review.answers import differences
from review.trail import happenings
from schools.models import PARTS, PERSON_FIELDS, ProfileChange, School

CONTACTS, CLB = PEOPLE = "contacts", "clb"
LABELS = {field.name: str(capfirst(field.verbose_name)) for field in School._meta.fields}
LABELS |= {CONTACTS: "Contactpersonen", CLB: "CLB", HOLIDAYS: "Vakanties"}
ORDER = ("name", CONTACTS, "hours", HOLIDAYS, CLB, *(part for part in PARTS if part not in ("name", "hours")))
IN_ROWS = (*PEOPLE, HOLIDAYS)
Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What changed in one part, as review/answers/changes.html shows it."""

    name: str
    label: str
    words: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class Changed(Exception):
    """A colleague changed the profile meanwhile."""


class ChangedSince(Exception):
    """What is to be taken back was changed again after that; the message says in Dutch which parts."""


def stamp(profile: Profile) -> str:
    """Return what is another as soon as anything in a profile is another."""
    return hashlib.sha256(json.dumps(profile, sort_keys=True).encode()).hexdigest()[:32]


def changes(before: Profile, after: Profile) -> list[Change]:
    """Return what differs between two profiles, in the order in which the page asks for it."""
    return [_change(part, before.get(part), after.get(part)) for part in changed_parts(before, after)]


def changes_since(school: School, seen: str) -> list[Change]:
    """Return all that changed since a form began with the profile of a stamp; of an unknown stamp the last change."""
    recorded = list(school.profile_changes.all())
    before = next((one.before for one in recorded if stamp(one.before) == seen), recorded[0].before if recorded else {})
    return changes(before, school.profile()) if recorded else []


def changed_parts(before: Profile, after: Profile) -> list[str]:
    return [part for part in ORDER if before.get(part) != after.get(part)]


def save(user: Any, school: School, seen: str, profile: dict[str, Any]) -> list[str]:
    """Save a profile that somebody filled in, in the trail too.

    seen: the stamp of the profile that the form began with.
    Returns: the parts that changed, by name.
    Raises: Changed when a colleague was first; ProfileError, ValidationError as School.take_profile. Nothing is changed
    then.
    """

    def replaced(now: dict[str, Any]) -> dict[str, Any]:
        if stamp(now) != seen:
            raise Changed
        return profile

    return _save(user, school, replaced, happenings.ProfileChanged)


def put_back(user: Any, change: ProfileChange) -> list[str]:
    """Take one change back: only what it changed. Returns: the parts, by name.

    Raises: ChangedSince when one of those was changed again, ProfileError, ValidationError.
    """
    parts = changed_parts(change.before, change.after)

    def as_before(now: dict[str, Any]) -> dict[str, Any]:
        later = [LABELS[part] for part in parts if now.get(part) != change.after.get(part)]
        if later:
            raise ChangedSince(f"Dit kan niet terug: daarna is nog iets gewijzigd aan {', '.join(later)}.")
        kept = {part: value for part, value in now.items() if part not in parts}
        return kept | {part: change.before[part] for part in parts if part in change.before}

    return _save(user, change.school, as_before, happenings.ProfilePutBack)


@transaction.atomic
def _save(
    user: Any,
    school: School,
    new_profile: Callable[[dict[str, Any]], dict[str, Any]],
    happening: type[happenings.ProfileChanged] | type[happenings.ProfilePutBack],
) -> list[str]:
    locked = School.objects.select_for_update().get(pk=school.pk)
    before = locked.profile()
    locked.take_profile(new_profile(before), by=user)
    after = locked.profile()
    parts = changed_parts(before, after)
    labels = [LABELS[part] for part in parts]
    if parts:
        # Of people the trail tells only that they changed: who they were stands in the history, where it can be erased.
        texts = [
            (LABELS[part], _in_words(part, before), _in_words(part, after)) for part in parts if part not in PEOPLE
        ]
        happenings.record(user, happening(", ".join(labels), texts), locked)
    return labels


@transaction.atomic
def forget_people(user: Any, change: ProfileChange) -> list[str]:
    """Erase from a school's history which people stood there until a change, of the parts that it changed.

    Every change until then holds the whole profile of its day, so each of them forgets these parts; what tells nothing
    any more goes.
    Returns: the parts, by name; none when it changed no people.
    """
    parts = [part for part in changed_parts(change.before, change.after) if part in PEOPLE]
    if not parts:
        return []
    School.objects.select_for_update().get(pk=change.school_id)
    for one in change.school.profile_changes.filter(pk__lte=change.pk):
        one.before, one.after = _without(one.before, parts), _without(one.after, parts)
        if changed_parts(one.before, one.after):
            one.save(update_fields=["before", "after"])
        else:
            one.delete()
    labels = [LABELS[part] for part in parts]
    happenings.record(user, happenings.ProfilePeopleErased(", ".join(labels)), change.school)
    return labels


def _without(profile: Profile, parts: list[str]) -> dict[str, Any]:
    return {part: value for part, value in profile.items() if part not in parts}


def _change(part: str, before: Any, after: Any) -> Change:
    if part not in IN_ROWS:
        return Change(part, LABELS[part], words=differences.words(before or "", after or ""))
    old, new = _rows(part, before), _rows(part, after)
    added, removed = [row for row in new if row not in old], [row for row in old if row not in new]
    if not added and not removed:  # only the order
        return Change(part, LABELS[part], words=differences.words("; ".join(old), "; ".join(new)))
    return Change(part, LABELS[part], added=added, removed=removed)


def _in_words(part: str, profile: Profile) -> str:
    """Return what stands in a part, as the trail tells it."""
    return "; ".join(_rows(part, profile.get(part))) if part in IN_ROWS else profile.get(part, "")


def _rows(part: str, value: Any) -> list[str]:
    """Return who or what stands in a part, each in a line."""
    if part == HOLIDAYS:
        return [f"{one.name}, {one.days}" for one in school_holidays.holidays_of({HOLIDAYS: value})]
    each = value if isinstance(value, list) else [value] if value else []
    return [", ".join(person[one] for one in PERSON_FIELDS if person.get(one)) for person in each]
