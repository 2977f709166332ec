"""Weighs what a message says, word by word, against what it means, into one probability for each topic.

Words and letters (components/word_model.py) are sure of what parents often write; meaning (components/meaning_model.py)
carries further in a story that says it otherwise. Without an encoder the words decide alone.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from scipy.special import softmax

# What distances and cosines weigh against each other.
WEIGHT_OF_WORDS, WEIGHT_OF_MEANING = 8.0, 20.0
# Softer, so that a sentence's second thought is heard too: for who listens for danger.
SOFTER_WORDS, SOFTER_MEANING = 4.0, 12.0
# What makes probabilities hold what they promise. A story says much beside the point, so less is sure of it than of a
# short question: the sharpness falls with a power of the number of words. `make thresholds` fits both.
SHARPNESS, FALLS_WITH_WORDS, SHORT = 1.0, 0.0, 8


class Guess(NamedTuple):
    """A topic and the probability that the message is about it."""

    topic: str
    probability: float


def probabilities(distances: np.ndarray, nearness: Optional[np.ndarray] = None, words: int = SHORT) -> np.ndarray:
    """Return a row of probabilities for each row of distances and of nearness, both with a column for each topic.

    words: how many the message has.
    """
    weighed = _weighed(distances, nearness, WEIGHT_OF_WORDS, WEIGHT_OF_MEANING)
    return softmax(sharpness(words) * weighed, axis=-1)


def softer_probabilities(distances: np.ndarray, nearness: Optional[np.ndarray] = None) -> np.ndarray:
    """Return the same, less sure of itself, whatever the length."""
    return softmax(_weighed(distances, nearness, SOFTER_WORDS, SOFTER_MEANING), axis=-1)


def sharpness(words: int, at_short: float = SHARPNESS, falls: float = FALLS_WITH_WORDS) -> float:
    return at_short * (max(words, SHORT) / SHORT) ** -falls


def _weighed(distances: np.ndarray, nearness: Optional[np.ndarray], of_words: float, of_meaning: float) -> np.ndarray:
    return of_words * distances + (0 if nearness is None else of_meaning * nearness)
