"""What the assistant could not keep, the website keeps: read by staff, erased like the rest, in memory if need be."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from chat import keeping, retention
from chat.models import KeptQuestion, Shown, UnkeptMessage
from review.answers import danger
from review.models import Question, QueueItem
from review.queue import conversation as conversations_read
from review.queue import harvest
from serving import housekeeping
from tests.conftest import ANSWER

QUESTION = "wat als het op de bus gebeurt"


def unkept(text: str = QUESTION, choice: str = "", topic: str = "nlu_fallback", confidence: float = 0.3, **more):
    """Return the body of an assistant that answers, but cannot keep what it was asked."""
    ranking = [{"topic": topic, "confidence": confidence}, {"topic": "clb", "confidence": 0.2}]
    about = {"text": text, "choice": choice, "at": time.time(), "topic": topic, "confidence": confidence}
    return {**ANSWER, "kept": False, "unkept": {**about, "ranking": ranking, "doubt": False, **more}}


@pytest.fixture(autouse=True)
def nothing_waits():
    yield
    keeping._waiting.clear()


@pytest.fixture
def unwritable(monkeypatch):
    """Let the website's database refuse what is to be kept. Returns: how to let it work again."""

    def refuse(_entry):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(keeping.Entry, "write", refuse)
        yield patch.undo


def ask(api, conversation, text=QUESTION):
    return api("bericht", {"conversation": conversation, "text": text})


def test_a_parent_notices_nothing(api, conversation, fake):
    fake.answer(unkept())
    body = ask(api, conversation).json()
    assert body.pop("message_id")
    assert body.pop("origin")
    assert body == ANSWER


