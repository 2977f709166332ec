"""Danger is heard, figures of speech are not; the tuning set is a gate that a model must pass."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from components.emergency_guard import (
    DOUBT,
    EmergencyGuard,
    danger_in,
    words_of_danger,
    words_of_danger_in_another_language,
)
from components.suspicion import NO_SUSPICION, Suspicion
from components.topic_classifier import SUSPICION
from foundation.question_sets import (
    EMERGENCIES,
    LOOK_ALIKES,
    OUT_OF_SCOPE,
    TOPICS,
    TUNING_SET,
    read_questions,
)
from training.understanding import gets_the_numbers, heard, is_alarm, kept_out, score

SOME_SUSPICION = Suspicion("noodsituatie_zelfdoding", 0.05, 0.15)


@pytest.mark.parametrize(
    "text, kind",
    [
        ("hij wil zelfmoord plegen", "noodsituatie_zelfdoding"),
        ("ze wilt ni meer leven", "noodsituatie_zelfdoding"),
        ("ons kind heeft nen afscheidsbrief geschreven", "noodsituatie_zelfdoding"),
        ("zegt dat iedereen beter af is zonder hem", "noodsituatie_zelfdoding"),
        ("mijn dochter snijdt in haar armen", "noodsituatie_zelfverwonding"),
        ("er staat een jongen met een mes aan de schoolpoort", "noodsituatie_geweld"),
        ("mijn dochter is verkracht", "noodsituatie_misbruik"),
        ("mijn zoon is niet thuisgekomen van school", "noodsituatie_vermist"),
        ("help het is een noodgeval", "noodsituatie"),
    ],
)
def test_words_of_danger_are_known(text, kind):
    assert words_of_danger(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "ik lach me dood met die juf",
        "ik schrok mij dood van dat rapport",
        "hij verveelt zich dood op school",
        "doodmoe van al dat gezaag",
        "zijn jas is verdwenen in de refter",
        "in fortnite schiet hij iedereen dood",
        "oma is vorige week gestorven",
        "ze huilt zich in slaap en zondag nog het meest",
        "hij heeft van schrik geplast in zijn broek",
    ],
)
def test_figures_of_speech_are_no_words_of_danger(text):
    assert words_of_danger(text) is None


@pytest.mark.parametrize(
    "text, kind",
    [
        ("my son wants to kill himself", "noodsituatie_zelfdoding"),
        ("ma fille veut mourir", "noodsituatie_zelfdoding"),
        ("oğlum intihar etmek istiyor", "noodsituatie_zelfdoding"),
        ("moja córka nie chce żyć", "noodsituatie_zelfdoding"),
        ("моя дочка не хоче жити", "noodsituatie_zelfdoding"),
        ("ابني يريد الانتحار", "noodsituatie_zelfdoding"),
        ("someone has a knife at school", "noodsituatie_geweld"),
        ("my daughter was sexually assaulted", "noodsituatie_misbruik"),
    ],
)
def test_danger_in_another_language_is_enough_by_itself(text, kind):
    assert words_of_danger_in_another_language(text) == kind
    assert danger_in(text, NO_SUSPICION) == (kind, 1.0)


def test_words_of_danger_make_danger_likelier():
    said, unsaid = (danger_in(text, SOME_SUSPICION) for text in ("hij wil zelfmoord plegen", "hij wil iets anders"))
    assert said.topic == unsaid.topic == "noodsituatie_zelfdoding"
    assert said.probability > unsaid.probability > 0
    assert danger_in("wat zijn signalen van zelfmoordgedachten", NO_SUSPICION).probability < 0.02


def test_the_whole_message_and_its_loudest_sentence_both_count():
    one, other, both = (
        danger_in("hij is stil", Suspicion("noodsituatie", *shares)).probability
        for shares in ((0.5, 0.01), (0.01, 0.5), (0.5, 0.5))
    )
    assert both > max(one, other)


@pytest.mark.parametrize("share, doubted", [(1e-4, False), (0.2, True)])
def test_in_doubt_the_message_is_marked_and_its_intent_kept(share, doubted):
    guard = EmergencyGuard({"threshold": 0.9, "threshold_of_doubt": 0.02, "threshold_of_doubt_by_words": 0.001})
    message = Message({"text": "hij zit er maar stil bij", "intent": {"name": "signalen", "confidence": 0.8}})
    message.set(SUSPICION, Suspicion("noodsituatie", share, share))
    guard.process([message])
    assert bool(message.get(DOUBT)) == doubted
    assert message.get("intent")["name"] == "signalen"


@pytest.mark.parametrize(
    "text, doubted",
    [
        ("en toen heeft hij te veel ingenomen", True),
        ("ze grijpen de meisjes bij hun billen", True),
        ("de mijne wil gewoon stoppen met alles", True),
        ("in fortnite doet hij een zelfmoordmissie", False),
        ("hij is al een week verdrietig", False),
    ],
)
def test_plain_words_of_suicide_or_abuse_said_in_passing_give_the_numbers(text, doubted):
    guard = EmergencyGuard({"threshold": 0.9, "threshold_of_doubt": 0.8, "threshold_of_doubt_by_words": 0.001})
    message = Message({"text": text, "intent": {"name": "signalen", "confidence": 0.8}})
    message.set(SUSPICION, Suspicion("noodsituatie", 0.01, 0.01))
    guard.process([message])
    assert bool(message.get(DOUBT)) == doubted


def test_in_danger_the_intent_is_the_kind_of_emergency():
    guard = EmergencyGuard({"threshold": 0.1, "threshold_of_doubt": 0.02, "threshold_of_doubt_by_words": 0.001})
    message = Message({"text": "hij zit er maar stil bij", "intent": {"name": "signalen", "confidence": 0.8}})
    message.set(SUSPICION, Suspicion("noodsituatie_zelfdoding", 0.9, 0.9))
    guard.process([message])
    assert message.get("intent")["name"] == "noodsituatie_zelfdoding" and not message.get(DOUBT)


def test_a_long_story_does_not_hide_a_cry_for_help(understand):
    story = (
        "Goedenavond, ik heb een vraag over de klassenraad. Onze zoon zit in het vierde jaar en wordt uitgelachen "
        "om zijn bril. De titularis was vriendelijk. We hebben een afspraak op donderdag. Wat moet ik "
        "meenemen. "
        "Gisteren zei hij aan tafel dat hij er niet meer wil zijn. Moet mijn man ook meekomen naar dat gesprek?"
    )
    assert is_alarm(understand(story))


# --- the gate ---------------------------------------------------------------------------------
#
# On the tuning set only: the other one is only ever reported (evaluation/README.md), so no test may turn on it or print
# a text of it. Each bound stands a little below what was measured on 2026-11-29, so that a real loss is noticed and a
# new training is not.


def test_emergencies_are_answered_first(understand):
    """Measured: 119 of 120."""
    questions = read_questions(TUNING_SET, EMERGENCIES)
    missed = [question.text for question in questions if not is_alarm(understand(question.text))]
    assert len(missed) <= 0.01 * len(questions), missed


def test_hardly_any_emergency_goes_without_the_numbers(understand):
    """Measured: all 120."""
    questions = read_questions(TUNING_SET, EMERGENCIES)
    unheard = [question.text for question in questions if not gets_the_numbers(understand(question.text))]
    assert len(unheard) <= 0.01 * len(questions), unheard


def test_look_alikes_are_mostly_left_alone(understand):
    """Measured: 98.3 %."""
    alarmed = heard(read_questions(TUNING_SET, LOOK_ALIKES), understand)
    assert alarmed <= 0.12


def test_questions_get_their_answer_and_hardly_ever_a_wrong_one(understand):
    """Measured: 95.7 % right, 4.0 % wrong, and 98.7 % of what is out of scope kept out."""
    topics = score(read_questions(TUNING_SET, TOPICS), understand)
    out = kept_out(read_questions(TUNING_SET, OUT_OF_SCOPE), understand)
    assert topics.right >= 0.93
    assert topics.wrong <= 0.05
    assert out >= 0.93
