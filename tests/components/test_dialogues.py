"""Whole dialogues over the channel, as parents would hold them: what is remembered, repeated, gone on from."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest

from foundation.files import read_yaml
from foundation.repository import ROOT
from foundation.school_profile import read_profile
from tests.helpers import ask, new_conversation

DIALOGUES = read_yaml(ROOT / "tests" / "dialogues" / "gesprekken.yml")


def said_in(answer: Dict[str, Any]) -> str:
    return "\n".join(part for message in answer["messages"] for part in (message["text"], message["more"]))


def buttons_of(answer: Dict[str, Any]) -> List[Dict[str, str]]:
    return [button for message in answer["messages"] for button in message["buttons"]]


def tapped(title: str, answer: Dict[str, Any]) -> str:
    """Return the choice of the button with these words, or of the last one for "*"."""
    buttons = buttons_of(answer)
    return next(button["choice"] for button in reversed(buttons) if title in ("*", button["title"]))


def assert_as_expected(turn: Dict[str, Any], answer: Dict[str, Any], offered: List[Dict[str, str]]) -> None:
    understood, said = answer["understood"], said_in(answer)
    if "topic" in turn:
        assert understood["topic"] in turn["topic"]
    if "chooses" in turn:
        assert understood["topic"] == offered[turn["chooses"] - 1]["choice"]
    if "kind" in turn:
        assert understood["kind"] == turn["kind"]
    if turn.get("numbers"):
        assert "tel:112" in said or "tel:1813" in said
    if "situation" in turn:
        assert f"**{turn['situation']}**" in said
    for piece in turn.get("says", []):
        assert piece in said


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_a_dialogue_goes_as_a_good_adviser_would_let_it(assistant, dialogue):
    conversation, answer = new_conversation(), {"messages": []}
    school = read_profile(ROOT / "schools" / "voorbeeldschool.yml")
    for turn in dialogue["turns"]:
        offered = answer["messages"][-1]["buttons"] if answer["messages"] else []
        choice = tapped(turn["choose"], answer) if "choose" in turn else None
        answer = ask(assistant, turn.get("parent"), choice, conversation, school)
        assert_as_expected(turn, answer, offered)
