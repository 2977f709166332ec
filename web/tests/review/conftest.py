"""What the review tool's tests share: two schools with staff in every role, and events as Rasa writes them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client

from demo import events
from demo.making import house  # noqa: F401 - a fixture of candidates, publications and versions
from review.models import Event
from review.permissions import ROLES, make_roles
from tests.helpers import PASSWORD, give_role, log_in


@pytest.fixture(autouse=True)
def guard(monkeypatch) -> dict[str, str]:
    """Return what the guard hears in texts, for a test to fill; it hears nothing in what is not there."""
    heard: dict[str, str] = {}
    monkeypatch.setattr("chat.assistant.danger_in", lambda texts: [heard.get(text, "") for text in texts])
    return heard


@pytest.fixture
def other_school(schools):
    return next(school for slug, school in schools.items() if slug != "voorbeeldschool")


@pytest.fixture
def make_user(db):
    """Return how to make a member of staff: make_user("anna", school, "redacteur")."""
    make_roles()

    def make(name: str, school=None, role: str = "", **more) -> User:
        user = User.objects.create_user(name, f"{name}@voorbeeld.example", PASSWORD, **more)
        if role:
            give_role(user, school, role)
        return user

    return make


@pytest.fixture
def staff(make_user, school) -> dict[str, Client]:
    """Return a logged-in browser for each role at the example school."""
    browsers = {role: log_in(Client(), make_user(role, school, role)) for role in ROLES}
    Event.objects.all().delete()  # a test's trail begins after these logins
    return browsers


@pytest.fixture
def elsewhere(make_user, other_school) -> dict[str, Client]:
    """Return a logged-in browser for each role at the other school."""
    browsers = {role: log_in(Client(), make_user(f"{role}_elders", other_school, role)) for role in ROLES}
    Event.objects.all().delete()
    return browsers


@pytest.fixture
def data(tmp_path, settings) -> Path:
    """Return a copy of the data folder, which the website reads and writes in place of the real one."""
    settings.KNOWLEDGE = tmp_path / "data"
    shutil.copytree(django_settings.REPOSITORY / "data", settings.KNOWLEDGE)
    return settings.KNOWLEDGE


@pytest.fixture
def said(tracker):
    """Return how to put a parent's message and its answer into the tracker store: see demo/events.py.

    said("vraag", "clb", 0.9) -> the conversation's id.
    """

    def say(text: str, *args, conversation: str = "", slug: str = "voorbeeldschool", **more) -> str:
        conversation = conversation or events.new_conversation(slug)
        tracker.executemany(events.INSERT.format("%s"), events.exchange(conversation, text, *args, **more))
        return conversation

    return say
