"""A cry for help is never taught as something else by one person alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from chat.problems import Problem
from review.answers import drafts
from review.models import Event, Question, QueueItem, SecondLook, TopicDraft
from review.queue import harvest
from review.queue.decisions import stamp

CRY = "hij wil er niet meer zijn en heeft pillen genomen"
OTHER_CRY = "hij wil niet meer wakker worden"
ORDINARY = "waar kan ik met mijn verhaal terecht"


@pytest.fixture
def emergency(said, school) -> QueueItem:
    said(CRY, "noodsituatie_zelfdoding", 0.97)
    harvest.harvest()
    return QueueItem.objects.get()


@pytest.fixture
def item(said, school) -> QueueItem:
    said(ORDINARY, None)
    harvest.harvest()
    return QueueItem.objects.get()


def belongs(browser, item: QueueItem, text: str, topic: str = "clb"):
    item.refresh_from_db()
    data = {"stempel": stamp(item), "antwoord": topic, "tekst": text, "neem": "0"}
    return browser.post(f"/nakijken/vraag/{item.pk}/hoort-bij", data, follow=True)


def say(browser, said: str):
    return browser.post(f"/nakijken/voorstel/tweede-ja/{SecondLook.objects.get().pk}", {"zeg": said}, follow=True)


def questions_of(topic: str) -> list[str]:
    return drafts.current(topic).content.questions


# --- who alone may not --------------------------------------------------------------------------


@pytest.mark.parametrize("text", [CRY, "mijn kind voelt zich niet goed"])
def test_an_emergency_waits_for_a_second_person_whatever_is_made_of_its_words(emergency, staff, text) -> None:
    page = belongs(staff["redacteur"], emergency, text)
    assert "een tweede collega" in page.text
    assert text not in questions_of("clb")
    emergency.refresh_from_db()
    assert emergency.state == "open"
    assert Event.objects.filter(name="SecondAsked").exists()


def test_a_message_of_perhaps_danger_waits_too(said, school, staff) -> None:
    said("hij komt niet meer thuis", "clb", 0.9, possible_emergency=True)
    harvest.harvest()
    belongs(staff["redacteur"], QueueItem.objects.get(), "hij komt niet meer thuis")
    assert SecondLook.objects.get().state == "waiting"


@pytest.mark.parametrize("heard", ["emergency", "possible_emergency"])
def test_what_the_guard_hears_in_other_words_waits(item, staff, guard, heard) -> None:
    guard["ze wil niet meer leven"] = heard
    belongs(staff["redacteur"], item, "ze wil niet meer leven")
    assert not TopicDraft.objects.exists()
    assert SecondLook.objects.get().item == item


def test_what_looks_like_a_question_of_an_emergency_answer_waits(item, staff) -> None:
    known = drafts.current("noodsituatie_zelfdoding").content.questions[0]
    belongs(staff["redacteur"], item, f"{known} !")
    assert SecondLook.objects.exists()
    assert not TopicDraft.objects.exists()


def test_not_for_us_is_no_way_around(emergency, staff) -> None:
    data = {"stempel": stamp(emergency), "soort": "buiten_scope_onzin", "leer": "1", "voorbeeld": CRY}
    staff["redacteur"].post(f"/nakijken/vraag/{emergency.pk}/niet-voor-ons", data)
    assert SecondLook.objects.exists()
    assert not TopicDraft.objects.exists()


def test_the_questions_of_an_answer_are_no_way_around(data, staff, guard) -> None:
    guard[CRY] = "emergency"
    page = staff["redacteur"].post("/nakijken/antwoorden/clb?deel=vragen", {"nieuw": CRY}, follow=True)
    assert "een tweede collega" in page.text
    assert CRY not in questions_of("clb")
    say(staff["beheerder"], "ja")
    assert CRY in questions_of("clb")


def test_many_at_once_is_no_way_around(emergency, staff) -> None:
    form = {"vraag": f"{emergency.pk}.{stamp(emergency)}", "actie": "hoort", "titel": drafts.titles()["clb"]}
    page = staff["redacteur"].post("/nakijken/actie", form, follow=True)
    assert "klinkt als nood" in page.text
    assert not TopicDraft.objects.exists()


def test_a_new_answer_is_no_way_around(data, make_user, guard, school) -> None:
    guard[CRY] = "emergency"
    clb = drafts.current("clb").content
    with pytest.raises(drafts.Refused, match="Haal dat uit"):
        drafts.create(make_user("an", school, "redacteur"), type(clb)(**{**clb.as_json(), "questions": [CRY]}))


def test_as_an_emergency_it_is_taught_at_once(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY, "noodsituatie_zelfdoding")
    assert CRY in questions_of("noodsituatie_zelfdoding")


def test_an_ordinary_question_waits_for_nobody(item, staff) -> None:
    belongs(staff["redacteur"], item, ORDINARY)
    assert ORDINARY in questions_of("clb")
    assert not SecondLook.objects.exists()


def test_while_nobody_can_tell_nothing_is_taught(item, staff, monkeypatch) -> None:
    def away(_texts):
        raise Problem("unreachable")

    monkeypatch.setattr("chat.assistant.danger_in", away)
    page = belongs(staff["redacteur"], item, "andere woorden dan de ouder")
    assert "Pestwijzer antwoordt nu niet" in page.text
    assert "andere woorden dan de ouder" in page.text
    assert not TopicDraft.objects.exists()
    belongs(staff["redacteur"], item, ORDINARY)  # what was heard when it came is kept with the question
    assert ORDINARY in questions_of("clb")


# --- the second ---------------------------------------------------------------------------------


def test_a_second_person_says_yes(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    page = staff["beheerder"].get("/nakijken/voorstel")
    assert CRY in page.text
    assert drafts.titles()["clb"] in page.text
    say(staff["beheerder"], "ja")
    assert CRY in questions_of("clb")
    emergency.refresh_from_db()
    assert (emergency.state, emergency.topic, emergency.handled_by.username) == ("done", "clb", "redacteur")
    assert SecondLook.objects.get().texts == [], "what a parent wrote is not kept twice"
    told = Event.objects.get(name="SecondSaid")
    assert (told.username, told.about) == ("beheerder", {"topic": "clb", "said": "ja"})


def test_a_second_person_says_no(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    say(staff["beheerder"], "nee")
    assert CRY not in questions_of("clb")
    emergency.refresh_from_db()
    assert emergency.state == "open"
    belongs(staff["redacteur"], emergency, CRY)
    assert CRY not in questions_of("clb"), "a no is no yes"


def test_who_asked_cannot_be_the_second_but_can_think_better_of_it(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    assert "Iemand anders moet ja zeggen" in staff["redacteur"].get("/nakijken/voorstel").text
    assert say(staff["redacteur"], "ja").status_code == 403
    assert CRY not in questions_of("clb")
    say(staff["redacteur"], "nee")
    assert SecondLook.objects.get().state == "refused"


def test_a_reader_and_another_school_cannot_be_the_second(emergency, staff, elsewhere) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    assert say(staff["lezer"], "ja").status_code == 403
    say(elsewhere["beheerder"], "ja")
    assert CRY not in elsewhere["beheerder"].get("/nakijken/voorstel").text
    assert SecondLook.objects.get().state == "waiting"


def test_it_is_asked_once_and_what_was_confirmed_need_not_be_asked_again(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    belongs(staff["redacteur"], emergency, CRY)
    say(staff["beheerder"], "ja")
    decisions_taken_back(staff, emergency)
    belongs(staff["redacteur"], emergency, CRY)
    assert CRY in questions_of("clb")


def decisions_taken_back(staff, item: QueueItem) -> None:
    item.refresh_from_db()
    data = {"stempel": stamp(item), "actie": "heropen"}
    staff["redacteur"].post(f"/nakijken/vraag/{item.pk}/stand", data)
    assert CRY not in questions_of("clb")


def test_what_waits_goes_with_its_conversation(emergency, staff) -> None:
    belongs(staff["redacteur"], emergency, CRY)
    question = Question.objects.get()
    staff["beheerder"].post(f"/nakijken/bericht/{question.pk}/wis-gesprek")
    assert not SecondLook.objects.exists()


def look_at(staff, *texts: str) -> SecondLook:
    """Let somebody want to teach texts that all sound like danger, from the page of an answer."""
    staff["redacteur"].post("/nakijken/antwoorden/clb?deel=vragen", {"nieuw": "\n".join(texts)})
    return SecondLook.objects.get()


def test_only_the_erased_text_goes_and_a_colleague_decides_about_the_rest(data, said, school, staff, guard) -> None:
    said(CRY, "noodsituatie_zelfdoding", 0.97)
    harvest.harvest()
    guard[OTHER_CRY] = "emergency"
    look = look_at(staff, CRY, OTHER_CRY)
    staff["beheerder"].post(f"/nakijken/bericht/{Question.objects.get().pk}/wis-gesprek")
    assert SecondLook.objects.filter(pk=look.pk).values_list("texts", flat=True).get() == [OTHER_CRY]
    page = staff["beheerder"].get("/nakijken/voorstel").text
    assert OTHER_CRY in page
    assert CRY not in page
    say(staff["beheerder"], "ja")
    assert OTHER_CRY in questions_of("clb")
    assert CRY not in questions_of("clb")
    drafts.remove_question(User.objects.get(username="beheerder"), "clb", OTHER_CRY)
    staff["redacteur"].post("/nakijken/antwoorden/clb?deel=vragen", {"nieuw": OTHER_CRY})
    assert OTHER_CRY in questions_of("clb"), "it was confirmed"
    guard[CRY] = "emergency"
    staff["redacteur"].post("/nakijken/antwoorden/clb?deel=vragen", {"nieuw": CRY})
    assert CRY not in questions_of("clb"), "nobody confirmed it"


def test_what_another_parent_wrote_word_for_word_goes_on_waiting(emergency, said, staff) -> None:
    said(CRY, "noodsituatie_zelfdoding", 0.97)
    harvest.harvest()
    belongs(staff["redacteur"], emergency, CRY)
    staff["beheerder"].post(f"/nakijken/bericht/{emergency.questions.first().pk}/wis-gesprek")
    assert SecondLook.objects.get().texts == [CRY]
