"""What a trained Rasa model understands, asked in this process, without a server and without a conversation."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import Any, Dict, Mapping

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from components.follow_ups import on_its_own
from components.parent_channel import about_people, other_topics
from components.parties import asked_by_name, party_in
from foundation.vocabulary import DOUBT, FALLBACK
from training.understanding import Understand, Understanding


def understand_with(model: Path, kinds: Mapping[str, str]) -> Understand:
    """Return what a trained Rasa model understands; answers are remembered, as every table asks the same.

    kinds: the kind of each topic that the model can answer, by id.
    """
    configure_structlog(logging.ERROR)
    agent = Agent.load(str(model))
    known: Dict[str, Understanding] = {}

    def understand(text: str) -> Understanding:
        if text not in known:
            parsed = asked_by_name(asyncio.run(agent.parse_message(text)), about_people(agent.domain))
            known[text] = _as_understanding(parsed if party_in(parsed) else on_its_own(parsed), kinds)
        return known[text]

    return understand


def _as_understanding(parsed: Mapping[str, Any], kinds: Mapping[str, str]) -> Understanding:
    answered = parsed["intent"]["name"]
    ranking = [guess["name"] for guess in parsed["intent_ranking"] if guess["name"] != FALLBACK]
    return Understanding(
        answered=None if answered == FALLBACK else answered,
        ranking=ranking,
        suggested=other_topics(parsed, kinds),
        doubt=bool(parsed.get(DOUBT)),
        confidence=next((guess["confidence"] for guess in parsed["intent_ranking"] if guess["name"] != FALLBACK), 0.0),
    )
