"""Events as Rasa writes them into its tracker store, for the tests to put questions and answers there."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

TABLE = """CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL,
    type_name VARCHAR(255), timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"""
INSERT = "INSERT INTO events (sender_id, type_name, timestamp, intent_name, data) VALUES ({0}, {0}, {0}, {0}, {0})"


def new_conversation(slug: str = "voorbeeldschool") -> str:
    return f"{slug}.{secrets.token_hex(16)}"


def exchange(
    conversation: str,
    text: str,
    topic: str | None = "clb",
    confidence: float = 0.93,
    *,
    answer: str = "Een antwoord.",
    others: tuple[tuple[str, float], ...] = (("hulplijnen", 0.04),),
    buttons: list[dict[str, str]] | None = None,
    at: float = 0.0,
    **parse_data: Any,
) -> list[list[Any]]:
    """Return the rows (sender_id, type_name, timestamp, intent_name, data) of a message and its answer.

    A topic of None is a fallback: the parent got suggestions. A text "/clb" is a tapped button.
    """
    at = at or time.time()
    ranking = [{"name": topic or "nlu_fallback", "confidence": confidence}]
    ranking += [{"name": name, "confidence": value} for name, value in others]
    parsed = {"intent": ranking[0], "intent_ranking": ranking, "text": text, **parse_data}
    user = {
        "event": "user",
        "timestamp": at,
        "text": text,
        "message_id": secrets.token_hex(8),
        "input_channel": "ouders",
        "parse_data": parsed,
    }
    bot = {"event": "bot", "timestamp": at + 0.1, "text": answer, "data": {"buttons": buttons}}
    return [
        [conversation, event["event"], event["timestamp"], topic if event is user else None, json.dumps(event)]
        for event in (user, bot)
    ]
