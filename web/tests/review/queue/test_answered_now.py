"""After a publication open questions are asked again: what is surely answered now is marked, and closed at once."""

from __future__ import annotations

import os
import time

import pytest
from django.utils import timezone

from common.assistant_python import ProgramFailed
from demo.making import add_version
from review.answers import drafts
from review.models import Event, Publication, Question, QueueItem, Reason
from review.queue import answered_now, harvest
from review.queue.decisions import stamp
from review.versions import asking, effects
from review.versions.asking import Seen

UNSURE, OTHER, DANGER = "mag ik een vriendin meebrengen", "wat als het weer begint", "hij komt niet meer thuis"
QUEUE, BULK, UNDO = "/nakijken/", "/nakijken/actie", "/nakijken/actie/terug"
CHOICE = {"others": (("kiva", 0.2), ("no_blame", 0.1))}
SURE_OF_CLB = Seen("clb", "clb", 0.9, doubt=False)
MARK = "Krijgt nu een goed antwoord"


@pytest.fixture
def says(monkeypatch) -> dict[str, Seen]:
    """Return what every version that is asked makes of texts, for a test to fill: otherwise a choice."""
    told: dict[str, Seen] = {}
    choice = Seen("", "kiva", 0.2, doubt=False)
    monkeypatch.setattr(
        asking, "ask", lambda versions, texts: [[told.get(text, choice) for text in texts] for _version in versions]
    )
    return told


@pytest.fixture
def asked(said, school, house):
    """Return how to let parents ask before the live version was there: asked(text, topic, probability) -> the item."""

    def ask(text: str, *args, **more) -> QueueItem:
        said(text, *args, **{"at": time.time() - 3600, **more})
        harvest.harvest()
        return QueueItem.objects.get(text=text)

    return ask


def now(item: QueueItem) -> str:
    item.refresh_from_db()
    return item.answered_now


def publish(house, settings) -> Publication:
    """Let another version answer from now on."""
    before, version = house.live_name(), add_version(house, settings.KNOWLEDGE)
    house.make_live(version)
    return Publication.objects.create(kind="publish", version=version.name, previous=before)


# --- marking --------------------------------------------------------------------------------------


def test_what_is_surely_answered_now_is_marked_and_closed_with_one_click(asked, says, staff) -> None:
    items = [asked(UNSURE, None, **CHOICE), asked(OTHER, "kiva", 0.35)]
    says[UNSURE] = says[OTHER] = SURE_OF_CLB
    assert MARK not in staff["redacteur"].get(QUEUE).text
    answered_now.ask_again()
    title = drafts.titles()["clb"]
    page = staff["redacteur"].get(QUEUE)
    assert f"{MARK}: 2 vragen" in page.text
    assert page.text.count(f"{MARK}: {title}") == 2
    assert f"{MARK}: <a" in staff["lezer"].get(f"/nakijken/vraag/{items[0].pk}").text
    ticked = [f"{item.pk}.{stamp(QueueItem.objects.get(pk=item.pk))}" for item in items]
    page = staff["redacteur"].post(BULK, {"vraag": ticked, "actie": "goed"}, follow=True)
    assert "2 vragen zijn klaar" in page.text
    assert set(QueueItem.objects.values_list("state", "decision")) == {("done", "seen")}
    assert {event.about["what"] for event in Event.objects.filter(name="ItemHandled")} == {
        f"krijgt nu een goed antwoord: ‘{title}’"
    }
    staff["redacteur"].post(UNDO)
    assert set(QueueItem.objects.values_list("state", flat=True)) == {"open"}
    assert f"{MARK}: 2 vragen" in staff["redacteur"].get(QUEUE).text


