"""The way of a message: what the assistant gets, what a parent gets, and what happens when the assistant fails."""

from __future__ import annotations

import json
import threading
import time
from types import SimpleNamespace

import pytest

from chat import assistant
from chat.models import KeptQuestion, Shown
from tests.conftest import ANSWER, FakeAssistant

QUESTION = "onze zoon Jan Peeters wordt gepest, bel 0475 12 34 56"


def test_a_message_reaches_the_assistant_with_the_schools_profile(api, conversation, fake, school):
    response = api("bericht", {"conversation": conversation, "text": "wat doet het clb"})
    assert response.status_code == 200
    body = response.json()
    assert body.pop("message_id")
    del body["origin"]  # test_conversations.py
    assert body == ANSWER
    (message,) = fake.received
    assert message["text"] == "wat doet het clb"
    assert message["school"] == school.profile()
    slug, random = message["conversation"].split(".")
    assert slug == "voorbeeldschool"
    assert len(random) == 32


def test_a_choice_goes_as_a_choice(api, conversation, fake):
    assert api("bericht", {"conversation": conversation, "choice": "clb"}).status_code == 200
    assert fake.received[0]["choice"] == "clb"
    assert "text" not in fake.received[0]


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ({}, 400, "bad_request"),
        ({"text": "a", "choice": "clb"}, 400, "bad_request"),
        ({"text": 7}, 400, "bad_request"),
        ({"text": "   "}, 400, "empty"),
        ({"choice": ""}, 400, "unknown_choice"),
        ({"text": "a" * 4001}, 413, "too_long"),
        ({"text": "a" * 40_000}, 413, "too_large"),
    ],
)
def test_what_cannot_be_a_message_is_refused_before_the_assistant(api, conversation, fake, message, status, code):
    response = api("bericht", {"conversation": conversation, **message})
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert fake.received == []


