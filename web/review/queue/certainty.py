"""Says how sure the assistant was in words that a teacher uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.configuration import thresholds
from review.models import Question
from review.queue.harvest import SURE_ENOUGH

DOUBTS = 0.15


@dataclass(frozen=True)
class Guess:
    """What the assistant thought that a message was about."""

    topic: str
    title: str
    confidence: float

    @property
    def percent(self) -> int:
        return round(self.confidence * 100)

    @property
    def words(self) -> str:
        return in_words(self.confidence)


def in_words(confidence: float) -> str:
    """Return how sure that is; from the assistant's own bar on it answers, below it offers a choice."""
    bars = ((SURE_ENOUGH, "vrij zeker"), (thresholds().answer, "niet zo zeker"), (DOUBTS, "twijfelt"))
    return next((words for least, words in bars if confidence >= least), "weet het niet")


def guesses(question: Question, titles: Mapping[str, str]) -> list[Guess]:
    """Return a question's guesses with their titles, the best first."""
    return [
        Guess(guess["topic"], titles.get(guess["topic"], guess["topic"]), guess["confidence"])
        for guess in question.guesses
    ]
