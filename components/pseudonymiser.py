"""Replaces what could tell who a family is by marks such as [NAAM 1], before anything is stored or logged.

Pseudonymised, not anonymous: a story can still be recognised by who knows it. Numbers, mail
and accounts are found by `fixed_forms`, addresses and schools by `places`, people by `person_names`;
what they find and miss is measured by `python -m evaluation.privacy`. As a command it masks lines:
`python -m components.pseudonymiser < in > out`.
"""

from __future__ import annotations

import os
import sys
from typing import Dict, Iterable, List, Optional

if __name__ == "__main__":  # before spaCy brings in TensorFlow, which would announce itself
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from components.fixed_forms import FIXED_FORMS, Span
from components.person_names import name_key, person_names
from components.places import PLACES

__all__ = ["Span", "find", "mask"]

# Stands where something is found already: no letter, no digit, no space.
FOUND = "\x00"


def find(text: str) -> List[Span]:
    """Return what must be hidden in a message, in order of place, without overlaps."""
    found: List[Span] = []
    rest = text
    for finder in [*FIXED_FORMS, *PLACES, person_names]:
        for span in list(finder(rest)):
            if FOUND not in rest[span.start : span.end]:
                found.append(span)
                rest = rest[: span.start] + FOUND * (span.end - span.start) + rest[span.end :]
    return sorted(found)


def mask(text: str) -> str:
    """Return the message with personal details replaced by marks; the same name gets the same number."""
    numbers: Dict[str, int] = {}
    pieces, position = [], 0
    for span in find(text):
        pieces += [text[position : span.start], _mark(span, text, numbers)]
        position = span.end
    return "".join([*pieces, text[position:]])


def _mark(span: Span, text: str, numbers: Dict[str, int]) -> str:
    if span.mark != "NAAM":
        return f"[{span.mark}]"
    number = numbers.setdefault(name_key(text[span.start : span.end]), len(numbers) + 1)
    return f"[NAAM {number}]"


def main(lines: Optional[Iterable[str]] = None) -> None:
    """Mask standard input, line by line, to standard output."""
    for line in lines or sys.stdin:
        print(mask(line.rstrip("\n")), flush=True)


if __name__ == "__main__":
    main()