def test_the_longest_message_passes(api, conversation, fake):
    assert api("bericht", {"conversation": conversation, "text": "é" * 4000}).status_code == 200


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', b"\xff\xfe", "[" * 20_000])
def test_garbage_is_refused(api, fake, body):
    response = api("bericht", body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_json"


def test_the_assistants_refusal_is_passed_on(api, conversation, fake):
    fake.answer({"error": {"code": "unknown_choice", "message": "x"}}, 400)
    response = api("bericht", {"conversation": conversation, "choice": "bestaat_niet"})
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith("Deze keuze bestaat niet meer")
    assert not KeptQuestion.objects.exists()


# --- an assistant in trouble ------------------------------------------------------------------


def refused(api, conversation) -> tuple[int, dict]:
    response = api("bericht", {"conversation": conversation, "text": QUESTION})
    return response.status_code, response.json()


def assert_honest_and_kept(body: dict, code: str) -> None:
    assert body["error"]["code"] == code
    assert "112" in body["error"]["message"]
    assert "Kim Voorbeeld" in body["contact"]
    assert "CLB Voorbeeldstad" in body["contact"]
    assert body["kept"] is True
    kept = KeptQuestion.objects.get()
    assert kept.reason == code
    assert "gepest" in kept.text
    assert "Peeters" not in kept.text
    assert "0475" not in kept.text


def test_dead(api, conversation, settings, free_port):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    status, body = refused(api, conversation)
    assert status == 503
    assert_honest_and_kept(body, "unreachable")


def test_back_within_the_retry(api, conversation, settings, free_port, monkeypatch):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    server, serving = FakeAssistant(free_port, bind_and_activate=False), []

    def come_back(_seconds):
        server.server_bind()
        server.server_activate()
        serving.append(threading.Thread(target=server.serve_forever, args=[0.01], daemon=True))
        serving[0].start()

    monkeypatch.setattr(assistant, "time", SimpleNamespace(monotonic=time.monotonic, sleep=come_back))
    try:
        status, body = refused(api, conversation)
    finally:
        if serving:
            server.shutdown()
        server.server_close()
    assert status == 200
    assert body["messages"] == ANSWER["messages"]
    assert len(server.received) == 1
    assert not KeptQuestion.objects.exists()


def test_starting_is_tried_twice(api, conversation, fake):
    fake.answer({"error": {"code": "not_ready", "message": "x"}}, 503)
    status, body = refused(api, conversation)
    assert status == 503
    assert_honest_and_kept(body, "not_ready")
    assert len(fake.received) == 2


def test_stalled_is_never_sent_twice(api, conversation, fake):
    fake.seconds_of_silence = 0.9
    status, body = refused(api, conversation)
    assert status == 504
    assert_honest_and_kept(body, "timeout")
    assert len(fake.received) == 1


def test_dripping_in_does_not_last_for_ever(api, conversation, fake):
    fake.drip = 0.05  # a letter at a time: nobody is silent for long, and all of it takes twenty times what is allowed
    status, body = refused(api, conversation)
    assert not fake.has_said_all, "the rest of the answer was not waited for"
    assert status == 504
    assert_honest_and_kept(body, "timeout")


def test_slow_but_in_time(api, conversation, fake):
    fake.seconds_of_silence = 0.15
    assert refused(api, conversation)[0] == 200


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b"<html>proxy</html>"),
        (200, b"[]"),
        (200, b'{"messages": [], "understood": {"kind": "answer"}}'),
        (200, json.dumps({**ANSWER, "messages": [{"text": ""}]}).encode()),
        (200, json.dumps({**ANSWER, "messages": ["x"]}).encode()),
        (200, json.dumps({**ANSWER, "understood": {"kind": "x"}}).encode()),
        (200, b"x" * 300_000),
        (200, b""),  # breaks off without an answer
        (500, json.dumps({"error": {"code": "no_answer", "message": "x"}}).encode()),
        (400, json.dumps({"error": {"code": "bad_school", "message": "x"}}).encode()),
        (502, b"Bad Gateway"),
    ],
)
def test_nonsense(api, conversation, fake, status, content):
    fake.answer(content, status)
    got, body = refused(api, conversation)
    assert got == 502
    assert_honest_and_kept(body, "bad_answer")
    assert len(fake.received) == 1


def test_more_questions_at_once_than_places(api, conversation, fake, settings):
    settings.ASSISTANT_AT_ONCE = 1
    with assistant._places():
        status, body = refused(api, conversation)
    assert status == 503
    assert_honest_and_kept(body, "busy")
    assert fake.received == []


def test_the_same_question_is_kept_once(api, conversation, fake):
    fake.answer(b"nonsense")
    refused(api, conversation)
    refused(api, conversation)
    assert KeptQuestion.objects.count() == 1


def test_without_pseudonymiser_no_text_is_kept(api, conversation, fake, settings, no_masker):
    fake.answer(b"nonsense")
    settings.ASSISTANT_PYTHON = "/no/such/python"
    status, body = refused(api, conversation)
    assert status == 502
    assert "kept" not in body
    assert KeptQuestion.objects.get().text == ""


def test_a_choice_is_not_kept_as_a_question(api, conversation, fake):
    fake.answer(b"nonsense")
    body = api("bericht", {"conversation": conversation, "choice": "clb"}).json()
    assert "kept" not in body
    assert not KeptQuestion.objects.exists()


def test_nothing_a_parent_typed_is_logged(api, conversation, fake, caplog):
    fake.answer(b"nonsense")
    refused(api, conversation)
    assert "another form" in caplog.text, "what went wrong is logged"
    assert "Peeters" not in caplog.text
    assert "0475" not in caplog.text


def test_what_the_parent_saw_is_kept_whole_until_it_is_erased(api, fake, conversation):
    answer = api("bericht", {"conversation": conversation, "text": "wat nu"}).json()
    shown = Shown.objects.get()
    assert shown.messages == answer["messages"]
    assert shown.conversation == fake.received[0]["conversation"]
    api("gesprek", {"conversation": conversation}, method="DELETE")
    assert not Shown.objects.exists()
