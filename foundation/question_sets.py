"""Reads the test questions: written apart from the training questions, by other voices, never trained on.

Two sets of the same make: `afstellen`, on which thresholds and patterns are set, and `toets`, which is
only ever reported. Each has questions about topics, out-of-scope messages, emergencies, and messages
that look like an emergency and are none. Beside them stand real messages, in the same two halves: told again
from what parents, pupils and teachers wrote in public, and judged blind. Others of that kind, of other pages, are there
to learn from (`leren`: training/encoder/places.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from foundation.repository import QUESTION_SETS

TUNING_SET = "afstellen"
REPORT_SET = "toets"
# Of real messages only.
LEARNING_SET = "leren"

TOPICS = "onderwerpen"
OUT_OF_SCOPE = "buiten_scope"
EMERGENCIES = "nood"
LOOK_ALIKES = "lijkt_op_nood"
PARTS = (TOPICS, OUT_OF_SCOPE, EMERGENCIES, LOOK_ALIKES)

REAL = "echt"
NO_DANGER, PERHAPS_DANGER, DANGER_NOW = "geen", "misschien", "nu"
DANGERS = (NO_DANGER, PERHAPS_DANGER, DANGER_NOW)
LENGTHS = ("kort", "midden", "lang")
WORDS_OF_SHORT, WORDS_OF_MIDDLE = 20, 40


class LabelledQuestion(NamedTuple):
    """A message with the topic it is about; `right` holds every topic that is a good answer."""

    text: str
    topic: str
    style: str
    right: frozenset[str]


def read_questions(chosen_set: str, part: str) -> list[LabelledQuestion]:
    """Read one part of a set, from lines `topic<TAB>style<TAB>also right<TAB>message`.

    Raises: ValueError, naming file and line, for a line of another form.
    """
    return [_question(line, place) for line, place in _lines(QUESTION_SETS / chosen_set / f"{part}.tsv")]


def _question(line: str, place: str) -> LabelledQuestion:
    fields = line.split("\t")
    if len(fields) != 4:
        raise ValueError(f"{place}: expected topic, style, also right and message, separated by tabs")
    topic, style, also_right, text = fields
    return LabelledQuestion(text, topic, style, _right(topic, also_right))


class RealMessage(NamedTuple):
    """A message somebody really sent, told again: who wrote, whether there is danger, and the page it was read on."""

    text: str
    topic: str
    who: str
    right: frozenset[str]
    danger: str  # one of DANGERS
    source: str

    @property
    def length(self) -> str:
        words = len(self.text.split())
        return LENGTHS[(words > WORDS_OF_SHORT) + (words > WORDS_OF_MIDDLE)]


def read_real_messages(chosen_set: str) -> list[RealMessage]:
    """Read the real messages of a set, from lines `topic<TAB>who<TAB>also right<TAB>danger<TAB>source<TAB>message`.

    Raises: ValueError, naming file and line, for a line of another form.
    """
    return [_real_message(line, place) for line, place in _lines(QUESTION_SETS / REAL / f"{chosen_set}.tsv")]


def _real_message(line: str, place: str) -> RealMessage:
    fields = line.split("\t")
    if len(fields) != 6 or fields[3] not in DANGERS:
        raise ValueError(f"{place}: expected topic, who, also right, danger, source and message, separated by tabs")
    topic, who, also_right, danger, source, text = fields
    return RealMessage(text, topic, who, _right(topic, also_right), danger, source)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each line that is not empty, and its place: file and number."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line:
            yield line, f"{path}:{number}"


def _right(topic: str, also_right: str) -> frozenset[str]:
    return frozenset([topic, *filter(None, also_right.split(","))])


# --- keeping them apart from what is trained on -----------------------------------------------

# A message this short may also be anybody's: "wat is pesten".
WORDS_OF_ANYBODY = 3


def is_test_question(text: str) -> bool:
    """Tell whether a message is one of the test questions, however it is written: such a one is never trained on."""
    return len(text.split()) > WORDS_OF_ANYBODY and _essence(text) in _essences()


@lru_cache(maxsize=1)
def _essences() -> frozenset[str]:
    return frozenset(map(_essence, _all_texts()))


def _all_texts() -> Iterator[str]:
    """Every test question and every real message of both sets, as it is written."""
    for chosen_set in (TUNING_SET, REPORT_SET):
        for part in PARTS:
            yield from (question.text for question in read_questions(chosen_set, part))
        yield from (message.text for message in read_real_messages(chosen_set))


def _essence(text: str) -> str:
    """Return what is left of a text without capitals, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", text.lower())
