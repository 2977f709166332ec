"""What the channel lets in, and how it says no: in Dutch, with a code, and never with a command."""

from __future__ import annotations

import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.parent_channel import (
    ERRORS,
    ChannelError,
    WholeMessages,
    _as_it_was_read,
    _below,
    _goes_on_from,
    _shown_last,
    choices,
    danger_in,
    neutralise,
    read_message,
    read_texts,
    understood,
)
from components.topic_importer import topic_domain
from foundation.files import read_yaml
from foundation.vocabulary import AGAIN, DOUBT, LONGEST_MESSAGE, NOT_KNOWN, OFTEN, PARTY, TOPIC_SLOT, WHO
from tests.conftest import ROOT

CONVERSATION = {"conversation": "c1"}


@pytest.fixture(scope="module")
def domain(topics, helplines):
    return Domain.from_dict(topic_domain(topics, helplines, read_yaml(ROOT / "domain.yml")["responses"]))


def refusal(body, domain):
    with pytest.raises(ChannelError) as error:
        read_message(body, domain)
    return error.value


@pytest.mark.parametrize(
    "typed", ["/restart", "//restart", " / /clb", "/nlu_fallback", "/session_start{}", "\u200b/restart"]
)
def test_what_a_parent_types_is_never_a_command(typed, domain):
    assert not read_message({**CONVERSATION, "text": typed}, domain).for_rasa.startswith("/")


@pytest.mark.parametrize("empty", ["", "   ", "\n\t", "/", " // ", "\u0000\u0007", "\u200b\u202e"])
def test_nothing_typed_is_an_error_that_says_so(empty, domain):
    assert refusal({**CONVERSATION, "text": empty}, domain).code == "empty"


def test_control_characters_are_taken_out_and_emoji_kept():
    assert neutralise("mijn\u0000 zoon\u202e 👨\u200d👩\u200d👧 huilt\u0007") == "mijn zoon 👨\u200d👩\u200d👧 huilt"


def test_too_long_a_message_is_refused_with_the_emergency_number(domain):
    error = refusal({**CONVERSATION, "text": "a" * 10_000}, domain)
    assert (error.code, error.status) == ("too_long", 413)
    assert "112" in error.message and str(LONGEST_MESSAGE) in error.message


@pytest.mark.parametrize("choice", ["bestaat_niet", "restart", "nlu_fallback", "session_start", "", 5, ["clb"]])
def test_a_choice_must_be_a_topic_that_exists(choice, domain):
    assert refusal({**CONVERSATION, "choice": choice}, domain).code == "unknown_choice"


def test_a_topic_may_be_chosen(domain):
    assert read_message({**CONVERSATION, "choice": "clb"}, domain).for_rasa == "/clb"
    assert {"clb", "geen_van_deze", "noodsituatie"} <= set(choices(domain))


@pytest.mark.parametrize(
    "body",
    [
        {"text": "hallo"},
        {"conversation": "", "text": "hallo"},
        {"conversation": 7, "text": "hallo"},
        {"conversation": "c" * 129, "text": "hallo"},
        {"conversation": "a\u0000", "text": "hallo"},
        {"conversation": "a\ud83d", "text": "hallo"},
        {"conversation": "a b", "text": "hallo"},
        {"conversation": "a\n", "text": "hallo"},
        CONVERSATION,
        {**CONVERSATION, "choice": None},
        {**CONVERSATION, "text": "hallo", "choice": "clb"},
        {**CONVERSATION, "text": ["hallo"]},
    ],
)
def test_a_message_lacks_nothing_and_says_one_thing(body, domain):
    assert refusal(body, domain).code == "bad_request"


@pytest.mark.parametrize("body", [None, [], "hallo", 3])
def test_a_body_is_an_object(body, domain):
    assert refusal(body, domain).code == "bad_json"


def test_a_wrong_school_is_refused_and_says_why(domain):
    error = refusal({**CONVERSATION, "text": "hallo", "school": {"kleur": "rood"}}, domain)
    assert error.code == "bad_school" and "kleur" in error.message


def test_names_and_numbers_are_masked_on_the_way_in(domain):
    text = read_message({**CONVERSATION, "text": "Ik ben Sofie Maes, bel 0475 12 34 56"}, domain).text
    assert "Sofie" not in text and "0475" not in text and "[TELEFOON]" in text


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_is_a_dutch_sentence(code):
    error = ChannelError(code)
    assert 400 <= error.status < 600
    assert error.message[0].isupper() and error.message.endswith((".", "!"))


def test_a_fallback_reports_suggestions_with_the_real_guesses(domain):
    parsed = {
        "intent": {"name": "nlu_fallback", "confidence": 0.3},
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.3},
            {"name": "clb", "confidence": 0.21, "sentence": "Wat doet het CLB?"},
            {"name": "clb_chat", "confidence": 0.2},
        ],
    }
    assert understood(parsed, domain) == {
        "kind": "suggestions",
        "topic": None,
        "confidence": 0.21,
        "worry": False,
        "alternatives": [
            {"topic": "clb", "confidence": 0.21, "sentence": "Wat doet het CLB?"},
            {"topic": "clb_chat", "confidence": 0.2, "sentence": ""},
        ],
    }


def test_a_suspicion_of_danger_is_told(domain):
    parsed = {"intent": {"name": "clb", "confidence": 0.9}, DOUBT: True}
    assert understood(parsed, domain)["worry"] is True


