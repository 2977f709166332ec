"""Reads the test questions: written apart from the training questions, by other voices, never trained on.

Two sets of the same make: `afstellen`, on which thresholds and patterns are set, and `toets`, which is
only ever reported. Each has questions about topics, out-of-scope messages, emergencies, and messages
that look like an emergency and are none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from foundation.repository import QUESTION_SETS

TUNING_SET = "afstellen"
REPORT_SET = "toets"

TOPICS = "onderwerpen"
OUT_OF_SCOPE = "buiten_scope"
EMERGENCIES = "nood"
LOOK_ALIKES = "lijkt_op_nood"
PARTS = (TOPICS, OUT_OF_SCOPE, EMERGENCIES, LOOK_ALIKES)


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
    path = QUESTION_SETS / chosen_set / f"{part}.tsv"
    return [
        _question(line, f"{path}:{number}")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line
    ]


def _question(line: str, place: str) -> LabelledQuestion:
    fields = line.split("\t")
    if len(fields) != 4:
        raise ValueError(f"{place}: expected topic, style, also right and message, separated by tabs")
    topic, style, also_right, text = fields
    return LabelledQuestion(text, topic, style, frozenset([topic, *filter(None, also_right.split(","))]))


# --- keeping them apart from what is trained on -----------------------------------------------

# A message this short may also be anybody's: "wat is pesten".
WORDS_OF_ANYBODY = 3


def is_test_question(text: str) -> bool:
    """Tell whether a message is one of the test questions, however it is written: such a one is never trained on."""
    return len(text.split()) > WORDS_OF_ANYBODY and _essence(text) in _essences()


@lru_cache(maxsize=1)
def _essences() -> frozenset[str]:
    sets = ((chosen_set, part) for chosen_set in (TUNING_SET, REPORT_SET) for part in PARTS)
    return frozenset(_essence(question.text) for one in sets for question in read_questions(*one))


def _essence(text: str) -> str:
    """Return what is left of a text without capitals, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", text.lower())
