"""What goes on from an answer follows from the topic files, and there is always one thing to say, never two."""

from __future__ import annotations

import itertools
import re

import pytest
from rasa.core.nlg.generator import ResponseVariationFilter

from components.follow_ups import goes_on, halfway, on_its_own
from components.parties import names_of
from components.topic_importer import topic_domain
from foundation.files import read_yaml
from foundation.school_profile import fill_in_slots, general_slots, read_profile, slots_from
from foundation.topics import READER
from foundation.vocabulary import (
    AGAIN,
    AGE,
    GOES_ON_FROM,
    NOT_KNOWN,
    OFTEN,
    PARTY_PREFIX,
    PUPIL,
    TEACHER,
    TOLD,
    is_follow_up,
)
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def responses(topics, helplines):
    return topic_domain(topics, helplines, read_yaml(ROOT / "domain.yml")["responses"])["responses"]


def said(responses, name, topic=NOT_KNOWN, told=NOT_KNOWN, age=NOT_KNOWN, reader=NOT_KNOWN):
    """Return the one thing that is said in a state of the conversation."""
    slots = {GOES_ON_FROM: topic, TOLD: told, AGE: age, READER: reader}
    (chosen,) = ResponseVariationFilter(responses).responses_for_utter_action(f"utter_{name}", "ouders", slots)
    return chosen


def test_in_every_state_there_is_one_thing_to_say(responses, topics, helplines):
    named = sorted(set(names_of(helplines).values()))
    spoken_of = [NOT_KNOWN, OFTEN, *(topic.id for topic in topics.values() if goes_on(topic)), *named]
    for name in topics:
        about = spoken_of if topics[name].continues or is_follow_up(name) else spoken_of[:2]
        for topic, told, age in itertools.product(about, (NOT_KNOWN, AGAIN, OFTEN), (NOT_KNOWN, "lagere school")):
            for reader in (NOT_KNOWN, *topics[topic if topic in topics else name].wordings):
                assert said(responses, name, topic, told, age, reader)["text"]


def test_what_was_done_already_gets_the_step_after_it(responses):
    step = said(responses, "vervolg_gedaan", topic="kind_gepest_wat_doen")["text"]
    assert "Vraag een nieuw gesprek, ook met de directie" in step
    assert "Heb je dat al gedaan" not in step


def test_who_was_named_can_be_reached(responses):
    people = said(responses, "vervolg_bereiken", topic="emoties_ouder")["text"]
    assert "tel:106" in people and "dag en nacht" in people
    assert "{school_contacts_in_full}" in said(responses, "vervolg_bereiken", topic="toezicht")["text"]


@pytest.mark.parametrize("name", ["vervolg_bereiken", "vervolg_kosten"])
def test_every_party_that_is_known_can_be_asked_for_by_name(responses, helplines, name):
    for party in set(names_of(helplines).values()):
        key = party.removeprefix(PARTY_PREFIX)
        reached = said(responses, name, topic=party)["text"]
        assert f"{{school_{key}}}" in reached or helplines[key].markdown() in reached


@pytest.mark.parametrize("name", ["vervolg_en_dan", "vervolg_gedaan", "vervolg_wil_niet", "kort_antwoord"])
def test_after_a_card_it_stands_there_whole_with_its_number_first(responses, topics, name):
    for card in (topic.id for topic in topics.values() if topic.kind == "emergency"):
        assert said(responses, name, topic=card)["text"] == said(responses, card)["text"]


def test_a_few_loose_words_are_read_with_the_answer_before_them(responses):
    assert "Vraag een nieuw gesprek" in said(responses, "kort_antwoord", topic="kind_gepest_wat_doen")["text"]
    assert "volgende stap" not in said(responses, "kort_antwoord")["text"]


def test_a_word_that_goes_on_from_nothing_asks_what_it_is_about(responses):
    assert "nog niet waarover het gaat" in said(responses, "vervolg_en_dan")["text"]


def test_an_answer_is_not_said_twice(responses, topics):
    texts = [said(responses, "kind_pest_wat_doen", told=told)["text"] for told in (NOT_KNOWN, AGAIN, OFTEN)]
    assert len(set(texts)) == 3
    assert topics["kind_pest_wat_doen"].answer not in texts[1] + texts[2]


def test_an_emergency_is_said_whole_each_time(responses):
    name = "noodsituatie_zelfdoding"
    assert said(responses, name, told=OFTEN) == said(responses, name)


