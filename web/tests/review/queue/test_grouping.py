"""What asks nearly the same stands once in the queue; what only looks alike does not."""

from __future__ import annotations

import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conversations
from common import tracker
from review.models import Publication, Question, QueueItem, Revision
from review.queue import grouping, harvest
from review.queue.grouping import Key, alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mijn kind wordt gepest in de klas, wat moet ik doen?", "mijn kind word gepest in de klas wa moet ik doen"),
        ("ik word gepest in mijn klas", "ik word gepest in mn klas"),
        ("ik wil met de directeur spreken", "Ik wil met de directeur praten!"),
        ("mijn zoon [NAAM 1] wordt gepest op de bus", "mijn zoon [NAAM 2] wordt gepest op de bus"),
        ("no blame", "No Blame?"),
        ("???", "???"),
    ],
)
def test_nearly_the_same(one: str, other: str) -> None:
    assert alike(Key.of(one), Key.of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mijn kind wil naar school", "mijn kind wil niet naar school"),
        ("mijn zoon wordt gepest wat nu", "mijn zoon wordt geslagen wat nu"),
        ("mijn zoon pest op school", "mijn zoon gepest op school"),
        ("mijn zoon pest andere kinderen", "andere kinderen pesten mijn zoon"),
        ("mijn zoon wordt gepest", "mijn zoon pest"),
        ("brochure", "brochures"),
        ("hallo", "help"),
        ("soorten pesten", "soort pesten"),
        (
            "de juf van het vierde leerjaar belde gisteren omdat mijn zoon op de speelplaats gepest is wat nu",
            "de juf van het vierde leerjaar belde gisteren omdat mijn zoon op de speelplaats pest is wat nu",
        ),
        ("?", "!"),
    ],
)
def test_only_alike(one: str, other: str) -> None:
    assert not alike(Key.of(one), Key.of(other))


ONE = "mijn kind wordt gepest in de klas wat moet ik doen"
SAME = "mijn kind word gepest in de klas wa moet ik doen"


def test_one_item_with_a_count_and_the_newest_words(said, school) -> None:
    said(ONE, None, at=time.time() - 100)
    said(SAME, None, at=time.time() - 50)
    harvest.harvest()
    item = QueueItem.objects.get()
    assert (item.count, item.text) == (2, SAME)
    assert item.first_asked < item.last_asked
    assert item.questions.count() == 2


def test_a_later_harvest_joins_too(said, school) -> None:
    said(ONE, None)
    harvest.harvest()
    said(SAME, None)
    harvest.harvest()
    assert QueueItem.objects.get().count == 2


def test_each_school_has_its_own(said, schools, other_school) -> None:
    said(ONE, None)
    said(ONE, None, slug=other_school.slug)
    harvest.harvest()
    assert QueueItem.objects.count() == 2


def test_emergencies_never_stand_with_ordinary_questions(said, school) -> None:
    said(ONE, None)
    said(ONE, "noodsituatie", 0.9)
    said(ONE, None, possible_emergency=True)
    harvest.harvest()
    assert sorted(QueueItem.objects.values_list("emergency", "count")) == [(False, 1), (True, 2)]


def decided(decision: str = "belongs", **more) -> QueueItem:
    item = QueueItem.objects.get()
    values = {"state": "done", "decision": decision, "topic": "clb", "handled": timezone.now(), **more}
    QueueItem.objects.filter(pk=item.pk).update(**values)
    return item


def publish(topic: str = "clb") -> None:
    publication = Publication.objects.create(kind="publish", version="2")
    Revision.objects.create(topic=topic, publication=publication)


def asked_again(said) -> QueueItem:
    said(SAME, None)
    harvest.harvest()
    return QueueItem.objects.get()


def test_asked_again_after_the_decision_went_live(said, school, staff) -> None:
    said(ONE, None, at=time.time() - 100)
    harvest.harvest()
    decided(handled=timezone.now() - timedelta(seconds=50))
    publish()
    item = asked_again(said)
    assert (item.state, item.count) == ("open", 2)
    assert "kwam opnieuw" in staff["lezer"].get("/nakijken/").text
    assert "maar kwam daarna opnieuw" in staff["lezer"].get(f"/nakijken/vraag/{item.pk}").text


@pytest.mark.parametrize("case", ["not live yet", "another answer", "not for us", "seen"])
def test_asked_again_when_nothing_should_have_changed(said, school, case) -> None:
    said(ONE, None, at=time.time() - 100)
    harvest.harvest()
    decided(
        {"not for us": "not_for_us", "seen": "seen"}.get(case, "belongs"),
        handled=timezone.now() - timedelta(seconds=50),
    )
    if case != "not live yet":
        publish("brochure" if case == "another answer" else "clb")
    item = asked_again(said)
    assert (item.state, item.count, item.came_back) == ("done", 2, None)