def test_staff_read_it_like_any_other_question(api, conversation, fake, school, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    assert harvest.harvest()
    question = Question.objects.get()
    assert (question.text, question.outcome, question.school) == (QUESTION, "suggested", school)
    assert [reason.kind for reason in question.reasons.all()] == ["suggestions"]
    assert question.guesses == [{"topic": "clb", "confidence": 0.2}]
    assert QueueItem.objects.get().text == QUESTION
    assert harvest.harvest()
    assert Question.objects.count() == 1, "read once"


def test_what_was_answered_surely_can_be_read_and_comes_to_the_list_when_a_thumb_goes_down(
    api, conversation, fake, tracker
):
    fake.answer(unkept(topic="clb", confidence=0.9))
    answer = ask(api, conversation).json()
    harvest.harvest()
    question = Question.objects.get()
    assert (question.topic, question.text, question.item) == ("clb", QUESTION, None)
    api("oordeel", {"conversation": conversation, "message_id": answer["message_id"], "useful": False})
    harvest.harvest()
    assert Question.objects.get().item.text == QUESTION


def test_a_tap_says_what_became_of_the_question_before_it(api, conversation, fake, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    fake.answer(unkept(text="", choice="geen_van_deze", topic="geen_van_deze", confidence=1.0))
    api("bericht", {"conversation": conversation, "choice": "geen_van_deze"})
    harvest.harvest()
    question = Question.objects.get()
    assert (question.outcome, question.text) == ("unanswered", QUESTION)
    assert {reason.kind for reason in question.reasons.all()} == {"suggestions", "none_of_these"}


def test_staff_see_it_in_its_conversation_with_the_answer_as_it_was_sent(api, conversation, fake, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    harvest.harvest()
    asked, *answered = conversations_read.turns(Question.objects.get(), {})
    assert (asked.text, asked.asked) == (QUESTION, True)
    assert [one.by for one in answered] == [conversations_read.PESTWIJZER] * len(ANSWER["messages"])
    assert all(message["text"] in one.text for message, one in zip(ANSWER["messages"], answered, strict=True))


def test_staff_read_that_an_answer_came_where_that_was_not_kept_either(api, conversation, fake, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    Shown.objects.all().delete()
    harvest.harvest()
    turns = conversations_read.turns(Question.objects.get(), {})
    assert [turn.by for turn in turns] == [conversations_read.PARENT, conversations_read.UNKEPT]
    assert conversations_read.numbers_seen(turns) is None


def test_danger_that_could_not_be_kept_is_not_taught_as_something_else_by_one_person(api, conversation, fake, tracker):
    fake.answer(unkept(topic="noodsituatie_zelfdoding", confidence=0.97))
    ask(api, conversation)
    harvest.harvest()
    assert danger.heard_in([QUESTION]) == {QUESTION: danger.RECEIVED}


def test_a_parent_erases_it(api, conversation, fake, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    harvest.harvest()
    assert api("gesprek", {"conversation": conversation}, "DELETE").status_code == 204
    for model in (UnkeptMessage, Shown, Question, QueueItem):
        assert not model.objects.exists(), model.__name__


def test_it_is_erased_in_time(api, conversation, fake, settings, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    UnkeptMessage.objects.update(asked=timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1))
    retention.erase_old()
    assert not UnkeptMessage.objects.exists()


def test_deleting_it_by_hand_takes_its_question_along(api, conversation, fake, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    harvest.harvest()
    UnkeptMessage.objects.get().delete()
    assert not QueueItem.objects.exists()


@pytest.mark.parametrize("said", [None, {}, [], {"text": "x"}, {"text": "x", "choice": "", "at": "gisteren"}])
def test_what_is_handed_on_in_another_form_costs_no_answer(api, conversation, fake, said):
    fake.answer({**ANSWER, "kept": False, "unkept": said})
    assert ask(api, conversation).status_code == 200
    assert not UnkeptMessage.objects.exists()


# --- when the website's database cannot be written either -------------------------------------


def test_it_waits_in_memory_and_the_parent_is_answered(api, conversation, fake, unwritable, caplog):
    fake.answer(unkept())
    assert ask(api, conversation).status_code == 200
    housekeeping.write_waiting()
    assert keeping.waiting() == 1, "still"
    assert QUESTION not in caplog.text
    unwritable()
    housekeeping.write_waiting()
    assert keeping.waiting() == 0
    assert UnkeptMessage.objects.get().text == QUESTION


def test_a_question_without_answer_waits_too_and_keeps_its_time(api, conversation, fake, unwritable):
    fake.answer(b"nonsense")
    before = timezone.now()
    body = ask(api, conversation, "onze zoon Jan Peeters wordt gepest").json()
    asked = timezone.now()
    assert "112" in body["error"]["message"]
    assert "kept" not in body, "nothing is promised that a restart may undo"
    unwritable()
    housekeeping.write_waiting()
    kept = KeptQuestion.objects.get()
    assert "Peeters" not in kept.text
    assert before <= kept.created <= asked


def test_what_waits_is_erased_with_its_conversation(api, conversation, fake, unwritable, tracker):
    fake.answer(unkept())
    ask(api, conversation)
    api("gesprek", {"conversation": conversation}, "DELETE")
    unwritable()
    housekeeping.write_waiting()
    assert not UnkeptMessage.objects.exists()


def test_what_waits_too_long_is_erased(school, unwritable, settings, tracker):
    old = timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1)
    keeping.keep_question(school, "c", "oud", "timeout", old)
    keeping.keep_question(school, "c", "nieuw", "timeout", timezone.now())
    retention.erase_old()
    assert [entry.same["text"] for entry in keeping._waiting] == ["nieuw"]


def test_memory_has_an_end(school, unwritable, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_WAITING", 3)
    for number in range(5):
        keeping.keep_question(school, "c", f"vraag {number}", "timeout", timezone.now())
    assert keeping.waiting() == 3


def test_the_same_question_waits_once(school, unwritable):
    for _ in range(2):
        keeping.keep_question(school, "c", "vraag", "timeout", timezone.now())
    assert keeping.waiting() == 1


def test_what_can_never_be_written_does_not_hold_up_the_rest(school, monkeypatch):
    write = keeping.Entry.write

    def refuse(_entry):
        raise OperationalError("database is locked")

    monkeypatch.setattr(keeping.Entry, "write", refuse)
    for text in ("weg", "blijft"):
        keeping.keep_question(school, "c", text, "timeout", timezone.now())

    def refuse_one(entry):
        if entry.same["text"] == "weg":
            raise IntegrityError
        write(entry)

    monkeypatch.setattr(keeping.Entry, "write", refuse_one)
    assert keeping.write_waiting()
    assert KeptQuestion.objects.get().text == "blijft"


def test_a_red_assistant_still_tells_its_versions(fake, monkeypatch):
    from chat import assistant

    class Red:
        status_code = 503
        content = b'{"error": {"code": "not_kept"}, "model": "a", "failed": "b"}'

    monkeypatch.setattr(assistant._client(), "get", lambda *_, **__: Red)
    assert assistant.health()["model"] == "a"
    assert assistant.state() == "not_kept"
