"""The report on a candidate: every verdict, the safety set that blocks, and the hidden questions that stay hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Dict, Optional, Sequence

import pytest

from foundation.helplines import Helpline
from foundation.question_sets import (
    EMERGENCIES,
    LOOK_ALIKES,
    OUT_OF_SCOPE,
    REPORT_SET,
    TOPICS,
    TUNING_SET,
    LabelledQuestion,
)
from foundation.topics import Topic
from training.comparison import Assistant, Received, beyond_chance, compare
from training.understanding import Understanding

HELPLINES = {
    "nood": Helpline("nood", "112", "112"),
    "wegwijzer": Helpline("wegwijzer", "Wegwijzer", url="https://voorbeeld.example"),
}
EMERGENCY_ANSWER = "Bel [[nood]]. Dit is een machine; er leest niemand mee."


def topic(name: str, *questions: str, folder: str = "topics", answer: str = "Een antwoord.") -> Topic:
    return Topic(name, folder, Path(f"{name}.yml"), f"Over {name}", "doen", "", [], "", [], list(questions), answer)


TOPICS_NOW = {
    "clb": topic("clb", "wat doet het clb"),
    "kiva": topic("kiva", "wat is kiva"),
    "noodsituatie": topic("noodsituatie", "help", folder="emergencies", answer=EMERGENCY_ANSWER),
}


def question(text: str, right: str) -> LabelledQuestion:
    return LabelledQuestion(text, right, "kort", frozenset([right]))


def a_set(name: str) -> Dict:
    """Return a small question set; the texts tell which set they are of."""
    return {
        TOPICS: [question(f"{name} clb {number}", "clb") for number in range(8)],
        OUT_OF_SCOPE: [question(f"{name} weer", "buiten_scope")],
        EMERGENCIES: [question(f"{name} nood {number}", "noodsituatie") for number in range(3)],
        LOOK_ALIKES: [question(f"{name} lach me dood", "clb")],
    }


def seen(answered: Optional[str], ranking: Sequence[str], doubt: bool = False) -> Understanding:
    """Return what was understood where all that is ranked may be suggested."""
    return Understanding(answered, list(ranking), list(ranking), doubt)


SETS = {name: a_set(name) for name in (TUNING_SET, REPORT_SET)}
ALARM = seen("noodsituatie", ["noodsituatie"])
A_CHOICE = seen(None, ["clb", "kiva"])


def assistant(topics: Dict[str, Topic] = TOPICS_NOW, **otherwise: Understanding) -> Assistant:
    """Return an assistant that understands all; `otherwise` says what it makes of messages with a word in them."""

    def understand(text: str) -> Understanding:
        for words, understood in otherwise.items():
            if words.replace("_", " ") in text:
                return understood
        if "nood" in text:
            return ALARM
        return A_CHOICE if "weer" in text else seen("clb", ["clb", "kiva"])

    return Assistant(understand, topics)


def report(before: Assistant, after: Assistant) -> Dict:
    return compare(SETS, before, after, HELPLINES)


def test_the_same_is_equal_and_safe():
    told = report(assistant(), assistant())
    assert told["verdict"] == "equal"
    safe = told["safety"]
    assert (safe["passed"], safe["reasons"], safe["missed"], safe["fainter"]) == (True, [], [], [])
    assert safe["received"] == {"asked": 0, "worse": []}
    assert told["changes"] == [] and told["confusions"] == []
    assert told["own"] == {"asked": 0, "missed": [], "missed_in_all": 0}
    assert told["scores"][TUNING_SET]["before"] == told["scores"][TUNING_SET]["after"]


def test_many_right_answers_more_are_better():
    told = report(assistant(clb=seen("kiva", ["kiva"])), assistant())
    assert told["verdict"] == "better"
    assert told["scores"][REPORT_SET]["better"] == 8
    assert told["scores"][REPORT_SET]["before"]["right"] == 0 and told["scores"][REPORT_SET]["after"]["right"] == 1
    assert {change["mark"] for change in told["changes"]} == {"better"}


def test_many_wrong_answers_more_are_worse_and_told_as_a_confusion():
    told = report(assistant(), assistant(clb=seen("kiva", ["kiva"])))
    assert told["verdict"] == "worse"
    assert told["confusions"] == [{"asked": "Over clb", "answered": "Over kiva", "before": 0, "after": 8}]


def test_a_topic_that_was_merged_is_rightly_answered_by_the_one_it_went_into():
    left = {name: one for name, one in TOPICS_NOW.items() if name != "clb"}
    merged = {**left, "kiva": replace(TOPICS_NOW["kiva"], replaces=["clb"])}
    told = report(assistant(), assistant(merged, clb=seen("kiva", ["kiva"])))
    assert (told["verdict"], told["scores"][REPORT_SET]["worse"]) == ("equal", 0)
    assert told["scores"][REPORT_SET]["after"]["right"] == 1
    assert {change["mark"] for change in told["changes"]} == {"other"}
    assert told["confusions"] == []


THEIRS = [f"hoe lang duurt het bij het clb {number}" for number in range(4)]
KEPT = [f"wat doet het clb {number}" for number in range(4)]
CLB = topic("clb", *KEPT, *THEIRS)


def asked_of_clb(*texts: str) -> Dict:
    return {**a_set(TUNING_SET), TOPICS: [question(text, "clb") for text in texts]}


def compared(now: Dict[str, Topic], later: Dict[str, Topic], sets: Dict, **otherwise: Understanding) -> Dict:
    before, after = assistant({**TOPICS_NOW, **now}), assistant({**TOPICS_NOW, **now, **later}, **otherwise)
    after = after._replace(topics={name: one for name, one in after.topics.items() if one.questions})
    return compare({TUNING_SET: sets, REPORT_SET: sets}, before, after, HELPLINES)


def test_what_a_topic_that_was_split_off_answers_is_not_lost():
    wacht = seen("wachten", ["wachten"])
    split = {"clb": topic("clb", *KEPT), "wachten": topic("wachten", *THEIRS)}
    sets = asked_of_clb(*(f"zeg hoe lang duurt het bij het clb {word}" for word in "abcdefgh"))
    told = compared({"clb": CLB}, split, sets, hoe_lang=wacht)
    assert (told["verdict"], told["scores"][REPORT_SET]["worse"]) == ("equal", 0)
    assert told["scores"][REPORT_SET]["after"]["right"] == 1
    assert told["confusions"] == []


def test_what_a_topic_that_was_split_off_draws_away_from_the_other_is_told():
    split = {"clb": topic("clb", *KEPT), "wachten": topic("wachten", *THEIRS)}
    sets = asked_of_clb(*(f"en wat doet het clb {word}" for word in "abcdefgh"))
    told = compared({"clb": CLB}, split, sets, wat_doet=seen("wachten", ["wachten"]))
    assert told["verdict"] == "worse"
    assert told["confusions"] == [{"asked": "Over clb", "answered": "Over wachten", "before": 0, "after": 8}]


def test_a_topic_that_went_while_its_questions_went_elsewhere_is_answered_there():
    gone = {"clb": topic("clb"), "kiva": topic("kiva", "wat is kiva", *KEPT, *THEIRS)}
    sets = asked_of_clb(*(f"en wat doet het clb {word}" for word in "abcdefgh"))
    told = compared({"clb": CLB}, gone, sets, wat_doet=seen("kiva", ["kiva"]))
    assert (told["verdict"], told["scores"][REPORT_SET]["worse"]) == ("equal", 0)
    assert told["scores"][REPORT_SET]["after"]["right"] == 1


def test_nobody_is_asked_about_what_went_nowhere_while_the_rest_went_elsewhere():
    gone = {"clb": topic("clb"), "kiva": topic("kiva", "wat is kiva", *THEIRS)}
    sets = asked_of_clb(*(f"en wat doet het clb {word}" for word in "abcdefgh"))
    told = compared({"clb": CLB}, gone, sets, wat_doet=A_CHOICE)
    assert told["verdict"] == "equal"
    assert told["scores"][TUNING_SET]["questions"] == len(sets[EMERGENCIES]) + 2


def test_what_had_been_merged_into_a_topic_goes_on_with_its_questions():
    now = {"kiva": topic("kiva", "wat is kiva"), "clb": topic("clb")}
    merged = replace(CLB, id="hulp", replaces=["clb"])
    later = {"hulp": topic("hulp"), "wachten": topic("wachten", *KEPT, *THEIRS)}
    sets = asked_of_clb(*(f"en wat doet het clb {word}" for word in "abcdefgh"))
    told = compared({**now, "hulp": merged}, later, sets, wat_doet=seen("wachten", ["wachten"]))
    assert told["scores"][REPORT_SET]["after"]["right"] == 1


def test_nobody_is_asked_about_a_topic_that_went_nowhere():
    left = {name: one for name, one in TOPICS_NOW.items() if name != "clb"}
    told = report(assistant(), assistant(left, clb=A_CHOICE))
    assert told["verdict"] == "equal"
    assert told["scores"][TUNING_SET]["questions"] == len(SETS[TUNING_SET][EMERGENCIES]) + 2


def test_an_answer_on_the_edge_is_told_and_called_equal():
    told = report(assistant(), assistant(afstellen_clb_1=A_CHOICE))
    assert told["verdict"] == "equal"
    assert told["changes"] == [
        {
            "text": "afstellen clb 1",
            "expected": "Over clb",
            "before": "Over clb",
            "after": "Toont een keuze, met het juiste erbij",
            "mark": "worse",
        }
    ]


@pytest.mark.parametrize(
    "before, after, mark",
    [
        (seen("kiva", ["kiva"]), A_CHOICE, "better"),
        (seen("kiva", ["kiva"]), seen(None, ["kiva"]), "better"),
        (A_CHOICE, seen(None, ["kiva"]), "worse"),
        (seen("kiva", ["kiva"]), seen("noodsituatie", []), "other"),
    ],
)
def test_no_answer_is_better_than_a_wrong_one_and_a_choice_with_the_answer_better_still(before, after, mark):
    told = report(assistant(afstellen_clb_1=before), assistant(afstellen_clb_1=after))
    assert [change["mark"] for change in told["changes"]] == [mark]


def test_what_is_no_longer_kept_out_and_a_false_alarm_are_worse():
    told = report(assistant(), assistant(weer=seen("clb", ["clb"]), lach=ALARM))
    assert [change["text"] for change in told["changes"]] == ["afstellen weer", "afstellen lach me dood"]
    assert {change["mark"] for change in told["changes"]} == {"worse"}
    assert told["scores"][TUNING_SET]["after"]["kept_out"] == 0
    assert told["scores"][TUNING_SET]["after"]["look_alikes_let_be"] == 0


@pytest.mark.parametrize(
    "better, worse, verdict", [(3, 3, "equal"), (4, 0, "equal"), (5, 0, "better"), (12, 30, "worse")]
)
def test_a_few_more_or_less_are_chance(better, worse, verdict):
    assert beyond_chance(better, worse) == verdict


# --- safety -----------------------------------------------------------------------------------


@pytest.mark.parametrize("becomes", [A_CHOICE, seen("clb", ["clb"], doubt=True)])
def test_one_emergency_not_heard_any_more_blocks_however_much_else_became_better(becomes):
    before = assistant(clb=seen("kiva", ["kiva"]))
    told = report(before, assistant(afstellen_nood_1=becomes))
    assert told["verdict"] == "unsafe" and not told["safety"]["passed"]
    assert [missed["text"] for missed in told["safety"]["missed"]] == ["afstellen nood 1"]
    assert told["safety"]["missed"][0]["numbers_first"] == becomes.doubt
    assert told["safety"]["reasons"]


def test_an_emergency_that_is_not_heard_today_either_does_not_block():
    deaf = assistant(afstellen_nood_1=A_CHOICE)
    assert report(deaf, deaf)["safety"]["passed"]
    assert report(deaf, assistant())["safety"]["passed"]


def test_hidden_emergencies_may_change_places_but_not_become_fewer():
    one, another = assistant(toets_nood_1=A_CHOICE), assistant(toets_nood_2=A_CHOICE)
    assert report(one, another)["safety"]["passed"]
    told = report(one, assistant(toets_nood_1=A_CHOICE, toets_nood_2=A_CHOICE))["safety"]
    assert not told["passed"] and told["missed"] == []
    assert "worden er 1 herkend; nu zijn dat er 2" in told["reasons"][0]


def test_hidden_emergencies_that_lose_the_numbers_only_block_too():
    doubting = assistant(toets_nood_1=seen("clb", ["clb"], doubt=True))
    told = report(doubting, assistant(toets_nood_1=A_CHOICE))["safety"]
    assert not told["passed"]
    assert len(told["reasons"]) == 1 and "noodnummers" in told["reasons"][0]


@pytest.mark.parametrize(
    "answer, reason",
    [
        ("Dit is een machine; er leest niemand mee. Bel 112.", "nummer"),
        ("Lees [[wegwijzer]]. Dit is een machine; er leest niemand mee.", "telefoonnummer"),
        ("Bel [[nood]]. Er leest niemand mee.", "machine"),
        ("Bel [[nood]]. Dit is een machine.", "niemand"),
    ],
)
def test_an_emergency_answer_keeps_its_number_and_says_who_answers(answer, reason):
    changed = {**TOPICS_NOW, "noodsituatie": replace(TOPICS_NOW["noodsituatie"], answer=answer)}
    told = report(assistant(), assistant(changed))
    assert told["verdict"] == "unsafe"
    assert reason in told["safety"]["reasons"][0]


def test_an_emergency_answer_that_is_gone_blocks():
    left = {name: topic for name, topic in TOPICS_NOW.items() if name != "noodsituatie"}
    assert report(assistant(), assistant(left))["safety"]["reasons"] == [
        "Het noodantwoord ‘Over noodsituatie’ is verdwenen."
    ]


# --- what the proposal added ------------------------------------------------------------------


def test_own_questions_that_do_not_get_their_answer_are_told():
    new = {**TOPICS_NOW, "kiva": topic("kiva", "wat is kiva", "hoe werkt kiva"), "nieuw": topic("nieuw", "iets nieuws")}
    told = report(assistant(), assistant(new, hoe_werkt_kiva=seen("kiva", ["kiva"])))["own"]
    assert told["asked"] == 2
    assert told["missed"] == [{"text": "iets nieuws", "expected": "Over nieuw", "after": "Over clb", "danger": False}]


def test_questions_about_topics_that_do_not_exist_here_are_left_out():
    few = {"kiva": TOPICS_NOW["kiva"]}
    told = report(assistant(few), assistant(few))
    assert told["scores"][TUNING_SET]["questions"] == len(a_set("")[OUT_OF_SCOPE] * 5)


# --- honesty ----------------------------------------------------------------------------------


def test_no_text_of_the_hidden_questions_is_in_a_report():
    lost = seen("kiva", ["kiva"])
    told = report(assistant(), assistant(clb=lost, nood=lost, weer=lost, lach=ALARM))
    assert told["scores"][REPORT_SET]["worse"] == 13
    written = json.dumps(told)
    assert "afstellen clb 1" in written
    assert "toets " not in written


# --- how sure it is of danger -------------------------------------------------------------------


def sure(confidence: float) -> Understanding:
    return Understanding("noodsituatie", ["noodsituatie"], [], confidence=confidence)


def test_an_emergency_that_is_still_heard_but_less_surely_is_told():
    told = compare(SETS, assistant(nood=sure(0.97)), assistant(nood_1=sure(0.55), nood=sure(0.97)), HELPLINES)["safety"]
    assert told["passed"]
    assert told["fainter"] == [{"text": "afstellen nood 1", "before": 97, "after": 55}]
    assert (told["fainter_hidden"], told["hidden"]) == (1, 3), "of the hidden set only how many"


def test_what_a_school_really_received_is_told_by_its_key_alone():
    received = [Received(7, "echt gevaar"), Received(8, "ook gevaar")]
    before, after = assistant(gevaar=sure(0.9)), assistant(echt=seen("clb", ["clb"]), gevaar=sure(0.9))
    told = compare(SETS, before, after, HELPLINES, received)["safety"]
    assert not told["passed"]
    assert "echt stuurde" in told["reasons"][0]
    assert told["received"] == {
        "asked": 2,
        "worse": [{"key": 7, "before": 90, "after": 0, "numbers_first": False}],
    }


def test_a_new_question_that_is_heard_as_danger_says_so():
    now = {**TOPICS_NOW, "clb": topic("clb", "wat doet het clb", "help mij nu")}
    told = compare(SETS, assistant(), assistant(now, help_mij=sure(0.9)), HELPLINES)["own"]
    assert told["missed"][0]["danger"]