def test_each_can_be_closed_by_itself_and_another_school_sees_nothing_of_it(asked, says, staff, elsewhere) -> None:
    one, other = asked(UNSURE, None, **CHOICE), asked(OTHER, None, **CHOICE)
    says[UNSURE] = says[OTHER] = SURE_OF_CLB
    answered_now.ask_again()
    assert MARK not in elsewhere["beheerder"].get(QUEUE).text
    assert "Alle 2 klaar" not in staff["lezer"].get(QUEUE).text
    one.refresh_from_db()
    staff["redacteur"].post(BULK, {"vraag": f"{one.pk}.{stamp(one)}", "actie": "goed"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("done", "open")


@pytest.mark.parametrize(
    "seen",
    [
        Seen("", "clb", 0.2, doubt=False),
        Seen("clb", "clb", 0.4, doubt=False),
        Seen("clb", "clb", 0.9, doubt=True),
        Seen("noodsituatie", "noodsituatie", 0.9, doubt=False),
        Seen("begroeting", "begroeting", 0.9, doubt=False),
        Seen("een_antwoord_dat_weg_is", "een_antwoord_dat_weg_is", 0.9, doubt=False),
    ],
)
def test_what_is_unsure_or_danger_or_no_answer_gets_no_mark(asked, says, seen) -> None:
    item = asked(UNSURE, None, **CHOICE)
    says[UNSURE] = seen
    answered_now.ask_again()
    assert now(item) == ""


def test_an_emergency_is_not_asked_at_all(asked, says) -> None:
    item = asked(DANGER, "kiva", 0.4, possible_emergency=True)
    says[DANGER] = SURE_OF_CLB
    answered_now.ask_again()
    item.refresh_from_db()
    assert (item.asked_of, item.answered_now) == ("", "")


@pytest.mark.parametrize("reason", ["thumbs_down", "sample"])
def test_the_answer_that_a_parent_refused_is_no_good_one(asked, says, reason) -> None:
    item = asked(UNSURE, "clb", 0.4)
    Reason.objects.create(question=item.questions.get(), kind=reason)
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    assert now(item) == ""


def test_none_of_these_is_believed(asked, says) -> None:
    item = asked(UNSURE, None, others=(("clb", 0.2), ("kiva", 0.1)))
    Reason.objects.create(question=item.questions.get(), kind="none_of_these")
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    assert now(item) == ""


def test_what_came_in_since_the_version_answers_is_not_asked_again(asked, says) -> None:
    item = asked(UNSURE, None, at=time.time() + 60, **CHOICE)
    answered_now.ask_again()
    item.refresh_from_db()
    assert item.asked_of == ""


def test_each_version_is_asked_once_and_going_back_takes_the_mark_away(asked, says, staff, house, settings) -> None:
    item = asked(UNSURE, None, **CHOICE)
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    says.clear()
    answered_now.ask_again()
    assert now(item) == "clb"
    publish(house, settings)
    assert MARK not in staff["redacteur"].get(QUEUE).text, "another version answers now"
    answered_now.ask_again()
    assert now(item) == ""


def test_who_asks_it_again_and_gets_a_choice_takes_the_mark_away(asked, said, says) -> None:
    item = asked(UNSURE, None, **CHOICE)
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    said(UNSURE, None, at=time.time() + 60, **CHOICE)
    harvest.harvest()
    assert now(item) == ""


def test_a_program_that_fails_changes_nothing(asked, monkeypatch, caplog) -> None:
    def fail(_versions, _texts):
        raise ProgramFailed("TimeoutExpired")

    item = asked(UNSURE, None, **CHOICE)
    monkeypatch.setattr(asking, "ask", fail)
    answered_now.ask_again()
    item.refresh_from_db()
    assert item.asked_of == ""
    assert UNSURE not in caplog.text


def test_a_group_of_today_is_suggested_by_the_version_of_today(asked, says) -> None:
    from review.queue.suggestion import suggestion

    item = asked(UNSURE, None, others=(("kiva", 0.6),))
    titles = drafts.titles()
    assert suggestion([item], titles).topic == "kiva"
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    item.refresh_from_db()
    assert suggestion([item], titles).topic == "clb"


# --- what a publication changes -------------------------------------------------------------------


@pytest.fixture
def differing(monkeypatch):
    """Let the version before show a choice, and the one after answer with the CLB."""
    told = {0: Seen("", "kiva", 0.2, doubt=False), 1: SURE_OF_CLB}
    monkeypatch.setattr(
        asking,
        "ask",
        lambda versions, texts: [[told[place] for _text in texts] for place in range(len(versions))],
    )


def test_the_page_of_what_was_published_tells_what_it_changes(
    asked, differing, staff, elsewhere, house, settings, make_user
) -> None:
    from demo.making import finished_candidate

    asked(UNSURE, None, **CHOICE)
    asked(DANGER, "kiva", 0.4, possible_emergency=True)
    asked(OTHER, None, at=time.time() - 8 * 86400, **CHOICE)
    drafts.add_question(make_user("rita", is_superuser=True), "clb", "kan het clb ook bij ons thuis langskomen")
    candidate = finished_candidate()
    publication = publish(house, settings)
    Publication.objects.update(candidate=candidate)
    type(candidate).objects.update(state="published")
    page = f"/nakijken/versies/proefmodel/{candidate.pk}"
    assert "Dat is nog niet bekend" in staff["lezer"].get(page).text
    effects.compare_last()
    text = staff["lezer"].get(page).text
    assert "Van de 1 vraag van ouders in de zeven dagen voor het publiceren krijgt er nu 1 een ander antwoord." in text
    for told in (UNSURE, "Toont een keuze", drafts.titles()["clb"]):
        assert told in text
    assert DANGER not in text
    assert OTHER not in text
    other_school = elsewhere["lezer"].get(page).text
    assert "stelden ouders geen vragen" in other_school
    assert UNSURE not in other_school
    Question.objects.filter(text=UNSURE).delete()
    assert not publication.changed_answers.exists(), "it goes with what was asked"


def test_it_is_told_once_and_again_when_it_failed(asked, differing, house, settings, monkeypatch) -> None:
    def fail(_versions, _texts):
        raise ProgramFailed("OSError")

    asked(UNSURE, None, **CHOICE)
    publication = publish(house, settings)
    with monkeypatch.context() as broken:
        broken.setattr(asking, "ask", fail)
        effects.compare_last()
        publication.refresh_from_db()
        assert publication.compared is None
    effects.compare_last()
    publication.refresh_from_db()
    assert publication.compared
    assert publication.compared <= timezone.now()
    assert publication.changed_answers.count() == 1
    monkeypatch.setattr(asking, "ask", fail)
    effects.compare_last()
    assert publication.changed_answers.count() == 1


def test_the_pointer_tells_since_when(house, settings) -> None:
    os.utime(settings.MODELS / "live", (1_600_000_000, 1_600_000_000))
    assert asking.live_since().timestamp() == 1_600_000_000


def test_the_answer_that_a_parent_refused_is_no_good_one_under_another_name(asked, says, settings) -> None:
    """Since then it was merged into another."""
    file = settings.KNOWLEDGE / "topics/clb.yml"
    file.write_text(file.read_text().replace("    title:", "    replaces: [oud_antwoord]\n    title:", 1))
    item = asked(UNSURE, "oud_antwoord", 0.4)
    Reason.objects.create(question=item.questions.get(), kind="thumbs_down")
    says[UNSURE] = SURE_OF_CLB
    answered_now.ask_again()
    assert now(item) == ""