def test_asked_again_while_it_is_put_aside(said, school) -> None:
    said(ONE, None, at=time.time() - 100)
    harvest.harvest()
    QueueItem.objects.update(state="aside")
    assert (asked_again(said).state, QueueItem.objects.get().count) == ("aside", 2)


def test_an_emergency_that_was_seen_is_about_another_child_when_it_comes_again(said, school) -> None:
    said(ONE, "noodsituatie", 0.9, at=time.time() - 100)
    harvest.harvest()
    decided("seen", handled=timezone.now() - timedelta(seconds=50))
    said(ONE, "noodsituatie", 0.9)
    harvest.harvest()
    assert QueueItem.objects.get().state == "open"


def test_forgetting_a_message_and_the_last_one(said, school) -> None:
    first = said(ONE, None, at=time.time() - 100)
    second = said(SAME, None)
    harvest.harvest()
    grouping.forget(Question.objects.filter(conversation=second))
    item = QueueItem.objects.get()
    assert (item.count, item.text) == (1, ONE)
    grouping.forget(Question.objects.filter(conversation=first))
    assert not QueueItem.objects.exists()


def test_the_tracker_reads_a_conversation_in_order(said, school) -> None:
    conversation = said(ONE, None, answer="Bedoel je:", buttons=[{"title": "Het CLB", "payload": "/clb"}])
    said("/clb", "clb", 1.0, conversation=conversation, answer="Het CLB helpt.")
    assert not conversations.is_erased(conversation)
    told = [
        (one.by, one.text, one.choice, [b.title for b in one.buttons]) for one in tracker.conversation(conversation)
    ]
    assert told == [
        ("user", ONE, "", []),
        ("bot", "Bedoel je:", "", ["Het CLB"]),
        ("user", "/clb", "clb", []),
        ("bot", "Het CLB helpt.", "", []),
    ]


# --- one reading in many batches --------------------------------------------------------------

WORDS = "mijn kind zoon dochter wordt gepest pest niet op school bus plein in de klas wat moet ik doen nu".split()


def _mutated(chance: random.Random, text: str) -> str:
    """Return a text with some letters dropped or doubled, and perhaps two words in another order."""
    words = text.split()
    if len(words) > 2 and chance.random() < 0.2:
        place = chance.randrange(len(words) - 1)
        words[place], words[place + 1] = words[place + 1], words[place]
    text = " ".join(words)
    for _ in range(chance.randrange(5)):
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(["", text[place] * 2]) + text[place + 1 :]
    return text


def test_comparing_with_few_finds_all_that_comparing_with_each_would(school) -> None:
    chance = random.Random(7)  # noqa: S311
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(1, 14))) for _ in range(150)]
    texts += [_mutated(chance, text) for text in texts for _ in range(3)]
    chance.shuffle(texts)
    shelf, keys, joined = grouping.Shelf(school, False), [], 0
    for text in texts:
        key = Key.of(text)
        found = shelf.find(key)
        assert bool(found) == any(alike(key, other) for other in keys), text
        if found:
            assert alike(key, found.key)
            joined += 1
        else:
            keys.append(key)
            shelf.add(grouping.Place(key, False))
    assert joined > 50


def _ask(school, text: str, shelves: grouping.Shelves) -> Question:
    question = Question(school=school, conversation="c", text=text, asked=timezone.now(), outcome="suggested")
    grouping.place([(question, False)], shelves)
    question.save()
    return question


def test_what_staff_decide_while_it_is_read_stays(school) -> None:
    shelves = grouping.Shelves()
    item = _ask(school, ONE, shelves).item
    QueueItem.objects.filter(pk=item.pk).update(state=QueueItem.State.ASIDE)
    assert _ask(school, SAME, shelves).item == item
    item.refresh_from_db()
    assert (item.state, item.count) == (QueueItem.State.ASIDE, 2)


def test_what_is_erased_while_it_is_read_does_not_come_back(school) -> None:
    shelves = grouping.Shelves()
    first = _ask(school, ONE, shelves)
    grouping.forget(Question.objects.filter(pk=first.pk))
    again = _ask(school, SAME, shelves)
    assert [item.text for item in QueueItem.objects.all()] == [SAME]
    assert _ask(school, SAME, shelves).item == again.item


def test_what_another_reading_put_there_meanwhile_is_found(school) -> None:
    shelves = grouping.Shelves()
    _ask(school, "een heel andere vraag over de turnles", shelves)
    item = _ask(school, ONE, grouping.Shelves()).item
    assert _ask(school, SAME, shelves).item == item
