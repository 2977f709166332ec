"""One question: what a member of staff reads about it, the three verbs, taking back, and erasing its conversation."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from chat.models import Judgement, KeptQuestion, Shown
from knowledge.content import Content
from review.answers import drafts
from review.models import Event, Question, QueueItem, TopicDraft
from review.queue import decisions, harvest
from review.queue.decisions import stamp
from tests.helpers import give_role

ROLES = ["lezer", "redacteur", "beheerder"]
TEXT = "waar kan ik met mijn verhaal terecht"


@pytest.fixture
def item(said, school) -> QueueItem:
    buttons = [
        {"title": "Wat doet het CLB?", "payload": "/clb"},
        {"title": "Geen van deze", "payload": "/geen_van_deze"},
    ]
    conversation = said("goeiendag", "begroeting", 0.99, answer="Dag, ik ben Pestwijzer.", at=time.time() - 60)
    said(
        TEXT,
        None,
        others=(("clb", 0.21), ("brochure", 0.2)),
        answer="Bedoel je **dit**:",
        buttons=buttons,
        conversation=conversation,
        at=time.time() - 50,
    )
    said("/clb", "clb", 1.0, answer="Het CLB luistert.", conversation=conversation, at=time.time() - 40)
    harvest.harvest()
    return QueueItem.objects.get()


def path(item: QueueItem, action: str = "") -> str:
    return f"/nakijken/vraag/{item.pk}{action}"


def do(browser: Client, item: QueueItem, action: str, query: str = "", follow: bool = True, **data):
    item.refresh_from_db()
    return browser.post(path(item, f"/{action}") + query, {"stempel": stamp(item), **data}, follow=follow)


def questions_of(topic: str) -> list[str]:
    draft = TopicDraft.objects.filter(topic=topic).first()
    return Content.from_json(draft.content).questions if draft else []


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_it(item, staff, role) -> None:
    assert staff[role].get(path(item)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_another_schools_staff_do_not_find_it(item, elsewhere, role) -> None:
    assert elsewhere[role].get(path(item)).status_code == 404
    assert not Event.objects.filter(name="ConversationViewed").exists()


def test_nobody_else(item, client) -> None:
    assert client.get(path(item)).status_code == 302


def test_the_conversation_in_full(item, staff) -> None:
    page = staff["lezer"].get(path(item)).text
    for told in ("goeiendag", "Dag, ik ben Pestwijzer.", "<strong>dit</strong>", "Wat doet het CLB? (gekozen)",
                 "Het CLB luistert.", "deze vraag"):  # fmt: skip
        assert told in page
    assert page.index("goeiendag") < page.index("Bedoel je") < page.index("Het CLB luistert.")


def test_guesses_what_looks_like_it_and_what_was_chosen(item, staff) -> None:
    page = staff["lezer"].get(path(item)).text
    titles = drafts.titles()
    assert "21&nbsp;%, twijfelt" in page
    assert titles["brochure"] in page
    assert f"De ouder koos zelf: <strong>{titles['clb']}" in page
    assert "nlu_fallback" not in page


def test_a_view_is_written_down_once(item, staff) -> None:
    staff["lezer"].get(path(item))
    event = Event.objects.get(name="ConversationViewed")
    assert (event.username, event.school) == ("lezer", item.school)
    assert event.about["conversation"] == Question.objects.first().conversation


def test_only_the_conversation_that_is_shown_is_written_down(item, said, staff) -> None:
    other = said(TEXT, None)
    staff["lezer"].get(path(item))
    harvest.harvest()
    Event.objects.all().delete()
    page = staff["lezer"].get(path(item))
    assert "Alle 2 berichten" in page.text
    assert Event.objects.get(name="ConversationViewed").about["conversation"] == other
    first = Question.objects.filter(item=item).order_by("asked").first()
    page = staff["lezer"].get(path(item) + f"?bericht={first.pk}")
    assert "goeiendag" in page.text


def test_thumbs_and_missing_answers_stand_in_the_conversation(item, school, staff) -> None:
    conversation = Question.objects.filter(item=item).get().conversation
    Judgement.objects.create(
        school=school,
        conversation=conversation,
        message="1",
        topic="clb",
        kind="answer",
        useful=False,
        missing="hoe ik het clb bereik",
    )
    KeptQuestion.objects.create(school=school, conversation=conversation, text="en wat nu dan", reason="timeout")
    page = staff["lezer"].get(path(item) + "?stand=alle").text
    assert "De ouder vond dit niet nuttig, en miste: ‘hoe ik het clb bereik’" in page
    assert "en wat nu dan" in page
    assert "het antwoord bleef uit" in page


def test_a_conversation_that_is_gone(item, tracker, staff) -> None:
    tracker.execute("DELETE FROM events")
    assert "gewist of te oud" in staff["lezer"].get(path(item)).text


def test_an_emergency_shows_the_reminder(said, school, staff) -> None:
    said("hij komt niet meer thuis na school", "clb", 0.9, possible_emergency=True)
    harvest.harvest()
    page = staff["lezer"].get(path(QueueItem.objects.get())).text
    assert "Niemand leest live mee." in page


NUMBERS_FIRST = {"text": "Is er nu gevaar? Bel [112](tel:112).", "more": "", "buttons": []}
AN_ANSWER = {"text": "Praat met de juf.", "more": "", "buttons": [{"title": "Meer", "choice": "clb"}]}


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([NUMBERS_FIRST, AN_ANSWER], "De ouder kreeg de noodnummers te zien."),
        ([AN_ANSWER], "De ouder kreeg geen noodnummers te zien."),
        (None, "is niet bewaard"),
    ],
)
def test_whether_the_numbers_were_seen_is_told_from_what_was_sent(said, school, staff, messages, told) -> None:
    text = "hij komt niet meer thuis na school"
    conversation = said(text, "clb", 0.9, answer="Iets anders.", possible_emergency=True, at=time.time() - 5)
    if messages:
        Shown.objects.create(conversation=conversation, topic="clb", messages=messages)
    harvest.harvest()
    page = staff["lezer"].get(path(QueueItem.objects.get())).text
    assert told in page
    if messages:
        assert "Praat met de juf." in page, "it stands there as the parent saw it"
        assert "Iets anders." not in page


def test_each_answer_stands_under_its_own_message(said, school, staff) -> None:
    conversation = said("hij komt niet meer thuis", "clb", 0.9, possible_emergency=True, at=time.time() - 60)
    said("en wat nu", None, conversation=conversation, answer="Oude tekst.", at=time.time() - 5)
    Shown.objects.create(conversation=conversation, topic="", messages=[AN_ANSWER])
    harvest.harvest()
    page = staff["lezer"].get(path(QueueItem.objects.get(emergency=True))).text
    assert "Of de ouder de noodnummers te zien kreeg, is niet bewaard." in page
    assert page.index("en wat nu") < page.index("Praat met de juf.")


def test_masked_names_get_a_hint(said, school, staff) -> None:
    said("mijn zoon [NAAM 1] durft niet meer alleen naar huis", None)
    harvest.harvest()
    assert "Hier staan namen verborgen" in staff["redacteur"].get(path(QueueItem.objects.get())).text


def test_a_known_question_gets_a_warning(said, school, staff) -> None:
    known = next(q for q in drafts.current("clb").content.questions if len(q) > 25)
    said(known, None)
    harvest.harvest()
    page = staff["redacteur"].get(path(QueueItem.objects.get())).text
    assert "Bijna dezelfde vraag staat al" in page


def test_a_reader_sees_no_verbs(item, staff) -> None:
    page = staff["lezer"].get(path(item)).text
    assert "Hoort hierbij" in staff["redacteur"].get(path(item)).text
    assert "Hoort hierbij" not in page
    assert "Wis dit gesprek" not in page
    assert "Wis dit gesprek" not in staff["redacteur"].get(path(item)).text
    assert "Wis dit gesprek" in staff["beheerder"].get(path(item)).text


def test_next_and_previous_within_the_filter(item, said, staff) -> None:
    said("hoe laat is het rapport af", "buiten_scope_school", 0.9, at=time.time() - 30)
    said("zijn er nog andere ouders met vragen", None, at=time.time() - 20)
    harvest.harvest()
    staff["lezer"].get("/nakijken/")
    newest = QueueItem.objects.order_by("-last_asked").first()
    page = staff["lezer"].get(path(newest) + "?reden=suggestions")
    assert (page.context["before"], page.context["after"]) == (None, item.pk)
    assert f"/nakijken/vraag/{item.pk}?reden=suggestions" in page.text


# --- hoort bij --------------------------------------------------------------------------------


def test_it_belongs_by_one_click(item, staff) -> None:
    page = do(staff["redacteur"], item, "hoort-bij", antwoord="clb", tekst=TEXT, neem="0")
    assert questions_of("clb")[-1] == TEXT
    item.refresh_from_db()
    assert (item.state, item.decision, item.topic, item.example) == ("done", "belongs", "clb", TEXT)
    assert item.handled_by.username == "redacteur"
    assert f"In het voorstel staat nu: ‘{TEXT}’" in page.text


def test_it_belongs_by_title_and_reworded(item, staff) -> None:
    title = drafts.titles()["brochure"]
    do(staff["redacteur"], item, "hoort-bij", titel=title, tekst="  waar vertel ik\nmijn verhaal? ", neem="0")
    assert questions_of("brochure")[-1] == "waar vertel ik mijn verhaal?"
    page = staff["redacteur"].get(path(item)).text
    assert "waar vertel ik mijn verhaal?" in page
    assert title in page


def test_several_messages_of_the_group(item, staff) -> None:
    data = {"tekst": ["waar kan ik terecht", "bij wie ga ik", "met dit verhaal"], "neem": ["0", "2"]}
    do(staff["redacteur"], item, "hoort-bij", antwoord="clb", **data)
    assert questions_of("clb")[-2:] == ["waar kan ik terecht", "met dit verhaal"]
    do(staff["redacteur"], item, "stand", actie="heropen")
    assert questions_of("clb") == []


def test_after_deciding_the_next_question_comes(item, said, staff) -> None:
    said("zijn er nog andere ouders met vragen", None, at=time.time() - 20)
    harvest.harvest()
    newest = QueueItem.objects.order_by("-last_asked").first()
    response = do(staff["redacteur"], newest, "hoort-bij", "?reden=suggestions", False, antwoord="clb",
                  tekst="x y z", neem="0")  # fmt: skip
    assert response.url == f"/nakijken/vraag/{item.pk}?reden=suggestions"
    response = do(staff["redacteur"], item, "stand", "?reden=suggestions", False, actie="klaar")
    assert response.url == "/nakijken/?reden=suggestions"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"titel": "bestaat niet", "tekst": "mijn eigen woorden", "neem": "0"}, "Kies een antwoord uit de lijst"),
        ({"antwoord": "bestaat_niet", "tekst": "mijn eigen woorden", "neem": "0"}, "Kies een antwoord uit de lijst"),
        ({"antwoord": "clb", "tekst": "mijn eigen woorden"}, "Kruis minstens één vraag aan"),
        ({"antwoord": "clb", "tekst": " ", "neem": "0"}, "Kruis minstens één vraag aan"),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(item, staff, data, told) -> None:
    page = do(staff["redacteur"], item, "hoort-bij", **data)
    assert page.status_code == 422
    assert told in page.text
    assert data["tekst"] in page.text
    assert not TopicDraft.objects.exists()
    item.refresh_from_db()
    assert item.state == "open"


def test_a_question_of_another_answer_is_refused(item, staff) -> None:
    known = drafts.current("brochure").content.questions[0]
    page = do(staff["redacteur"], item, "hoort-bij", antwoord="clb", tekst=known, neem="0")
    assert page.status_code == 422
    assert "staat al bij" in page.text
    item.refresh_from_db()
    assert item.state == "open"


def test_a_question_that_this_answer_knows_needs_no_adding(item, staff) -> None:
    known = drafts.current("clb").content.questions[0]
    do(staff["redacteur"], item, "hoort-bij", antwoord="clb", tekst=known, neem="0")
    item.refresh_from_db()
    assert (item.state, item.decision, item.example) == ("done", "belongs", "")
    assert not TopicDraft.objects.exists()


# --- nieuw antwoord, niet voor ons ------------------------------------------------------------


def test_the_way_to_a_new_answer(item, staff) -> None:
    assert f"/nakijken/antwoorden/nieuw?vraag={item.pk}" in staff["redacteur"].get(path(item)).text
    decisions.answered_with(User.objects.get(username="redacteur"), item, "clb", [TEXT])
    item.refresh_from_db()
    assert (item.state, item.decision, item.topic, item.example) == ("done", "new_answer", "clb", TEXT)


def test_not_for_us_and_nothing_to_learn(item, staff) -> None:
    do(staff["redacteur"], item, "niet-voor-ons", soort="buiten_scope", voorbeeld=TEXT)
    item.refresh_from_db()
    assert (item.state, item.decision, item.topic, item.example) == ("done", "not_for_us", "buiten_scope", "")
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize("kind", ["buiten_scope", "buiten_scope_school", "buiten_scope_onzin"])
def test_not_for_us_and_a_lesson(item, staff, kind) -> None:
    do(staff["redacteur"], item, "niet-voor-ons", soort=kind, leer="1", voorbeeld="welke kleur heeft de poort")
    assert questions_of(kind)[-1] == "welke kleur heeft de poort"
    do(staff["redacteur"], item, "stand", actie="heropen")
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize("kind", ["", "clb", "onzin"])
def test_not_for_us_asks_why(item, staff, kind) -> None:
    page = do(staff["redacteur"], item, "niet-voor-ons", soort=kind, leer="1", voorbeeld=TEXT)
    assert "Kies waarom deze vraag niet voor ons is." in page.text
    assert not TopicDraft.objects.exists()


# --- stand, terugnemen ------------------------------------------------------------------------


def test_aside_done_and_open_again(item, staff) -> None:
    for action, state in (("opzij", "aside"), ("heropen", "open"), ("klaar", "done"), ("heropen", "open")):
        do(staff["redacteur"], item, "stand", actie=action)
        item.refresh_from_db()
        assert item.state == state


def test_assigning(item, staff, elsewhere) -> None:
    page = do(staff["redacteur"], item, "stand", actie="geef", collega="mij")
    assert "Toegewezen aan <strong>jou</strong>" in page.text
    page = do(staff["beheerder"], item, "stand", actie="geef", collega="niemand")
    assert "Aan niemand toegewezen." in page.text
    stranger = User.objects.get(username="redacteur_elders")
    page = do(staff["beheerder"], item, "stand", actie="geef", collega=str(stranger.pk))
    assert page.status_code == 422
    item.refresh_from_db()
    assert item.assignee is None


def test_a_colleague_of_my_other_school_is_no_colleague_here(item, staff, make_user, other_school) -> None:
    stranger = make_user("elders", other_school, "redacteur")
    me = User.objects.get(username="redacteur")
    give_role(me, other_school, "redacteur")
    page = do(staff["redacteur"], item, "stand", actie="geef", collega=str(stranger.pk))
    assert "Die collega behandelt geen vragen van deze school." in page.text


def test_reopening_leaves_what_is_live(item, staff) -> None:
    live = drafts.current("clb").content.questions[0]
    QueueItem.objects.update(state="done", decision="belongs", topic="clb", example=live)
    page = do(staff["redacteur"], item, "stand", actie="heropen")
    assert "blijft bij ‘" in page.text
    assert not TopicDraft.objects.exists()


def test_undo_after_reopening_puts_the_example_back(item, staff) -> None:
    do(staff["redacteur"], item, "hoort-bij", antwoord="clb", tekst=TEXT, neem="0")
    do(staff["redacteur"], item, "stand", actie="heropen")
    assert questions_of("clb") == []
    staff["redacteur"].post("/nakijken/actie/terug")
    assert questions_of("clb")[-1] == TEXT
    item.refresh_from_db()
    assert (item.state, item.decision, item.example) == ("done", "belongs", TEXT)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("hoort-bij", {"antwoord": "clb", "tekst": TEXT, "neem": "0"}),
        ("niet-voor-ons", {"soort": "buiten_scope", "leer": "1", "voorbeeld": TEXT}),
        ("stand", {"actie": "opzij"}),
        ("stand", {"actie": "geef", "collega": "mij"}),
    ],
)
def test_what_a_colleague_did_meanwhile_is_told_and_stays(item, staff, action, data) -> None:
    seen = stamp(item)
    do(staff["beheerder"], item, "stand", actie="klaar")
    page = staff["redacteur"].post(path(item, f"/{action}"), {"stempel": seen, **data})
    assert page.status_code == 409
    assert "heeft iemand anders iets met deze vraag gedaan (beheerder" in page.text
    item.refresh_from_db()
    assert (item.state, item.decision, item.handled_by.username) == ("done", "seen", "beheerder")
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize("action", ["hoort-bij", "niet-voor-ons", "stand"])
def test_who_may_decide(item, staff, elsewhere, client, action) -> None:
    data = {"stempel": stamp(item), "actie": "klaar", "soort": "buiten_scope", "antwoord": "clb", "tekst": TEXT,
            "neem": "0"}  # fmt: skip
    where = path(item, f"/{action}")
    assert client.post(where, data).status_code == 302
    assert staff["lezer"].post(where, data).status_code == 403
    assert elsewhere["lezer"].post(where, data).status_code == 403
    assert elsewhere["redacteur"].post(where, data).status_code == 404
    assert elsewhere["beheerder"].post(where, data).status_code == 404
    assert staff["beheerder"].get(where).status_code == 405
    item.refresh_from_db()
    assert item.state == "open"
    assert staff["redacteur"].post(where, data).status_code == 302


# --- erasing ----------------------------------------------------------------------------------


def erase_path() -> str:
    return f"/nakijken/bericht/{Question.objects.exclude(item=None).get().pk}/wis-gesprek"


def test_erasing_asks_first_and_then_erases_everywhere(item, staff, tracker) -> None:
    page = staff["beheerder"].get(erase_path())
    assert "Dat kan je niet ongedaan maken" in page.text
    assert QueueItem.objects.exists()
    conversation = Question.objects.first().conversation
    page = staff["beheerder"].post(erase_path(), follow=True)
    assert "Het gesprek is overal gewist." in page.text
    assert not Question.objects.exists()
    assert not QueueItem.objects.exists()
    tracker.execute("SELECT count(*) FROM events")
    assert tracker.fetchone() == (0,)
    event = Event.objects.get(name="ConversationErased")
    assert (event.username, event.about["conversation"]) == ("beheerder", conversation)


def test_erasing_tells_of_an_example_that_stays(item, staff) -> None:
    do(staff["beheerder"], item, "hoort-bij", antwoord="clb", tekst=TEXT, neem="0")
    page = staff["beheerder"].get(erase_path())
    assert "er is een voorbeeldvraag van gemaakt" in page.text
    page = staff["beheerder"].post(erase_path(), follow=True)
    assert "staat nog bij het antwoord" in page.text


def test_erasing_tells_of_a_message_that_an_editor_put_at_an_answer_by_hand(item, staff) -> None:
    drafts.add_question(User.objects.get(username="redacteur"), "clb", TEXT)
    page = staff["beheerder"].get(erase_path())
    assert "staat woordelijk bij" in page.text
    assert drafts.titles()["clb"] in page.text


def test_who_may_erase(item, staff, elsewhere, client) -> None:
    where = erase_path()
    assert client.post(where).status_code == 302
    assert staff["lezer"].post(where).status_code == 403
    assert staff["redacteur"].post(where).status_code == 403
    assert elsewhere["redacteur"].post(where).status_code == 403
    assert elsewhere["beheerder"].post(where).status_code == 404
    assert Question.objects.exists()