@pytest.mark.parametrize("told", [NOT_KNOWN, AGAIN])
def test_a_pupil_and_a_teacher_read_words_of_their_own_the_first_time_and_again(responses, told):
    for name, reader in (("cyberpesten", PUPIL), ("kind_gepest_wat_doen", PUPIL), ("kind_gepest_wat_doen", TEACHER)):
        theirs, parents = said(responses, name, told=told, reader=reader), said(responses, name, told=told)
        assert "je kind" in parents["text"] and "je kind" not in theirs["text"]
        assert "In welke school" not in theirs["text"]


def test_a_conversation_goes_on_from_the_words_that_were_read(responses):
    step = said(responses, "vervolg_en_dan", topic="cyberpesten", reader=PUPIL)["text"]
    assert "toon" not in step and "mijn gsm houden" in step
    assert "Jij mag zelf bellen" in said(responses, "vervolg_gedaan", topic="noodsituatie", reader=PUPIL)["text"]


def test_a_pupil_is_led_on_by_titles_for_pupils(responses):
    first = [button["title"] for button in responses["utter_leerling_zelf"][0]["buttons"]]
    assert "Het gebeurt online" in first and "Ik krijg de schuld" in first
    led_on = [button["title"] for button in said(responses, "cyberpesten", reader=PUPIL)["buttons"]]
    assert led_on == [title for title in first if title != "Het gebeurt online"]
    assert [button["title"] for button in said(responses, "noodsituatie_zelfdoding", reader=PUPIL)["buttons"]] == [
        "Met wie kan ik praten?"
    ]


def test_the_age_is_asked_once_and_only_where_it_matters(responses):
    assert "In welke school" in said(responses, "kind_gepest_wat_doen")["text"]
    assert "In welke school" not in said(responses, "kind_gepest_wat_doen", age="secundair")["text"]
    assert "In welke school" not in said(responses, "clb")["text"]


@pytest.mark.parametrize("slots", [general_slots(), slots_from(read_profile(ROOT / "schools" / "voorbeeldschool.yml"))])
def test_whatever_can_be_said_later_leaves_whole(responses, slots):
    for name, variations in responses.items():
        for variation in variations:
            said_then = fill_in_slots(variation["text"] + variation.get("custom", {}).get("more", ""), slots)
            assert not re.search(r"\{|\}|\[\[|\]\]", said_then), name


def understood_as(**confidences):
    """Return what Rasa hands on of a message: the guesses, the best first."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in confidences.items()]
    return {"intent": ranking[0], "intent_ranking": ranking}


def test_with_no_answer_before_it_a_message_is_what_else_it_may_be():
    alone = on_its_own(understood_as(vervolg_kosten=0.6, buiten_scope_school=0.3, clb=0.1))
    assert alone["intent"]["name"] == "buiten_scope_school" and alone["intent"]["confidence"] == pytest.approx(0.75)
    assert [guess["name"] for guess in alone["intent_ranking"]] == ["buiten_scope_school", "clb"]


@pytest.mark.parametrize("certainty", [0.999, 1.0])
def test_what_can_be_nothing_else_stays_what_it_is(certainty):
    parsed = understood_as(vervolg_en_dan=certainty, clb=1e-9)
    assert on_its_own(parsed) == parsed


def test_after_an_answer_few_words_go_on_from_it():
    parsed = understood_as(gesprek_met_school=0.5, vervolg_wil_niet=0.2, clb=0.1)
    short = halfway(parsed, "hij wil zelf niet mee naar dat gesprek")
    assert short["intent"]["name"] == "vervolg_wil_niet" and short["intent"]["confidence"] > 0.5
    assert [guess["name"] for guess in short["intent_ranking"]] == ["vervolg_wil_niet", "gesprek_met_school", "clb"]
    assert halfway(parsed, "een verhaal van " + "veel " * 12 + "woorden") == parsed


@pytest.mark.parametrize("likeliest", ["noodsituatie_zelfdoding", "clb"])
def test_what_is_danger_or_surely_something_else_stays_that_halfway(likeliest):
    parsed = understood_as(**{likeliest: 0.6, "vervolg_wil_niet": 0.1 if likeliest == "clb" else 0.4})
    assert halfway(parsed, "hij wil niet meer")["intent"]["name"] == likeliest
