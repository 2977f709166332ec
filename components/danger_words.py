"""Tells by its words whether a message is about danger or merely sounds like it, as real messages teach it.

The topics' own words (components/word_model.py) come from questions that were written for them. People who are in
danger, or only sad, use other ones; so these words and pairs were weighed against thousands of both
(training/encoder/danger.py), once for all schools.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import numpy as np

from components.word_model import FeatureBlock, counts_of_words
from foundation.repository import ENCODER
from foundation.text import normalise

DANGER_WORDS_FILE = "danger_words.npz"


class DangerWords:
    """Knows how much each word and pair speaks of danger."""

    def __init__(self, words: FeatureBlock, weights: np.ndarray, start: float) -> None:
        """weights: one for each column of the words."""
        self._words, self._weights, self._start = words, weights, start

    def log_odds(self, text: str) -> float:
        """Return the log odds that who writes this is in danger, by words alone."""
        return float((self._words.weigh(counts_of_words([normalise(text)])) @ self._weights)[0] + self._start)

    def packed(self) -> bytes:
        """Return it as a file, in a format that cannot carry code."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            columns=self._words.columns.astype(np.int32),
            idf=self._words.idf.astype(np.float16),
            weights=self._weights.astype(np.float16),
            start=self._start,
        )
        return file.getvalue()

    @classmethod
    def load(cls, file: Path) -> DangerWords:
        """Read what `packed` made."""
        with np.load(file, allow_pickle=False) as arrays:
            words = FeatureBlock(arrays["columns"], arrays["idf"].astype(np.float32))
            return cls(words, arrays["weights"].astype(np.float32), float(arrays["start"]))


@lru_cache(maxsize=1)
def danger_words() -> DangerWords:
    """Return those that lie beside the encoder, in the repository."""
    return DangerWords.load(ENCODER / DANGER_WORDS_FILE)
