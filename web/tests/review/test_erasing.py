"""What a parent erases, or what is too old, is gone everywhere: no copy of it stays in the review tool."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import retention
from chat.models import Judgement, KeptQuestion, Shown
from chat.problems import Problem
from chat.signals import conversation_erased
from common import batches
from knowledge import reading
from review import erasing
from review.models import DroppedDraft, Event, Question, QueueItem, Reason, TopicDraft
from review.queue import harvest
from review.trail import happenings

OLDER = "kan de school het groepsgesprek op whatsapp laten stoppen"
NEWER = "kan de school het groepsgesprek op watsapp laten stoppen"


@pytest.fixture
def two_of_a_kind(said, school):
    """Two parents who ask nearly the same, in one item. Returns: their conversations, the older first."""
    now = timezone.now().timestamp()
    conversations = [said(OLDER, None, 0.3, at=now - 86400), said(NEWER, None, 0.3, at=now - 60)]
    harvest.harvest()
    assert QueueItem.objects.get().count == 2
    return conversations


def texts_everywhere() -> str:
    """Return all that the review tool keeps, as one text."""
    models = (Question, QueueItem, Reason, Event, KeptQuestion, Judgement)
    return repr([list(model.objects.values()) for model in models])


# --- one conversation -------------------------------------------------------------------------


def test_a_conversation_goes_from_every_table(said, school, tracker):
    conversation = said("wat doen jullie als het op de bus gebeurt", None, 0.3)
    Judgement.objects.create(school=school, conversation=conversation, message="1", kind="suggestions", useful=False)
    KeptQuestion.objects.create(school=school, conversation=conversation, text="nog een vraag", reason="unreachable")
    harvest.harvest()
    assert Question.objects.count() == 2
    assert Reason.objects.count() >= 2
    retention.erase(conversation)
    for model in (Question, QueueItem, Reason, KeptQuestion, Judgement):
        assert not model.objects.exists(), model.__name__
    tracker.execute("SELECT COUNT(*) FROM events")
    assert tracker.fetchone() == (0,)


def test_an_item_tells_of_what_is_left(two_of_a_kind):
    retention.erase(two_of_a_kind[1])
    item = QueueItem.objects.get()
    assert (item.text, item.count) == (OLDER, 1)
    assert item.first_asked == item.last_asked == Question.objects.get().asked
    assert NEWER not in texts_everywhere()


def test_the_last_question_takes_its_item_along(two_of_a_kind):
    for conversation in two_of_a_kind:
        retention.erase(conversation)
    assert not QueueItem.objects.exists()


def test_another_parents_conversation_stays(two_of_a_kind, said):
    said("een heel andere vraag over de turnles van donderdag", None, 0.3)
    harvest.harvest()
    retention.erase(two_of_a_kind[0])
    assert QueueItem.objects.count() == 2
    assert Question.objects.count() == 2


def test_what_was_erased_is_not_read_again(two_of_a_kind, said):
    conversation = two_of_a_kind[1]
    retention.erase(conversation)
    said("dit schreef de assistent nog na het wissen", None, 0.3, conversation=conversation)
    harvest.harvest()
    assert "na het wissen" not in texts_everywhere()


def test_an_example_with_the_erased_words_is_told_and_no_longer_kept_beside_the_item(two_of_a_kind, make_user):
    draft_of("clb", NEWER)
    QueueItem.objects.update(example=NEWER, topic="clb", decision="belongs", state="done")
    assert erasing.where_quoted(two_of_a_kind[1]) == ["clb"]
    assert erasing.where_quoted(two_of_a_kind[0]) == []
    retention.erase(two_of_a_kind[1])
    assert QueueItem.objects.get().example == ""
    event = Event.objects.get()
    assert happenings.in_words(event) == "wiste een gesprek waaruit nog een voorbeeldvraag woordelijk staat bij ‘clb’"
    assert event.school.slug == "voorbeeldschool"
    assert NEWER not in texts_everywhere()


def test_a_confident_question_that_was_an_example_all_along_is_not_told(said):
    conversation = said(reading.load().topics["clb"].questions[0], "clb", 0.99)
    harvest.harvest()
    assert erasing.where_quoted(conversation) == []
    retention.erase(conversation)
    assert not Event.objects.exists()


def test_a_reworded_example_and_one_that_another_parent_wrote_stay(two_of_a_kind):
    reworded = "mag de school een klasgroep op whatsapp verbieden"
    QueueItem.objects.update(example="\n".join([reworded, OLDER, NEWER]))
    retention.erase(two_of_a_kind[1])
    assert QueueItem.objects.get().example.splitlines() == [reworded, OLDER]


def draft_of(topic: str, question: str) -> None:
    from knowledge.content import content_of

    content = content_of(reading.load().topics[topic]).as_json()
    TopicDraft.objects.create(topic=topic, base=content, content={**content, "questions": [question]})


# --- all or nothing ---------------------------------------------------------------------------


def broken(*_, **__):
    raise OperationalError("database is locked")


def test_when_the_assistants_part_cannot_go_nothing_goes(two_of_a_kind, school, monkeypatch):
    conversation = two_of_a_kind[1]
    Judgement.objects.create(school=school, conversation=conversation, message="1", kind="answer", useful=True)
    before = texts_everywhere()
    monkeypatch.setattr("common.tracker.erase", broken)
    with pytest.raises(Problem, match="not_erased"):
        retention.erase(conversation)
    assert texts_everywhere() == before
    monkeypatch.undo()
    retention.erase(conversation)
    assert NEWER not in texts_everywhere()


def test_when_the_review_tools_part_cannot_go_the_websites_stays_too(two_of_a_kind, school, monkeypatch):
    conversation = two_of_a_kind[1]
    Judgement.objects.create(school=school, conversation=conversation, message="1", kind="answer", useful=True)
    monkeypatch.setattr("review.queue.grouping.recount", broken)
    with pytest.raises(Problem, match="not_erased"):
        retention.erase(conversation)
    assert Judgement.objects.exists()
    assert Question.objects.filter(conversation=conversation).exists()


def test_who_listens_still_finds_what_the_website_keeps(school):
    seen = []

    def listen(conversation, **_):
        seen.append(Judgement.objects.filter(conversation=conversation).count())

    conversation_erased.connect(listen)
    try:
        Judgement.objects.create(school=school, conversation="c", message="1", kind="answer", useful=True)
        retention.erase("c")
    finally:
        conversation_erased.disconnect(listen)
    assert seen == [1]


def test_a_failed_question_deleted_by_hand_leaves_no_item(school):
    kept = KeptQuestion.objects.create(school=school, conversation="c", text="waarom kreeg ik niets", reason="timeout")
    harvest.harvest()
    assert QueueItem.objects.get().text == "waarom kreeg ik niets"
    kept.delete()
    assert not QueueItem.objects.exists()
    assert not Question.objects.exists()


# --- what is too old --------------------------------------------------------------------------


@pytest.fixture
def grown_old(two_of_a_kind, settings):
    """The older of the two questions is now past its time."""
    settings.RETENTION_DAYS = 30
    old = timezone.now() - timedelta(days=31)
    Question.objects.filter(conversation=two_of_a_kind[0]).update(asked=old)
    return two_of_a_kind


def test_what_is_too_old_goes_and_the_command_says_so(grown_old, capsys):
    Event.objects.bulk_create([Event(name="LoggedIn"), Event(name="LoggedIn")])
    Event.objects.filter(pk=Event.objects.first().pk).update(at=timezone.now() - timedelta(days=366))
    call_command("opruimen")
    told = capsys.readouterr().out
    assert "1 vragen van ouders" in told
    assert "1 gebeurtenissen in het spoor" in told
    assert QueueItem.objects.get().count == 1
    assert Event.objects.count() == 1
    assert OLDER not in texts_everywhere()


def test_an_item_that_lost_its_questions_goes_in_its_time_too(grown_old):
    QueueItem.objects.create(
        text="wat niemand meer vraagt",
        first_asked=timezone.now() - timedelta(days=31),
        last_asked=timezone.now() - timedelta(days=31),
    )
    assert retention.erase_old()["vragen om na te kijken"] == 1
    assert [item.text for item in QueueItem.objects.all()] == [NEWER]


def test_the_trail_is_kept_longer_than_conversations(settings):
    settings.RETENTION_DAYS, settings.TRAIL_DAYS = 30, 60
    for days in (40, 61):
        event = Event.objects.create(name="LoggedIn")
        Event.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=days))
    assert retention.erase_old() == {"gebeurtenissen in het spoor": 1}


def test_what_the_administration_noted_goes_with_the_trail(settings, admin_user):
    settings.RETENTION_DAYS, settings.TRAIL_DAYS = 30, 60
    for days in (40, 61):
        at = timezone.now() - timedelta(days=days)
        LogEntry.objects.create(user=admin_user, object_repr="De Beuk", action_flag=CHANGE, action_time=at)
    assert retention.erase_old() == {"gebeurtenissen in het spoor": 1}


@pytest.fixture
def old_ones(django_user_model):
    """Five answers as shown and five drafts taken back, all but the last of each past their time."""
    anna = django_user_model.objects.create_user("anna")
    Shown.objects.bulk_create(Shown(conversation="c", messages=[]) for _ in range(5))
    DroppedDraft.objects.bulk_create(DroppedDraft(topic=f"t{n}", content={}, by=anna) for n in range(5))
    old = timezone.now() - timedelta(days=31)
    Shown.objects.exclude(pk=Shown.objects.last().pk).update(created=old)
    DroppedDraft.objects.exclude(pk=DroppedDraft.objects.order_by("pk").last().pk).update(at=old)


def test_what_was_shown_and_what_was_taken_back_go_in_small_batches(old_ones, settings, monkeypatch):
    settings.RETENTION_DAYS = 30
    monkeypatch.setattr(batches, "AT_ONCE", 3)
    monkeypatch.setattr(batches.time, "sleep", lambda _: None)
    with CaptureQueriesContext(connection) as queries:
        erased = retention.erase_old()
    assert erased == {"getoonde antwoorden": 4, "teruggenomen wijzigingen": 4}
    assert (Shown.objects.count(), DroppedDraft.objects.count()) == (1, 1)
    for table in ("chat_shown", "review_droppeddraft"):
        deleted = [one for one in queries if one["sql"].startswith("DELETE") and table in one["sql"]]
        assert len(deleted) == 2, "three, and one"


def test_on_the_last_day_of_its_time_nothing_goes(two_of_a_kind, settings):
    settings.RETENTION_DAYS = 30
    Question.objects.update(asked=timezone.now() - timedelta(days=30) + timedelta(minutes=1))
    assert retention.erase_old() == {}
    assert Question.objects.count() == 2


def test_the_command_says_when_there_is_nothing(capsys):
    call_command("opruimen")
    assert capsys.readouterr().out == "Er was niets dat oud genoeg is om te wissen.\n"


def test_the_command_says_when_it_could_not(monkeypatch):
    monkeypatch.setattr("common.tracker.erase_before", broken)
    with pytest.raises(CommandError, match="Probeer het straks opnieuw"):
        call_command("opruimen")


def test_sessions_that_are_over_go_too(staff, settings):
    from django.contrib.sessions.models import Session

    assert Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1)) == len(staff)
    retention.erase_old()
    assert not Session.objects.exists()


def test_old_workplaces_go_when_the_rest_has_gone(grown_old, settings, django_capture_on_commit_callbacks):
    left_behind = settings.MODELS / ".training-lang-geleden"
    left_behind.mkdir()
    os.utime(left_behind, (0, 0))
    with django_capture_on_commit_callbacks(execute=True):
        retention.erase_old()
    assert not left_behind.exists()


def test_once_a_day_and_again_when_it_failed(monkeypatch):
    done = []
    monkeypatch.setattr("chat.retention.erase_old", broken)
    retention.erase_old_once_a_day()
    monkeypatch.setattr("chat.retention.erase_old", lambda: done.append(True))
    for _ in range(3):
        retention.erase_old_once_a_day()
    assert done == [True]
