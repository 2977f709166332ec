"""A school's profile as a file: the form that schools keep, send on, and use without a website."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.text import slugify

from foundation import school_profile
from schools.models import School

HEADER = "# Het profiel van een school voor Pestwijzer. Een onderdeel dat je weglaat, krijgt een algemene tekst.\n"
ALMOST_EMPTY_SCHOOL: dict[str, Any] = {"slug": "nieuweschool", "profile": {"name": "basisschool De Nieuwe Start"}}
EXAMPLE_SLUG = "voorbeeldschool"


def import_profile(path: Path, slug: str = "") -> tuple[School, bool]:
    """Fill in a school from a profile file; the file's name tells which one, unless `slug` does.

    Returns: the school, and whether it is new.
    Raises: ProfileError or ValidationError, in Dutch, when the file cannot be used; nothing is changed then.
    """
    profile = school_profile.read_profile(path)
    slug = slug or slugify(path.stem)
    school = School.objects.filter(slug=slug).first()
    new = school is None
    school = school or School(slug=slug)
    school.take_profile(profile)
    return school, new


def export_profile(school: School) -> str:
    """Return a school's profile as the text of a file."""
    return HEADER + yaml.safe_dump(school.profile(), allow_unicode=True, sort_keys=False, width=110)


def make_demo_schools() -> list[School]:
    """Make the filled-in example school and a nearly empty one, where they are not there yet."""
    made = []
    if not School.objects.filter(slug=EXAMPLE_SLUG).exists():
        school, _ = import_profile(settings.EXAMPLE_SCHOOL, EXAMPLE_SLUG)
        school.welcome = "Welkom bij de pestwijzer van De Voorbeeldboom, een verzonnen school om alles te proberen."
        school.save()
        made.append(school)
    if not School.objects.filter(slug=ALMOST_EMPTY_SCHOOL["slug"]).exists():
        school = School(slug=ALMOST_EMPTY_SCHOOL["slug"])
        school.take_profile(ALMOST_EMPTY_SCHOOL["profile"])
        made.append(school)
    return made
