"""Puts a school's own words beside the shared answer that they belong to, once in a conversation."""

from __future__ import annotations

from typing import Any

from chat import shown
from foundation.vocabulary import ANSWER, PUPIL, TEACHER
from schools import own_answers
from schools.models import School


def add(school: School, conversation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is read at a school: nothing is taken away, and numbers stay in front in doubt.

    A parent reads the school's words first. They are not written for a pupil or a teacher: those read the answer first.
    answer: as `assistant.ask` returns it.
    """
    understood = answer["understood"]
    if understood["kind"] != ANSWER:
        return answer
    is_a_parent = understood["writer"] not in (PUPIL, TEACHER)
    read = own_answers.read_first if is_a_parent else own_answers.read_after
    own = read(school, str(understood.get("topic") or ""))
    if not own or shown.was_shown(conversation, own):
        return answer
    return _with_first(answer, own) if is_a_parent else _with_last(answer, own)


def _with_first(answer: dict[str, Any], own: str) -> dict[str, Any]:
    messages, place = answer["messages"], answer["understood"]["preceding"]
    said = {"text": own, "more": "", "buttons": []}
    return {
        **answer,
        "messages": [*messages[:place], said, *messages[place:]],
        "understood": {**answer["understood"], "preceding": place + 1},
    }


def _with_last(answer: dict[str, Any], own: str) -> dict[str, Any]:
    """Put words after the answer, and what can be tapped below them: who goes on has seen all."""
    *others, last = answer["messages"]
    said = {"text": own, "more": "", "buttons": last["buttons"]}
    return {**answer, "messages": [*others, {**last, "buttons": []}, said]}
