"""Weighs what a message says, word by word, against what it means, into one probability for each topic.

Words and letters (components/word_model.py) are sure of what parents often write; meaning (components/meaning_model.py)
carries further in a story that says it otherwise. Without an encoder the words decide alone.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from scipy.special import softmax

# What turns distances and cosines into probabilities that promise no more than real messages hold, long and short
# alike: `make thresholds` says what they should be multiplied by.
SHARPNESS_OF_WORDS, SHARPNESS_OF_MEANING = 4.0, 18.0
# Who writes little says with those words what it is about: there, meaning weighs less.
SHARPNESS_OF_FEW_WORDS = 12.0
FEW_WORDS, MANY_WORDS = 20, 60
# What is added to the cosine with a young topic. Words are as good as silent about it, as none of its questions is said
# in these; and the encoder, taught to tell all others apart, holds them nearer than a topic that it never met.
HEAD_START_OF_FEW_WORDS, HEAD_START = 0.28, 0.14


class Guess(NamedTuple):
    """A topic and the probability that the message is about it."""

    topic: str
    probability: float


def probabilities(distances: np.ndarray, nearness: Optional[np.ndarray] = None, words: int = 0) -> np.ndarray:
    """Return a row of probabilities for each row of distances and of nearness, both with a column for each topic.

    words: how many the message has of which these rows are the whole and the parts.
    """
    weighed = SHARPNESS_OF_WORDS * distances
    if nearness is not None:
        weighed = weighed + sharpness_of_meaning(words) * nearness
    return softmax(weighed, axis=-1)


def sharpness_of_meaning(words: int) -> float:
    """Return how much the meaning of a message of so many words weighs."""
    return _by_length(words, SHARPNESS_OF_FEW_WORDS, SHARPNESS_OF_MEANING)


def head_start(words: int) -> float:
    """Return what a young topic gets on top of its cosine with a message of so many words.

    In a story all cosines lie near each other, so that less is enough there.
    """
    return _by_length(words, HEAD_START_OF_FEW_WORDS, HEAD_START)


def _by_length(words: int, of_few: float, of_many: float) -> float:
    return float(np.interp(words, [FEW_WORDS, MANY_WORDS], [of_few, of_many]))
