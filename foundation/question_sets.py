"""Reads the test questions: written apart from the training questions, by other voices, never trained on.

Two sets of the same make: `afstellen`, on which thresholds and patterns are set, and `toets`, which is
only ever reported. Each has questions about topics, out-of-scope messages, emergencies, and messages
that look like an emergency and are none.
"""

from __future__ import annotations

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
