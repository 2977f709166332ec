"""Knows where each topic lies among all that can be meant, and tells how near a message is.

The encoder was adapted to our topics and brings a place for those that real messages tell of (`encoder/`). All others,
such as one that staff added since, have none: their place is the middle of what their own questions mean, seen from the
middle of everything. While these are few a topic is young: they say where it lies, and not yet how far it reaches.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Collection, Dict, List, Mapping, Sequence

import numpy as np

from components.sentence_encoder import SentenceEncoder

# So many questions tell where a new topic lies; more of them only take time.
EXAMPLES = 60
# A topic that the encoder does not know is young while it has fewer.
ENOUGH_QUESTIONS = 30
# One that lies so near a known topic is a part of it, split off by staff: it may take the questions that are nearer to
# it, and no others. Parts were seen at 0.54 and more, topics of something new at 0.49 and less.
A_PART_OF_ANOTHER = 0.5
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

    def __init__(self, topics: Sequence[str], places: np.ndarray, young: np.ndarray, encoder: str) -> None:
        """Know where topics lie.

        Args:
            places: a row of length one for each topic.
            young: whether each topic is.
            encoder: the fingerprint of the one whose vectors fit the places.
        """
        self.topics = list(topics)
        self.places = places
        self.young = young
        self.encoder = encoder

    @classmethod
    def fit(cls, topics: Sequence[str], encoder: SentenceEncoder, meanings: Mapping[str, np.ndarray]) -> MeaningModel:
        """Place every topic. meanings: for each that the encoder does not know, what its questions mean, a row each."""

        def place(topic: str) -> np.ndarray:
            if topic in encoder.places:
                return encoder.places[topic]
            away = meanings[topic].mean(axis=0) - encoder.middle
            return away / np.linalg.norm(away)

        places = np.vstack([place(topic) for topic in topics]).astype(np.float32)
        known = np.array([topic in encoder.places for topic in topics])
        few = np.array([len(meanings.get(topic, ())) < ENOUGH_QUESTIONS for topic in topics])
        is_part = (places @ places[known].T > A_PART_OF_ANOTHER).any(axis=1)
        return cls(topics, places, ~known & few & ~is_part, encoder.fingerprint)

    def nearness(self, meanings: np.ndarray) -> np.ndarray:
        """Return the cosine of each meaning (a row each) with each topic."""
        return meanings @ self.places.T

    def save(self, folder: Path) -> None:
        arrays = {"topics": np.array(self.topics), "places": self.places, "young": self.young}
        np.savez(folder / PLACES_FILE, encoder=self.encoder, **arrays)

    @staticmethod
    def is_in(folder: Path) -> bool:
        return (folder / PLACES_FILE).is_file()

    @classmethod
    def load(cls, folder: Path) -> MeaningModel:
        """Read a model that `save` wrote."""
        with np.load(folder / PLACES_FILE, allow_pickle=False) as arrays:
            topics, places = arrays["topics"].tolist(), arrays["places"]
            # Versions that were trained before this was noted have no young topics.
            young = arrays["young"] if "young" in arrays else np.zeros(len(topics), dtype=bool)
            return cls(topics, places, young, str(arrays["encoder"]))
