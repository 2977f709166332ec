"""Makes a member of staff in every role, somebody who may all and somebody who has no role yet, for the browser tests.

Prints the keys of their sessions.
"""

from __future__ import annotations

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pestwijzer.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from demo.website import STAFF_PASSWORD  # noqa: E402
from review.models import Membership  # noqa: E402
from review.permissions import BEHEERDER, ROLES  # noqa: E402
from schools.models import School  # noqa: E402


def person(name: str, **more: bool) -> User:
    return User.objects.create_user(name, f"{name}@voorbeeld.example", STAFF_PASSWORD, **more)


def member(name: str, school: School, role: str) -> str:
    """Make a user with a role. Returns: the key of a session in which this user is logged in."""
    user = person(name)
    Membership.objects.create(user=user, school=school, role=Group.objects.get(name=role))
    return session_of(user)


def session_of(user: User) -> str:
    """Let a user be logged in. Returns: the key of the session."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


ours = School.objects.get(slug="voorbeeldschool")
other = School.objects.exclude(slug="voorbeeldschool")[0]
sessions = {role: member(role, ours, role) for role in ROLES}
sessions["collega"] = member("collega", ours, "redacteur")
sessions["elsewhere"] = member("elders", other, BEHEERDER)
sessions["everything"] = session_of(person("alles", is_superuser=True, is_staff=True))
sessions["nothing"] = session_of(person("niemand"))
print(json.dumps(sessions))
