"""A few confident answers a week are put before staff, once, and what they say of them is counted and goes its way."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import retention
from review.answers import drafts
from review.models import Event, Question, QueueItem, Reason
from review.queue import grouping, harvest, sample
from review.queue.decisions import stamp
from review.trail import happenings
from serving import housekeeping


def last_week() -> float:
    """Return a moment in the last whole week."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    return timezone.make_aware(datetime(monday.year, monday.month, monday.day)).timestamp() - 3 * 86400


@pytest.fixture
def week(said, school, settings):
    """Four confident answers of last week, and what is none of that. Three are drawn a week."""
    settings.SAMPLE_A_WEEK = 3
    at = last_week()
    for number, word in enumerate(("fiets", "bus", "klas", "juf")):
        said(f"mijn kind wordt gepest en ik zoek raad over {word}", "clb", 0.93, at=at + number)
    said("een vraag waar het niet zeker van was", "clb", 0.4, at=at)
    said("ze wil niet meer leven", "noodsituatie_zelfdoding", 0.97, at=at)
    said("hallo daar", "begroeting", 0.99, at=at)
    said("een zekere vraag van deze week", "clb", 0.93, at=time.time())
    harvest.harvest()


@pytest.fixture
def drawn(said, school, settings) -> QueueItem:
    """Return the item of the one answer that was drawn."""
    settings.SAMPLE_A_WEEK = 1
    said("mijn kind wordt gepest en ik zoek raad", "clb", 0.93, at=last_week())
    harvest.harvest()
    sample.draw()
    return QueueItem.objects.get()


def in_sample() -> list[Question]:
    return list(Question.objects.filter(reasons__kind=Reason.Kind.SAMPLE))


def act(browser, item: QueueItem, name: str):
    item.refresh_from_db()
    form = {"actie": name, "stempel": stamp(item)}
    response = browser.post(f"/nakijken/vraag/{item.pk}/stand", form, follow=True)
    item.refresh_from_db()
    return response


def test_a_few_confident_answers_of_last_week_once(week, school) -> None:
    for _again in range(2):
        housekeeping.tidy()
    questions = in_sample()
    assert len(questions) == 3
    assert all(question.outcome == "answered" and question.confidence > 0.9 for question in questions)
    assert all("raad over" in question.text for question in questions)
    assert len({question.item_id for question in questions}) == 3  # each is judged by itself
    assert [event.about for event in Event.objects.filter(name="SampleDrawn", school=school)] == [{"count": 3}]


def test_nobody_waits_for_a_draw_where_there_is_nothing_to_draw(week) -> None:
    sample.draw()
    with CaptureQueriesContext(connection) as queries:
        sample.draw()
    assert not [one for one in queries if "review_readmark" in one["sql"]]


def test_what_is_drawn_is_compared_with_nothing_that_stands_there(week, monkeypatch) -> None:
    monkeypatch.setattr(grouping.Shelf, "catch_up", lambda _: pytest.fail("read the whole queue of a school"))
    sample.draw()
    assert len({question.item_id for question in in_sample()}) == 3


def test_none_is_drawn_where_that_is_set(week, settings) -> None:
    settings.SAMPLE_A_WEEK = 0
    sample.draw()
    assert in_sample() == []


def test_a_school_of_which_it_fails_keeps_no_other_from_its_own(
    week, said, school, other_school, monkeypatch, caplog
) -> None:
    said("mijn kind wordt gepest en ik zoek raad", "clb", 0.93, at=last_week(), slug=other_school.slug)
    harvest.harvest()
    bring = harvest.bring

    def fails_for_one(questions, *more, **how):
        if questions[0].school == school:
            raise OperationalError("database is locked")
        bring(questions, *more, **how)

    monkeypatch.setattr(harvest, "bring", fails_for_one)
    sample.draw()
    assert [question.school for question in in_sample()] == [other_school]
    assert "OperationalError" in caplog.text