@pytest.mark.parametrize(
    "intent, kind",
    [
        ("clb", "answer"),
        ("begroeting", "dialogue"),
        ("buiten_scope_school", "out_of_scope"),
        ("noodsituatie_zelfdoding", "emergency"),
    ],
)
def test_the_kind_follows_from_where_the_topic_lives(intent, kind, domain):
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "intent_ranking": [{"name": intent, "confidence": 0.9}]}
    assert understood(parsed, domain)["kind"] == kind


@pytest.mark.parametrize("body", [None, {}, {"texts": []}, {"texts": "hallo"}, {"texts": ["a"] * 101}, {"texts": [5]}])
def test_texts_to_ask_about_are_a_list_that_is_not_too_long(body):
    with pytest.raises(ChannelError) as error:
        read_texts(body)
    assert error.value.code == "bad_request"


def test_texts_of_staff_are_read_as_a_parents_message():
    command, call = read_texts({"texts": ["/restart", "bel 0470 12 34 56"]})
    assert command == "restart"
    assert "0470" not in call


@pytest.mark.parametrize(
    ("parsed", "heard"),
    [
        ({"intent": {"name": "noodsituatie_zelfdoding"}}, "emergency"),
        ({"intent": {"name": "clb"}, "possible_emergency": True}, "possible_emergency"),
        ({"intent": {"name": "clb"}}, ""),
    ],
)
def test_what_the_guard_made_of_a_text(parsed, heard):
    assert danger_in(parsed) == heard


# --- what a conversation goes on from ----------------------------------------------------------


def told_of(domain, *events):
    tracker = DialogueStateTracker.from_events("c1", [], domain.slots)
    tracker.update_with_events(list(events), domain)
    return tracker


def read_as(intent, party=""):
    return {
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": PARTY, "value": party}] if party else [],
    }


def test_after_a_card_it_is_never_said_that_there_is_no_more_to_say(domain):
    after_a_card = told_of(domain, SlotSet(TOPIC_SLOT, "noodsituatie_zelfdoding"))
    assert _goes_on_from(read_as("vervolg_en_dan"), AGAIN, after_a_card, domain) == "noodsituatie_zelfdoding"
    after_an_answer = told_of(domain, SlotSet(TOPIC_SLOT, "clb"))
    assert _goes_on_from(read_as("vervolg_en_dan"), AGAIN, after_an_answer, domain) == OFTEN


def test_who_was_named_is_spoken_of_until_something_else_is(domain):
    tracker = told_of(domain, SlotSet(TOPIC_SLOT, "clb"), SlotSet(PARTY, "party:awel"))
    assert _goes_on_from(read_as("vervolg_bereiken", "party:politie"), AGAIN, tracker, domain) == "party:politie"
    assert _goes_on_from(read_as("vervolg_kosten"), NOT_KNOWN, tracker, domain) == "party:awel"
    assert _goes_on_from(read_as("vervolg_en_dan"), NOT_KNOWN, tracker, domain) == "clb"


def test_a_conversation_goes_on_from_a_topic_that_staff_let_go_since(domain):
    heard = read_as("vervolg_en_dan") | {"intent_ranking": []}
    from_one_that_is_there = told_of(domain, SlotSet(TOPIC_SLOT, "clb"))
    assert _below([], heard, from_one_that_is_there, domain)
    assert _below([], heard, told_of(domain, SlotSet(TOPIC_SLOT, "een_onderwerp_van_vroeger")), domain) == []


def test_a_message_stays_whole_where_rasa_would_cut_it():
    collected = WholeMessages()
    asyncio.run(collected.send_text_message("c1", "Zo gaat het verder.\n\nVraag een gesprek.\n\nBel het CLB.\n"))
    assert [message["text"] for message in collected.messages] == [
        "Zo gaat het verder.\n\nVraag een gesprek.\n\nBel het CLB."
    ]


@pytest.mark.parametrize("told, choices_above", [(SlotSet(WHO, "je kind pest"), ["over_wie"]), (SlotSet(WHO, ""), [])])
def test_that_what_is_remembered_is_wrong_can_be_typed_as_well_as_tapped(domain, told, choices_above):
    heard = UserUttered("mijn kind pest", parse_data=read_as("kind_pest_wat_doen") | {"intent_ranking": []})
    tracker = told_of(domain, heard, told, BotUttered("Zeg duidelijk ..."))
    whole = domain.merge(Domain.from_dict({"responses": read_yaml(ROOT / "domain.yml")["responses"]}))
    assert [button["choice"] for button in _shown_last(tracker, whole)[1]] == choices_above


def test_a_version_of_before_the_line_for_long_messages_answers_without_it(domain):
    """Staff may go back to one, and its domain is its own."""
    heard = read_as("kind_pest_wat_doen") | {"text": "mijn kind " * 30}
    heard["intent_ranking"] = [{"name": "kind_pest_wat_doen", "confidence": 0.99}]
    now = domain.merge(Domain.from_dict({"responses": read_yaml(ROOT / "domain.yml")["responses"]}))
    known = {name: said for name, said in now.responses.items() if not name.startswith("utter_verhaal")}
    before = Domain.from_dict({**now.as_dict(), "responses": known})
    assert [len(_as_it_was_read(heard, told_of(one), one)) for one in (now, before)] == [1, 0]
