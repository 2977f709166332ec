"""What parents did becomes questions with reasons: each reason, once, in any order, and nothing that was erased."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections
from django.utils import timezone

from chat import conversations
from chat.models import Judgement, KeptQuestion
from common import tracker
from demo import events
from review.models import Question, QueueItem, ReadMark, Reason
from review.queue import grouping, harvest

SUGGESTIONS = (("clb", 0.41), ("brochure", 0.3))


def reasons(question: Question) -> set[str]:
    return set(question.reasons.values_list("kind", flat=True))


def only() -> Question:
    return Question.objects.get()


@pytest.mark.parametrize(
    ("topic", "confidence", "outcome", "expected"),
    [
        ("clb", 0.93, "answered", set()),
        ("clb", 0.4, "answered", {"low_confidence"}),
        (None, 1.0, "suggested", {"suggestions"}),
        ("buiten_scope_school", 0.9, "unanswered", {"out_of_scope"}),
        ("buiten_scope_scheldwoord", 0.9, "unanswered", {"out_of_scope"}),
        ("noodsituatie_zelfdoding", 0.9, "emergency", {"emergency"}),
        ("begroeting", 0.4, "dialogue", set()),
        ("een_antwoord_dat_er_niet_meer_is", 0.4, "answered", {"low_confidence"}),
    ],
)
def test_outcome_and_reasons(said, school, topic, confidence, outcome, expected) -> None:
    said("een vraag van een ouder", topic, confidence, others=SUGGESTIONS)
    assert harvest.harvest()
    question = only()
    assert (question.outcome, reasons(question)) == (outcome, expected)
    assert question.school == school
    assert bool(question.item) is bool(expected)
    assert question.text == "een vraag van een ouder"


def test_guesses_without_the_fallback(said, school) -> None:
    said("een vraag van een ouder", None, 1.0, others=tuple((f"topic{n}", 0.4 - n / 20) for n in range(7)))
    harvest.harvest()
    question = only()
    assert [guess["topic"] for guess in question.guesses] == [f"topic{n}" for n in range(5)]
    assert (question.topic, question.confidence) == ("", 0.4)


def test_doubt_stands_with_the_emergencies(said, school) -> None:
    said("hij komt niet meer thuis na school", "clb", 0.9, possible_emergency=True)
    harvest.harvest()
    assert reasons(only()) == {"doubt"}
    assert only().item.emergency
    assert only().outcome == "answered"


def test_a_tapped_none_of_these(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS)
    said("/geen_van_deze", "geen_van_deze", 1.0, conversation=conversation)
    harvest.harvest()
    assert reasons(only()) == {"suggestions", "none_of_these"}
    assert only().outcome == "unanswered"


def test_a_typed_none_of_these_brings_the_question_before_it_to_the_list(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", "clb", 0.95)
    harvest.harvest()
    assert only().item is None
    said("dat bedoel ik niet", "geen_van_deze", 0.9, conversation=conversation)
    harvest.harvest()
    question, typed = Question.objects.order_by("event")
    assert (question.text, reasons(question)) == ("waar kan ik met mijn verhaal terecht", {"none_of_these"})
    assert (typed.item, typed.outcome) == (None, "dialogue")


def test_the_suggestion_that_was_taken(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS)
    said("/brochure", "brochure", 1.0, conversation=conversation)
    said("/clb", "clb", 1.0, conversation=conversation)  # a button under that answer
    harvest.harvest()
    assert only().chosen == "brochure"
    assert only().outcome == "suggested"


def test_a_tap_long_after_the_question(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS)
    harvest.harvest()
    said("/brochure", "brochure", 1.0, conversation=conversation)
    harvest.harvest()
    assert only().chosen == "brochure"


def judge(school, conversation: str, topic: str, useful: bool = False, kind: str = "answer") -> Judgement:
    return Judgement.objects.create(
        school=school, conversation=conversation, message=str(Judgement.objects.count()), topic=topic, kind=kind,
        useful=useful,
    )  # fmt: skip


def test_a_thumb_down_goes_to_the_question_it_is_about(said, school) -> None:
    conversation = said("welk nummer heeft het clb van onze school", "clb", 0.95, at=time.time() - 60)
    said("is er een brochure voor ouders over pesten", "brochure", 0.95, conversation=conversation, at=time.time() - 50)
    harvest.harvest()
    judge(school, conversation, "clb")
    judge(school, conversation, "brochure", useful=True)
    harvest.harvest()
    harvest.harvest()
    judged, other = Question.objects.order_by("event")
    assert (judged.text, reasons(judged)) == ("welk nummer heeft het clb van onze school", {"thumbs_down"})
    assert (other.item, reasons(other)) == (None, set())
    assert QueueItem.objects.get().count == 1


def test_a_thumb_down_after_a_suggestion_was_taken(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS, at=time.time() - 60)
    said("/brochure", "brochure", 1.0, conversation=conversation, at=time.time() - 50)
    judge(school, conversation, "brochure")
    harvest.harvest()
    assert reasons(only()) == {"suggestions", "thumbs_down"}


def kept(school, text: str, reason: str = "unreachable", conversation: str = "") -> KeptQuestion:
    conversation = conversation or events.new_conversation()
    return KeptQuestion.objects.create(school=school, conversation=conversation, text=text, reason=reason)


def test_a_failed_delivery(school) -> None:
    kept(school, "mijn dochter wil niet meer naar school")
    assert harvest.harvest()
    assert harvest.harvest()
    question = only()
    assert (question.outcome, reasons(question)) == ("failed", {"failed"})
    assert question.item.text == "mijn dochter wil niet meer naar school"


def test_a_failed_delivery_without_text_is_counted_but_not_in_the_queue(school) -> None:
    kept(school, "")
    harvest.harvest()
    assert only().outcome == "failed"
    assert not QueueItem.objects.exists()


@pytest.mark.parametrize("event_first", [True, False])
def test_a_delivery_that_arrived_all_the_same_is_one_question(said, school, event_first) -> None:
    conversation = events.new_conversation()
    steps = [
        lambda: said("wat doet de school tegen pesten", "clb", 0.95, conversation=conversation),
        lambda: kept(school, "wat doet de school tegen pesten", "timeout", conversation),
    ]
    for step in steps if event_first else reversed(steps):
        step()
        harvest.harvest()
    assert only().outcome == "failed"
    assert only().event
    assert only().kept
    assert QueueItem.objects.get().count == 1


def test_asking_again_after_a_failure_is_another_question(said, school) -> None:
    conversation = events.new_conversation()
    kept(school, "wat doet de school tegen pesten", "unreachable", conversation)
    said("wat doet de school tegen pesten", "clb", 0.95, conversation=conversation)
    harvest.harvest()
    assert sorted(Question.objects.values_list("outcome", flat=True)) == ["answered", "failed"]


# --- reading again and again ------------------------------------------------------------------


def test_only_what_is_new_is_read(said, school, monkeypatch) -> None:
    read, really = [], tracker.typed_and_tapped_after
    monkeypatch.setattr(tracker, "typed_and_tapped_after", lambda *asked: read.append(asked) or really(*asked))
    said("een vraag van een ouder", None)
    harvest.harvest()
    assert read
    read.clear()
    assert harvest.harvest()
    assert read == []


def test_reading_everything_again_changes_nothing(said, school) -> None:
    conversation = said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS)
    said("/geen_van_deze", "geen_van_deze", 1.0, conversation=conversation)
    said("/brochure", "brochure", 1.0, conversation=conversation)
    said("waar kan ik met mijn verhaal terecht", None, others=SUGGESTIONS)

    def everything() -> list:
        items = QueueItem.objects.values_list("text", "count", "state")
        return [*items, *Question.objects.order_by("pk").values_list("pk", "outcome", "chosen", "item"),
                Reason.objects.count()]  # fmt: skip

    harvest.harvest()
    first = everything()
    for _ in range(2):
        ReadMark.objects.update(event=0, at=0)
        harvest.harvest()
    assert everything() == first
    assert QueueItem.objects.get().count == 2


def test_a_row_that_appears_late_below_the_last_one_read(said, school, tracker) -> None:
    for _ in range(3):
        said("waar kan ik met mijn verhaal terecht", None)
    tracker.execute("SELECT id, sender_id, type_name, timestamp, intent_name, data FROM events WHERE id = 3")
    late = tracker.fetchone()
    tracker.execute("DELETE FROM events WHERE id = 3")
    harvest.harvest()
    assert Question.objects.count() == 2
    tracker.execute("INSERT INTO events (id, sender_id, type_name, timestamp, intent_name, data) "
                    "VALUES (%s, %s, %s, %s, %s, %s)", late)  # fmt: skip
    said("en nog een andere vraag van een ouder", None)
    harvest.harvest()
    assert Question.objects.count() == 4


def test_a_row_number_that_is_given_away_again(said, school, tracker) -> None:
    said("een eerste vraag van een ouder", None)
    erased = said("wat een vreemde vraag is dit toch", None)
    harvest.harvest()
    tracker.execute("DELETE FROM events WHERE sender_id = %s", [erased])  # as if only the assistant's part went
    said("een tweede vraag van een andere ouder", None)
    said("een derde vraag van nog een ouder", None)
    harvest.harvest()
    texts = set(Question.objects.values_list("text", flat=True))
    assert {"een tweede vraag van een andere ouder", "een derde vraag van nog een ouder"} < texts
    assert Question.objects.count() == 3


def test_rows_in_an_unknown_form_are_passed_over(said, school, tracker) -> None:
    rows = ["geen json", "[]", "null", json.dumps({"event": "user"}), json.dumps({"text": None}),
            json.dumps({"text": "hallo", "parse_data": {"intent_ranking": [{"naam": 1}]}})]  # fmt: skip
    tracker.executemany(
        events.INSERT.format("%s"),
        [[events.new_conversation(), "user", time.time(), None, data] for data in rows],
    )
    said("een vraag van een ouder", None)
    assert harvest.harvest()
    assert only().text == "een vraag van een ouder"


def test_a_message_without_any_understanding_is_kept_as_one_without_an_answer(school, tracker) -> None:
    data = json.dumps({"event": "user", "text": "is er iemand daar?"})
    tracker.execute(events.INSERT.format("%s"), [events.new_conversation(), "user", time.time(), None, data])
    harvest.harvest()
    assert (only().outcome, only().guesses) == ("suggested", [])


def test_a_school_that_is_not_ours(said, school) -> None:
    said("een vraag van een ouder", None, slug="onbekend")
    harvest.harvest()
    assert only().school is None
    assert only().item.school is None


def test_what_is_older_than_the_retention_time_is_not_read(said, school, settings) -> None:
    old = time.time() - (settings.RETENTION_DAYS + 1) * 86400
    said("een oude vraag van een ouder", None, at=old)
    assert harvest.harvest()
    assert not Question.objects.exists()
    said("een vraag van een ouder", None)
    harvest.harvest()
    assert only().text == "een vraag van een ouder"


def test_an_erased_conversation_does_not_come_back(said, school) -> None:
    conversation = said("een vraag van een ouder", None)
    conversations.mark_erased(conversation)
    harvest.harvest()
    assert not Question.objects.exists()


def test_a_conversation_erased_while_it_is_read_does_not_stay(said, school, monkeypatch) -> None:
    conversation = said("een vraag van een ouder", None)
    place = grouping.place
    monkeypatch.setattr(grouping, "place", lambda *args: (place(*args), conversations.mark_erased(conversation)))
    harvest.harvest()
    assert not Question.objects.exists()
    assert not QueueItem.objects.exists()


# --- when the database is not there -----------------------------------------------------------


def test_no_tracker_database_yet(school, monkeypatch) -> None:
    monkeypatch.setattr(tracker, "exists", lambda: False)
    assert harvest.harvest()
    assert not Question.objects.exists()


def test_a_locked_tracker_database(said, school, monkeypatch, staff) -> None:
    said("een vraag van een ouder", None)
    harvest.harvest()

    def locked(*_: object) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(tracker, "_select", locked)
    assert harvest.harvest() is False
    page = staff["lezer"].get("/nakijken/")
    assert "konden nu niet gelezen worden" in page.text
    assert "een vraag van een ouder" in page.text
    page = staff["lezer"].get(f"/nakijken/vraag/{QueueItem.objects.get().pk}")
    assert "Het gesprek kan nu niet gelezen worden" in page.text


def test_ten_thousand_events_are_read_in_batches_and_nothing_new_costs_nothing(
    school, django_assert_max_num_queries
) -> None:
    words = "mijn zoon dochter school juf klas vriend speelplaats morgen gisteren altijd soms niemand wat hoe".split()
    rows = []
    for number in range(5000):  # each with an answer
        text = " ".join(words[(number * step) % len(words)] + str(number // 9) for step in (1, 3, 5, 7, 11))
        topic = None if number % 4 == 0 else "clb"
        rows += events.exchange(events.new_conversation(), text, topic, others=SUGGESTIONS)
    with connections["tracker"].cursor() as cursor:
        cursor.execute(events.TABLE)
        cursor.execute("DELETE FROM events")
        cursor.executemany(events.INSERT.format("%s"), rows)
    with django_assert_max_num_queries(1000):
        assert harvest.harvest()
    assert Question.objects.count() == 5000
    with django_assert_max_num_queries(5):
        harvest.harvest()


def test_times_are_the_assistants(said, school) -> None:
    asked = timezone.now() - timedelta(days=3)
    said("een vraag van een ouder", None, at=asked.timestamp())
    harvest.harvest()
    assert abs(only().asked - asked) < timedelta(milliseconds=1)
    assert only().item.first_asked == only().asked
