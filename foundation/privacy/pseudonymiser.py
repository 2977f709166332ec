"""Replaces what could tell who a family is by marks such as [NAAM 1], before anything is stored or logged.

Pseudonymised, not anonymous: a story can still be recognised by who knows it. Numbers, mail and accounts are found by
`fixed_forms` and `dates`, places by `addresses`, `schools`, `classes` and `towns`, people by `person_names`; what they
find and miss is measured by `python -m evaluation.privacy`. As a command it masks lines:
`python -m foundation.privacy.pseudonymiser < in > out`, or with `--json` for another program that has no language
model: a JSON text a line in, {"masked", "details"} a line out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

if __name__ == "__main__":  # spaCy would load TensorFlow where it is installed, for nothing: seconds and 400 MB
    sys.modules["tensorflow"] = None  # type: ignore[assignment]

from foundation.privacy.addresses import ADDRESSES
from foundation.privacy.classes import CLASSES
from foundation.privacy.finders import FOUND, Span
from foundation.privacy.fixed_forms import FIXED_FORMS
from foundation.privacy.person_names import name_key, person_names
from foundation.privacy.schools import SCHOOLS
from foundation.privacy.towns import TOWNS

__all__ = ["Span", "find", "mask"]

# In this order: what is found first is out of sight for the next, so the most certain come first.
FINDERS = (*FIXED_FORMS, *ADDRESSES, *SCHOOLS, *CLASSES, *TOWNS, person_names)


def find(text: str) -> list[Span]:
    """Return what must be hidden in a message, in order of place, without overlaps."""
    found: list[Span] = []
    rest = text
    for finder in FINDERS:
        for span in list(finder(rest)):
            if FOUND not in rest[span.start : span.end]:
                found.append(span)
                rest = rest[: span.start] + FOUND * (span.end - span.start) + rest[span.end :]
    return sorted(found)


def mask(text: str) -> str:
    """Return the message with personal details replaced by marks; the same name gets the same number."""
    numbers: dict[str, int] = {}
    pieces, position = [], 0
    for span in find(text):
        pieces += [text[position : span.start], _mark(span, text, numbers)]
        position = span.end
    return "".join([*pieces, text[position:]])


def _mark(span: Span, text: str, numbers: dict[str, int]) -> str:
    if span.mark != "NAAM":
        return f"[{span.mark}]"
    number = numbers.setdefault(name_key(text[span.start : span.end]), len(numbers) + 1)
    return f"[NAAM {number}]"


def details(text: str) -> list[str]:
    """Return the personal details themselves, each once."""
    return list(dict.fromkeys(text[span.start : span.end].strip() for span in find(text)))


def main(lines: Iterable[str] = sys.stdin, as_json: bool = False) -> None:
    """Mask standard input, line by line, to standard output."""
    for line in lines:
        text = json.loads(line) if as_json else line.rstrip("\n")
        print(json.dumps({"masked": mask(text), "details": details(text)}) if as_json else mask(text), flush=True)


if __name__ == "__main__":
    main(as_json="--json" in sys.argv[1:])
