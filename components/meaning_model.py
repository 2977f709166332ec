"""Knows where each topic lies among all that can be meant, and tells how near a message is.

The encoder was adapted to our topics and brings a place for each of them (`encoder/`). A topic that staff added since
has none: its place is the middle of what its own questions mean, seen from the middle of everything.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Collection, Dict, List, Mapping, Sequence

import numpy as np

from components.sentence_encoder import SentenceEncoder

# So many questions tell where a new topic lies; more of them only take time.
EXAMPLES = 60
PLACES_FILE = "places.npz"


def chosen_examples(labels: Sequence[str], known: Collection[str]) -> List[int]:
    """Return the numbers of the questions whose meaning is needed: some of each topic that is not known."""
    of_topic: Dict[str, List[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        if label not in known:
            of_topic[label].append(number)
    return sorted(number for numbers in of_topic.values() for number in _spread(numbers))


def _spread(numbers: List[int]) -> List[int]:
    chosen = np.linspace(0, len(numbers) - 1, min(EXAMPLES, len(numbers)))
    return [numbers[int(place)] for place in chosen]


class MeaningModel:
    """Tells how near a meaning lies to each topic."""

    def __init__(self, topics: Sequence[str], places: np.ndarray, encoder: str) -> None:
        """places: a row of length one for each topic; encoder: the fingerprint of the one whose vectors fit them."""
        self.topics = list(topics)
        self.places = places
        self.encoder = encoder

    @classmethod
    def fit(cls, topics: Sequence[str], encoder: SentenceEncoder, meanings: Mapping[str, np.ndarray]) -> MeaningModel:
        """Place every topic. meanings: for each that the encoder does not know, what its questions mean, a row each."""

        def place(topic: str) -> np.ndarray:
            if topic in encoder.places:
                return encoder.places[topic]
            away = meanings[topic].mean(axis=0) - encoder.middle
            return away / np.linalg.norm(away)

        return cls(topics, np.vstack([place(topic) for topic in topics]).astype(np.float32), encoder.fingerprint)

    def nearness(self, meanings: np.ndarray) -> np.ndarray:
        """Return the cosine of each meaning (a row each) with each topic."""
        return meanings @ self.places.T

    def save(self, folder: Path) -> None:
        np.savez(folder / PLACES_FILE, topics=np.array(self.topics), places=self.places, encoder=self.encoder)

    @staticmethod
    def is_in(folder: Path) -> bool:
        return (folder / PLACES_FILE).is_file()

    @classmethod
    def load(cls, folder: Path) -> MeaningModel:
        """Read a model that `save` wrote."""
        with np.load(folder / PLACES_FILE, allow_pickle=False) as arrays:
            return cls(arrays["topics"].tolist(), arrays["places"], str(arrays["encoder"]))
