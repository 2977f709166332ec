"""Conversation tokens: nobody can guess, forge, keep or move them; erasing erases."""

from __future__ import annotations

import time

import pytest
from django.core import signing

from chat import conversations, retention
from chat.models import Judgement, KeptQuestion
from chat.problems import Problem


def test_every_conversation_is_another(api):
    first, second = (api("gesprek").json()["conversation"] for _ in range(2))
    assert first != second
    assert api("gesprek").status_code == 201


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("voorbeeldschool", "nieuweschool"),
        lambda token: token.rsplit(":", 1)[0],
        lambda token: "voorbeeldschool." + "0" * 32,
        lambda token: signing.TimestampSigner(salt="other").sign("voorbeeldschool." + "0" * 32),
        lambda token: token * 10,
        lambda token: "",
        lambda token: None,
        lambda token: 7,
        lambda token: ["x"],
    ],
)
def test_a_forged_token_opens_nothing(api, conversation, fake, forge):
    response = api("bericht", {"conversation": forge(conversation), "text": "hallo"})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_conversation"
    assert fake.received == []


def test_a_token_belongs_to_its_school(api, conversation, fake):
    response = api("bericht", {"conversation": conversation, "text": "hallo"}, slug="nieuweschool")
    assert response.status_code == 404
    assert fake.received == []


def test_a_token_expires_but_can_still_be_erased(school, settings, monkeypatch):
    token = conversations.mint(school)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + settings.CONVERSATION_HOURS * 3600 + 60)
    with pytest.raises(Problem) as caught:
        conversations.read(token, school)
    assert caught.value.code == "unknown_conversation"
    assert conversations.read_to_erase(token, school)


def add_event(tracker, sender: str, timestamp: float = 0) -> None:
    tracker.execute(
        "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (%s, 'user', %s, '{}')",
        [sender, timestamp or time.time()],
    )


def senders(tracker) -> list[str]:
    tracker.execute("SELECT sender_id FROM events ORDER BY id")
    return [row[0] for row in tracker.fetchall()]


def test_erasing_erases_everywhere(api, conversation, fake, tracker, school):
    answer = api("bericht", {"conversation": conversation, "text": "hallo"}).json()
    sender = fake.received[0]["conversation"]
    add_event(tracker, sender)
    add_event(tracker, "voorbeeldschool.other")
    KeptQuestion.objects.create(school=school, conversation=sender, text="x", reason="timeout")
    api("oordeel", {"conversation": conversation, "message_id": answer["message_id"], "useful": True})
    assert Judgement.objects.count() == 1

    assert api("gesprek", {"conversation": conversation}, "DELETE").status_code == 204
    assert senders(tracker) == ["voorbeeldschool.other"]
    assert not KeptQuestion.objects.exists()
    assert not Judgement.objects.exists()
    assert api("bericht", {"conversation": conversation, "text": "nog iets"}).status_code == 404
    assert len(fake.received) == 1
    assert api("gesprek", {"conversation": conversation}, "DELETE").status_code == 204  # again does no harm


def test_erasing_while_an_answer_is_under_way(api, conversation, fake, tracker):
    def erased_meanwhile():
        sender = fake.received[0]["conversation"]
        conversations.mark_erased(sender)

    fake.meanwhile = erased_meanwhile
    sender = conversation.split(":")[0]
    add_event(tracker, sender)  # what the assistant wrote after the parent erased
    api("bericht", {"conversation": conversation, "text": "hallo"})
    assert senders(tracker) == []


def test_erasing_needs_the_token(api, conversation, tracker):
    add_event(tracker, conversation.split(":")[0])
    assert api("gesprek", {"conversation": conversation.split(":")[0]}, "DELETE").status_code == 404
    assert api("gesprek", {"conversation": conversation}, "DELETE", slug="nieuweschool").status_code == 404
    assert len(senders(tracker)) == 1


