"""What somebody chose in a form of the queue, read and checked: a colleague, or an answer by its title."""

from __future__ import annotations

from django.contrib.auth.models import User

from review.answers import drafts
from review.permissions import DECIDE, schools_of
from review.queue import decisions
from review.queue.filter import MINE, NOBODY


class Unclear(ValueError):
    """What was asked lacks something; the message says what, in Dutch."""


def colleague(user: User, chosen: str) -> User | None:
    """Return whom somebody chose: "mij", "niemand" or a user's key. Raises: Unclear."""
    if chosen in (MINE, NOBODY):
        return user if chosen == MINE else None
    people = decisions.colleagues(schools_of(user, DECIDE))
    found = people.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if not found:
        raise Unclear("Kies eerst een collega.")
    return found


def topic_of(title: str) -> str:
    """Return the answer with this title. Raises: Unclear."""
    wanted = title.strip().lower()
    found = [topic for topic, known in drafts.standing().items() if known.lower() == wanted]
    if not found:
        raise Unclear("Kies een antwoord uit de lijst: typ een paar letters van de titel.")
    return found[0]
