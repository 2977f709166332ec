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
SHARPNESS_OF_WORDS, SHARPNESS_OF_MEANING = 4.0, 16.0


class Guess(NamedTuple):
    """A topic and the probability that the message is about it."""

    topic: str
    probability: float


def probabilities(distances: np.ndarray, nearness: Optional[np.ndarray] = None) -> np.ndarray:
    """Return a row of probabilities for each row of distances and of nearness, both with a column for each topic."""
    weighed = SHARPNESS_OF_WORDS * distances
    if nearness is not None:
        weighed = weighed + SHARPNESS_OF_MEANING * nearness
    return softmax(weighed, axis=-1)
