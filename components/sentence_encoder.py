"""Turns a text into a vector of what it means, so that other words for the same thing lie near each other.

The encoder itself lies in `encoder/`: a small transformer in ONNX beside the pieces it cuts words into, adapted to our
domain by `make encoder`. Whoever finds a better one names its folder in config.yml. Without the folder, or without the
libraries that run it, everything works on words and letters alone; that is said once.
"""

from __future__ import annotations

import hashlib
import logging
from functools import lru_cache
from pathlib import Path
from typing import Iterator, List, Mapping, NamedTuple, Optional, Protocol, Sequence, Tuple

import numpy as np

from foundation.text import normalise, sentences

logger = logging.getLogger(__name__)

NETWORK_FILE, PIECES_FILE, PLACES_FILE = "encoder.onnx", "pieces.model", "places.npz"
# The first and the last piece of every text, and the longest text that is read to its end.
START, END, LONGEST = 2, 3, 256
# What is run at once: enough to keep two cores busy, little enough to stay in their caches.
PIECES_AT_ONCE = 2048
CORES = 2


class Meaning(NamedTuple):
    """What a message means: a vector of length one for the whole, and a row of them for its sentences."""

    whole: np.ndarray
    sentences: np.ndarray


class SentenceEncoder(Protocol):
    """What a better encoder must do to take this one's place."""

    @property
    def fingerprint(self) -> str:
        """Another one for whatever gives other vectors."""

    @property
    def places(self) -> Mapping[str, np.ndarray]:
        """Where the topics lie that it was adapted to: a vector of length one each."""

    @property
    def middle(self) -> np.ndarray:
        """The mean of all that it was adapted to."""

    def meanings(self, texts: Sequence[str]) -> List[Meaning]:
        """Return the meaning of each text, in one pass a text: a sentence is read with what stands around it."""


class OnnxEncoder:
    """Runs a transformer with ONNX Runtime, on the pieces that SentencePiece cuts."""

    def __init__(self, folder: Path) -> None:
        """Raises: ImportError without the libraries, OSError without the files."""
        import onnxruntime
        import sentencepiece

        network, pieces, places = (folder / name for name in (NETWORK_FILE, PIECES_FILE, PLACES_FILE))
        self.fingerprint = hashlib.sha256(network.read_bytes() + pieces.read_bytes() + places.read_bytes()).hexdigest()
        with np.load(places, allow_pickle=False) as arrays:
            self.places = dict(zip(arrays["topics"].tolist(), arrays["places"].astype(np.float32)))
            self.middle = arrays["middle"].astype(np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = CORES
        self._network = onnxruntime.InferenceSession(network.read_bytes(), options, providers=["CPUExecutionProvider"])
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=pieces.read_bytes())

    def meanings(self, texts: Sequence[str]) -> List[Meaning]:
        cut = [self._cut(text) for text in texts]
        found: List[Optional[Meaning]] = [None] * len(texts)
        for batch in _batches([len(pieces) for pieces, _ in cut]):
            states = self._states([cut[place][0] for place in batch])
            for place, row in zip(batch, states):
                pieces, spans = cut[place]
                found[place] = _pooled(row[: len(pieces)], spans)
        return [meaning for meaning in found if meaning is not None]

    def _cut(self, text: str) -> Tuple[List[int], List[slice]]:
        """Return the pieces of a text and where each of its sentences stands among them."""
        pieces, spans = [START], []
        for sentence in sentences(text) or [text]:
            start = len(pieces)
            pieces += self._pieces.encode(normalise(sentence))[: LONGEST - 1 - start]
            if len(pieces) > start:
                spans.append(slice(start, len(pieces)))
        return [*pieces, END], spans

    def _states(self, batch: Sequence[List[int]]) -> np.ndarray:
        """Return the last hidden state of each piece of each text, shape (texts, longest text, size)."""
        longest = max(map(len, batch))
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, 1
        (states,) = self._network.run(None, {"ids": ids, "mask": mask})
        return states


def _batches(lengths: Sequence[int]) -> Iterator[List[int]]:
    """Yield the places of texts that are run together: of nearly the same length, as the shorter are padded."""
    batch: List[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[place] * (len(batch) + 1) > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _pooled(states: np.ndarray, spans: Sequence[slice]) -> Meaning:
    parts = [states[span].mean(axis=0) for span in spans]
    rows = _unit(np.vstack([states.mean(axis=0), *parts]))
    return Meaning(rows[0], rows[1:])


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@lru_cache(maxsize=2)
def encoder_in(folder: Path) -> Optional[SentenceEncoder]:
    """Return the encoder in a folder, or None, and say why, when it or what runs it is not there."""
    try:
        return OnnxEncoder(folder)
    except (ImportError, OSError) as error:
        logger.warning("No sentence encoder (%s): messages are understood by their words alone", error)
        return None
