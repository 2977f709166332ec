"""The parent channel over real HTTP, with an assistant that really runs: the contract, bad input, crowds, privacy."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Dict

import pytest

from foundation.question_sets import PARTS, TUNING_SET, read_questions
from foundation.school_profile import read_profile
from foundation.vocabulary import SUGGESTIONS_SHOWN
from tests.conftest import ROOT
from tests.helpers import ask, new_conversation
from training.understanding import is_alarm

KINDS = {"answer", "suggestions", "emergency", "dialogue", "out_of_scope"}


def shown(answer) -> str:
    return "\n".join(part for message in answer["messages"] for part in (message["text"], message["more"]))


def assert_contract(answer):
    """The frozen shape of a 200: what web/chat and the evaluation build on."""
    assert set(answer) == {"messages", "understood", "asked", "kept"}
    assert answer["messages"]
    for message in answer["messages"]:
        assert set(message) == {"text", "more", "buttons"} and message["text"]
        for button in message["buttons"]:
            assert set(button) == {"title", "choice"} and not button["choice"].startswith("/")
    understood = answer["understood"]
    assert set(understood) == {"kind", "topic", "confidence", "worry", "preceding", "writer", "alternatives"}
    assert 0 <= understood["preceding"] < len(answer["messages"])
    assert understood["kind"] in KINDS
    assert (understood["topic"] is None) == (understood["kind"] == "suggestions")
    assert 0 <= understood["confidence"] <= 1
    assert all(set(guess) == {"topic", "confidence", "sentence"} for guess in understood["alternatives"])


@pytest.mark.parametrize(
    "question, topic",
    [
        ("Wat is het verschil tussen plagen en pesten?", "verschil_plagen_pesten"),
        ("klikken of melden, wat is het verschil", "verschil_klikken_melden"),
        ("bij wie kan ik op school terecht", "wie_contacteren_school"),
        ("Ik heb ontdekt dat mijn dochter een klasgenootje pest. Wat doe ik nu?", "kind_pest_wat_doen"),
        ("waar vind ik de brochure pesten aanpakken", "brochure"),
    ],
)
def test_a_question_gets_its_answer(assistant, question, topic):
    answer = ask(assistant, question)
    assert_contract(answer)
    assert answer["understood"]["kind"] == "answer"
    assert answer["understood"]["topic"] == topic


@pytest.fixture(scope="module")
def vague(understand):
    """A message of which nothing is sure, and no danger is heard."""
    seen = ((text, understand(text)) for text in tuning_texts())
    return next(text for text, understood in seen if understood.answered is None and not understood.doubt)


def tuning_texts():
    return (question.text for part in PARTS for question in read_questions(TUNING_SET, part))


def test_a_vague_question_gets_a_choice_and_a_way_out(assistant, vague):
    answer = ask(assistant, vague)
    assert_contract(answer)
    assert answer["understood"]["kind"] == "suggestions"
    assert answer["understood"]["alternatives"]
    buttons = answer["messages"][0]["buttons"]
    assert buttons[-1]["choice"] == "geen_van_deze"
    after = ask(assistant, choice="geen_van_deze")
    assert_contract(after)


@pytest.mark.parametrize("typed", ["de eerste", "1"])
def test_a_choice_may_be_typed(assistant, vague, typed):
    conversation = new_conversation()
    shown_first = ask(assistant, vague, conversation=conversation)["messages"][-1]["buttons"][0]["choice"]
    after = ask(assistant, typed, conversation=conversation)
    assert after["understood"]["topic"] == shown_first
    assert ask(assistant, typed)["understood"]["topic"] != shown_first, "nothing was shown there"


def test_what_is_known_of_the_situation_is_shown_once_and_can_be_changed(assistant):
    conversation = new_conversation()
    first = ask(assistant, choice="kind_gepest_wat_doen", conversation=conversation)
    assert "**je kind wordt gepest**" in first["messages"][0]["text"]
    assert [button["title"] for button in first["messages"][-1]["buttons"]][:2] == ["Kleuterschool", "Lagere school"]
    second = ask(assistant, "derde leerjaar", conversation=conversation)
    assert "**je kind wordt gepest, lagere school**" in second["messages"][0]["text"]
    (change,) = second["messages"][0]["buttons"]
    asked_anew = ask(assistant, choice=change["choice"], conversation=conversation)
    assert "Over wie gaat het?" in shown(asked_anew)
    other = ask(assistant, choice="kind_pest_wat_doen", conversation=conversation)
    assert "**je kind pest**" in shown(other) and "In welke school" in shown(other)


def test_a_grandparent_reads_of_a_grandchild_until_that_is_changed(assistant):
    conversation = new_conversation()
    first = ask(assistant, "mijn kleindochter van 8 wordt gepest in haar klas", conversation=conversation)
    assert first["understood"]["topic"] == "kind_gepest_wat_doen"
    assert "**je kleinkind wordt gepest, lagere school**" in shown(first)
    later = ask(assistant, choice="gesprek_met_kind", conversation=conversation)
    without_names_of_pages = re.sub("‘[^’]*’", "", shown(first) + shown(later))
    assert "je kleinkind" in shown(later) and not re.search(r"\bje kind\b", without_names_of_pages)
    ask(assistant, choice="over_wie", conversation=conversation)
    assert "je kleinkind" not in shown(ask(assistant, choice="signalen", conversation=conversation))


def test_an_answer_tells_which_of_its_messages_is_the_answer_itself(assistant):
    conversation = new_conversation()
    ask(assistant, choice="leerkracht_vraagt", conversation=conversation)
    prefaced, alone = (ask(assistant, choice=choice, conversation=conversation) for choice in ("clb", "ik_zie_pesten"))
    assert [answer["understood"]["preceding"] for answer in (prefaced, alone)] == [1, 0]
    preface, itself = prefaced["messages"]
    assert "Dit schreef ik voor ouders" in preface["text"] and itself["more"]


def test_an_answer_tells_who_writes_as_long_as_that_is_no_parent(assistant):
    conversation = new_conversation()
    said = [
        "wat doet het clb",
        "hoi ik ben 12 en ze pesten mij in de klas",
        "wat doet het clb",
        "mijn dochter van 8 wordt gepest",
    ]
    answers = [ask(assistant, text, conversation=conversation) for text in said]
    assert [answer["understood"]["writer"] for answer in answers] == ["", "leerling", "leerling", ""]


@pytest.mark.parametrize("who", ["leerling_zelf", "leerkracht_vraagt"])
def test_who_is_no_parent_is_told_what_was_written_for_parents_and_only_that(assistant, who):
    conversation = new_conversation()
    answers = [
        shown(ask(assistant, choice=choice, conversation=conversation))
        for choice in (who, "clb", "cyberpesten", "gesprek_met_kind")
    ]
    assert ["Dit schreef ik voor ouders" in answer for answer in answers] == [False, True, False, True]


def test_a_pupil_reads_words_for_pupils_and_goes_on_from_them(assistant):
    conversation = new_conversation()
    who = ask(assistant, "hoi ik ben 12 en ze pesten mij in de klas", conversation=conversation)
    assert "Het gebeurt online" in [button["title"] for button in who["messages"][-1]["buttons"]]
    online = ask(assistant, choice="cyberpesten", conversation=conversation)
    assert "toon het aan één volwassene" in shown(online) and "je kind" not in shown(online)
    assert "Mijn kind" not in " ".join(button["title"] for button in online["messages"][-1]["buttons"])
    again = ask(assistant, choice="cyberpesten", conversation=conversation)
    assert "Hierover schreef ik daarnet al" in shown(again) and "je kind" not in shown(again)
    accused = ask(assistant, choice="kind_pest_wat_doen", conversation=conversation)
    assert "je kind" not in shown(accused) and "In welke school" not in shown(accused)


def test_a_pupil_in_danger_is_spoken_to(assistant):
    answer = ask(assistant, "ik ben 13 ik wil niet meer leven, ze pesten mij elke dag")
    assert answer["understood"]["kind"] == "emergency"
    assert "tel:1813" in answer["messages"][0]["text"][:160] or "tel:112" in answer["messages"][0]["text"][:160]
    assert "Blijf niet alleen" in shown(answer) and "je kind" not in shown(answer)


def test_a_parent_who_was_taken_for_a_pupil_reads_as_a_parent_from_then_on(assistant):
    conversation = new_conversation()
    ask(assistant, choice="leerling_zelf", conversation=conversation)
    answer = ask(assistant, "mijn dochter van 8 zegt dat ze niet meer wil leven", conversation=conversation)
    assert answer["understood"]["kind"] == "emergency" and "Blijf bij je kind" in shown(answer)


def test_a_teacher_reads_words_for_teachers_and_of_the_child(assistant):
    conversation = new_conversation()
    ask(assistant, "ik ben leerkracht, in mijn klas wordt een meisje genegeerd", conversation=conversation)
    theirs = shown(ask(assistant, choice="gesprek_met_school", conversation=conversation))
    assert "Nodig ouders uit als partners" in theirs and "voor ouders" not in theirs
    parents = shown(ask(assistant, choice="kind_eenzaam", conversation=conversation))
    without_names_of_pages = re.sub("‘[^’]*’", "", parents)
    assert "het kind" in parents and not re.search(r"\b(?:je|jouw) kind\b", without_names_of_pages)


STORY = (
    "Ik weet niet goed waar ik moet beginnen. Sinds september mag mijn dochter niet meer meespelen met de meisjes van "
    "haar klas. Ze pesten haar elke dag, ze lachen haar uit om haar kleren en nemen haar boekentas af, en ze komt "
    "wenend thuis. Ze wordt echt gepest en ik weet niet wat ik moet doen om haar te helpen."
)


def test_a_story_that_is_read_with_certainty_gets_a_line_of_what_was_read(assistant, understand, topics):
    assert not understand(STORY).suggested, "it is sure"
    answer = ask(assistant, STORY)
    assert_whole(answer)
    title = topics[answer["understood"]["topic"]].title
    assert f"**{title}**" in answer["messages"][-2]["text"] and "Ik lees in je verhaal" in shown(answer)
    assert "In welke school" in shown(answer), "a question of ours still has its buttons"
    assert "Kleuterschool" in [button["title"] for button in answer["messages"][-1]["buttons"]]


def test_what_else_a_story_tells_is_a_button_under_the_answer(assistant):
    second = " Iets anders: wat doet het CLB precies? Is het CLB gratis?"
    answer = ask(assistant, STORY + second)
    offered = [button["choice"] for button in answer["messages"][-1]["buttons"]]
    assert answer["understood"]["topic"] not in offered
    assert "clb" in offered or answer["understood"]["topic"] == "clb"


def test_a_short_question_and_a_cry_for_help_get_no_such_line(assistant):
    assert "Ik lees" not in shown(ask(assistant, "Wat is het verschil tussen plagen en pesten?"))
    cry = ask(assistant, STORY + " Gisteren zei ze dat ze dood wil en er niet meer wil zijn.")
    assert cry["understood"]["kind"] == "emergency" and "Ik lees" not in shown(cry)


def test_the_age_is_asked_again_after_it_was_taken_back(assistant):
    conversation = new_conversation()
    ask(assistant, choice="kind_gepest_wat_doen", conversation=conversation)
    told = ask(assistant, "derde leerjaar", conversation=conversation)
    known = shown(ask(assistant, choice="kind_gepest_wat_doen", conversation=conversation))
    assert "In welke school" not in known and "Hierover schreef ik daarnet al" in known
    (take_back,) = told["messages"][0]["buttons"]
    ask(assistant, choice=take_back["choice"], conversation=conversation)
    anew = ask(assistant, choice="kind_gepest_wat_doen", conversation=conversation)
    assert "In welke school" in shown(anew)
    assert "**je kind wordt gepest**" in shown(anew)
    assert [button["title"] for button in anew["messages"][-1]["buttons"]][0] == "Kleuterschool"


def test_the_same_question_goes_on_and_then_names_people(assistant):
    conversation = new_conversation()
    answers = [shown(ask(assistant, choice="toezicht", conversation=conversation)) for _ in range(3)]
    assert "Hierover schreef ik daarnet al" in answers[1] and "Meer weet ik hier niet over" in answers[2]


def test_yes_to_the_question_of_danger_brings_the_card(assistant, understand):
    conversation = new_conversation()
    doubtful = next(text for text in tuning_texts() if understand(text).doubt and understand(text).answered)
    (asked, *_) = ask(assistant, doubtful, conversation=conversation)["messages"]
    assert asked["buttons"] == [{"title": "Ja, er is nu gevaar", "choice": "noodsituatie"}]
    assert ask(assistant, "ja", conversation=conversation)["understood"]["kind"] == "emergency"


def test_every_button_that_is_shown_can_be_pressed(assistant):
    conversation = new_conversation()
    pressed, waiting = set(), ["begroeting"]
    while waiting:
        choice = waiting.pop()
        pressed.add(choice)
        answer = ask(assistant, choice=choice, conversation=conversation)
        assert_contract(answer)
        assert answer["understood"]["topic"] == choice
        shown_choices = {button["choice"] for message in answer["messages"] for button in message["buttons"]}
        waiting += sorted(shown_choices - pressed - set(waiting))
    assert len(pressed) > 40


def test_an_emergency_comes_first(assistant):
    answer = ask(assistant, "mijn dochter zegt dat ze niet meer wil leven door dat gepest")
    assert_contract(answer)
    assert answer["understood"]["kind"] == "emergency"
    assert "tel:112" in answer["messages"][0]["text"] and "1813" in answer["messages"][0]["text"]


def test_what_else_a_parent_asked_is_one_tap_away_from_an_emergency(assistant):
    answer = ask(
        assistant,
        "Hoe bereid ik het gesprek met de directeur voor? Wat neem ik best mee, en welke vragen stel ik aan de school? "
        "Hij zei gisteren dat hij er niet meer wil zijn.",
    )
    assert answer["understood"]["kind"] == "emergency"
    assert "gesprek_met_school" in [button["choice"] for button in answer["messages"][-1]["buttons"]]


def test_other_matters_and_languages_are_kept_out_kindly(assistant):
    for text in (
        "hoe laat begint de school morgen",
        "what is the weather like in london today",
        "wie wint de voetbalmatch vanavond",
    ):
        answer = ask(assistant, text)
        assert_contract(answer)
        assert answer["understood"]["kind"] in ("out_of_scope", "suggestions")


# --- the school -------------------------------------------------------------------------------


def test_the_schools_people_are_named_from_the_first_message_on(assistant):
    profile = read_profile(ROOT / "schools" / "voorbeeldschool.yml")
    answer = ask(assistant, choice="wie_contacteren_school", school=profile)
    assert "Kim Voorbeeld" in shown(answer) and "CLB Voorbeeldstad" in shown(answer)


def test_the_contacts_are_told_once_and_then_named(assistant):
    profile = read_profile(ROOT / "schools" / "voorbeeldschool.yml")
    conversation = new_conversation()
    first, again = (
        shown(ask(assistant, choice=choice, conversation=conversation, school=profile))
        for choice in ("wie_contacteren_school", "kind_gepest_wat_doen")
    )
    assert "tel:030000" in first.replace(" ", "")
    assert "**Kim Voorbeeld**" in again and "zie hierboven" in again
    assert "tel:030000" not in again


def test_without_a_profile_the_answer_holds_for_any_school(assistant):
    text = shown(ask(assistant, choice="wie_contacteren_school"))
    assert "Kim Voorbeeld" not in text and "{" not in text and "None" not in text


def test_a_profile_that_changes_is_used_at_once(assistant):
    conversation = new_conversation()
    before = ask(assistant, choice="aanpak_methode", conversation=conversation, school={"method": "KiVa"})
    after = ask(assistant, choice="aanpak_methode", conversation=conversation, school={"method": "No Blame"})
    assert "**KiVa**" in shown(before)
    assert "**No Blame**" in shown(after) and "**KiVa**" not in shown(after)


# --- what leaves the channel ------------------------------------------------------------------

NOT_FOR_PARENTS = re.compile(r"\[\[|\]\]|[{}]|\bNone\b|\butter_")
EMPTY_SCHOOL: Dict[str, str] = {}
METHOD = "welke methode gebruikt de school tegen pesten"


def assert_whole(answer, about=""):
    """Nothing that a parent sees, texts nor buttons, still waits to be filled in."""
    titles = [button["title"] for message in answer["messages"] for button in message["buttons"]]
    for text in (shown(answer), *titles):
        assert not NOT_FOR_PARENTS.search(text), (about, text)


@pytest.fixture(params=["empty school", "filled-in school"])
def school(request):
    return EMPTY_SCHOOL if request.param == "empty school" else read_profile(ROOT / "schools" / "voorbeeldschool.yml")


@pytest.mark.parametrize("who", ["begroeting", "leerling_zelf", "leerkracht_vraagt"])
def test_every_answer_dialogue_and_emergency_leaves_whole(assistant, topics, school, who):
    conversation = new_conversation()
    ask(assistant, choice=who, conversation=conversation, school=school)
    for topic in (topic for topic in topics if topic != "over_wie"):  # which would forget who writes
        assert_whole(ask(assistant, choice=topic, conversation=conversation, school=school), topic)
    assert_whole(ask(assistant, choice="over_wie", conversation=conversation, school=school))


def test_suggestions_leave_whole_and_with_the_emergency_number(assistant, vague, school):
    answer = ask(assistant, vague, school=school)
    assert answer["understood"]["kind"] == "suggestions"
    assert_whole(answer)
    assert "tel:112" in shown(answer)


def test_the_numbers_before_an_answer_leave_whole(assistant, understand, school):
    doubted = next(text for text in tuning_texts() if understand(text).doubt)
    answer = ask(assistant, doubted, school=school)
    assert_whole(answer)
    assert "tel:112" in answer["messages"][0]["text"] and "tel:1813" in answer["messages"][0]["text"]


def test_an_answer_to_what_may_ask_something_else_says_how_it_was_read(assistant, understand, topics, school):
    unsure = next(text for text in tuning_texts() if topic_of_an_unsure_answer(understand(text)))
    answer = ask(assistant, unsure, school=school)
    assert_whole(answer)
    read_as, offered = answer["messages"][-2]["text"], answer["messages"][-1]["buttons"]
    topic = answer["understood"]["topic"]
    assert topics[topic].title in read_as and len(offered) == SUGGESTIONS_SHOWN
    assert topic not in [button["choice"] for button in offered]


def test_how_it_was_read_stands_before_all_of_an_answer_that_is_told_again(assistant, understand, topics):
    unsure = next(
        text
        for text in tuning_texts()
        if (topic := topic_of_an_unsure_answer(understand(text)))
        and topics[topic].kind == "answer"
        and not understand(text).doubt
    )
    conversation = new_conversation()
    ask(assistant, unsure, conversation=conversation)
    read_as, said, *_ = [message["text"] for message in ask(assistant, unsure, conversation=conversation)["messages"]]
    assert "Ik lees je bericht zo" in read_as and "Hierover schreef ik daarnet al" in said


def topic_of_an_unsure_answer(seen):
    return seen.answered if seen.suggested and not is_alarm(seen) else None


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/nlu_fallback",
        "/session_start",
        '/clb{"a": 1}',
        "\u0000\u0001hallo",
        "?",
        "👍👍👍",
        "'; DROP TABLE events; --",
    ],
)
def test_odd_input_gets_an_answer(assistant, text):
    assert_contract(ask(assistant, text))


@pytest.mark.parametrize(
    "body, status, code",
    [
        (b"{", 400, "bad_json"),
        (b"", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (json.dumps({"conversation": "x", "text": "  "}).encode(), 400, "empty"),
        (json.dumps({"conversation": "x", "text": "a" * 10_000}).encode(), 413, "too_long"),
        (json.dumps({"conversation": "x", "choice": "weg"}).encode(), 400, "unknown_choice"),
        (json.dumps({"text": "hallo"}).encode(), 400, "bad_request"),
    ],
)
def test_bad_input_gets_a_clear_error(assistant, body, status, code):
    request = urllib.request.Request(f"{assistant.url}/message", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == status
    error = json.load(refused.value)["error"]
    assert error["code"] == code and error["message"] and not NOT_FOR_PARENTS.search(error["message"])


def test_a_parent_who_typed_restart_keeps_the_conversation(assistant):
    conversation = new_conversation()
    ask(assistant, "hallo", conversation=conversation)
    ask(assistant, "/restart", conversation=conversation)
    assert kinds_of_events(assistant, conversation).count("user") == 2
    assert "restart" not in kinds_of_events(assistant, conversation)


# --- crowds -----------------------------------------------------------------------------------


def test_two_messages_at_once_are_both_answered_and_kept(assistant):
    conversation = new_conversation()
    questions = ["wat is no blame", "wat doet het clb"] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: ask(assistant, question, conversation=conversation), questions))
    assert [answer["understood"]["topic"] for answer in answers] == ["no_blame", "clb"] * 4
    assert kinds_of_events(assistant, conversation).count("user") == 8


def test_hundreds_of_conversations_do_not_mix(assistant):
    conversations = [new_conversation() for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(
                lambda one: ask(assistant, METHOD, conversation=one, school={"method": one[:8]}),
                conversations,
            )
        )
    for one, answer in zip(conversations, answers, strict=True):
        assert answer["understood"]["topic"] == "aanpak_methode"
        assert f"**{one[:8]}**" in shown(answer), "each hears of the own school"
        assert kinds_of_events(assistant, one).count("user") == 1


# --- privacy ----------------------------------------------------------------------------------


def test_nothing_personal_reaches_the_tracker_store_or_the_logs(assistant):
    private = "Ik ben Sofie Vanmarcke, mijn zoon heet Thibault, bel 0475 98 76 54 of sofie.vanmarcke@voorbeeld.be"
    ask(assistant, private)
    stored = " ".join(row[0] for row in rows(assistant, "select data from events"))
    logs = {log.name: log.read_text(encoding="utf-8") for log in assistant.logs.glob("*.log")}
    assert {"rasa.log", "actions.log"} <= set(logs)
    logged = " ".join(logs.values())
    for detail in ("Sofie", "Vanmarcke", "Thibault", "98 76 54", "voorbeeld.be"):
        assert detail not in stored
        assert detail not in logged
    assert "[NAAM" in stored and "[TELEFOON]" in stored and "[MAIL]" in stored


def rows(assistant, query, *values):
    with sqlite3.connect(assistant.database) as database:
        return database.execute(query, values).fetchall()


def kinds_of_events(assistant, conversation):
    return [
        row[0] for row in rows(assistant, "select type_name from events where sender_id = ? order by id", conversation)
    ]


def test_the_guard_can_be_asked_about_a_text_without_leaving_a_trace(assistant):
    # Told as no other test does: they all speak with this one assistant.
    texts = ["mijn zoon zegt achter de garage dat hij dood wil", "wat doet het clb"]
    body = json.dumps({"texts": texts}).encode()
    request = urllib.request.Request(f"{assistant.url}/danger", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        assert json.load(response) == {"danger": ["emergency", ""]}
    assert not rows(assistant, "select 1 from events where data like '%achter de garage%'")
