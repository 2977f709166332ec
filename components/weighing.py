"""Weighs what a message says, word by word, against what it means, into one probability for each topic.

Words and letters (components/word_model.py) are sure of what parents often write; meaning (components/meaning_model.py)
carries further in a story that says it otherwise. Without an encoder the words decide alone.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from scipy.special import softmax

# What turns distances and cosines into probabilities that hold what they promise: `make thresholds`.
SHARPNESS_OF_WORDS, SHARPNESS_OF_MEANING = 8.0, 20.0
# Softer, so that a sentence's second thought is heard too: for who listens for danger.
SOFTER_WORDS, SOFTER_MEANING = 4.0, 12.0


class Guess(NamedTuple):
    """A topic and the probability that the message is about it."""

    topic: str
    probability: float


def probabilities(distances: np.ndarray, nearness: Optional[np.ndarray] = None, softer: bool = False) -> np.ndarray:
    """Return a row of probabilities for each row of distances and of nearness, both with a column for each topic."""
    of_words, of_meaning = (SOFTER_WORDS, SOFTER_MEANING) if softer else (SHARPNESS_OF_WORDS, SHARPNESS_OF_MEANING)
    weighed = of_words * distances
    if nearness is not None:
        weighed = weighed + of_meaning * nearness
    return softmax(weighed, axis=-1)
