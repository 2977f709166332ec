"""Says how sure the assistant was in words that a teacher uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.models import Question
from review.queue.harvest import SURE_ENOUGH

# From the assistant's own bar on it answers; below it, it offers a choice.
ANSWERS = 0.55
WORDS = ((SURE_ENOUGH, "vrij zeker"), (ANSWERS, "niet zo zeker"), (0.25, "twijfelt"), (0.0, "weet het niet"))


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
        return next(words for least, words in WORDS if self.confidence >= least)


def guesses(question: Question, titles: Mapping[str, str]) -> list[Guess]:
    """Return a question's guesses with their titles, the best first."""
    return [
        Guess(guess["topic"], titles.get(guess["topic"], guess["topic"]), guess["confidence"])
        for guess in question.guesses
    ]
