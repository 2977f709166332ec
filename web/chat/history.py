"""The conversation so far on the page without scripts: carried by the page itself, signed, and kept nowhere.

Without cookies and without storing what a parent typed, the page is the only place it can be.
"""

from __future__ import annotations

import itertools
from typing import Any

from django.core import signing

from foundation.vocabulary import EMERGENCY

Turn = dict[str, Any]  # {"from": "parent" | "pestwijzer", "text", "more"?, "kind"?, "worry"?, "buttons"?, "origin"?}

PARENT, PESTWIJZER = "parent", "pestwijzer"
MOST_TURNS = 40


def read(signed: str, token: str) -> list[Turn]:
    """Return the turns, or none for what was not written here for this conversation."""
    if not signed:
        return []
    try:
        return signing.loads(signed, salt=_salt(token))
    except signing.BadSignature:
        return []


def write(turns: list[Turn], token: str) -> str:
    return signing.dumps(turns[-MOST_TURNS:], salt=_salt(token), compress=True)


def from_parent(text: str) -> Turn:
    return {"from": PARENT, "text": text}


def from_answer(answer: dict[str, Any]) -> list[Turn]:
    kind = answer["understood"]["kind"]
    worry = answer["understood"].get("worry", False)
    turns = [{"from": PESTWIJZER, **message, "kind": kind, "worry": worry} for message in answer["messages"]]
    turns[-1]["origin"] = answer.get("origin")
    return turns


def tells_of_danger(turns: list[Turn]) -> bool:
    """Return whether an answer was an emergency's, or put the numbers beside it."""
    return any(turn.get("worry") or turn.get("kind") == EMERGENCY for turn in turns)


def offered(turns: list[Turn]) -> list[dict[str, str]]:
    """Return the buttons of all that was said since the parent spoke, the answer's own first, each choice once."""
    last = itertools.takewhile(lambda turn: turn["from"] == PESTWIJZER, reversed(turns))
    buttons = [button for turn in last for button in turn.get("buttons") or []]
    return [*{button["choice"]: button for button in reversed(buttons)}.values()][::-1]


def _salt(token: str) -> str:
    return f"chat.history:{token}"
