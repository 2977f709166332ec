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
# The first and the last piece of whatever is read at once, and how many others may stand between.
START, END, WINDOW = 2, 3, 254
# What is run at once: enough to keep two cores busy, little enough to stay in their caches.
PIECES_AT_ONCE = 2048
CORES = 2


class Meaning(NamedTuple):
    """What a message means: a vector of length one for the whole, and a row of them for its sentences."""

    whole: np.ndarray
    sentences: np.ndarray


class Cut(NamedTuple):
    """A text in pieces: the windows that are read at once, and where each sentence stands among all its pieces."""

    windows: List[List[int]]
    spans: List[slice]


class SentenceEncoder(Protocol):
    """What a better encoder must do to take this one's place."""

    @property
    def fingerprint(self) -> str:
        """Another one for whatever gives other vectors."""

    @property
    def places(self) -> Mapping[str, np.ndarray]:
        """Where the topics lie that it was adapted to and real messages tell of: a vector of about length one each."""

    @property
    def middle(self) -> np.ndarray:
        """The mean of all that it was adapted to."""

    def meanings(self, texts: Sequence[str]) -> List[Meaning]:
        """Return the meaning of each text, in one pass a text: a sentence is read with what stands around it."""

    def danger(self, meaning: np.ndarray) -> float:
        """Return the log odds that who means this is in danger, as real messages teach it."""


class OnnxEncoder:
    """Runs a transformer with ONNX Runtime, on the pieces that SentencePiece cuts."""

    def __init__(self, folder: Path) -> None:
        """Raises: ImportError without the libraries, OSError without the files."""
        import onnxruntime
        import sentencepiece

        network, pieces, places = (folder / name for name in (NETWORK_FILE, PIECES_FILE, PLACES_FILE))
        self.fingerprint = hashlib.sha256(network.read_bytes() + pieces.read_bytes() + places.read_bytes()).hexdigest()
        with np.load(places, allow_pickle=False) as arrays:
            topics, lies_at = arrays["topics"], arrays["places"].astype(np.float32)
            # What is said in the middle of a conversation is in no message that people sent at its start, and these
            # only pushed such topics away: they lie where their own questions are, as those do that staff add.
            told = arrays["told"].astype(bool)
            self.places = dict(zip(topics[told].tolist(), lies_at[told]))
            self.middle = arrays["middle"].astype(np.float32)
            self._danger, self._danger_start = arrays["danger"].astype(np.float32), float(arrays["danger_start"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = CORES
        # A thread that spins while it waits takes a core from all else: 46 instead of 25 ms of processor a message.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._network = onnxruntime.InferenceSession(network.read_bytes(), options, providers=["CPUExecutionProvider"])
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=pieces.read_bytes())

        self._last: Tuple[List[str], List[Meaning]] = ([], [])

    def meanings(self, texts: Sequence[str]) -> List[Meaning]:
        # Two versions that are compared ask the same, one after the other.
        asked, known = self._last
        if asked != [*texts]:
            known = self._read(texts)
            self._last = [*texts], known
        return known

    def _read(self, texts: Sequence[str]) -> List[Meaning]:
        cut = [self._cut(text) for text in texts]
        windows = [window for one in cut for window in one.windows]
        states = [np.empty(0)] * len(windows)
        for batch in _batches([len(window) for window in windows]):
            for place, row in zip(batch, self._states([windows[place] for place in batch])):
                states[place] = row
        in_order = iter(states)
        return [_pooled([next(in_order) for _ in one.windows], one.spans) for one in cut]

    def danger(self, meaning: np.ndarray) -> float:
        return float(self._danger @ meaning + self._danger_start)

    def _cut(self, text: str) -> Cut:
        pieces: List[int] = []
        spans: List[slice] = []
        for sentence in sentences(text):
            start = len(pieces)
            pieces += self._pieces.encode(normalise(sentence))
            spans.append(slice(start, len(pieces)))
        starts = range(0, max(1, len(pieces)), WINDOW)
        return Cut([[START, *pieces[start : start + WINDOW], END] for start in starts], spans)

    def _states(self, batch: Sequence[List[int]]) -> List[np.ndarray]:
        """Return the last hidden state of each piece of each window: an array (pieces, size) each."""
        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, 1
        (states,) = self._network.run(None, {"ids": ids, "mask": mask})
        return [row[: len(pieces)] for row, pieces in zip(states, batch)]


def _batches(lengths: Sequence[int]) -> Iterator[List[int]]:
    """Yield the places of what is run together: of nearly the same length, as the shorter are padded."""
    batch: List[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[place] * (len(batch) + 1) > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _pooled(windows: Sequence[np.ndarray], spans: Sequence[slice]) -> Meaning:
    """Return the means over all states, and over those of each sentence (of everything, when it left no piece)."""
    whole = np.vstack(windows).mean(axis=0)
    content = np.vstack([states[1:-1] for states in windows])
    parts = [content[span].mean(axis=0) if span.stop > span.start else whole for span in spans]
    rows = np.vstack([whole, *parts])
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return Meaning(rows[0], rows[1:])


@lru_cache(maxsize=2)
def encoder_in(folder: Path) -> Optional[SentenceEncoder]:
    """Return the encoder in a folder, or None, and say why, when it or what runs it is not there."""
    try:
        return OnnxEncoder(folder)
    except (ImportError, OSError) as error:
        logger.warning("No sentence encoder (%s): messages are understood by their words alone", error)
        return None
