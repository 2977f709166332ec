"""Puts a school's own words before the shared answer that they belong to, once in a conversation."""

from __future__ import annotations

from typing import Any

from chat import shown
from foundation.vocabulary import ANSWER
from schools import own_answers
from schools.models import School


def put_first(school: School, conversation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as the school's parents read it: nothing is taken away, and numbers stay in front in doubt.

    answer: as `assistant.ask` returns it.
    """
    understood, messages = answer["understood"], answer["messages"]
    if understood["kind"] != ANSWER:
        return answer
    own = own_answers.read_first(school, str(understood.get("topic") or ""))
    if not own or shown.was_shown(conversation, own):
        return answer
    place = understood["preceding"]
    said = {"text": own, "more": "", "buttons": []}
    return {
        **answer,
        "messages": [*messages[:place], said, *messages[place:]],
        "understood": {**understood, "preceding": place + 1},
    }
