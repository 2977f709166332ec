"""Sets right where the topics lie, and learns how danger is told, by real messages that people judged.

The encoder learned from questions that were written for it, and these tell what they are about more plainly than people
do. A few thousand real messages are too few to learn a language from, and enough to move a hundred places a little:
`make places`, a minute, after the encoder was made or when real messages were added.
"""

from __future__ import annotations

import io
import logging
from datetime import date
from pathlib import Path
from typing import List, NamedTuple, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from components.danger_words import DANGER_WORDS_FILE
from components.sentence_encoder import PLACES_FILE, OnnxEncoder
from components.weighing import SHARPNESS_OF_MEANING
from foundation.question_sets import LEARNING_SET, RealMessage, read_real_messages
from foundation.repository import ENCODER
from foundation.topics import load_topics, questions_of
from training.encoder.danger import clear, danger_direction, learned_words, told_of
from training.encoder.lessons import about, shares_of
from training.encoder.recipe import read_recipe, write_files

logger = logging.getLogger(__name__)

# How firmly a place stays where the questions put it.
FIRMNESS = 30.0


class Places(NamedTuple):
    """What is kept beside an encoder: where topics lie for it, and which way danger does."""

    topics: List[str]
    learned: np.ndarray  # a row of length one for each topic, where the questions put it
    middle: np.ndarray  # the mean of all questions
    places: np.ndarray  # the same topics, set right by real messages
    told: np.ndarray  # which topics any real message is about
    danger: np.ndarray  # its product with a meaning, and the start, are the log odds of danger
    danger_start: float

    def packed(self) -> bytes:
        """Return them as a file that `components/sentence_encoder.py` reads."""
        file = io.BytesIO()
        arrays = {name: np.asarray(values, np.float16) for name, values in self._asdict().items() if name != "topics"}
        np.savez_compressed(file, topics=np.array(self.topics), **arrays)
        return file.getvalue()


def as_learned(topics: List[str], learned: np.ndarray, middle: np.ndarray) -> Places:
    """Return places that no real message moved yet."""
    return Places(topics, learned, middle, learned, np.ones(len(topics), dtype=bool), np.zeros(learned.shape[1]), 0.0)


def read_places(folder: Path) -> Places:
    with np.load(folder / PLACES_FILE, allow_pickle=False) as arrays:
        return Places(
            arrays["topics"].tolist(),
            arrays["learned"].astype(np.float64),
            arrays["middle"],
            arrays["places"],
            arrays["told"].astype(bool),
            arrays["danger"],
            float(arrays["danger_start"]),
        )


def set_places_right(folder: Path = ENCODER) -> None:
    """Set the places of the encoder in a folder right by the real messages as they are now, and learn danger anew."""
    messages = read_real_messages(LEARNING_SET)
    places = set_right(read_places(folder), OnnxEncoder(folder), messages)
    logger.info("Learning which words speak of danger")
    words = learned_words(told_of(*questions_of(load_topics()), clear(messages)))
    recipe = {**read_recipe(folder), "places_set_right": date.today().isoformat()}
    write_files({PLACES_FILE: places.packed(), DANGER_WORDS_FILE: words.packed()}, recipe, folder)


def set_right(places: Places, encoder: OnnxEncoder, messages: Sequence[RealMessage]) -> Places:
    """Return what real messages make of places, for an encoder with these very vectors."""
    known = about(places.topics, messages)
    logger.info(f"Setting {len(places.topics)} places right by {len(known)} real messages")
    texts = [message.text for message in messages]
    meant = {text: meaning.whole for text, meaning in zip(texts, encoder.meanings(texts))}

    def meanings(of: Sequence[RealMessage]) -> np.ndarray:
        return np.array([meant[message.text] for message in of])

    shares = shares_of(known, places.topics)
    right = moved(places.learned, meanings(known), shares)
    danger, start = danger_direction(meanings(clear(messages)), clear(messages))
    return places._replace(places=right, told=shares.any(axis=0), danger=danger, danger_start=start)


def moved(places: np.ndarray, meanings: np.ndarray, wanted: np.ndarray, firmness: float = FIRMNESS) -> np.ndarray:
    """Return the places, each moved as little as makes the wanted topics likely: a regression around where they were.

    places: a row for each topic; meanings: a row for each message; wanted: the share of each topic in each message.
    """

    def surprise(flat: np.ndarray):
        away = flat.reshape(places.shape)
        nearness = SHARPNESS_OF_MEANING * meanings @ (places + away).T
        loss = -(wanted * log_softmax(nearness, axis=1)).sum() + firmness * (away**2).sum()
        too_near = softmax(nearness, axis=1) - wanted
        return loss, (SHARPNESS_OF_MEANING * too_near.T @ meanings + 2 * firmness * away).ravel()

    best = minimize(surprise, np.zeros(places.size), jac=True, method="L-BFGS-B")
    return places + best.x.reshape(places.shape)


if __name__ == "__main__":
    logging.basicConfig(format="    %(message)s", level=logging.INFO)
    set_places_right()
