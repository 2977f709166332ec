"""What machines ask: it answers under any name and without https, tells what is missing, and asks nobody too often."""

from __future__ import annotations

import pytest
from django.db import Error

from chat import assistant
from serving import readiness
from serving.models import SignOfLife

ALIVE, READY = "/leeft", "/klaar"
ALL_THERE = {"ready": True, "missing": []}


@pytest.fixture(autouse=True)
def _looks_anew():
    readiness.forget()
    yield
    readiness.forget()


@pytest.fixture
def behind_a_proxy(settings):
    settings.ALLOWED_HOSTS = ["pesten.school.example"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("path", [ALIVE, READY])
def test_it_answers_under_any_name_and_without_https(client, fake, behind_a_proxy, path):
    assert client.get("/over", headers={"Host": "pesten.school.example"}).status_code == 301
    assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("path", [ALIVE, READY])
def test_only_reading(client, fake, path):
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete, client.options):
        response = method(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", [ALIVE, READY])
def test_nothing_keeps_the_answer(client, fake, path):
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_who_lives_touches_no_database(client, monkeypatch):
    monkeypatch.setattr(SignOfLife.objects, "update_or_create", broken_database)
    assert client.get(ALIVE).content == b"ok\n"


def test_who_is_ready_has_written_down_that_it_lives(client, fake):
    assert client.get(READY).json() == ALL_THERE
    assert SignOfLife.objects.count() == 1


def test_without_an_assistant_it_is_not_ready(client, settings, free_port):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    response = client.get(READY)
    assert response.status_code == 503
    assert response.json() == {"ready": False, "missing": ["assistant"]}


def test_a_database_that_takes_no_writing_is_told_and_nothing_of_it(client, fake, monkeypatch):
    monkeypatch.setattr(SignOfLife.objects, "update_or_create", broken_database)
    response = client.get(READY)
    assert response.status_code == 503
    assert response.json() == {"ready": False, "missing": ["database"]}
    assert "geheim" not in response.content.decode()


def test_the_assistant_is_not_asked_at_every_question(client, monkeypatch):
    asked = []
    monkeypatch.setattr(assistant, "state", lambda: asked.append(1) or "ready")
    for _ in range(20):
        assert client.get(READY).json() == ALL_THERE
    assert asked == [1]
    readiness.forget()  # when its time has passed
    client.get(READY)
    assert asked == [1, 1]


def broken_database(*_args, **_more):
    raise Error("/geheim/pad: disk I/O error")