def test_each_school_has_its_own(week, elsewhere) -> None:
    sample.draw()
    assert not elsewhere["beheerder"].get("/nakijken/").context["rows"]


def test_yes_closes_it_and_is_counted(staff, drawn) -> None:
    page = staff["redacteur"].get(f"/nakijken/vraag/{drawn.pk}")
    assert "Was dit het juiste antwoord?" in page.text
    assert drafts.titles()["clb"] in page.text
    act(staff["redacteur"], drawn, "juist")
    assert (drawn.state, drawn.decision, drawn.right) == ("done", "right", True)
    assert "zekere antwoorden in de steekproef was juist (1 nagekeken)" in staff["lezer"].get("/nakijken/inzicht").text
    assert Event.objects.filter(name="ItemHandled", about__what="het was het juiste antwoord").exists()


def test_no_goes_on_like_any_other_question(staff, drawn, data) -> None:
    page = act(staff["redacteur"], drawn, "fout")
    assert (drawn.state, drawn.right) == ("open", False)
    assert "Kies hieronder waar de vraag bij hoort" in page.text
    form = {"antwoord": "brochure", "neem": "0", "tekst": drawn.text, "stempel": stamp(drawn)}
    staff["redacteur"].post(f"/nakijken/vraag/{drawn.pk}/hoort-bij", form)
    drawn.refresh_from_db()
    assert (drawn.state, drawn.topic, drawn.right) == ("done", "brochure", False)
    assert "Geen van de zekere antwoorden in de steekproef was juist" in staff["lezer"].get("/nakijken/inzicht").text


@pytest.mark.parametrize(("name", "right"), [("klaar", True), ("niet_voor_ons", False)])
def test_another_decision_says_it_as_well(staff, drawn, name, right) -> None:
    key = f"{drawn.pk}.{stamp(drawn)}"
    staff["redacteur"].post("/nakijken/actie", {"vraag": key, "actie": name, "hier": "/nakijken/"})
    drawn.refresh_from_db()
    assert (drawn.state, drawn.right) == ("done", right)


def test_it_can_be_taken_back(staff, drawn) -> None:
    act(staff["redacteur"], drawn, "juist")
    staff["redacteur"].post("/nakijken/actie/terug")
    drawn.refresh_from_db()
    assert (drawn.state, drawn.decision, drawn.right) == ("open", "", None)


def test_yes_does_not_close_what_others_asked(staff, drawn, said) -> None:
    said(drawn.text, "clb", 0.4)
    harvest.harvest()
    said("nog een andere vraag", None, 0.2)  # the next one in the list
    harvest.harvest()
    page = act(staff["redacteur"], drawn, "juist")
    assert (drawn.count, drawn.state, drawn.right) == (2, "open", True)
    assert page.context["item"] == drawn
    assert "Er staan nog andere berichten bij deze vraag" in page.text


def test_what_was_right_opens_again_for_who_got_no_good_answer(staff, drawn, said) -> None:
    act(staff["redacteur"], drawn, "juist")
    said(drawn.text, None, 0.2)
    harvest.harvest()
    drawn.refresh_from_db()
    assert (drawn.state, drawn.right) == ("open", True)


def test_a_reader_is_not_asked(staff, drawn) -> None:
    assert 'value="juist"' not in staff["lezer"].get(f"/nakijken/vraag/{drawn.pk}").text
    assert act(staff["lezer"], drawn, "juist").status_code == 403
    assert drawn.right is None


def test_the_trail_tells_of_one_as_well_as_of_ten(drawn) -> None:
    event = Event.objects.get(name="SampleDrawn")
    assert happenings.in_words(event) == "zette 1 van de zekere antwoorden als steekproef in de lijst"


def test_it_goes_with_its_conversation(drawn) -> None:
    retention.erase(Question.objects.get().conversation)
    assert not QueueItem.objects.exists()
    assert not Reason.objects.exists()
