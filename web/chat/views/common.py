"""What the views share: whose school it is, who is asking, and the chat's facts about a school."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest
from django.utils.formats import date_format

from chat.problems import Problem
from chat.signals import checks_asked
from foundation.topics import Topic
from foundation.vocabulary import ANSWER, LONGEST_MESSAGE
from knowledge import reading, sources
from schools.models import School

# A browser's word on where a request comes from; "none" is a person who typed the address.
OWN_SITE = ("same-origin", "none")


def chosen_school(request: HttpRequest) -> School:
    """Return the school named by `?school=` or in a form, else the website's own. Raises: Http404."""
    return active_school(request.GET.get("school") or settings.DEFAULT_SCHOOL)


# Every school as it was last read, so that parents are answered while the database cannot be.
_last_read: dict[str, School] = {}


def active_school(slug: str) -> School:
    """Return a school, as it was last read when the database cannot be read now.

    Raises: Http404 for a school that is not here, django.db.Error when nobody knows whether it is.
    """
    try:
        school = (
            School.objects.prefetch_related("contacts", "holidays", "own_answers")
            .select_related("clb")
            .get(slug=slug, active=True)
        )
    except (School.DoesNotExist, ValueError) as error:
        _last_read.pop(slug, None)
        raise Http404 from error
    except Error:
        if slug not in _last_read:
            raise
        return _last_read[slug]
    _last_read[slug] = school
    return school


def check_origin(request: HttpRequest) -> None:
    """Refuse what another site's page sends: these addresses serve our own pages only.

    There are no cookies to abuse; this keeps other sites from using a school's assistant and its limits.
    Raises: Problem "other_origin".
    """
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise Problem("other_origin")
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITE:
        raise Problem("other_origin")


def check_size(request: HttpRequest, most: int) -> None:
    """Raise Problem "too_large" before a body is read that is larger than it can need to be."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError as error:
        raise Problem("bad_request") from error
    if length > most:
        raise Problem("too_large")


def origin_of(answer: dict[str, Any]) -> dict[str, Any]:
    """Return {"origin": {"sources": [{"name", "url"}], "checked": "23 november 2026"}} of an answer about a topic.

    Nothing for what has no page of its own, and nothing in danger: there the numbers are all that counts.
    """
    understood = answer["understood"]
    topic = reading.load().pages.get(understood.get("topic") or "")
    if understood["kind"] != ANSWER or not topic or not topic.sources:
        return {}
    day = checked_on([topic])[topic.id]
    told = [asdict(sources.source(text)) for text in topic.sources]
    return {"origin": {"sources": told, "checked": date_format(day, "j F Y") if day else ""}}


def checked_on(topics: Collection[Topic]) -> dict[str, date | None]:
    """Return when each topic was last checked against its sources: as its file tells, or as staff said since."""
    days = {topic.id: reading.checked_on(topic) for topic in topics}
    for _receiver, said in checks_asked.send_robust(sender=None, topics=topics):
        if isinstance(said, dict):  # else an error, as when the database is away: then the files tell it
            days |= {topic: max(day, days[topic] or day) for topic, day in said.items()}
    return days


def about_school(school: School) -> dict[str, Any]:
    """Return what the chat shows of a school: the body of `GET /api/<slug>/school`."""
    known = reading.load()
    return {
        "name": school.name,
        "color": school.color,
        "logo": school.logo_url,
        "welcome": school.welcome,
        "contact": reading.contact(school.profile()),
        "emergency": known.emergency_numbers(),
        "first_choices": known.first_choices(),
        "most_characters": LONGEST_MESSAGE,
    }