def test_erasing_never_claims_what_it_did_not_do(api, conversation, tracker, monkeypatch):
    from django.db import OperationalError

    def broken(conversation):
        raise OperationalError("database is locked")

    monkeypatch.setattr("common.tracker.erase", broken)
    response = api("gesprek", {"conversation": conversation}, "DELETE")
    assert response.status_code == 502
    assert response.json()["error"]["code"] == "not_erased"


def test_erasing_before_the_assistant_kept_anything(api, conversation):
    assert api("gesprek", {"conversation": conversation}, "DELETE").status_code == 204


def test_what_is_too_old_goes_once_a_day(tracker, school, settings):
    from datetime import timedelta

    from django.utils import timezone

    long_ago = timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1)
    add_event(tracker, "old", long_ago.timestamp())
    add_event(tracker, "new")
    for created in (long_ago, timezone.now()):
        kept = KeptQuestion.objects.create(school=school, conversation="x", text="x", reason="timeout")
        KeptQuestion.objects.filter(pk=kept.pk).update(created=created)
    retention.erase_old_once_a_day()
    assert senders(tracker) == ["new"]
    assert KeptQuestion.objects.count() == 1
    add_event(tracker, "old", long_ago.timestamp())
    retention.erase_old_once_a_day()
    assert "old" in senders(tracker)  # until tomorrow


def test_a_judgement_can_change_and_stands_once(api, conversation, fake):
    answer = api("bericht", {"conversation": conversation, "text": "hallo"}).json()
    for useful in (True, False):
        body = {"conversation": conversation, "message_id": answer["message_id"], "useful": useful}
        assert api("oordeel", body).status_code == 204
    judgement = Judgement.objects.get()
    assert (judgement.topic, judgement.kind, judgement.useful) == ("clb", "answer", False)


def test_what_an_answer_lacked_is_kept_without_details(api, conversation, fake):
    answer = api("bericht", {"conversation": conversation, "text": "hallo"}).json()
    body = {"conversation": conversation, "message_id": answer["message_id"], "useful": False}
    assert api("oordeel", {**body, "missing": "bel mij op 0470 12 34 56"}).status_code == 204
    missing = Judgement.objects.get().missing
    assert missing.startswith("bel mij op")
    assert "0470" not in missing
    assert api("oordeel", body).status_code == 204
    assert Judgement.objects.get().missing == missing, "a second tap takes nothing back"
    assert api("gesprek", {"conversation": conversation}, method="DELETE").status_code == 204
    assert not Judgement.objects.exists()


def test_what_cannot_be_masked_is_not_kept(api, conversation, fake, settings, no_masker):
    settings.ASSISTANT_PYTHON = "/no/such/python"
    answer = api("bericht", {"conversation": conversation, "text": "hallo"}).json()
    body = {"conversation": conversation, "message_id": answer["message_id"], "useful": False, "missing": "Jan"}
    assert api("oordeel", body).status_code == 503
    assert Judgement.objects.get().missing == ""


def test_an_answer_tells_where_it_comes_from(api, conversation, fake):
    origin = api("bericht", {"conversation": conversation, "text": "hallo"}).json()["origin"]
    assert origin["sources"][0]["name"]
    assert origin["checked"].endswith(" 2026")


def test_a_judgement_belongs_to_its_conversation(api, conversation, fake):
    answer = api("bericht", {"conversation": conversation, "text": "hallo"}).json()
    other = api("gesprek").json()["conversation"]
    for body in (
        {"conversation": other, "message_id": answer["message_id"], "useful": True},
        {"conversation": conversation, "message_id": "x", "useful": True},
        {"conversation": conversation, "message_id": answer["message_id"], "useful": "yes"},
        {"conversation": conversation, "useful": True},
        {"conversation": conversation, "message_id": answer["message_id"], "useful": False, "missing": 3},
        {"conversation": conversation, "message_id": answer["message_id"], "useful": False, "missing": "a" * 301},
    ):
        assert api("oordeel", body).status_code == 400
    assert not Judgement.objects.exists()
