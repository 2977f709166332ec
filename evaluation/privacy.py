"""Measures what the pseudonymiser hides of the personal details in messages, and what it hides needlessly.

A family may only be asked to trust masking that is measured on messages it was not tuned on. The
messages stand in `questions/privacy_*.tsv`, one a line, every personal detail marked by its kind:
`mijn dochter ⟦NAAM:Lotte Peeters⟧ zit in ⟦KLAS:3B⟧`. All of them are invented. The files of a set are
of several writers, told in `evaluation/README.md`. In many lines that look personal nothing is marked, so
nothing of them may be hidden.

A detail counts as found when none of its letters and digits is left outside a mark, whatever the
mark is called: half a name or three digits of a number is a miss. Only words that tell nothing by
themselves (`EMPTY_WORDS`: "de", "klas") may stay. Hiding too much costs understanding, so two shares
go with it: the marks put where nothing personal stood, and the lines and training questions that change for nothing.

`python -m evaluation.privacy [afstellen|toets] [--verbose]`
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, NamedTuple, Tuple

if __name__ == "__main__":  # before spaCy brings in TensorFlow, which would announce itself
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from foundation.privacy.pseudonymiser import Span, find, mask
from foundation.question_sets import REPORT_SET, TUNING_SET
from foundation.repository import QUESTION_SETS
from foundation.topics import load_topics

SETS = (TUNING_SET, REPORT_SET)
EXAMPLES_SHOWN = 15

LABEL = re.compile(r"⟦([A-Z]+):([^⟧]*)⟧")
WORD = re.compile(r"\w+")
EMPTY_WORDS = frozenset("de den het t in te van nr bus klas".split())


class Message(NamedTuple):
    """A message as a parent types it, and where its personal details stand."""

    text: str
    details: List[Span]


class Score(NamedTuple):
    """How many personal details of one kind there are, and which of them stayed readable."""

    number: int
    missed: List[str]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.number


def measure(path: Path) -> Dict[str, Score]:
    """Return the score of each kind of personal detail in a file of labelled messages."""
    everything: Dict[str, int] = {}
    missed: Dict[str, List[str]] = {}
    for message in read_messages(path):
        hidden = find(message.text)
        for detail in message.details:
            everything[detail.mark] = everything.get(detail.mark, 0) + 1
            if not _is_hidden(detail, message.text, hidden):
                missed.setdefault(detail.mark, []).append(message.text[detail.start : detail.end])
    return {kind: Score(number, missed.get(kind, [])) for kind, number in sorted(everything.items())}


def needless_marks(path: Path) -> Tuple[int, List[str]]:
    """Return how many marks are put in labelled messages, and what they hid without touching a detail."""
    number, needless = 0, []
    for message in read_messages(path):
        for span in find(message.text):
            number += 1
            if not any(span.start < detail.end and detail.start < span.end for detail in message.details):
                needless.append(f"{message.text[span.start : span.end]} ({span.mark})")
    return number, needless


def clean_lines(path: Path) -> List[str]:
    """Return the messages of a file in which nothing personal stands."""
    return [message.text for message in read_messages(path) if not message.details]


def changed(questions: Iterable[str]) -> List[Tuple[str, str]]:
    """Return the questions that masking changes, though nothing personal stands in them, with the outcome."""
    outcomes = ((question, mask(question)) for question in questions)
    return [(question, masked) for question, masked in outcomes if masked != question]


def training_questions() -> List[str]:
    """Return every question the assistant learns from; a name in them is already the literal [NAAM]."""
    return [question for topic in load_topics().values() for question in topic.questions]


def read_messages(path: Path) -> List[Message]:
    return [_message(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _message(line: str) -> Message:
    text, details, position = "", [], 0
    for label in LABEL.finditer(line):
        text += line[position : label.start()]
        details.append(Span(len(text), len(text) + len(label.group(2)), label.group(1)))
        text += label.group(2)
        position = label.end()
    return Message(text + line[position:], details)


def _is_hidden(detail: Span, text: str, hidden: List[Span]) -> bool:
    return all(any(span.start <= place < span.end for span in hidden) for place in _telling_places(detail, text))


def _telling_places(detail: Span, text: str) -> Iterator[int]:
    for word in WORD.finditer(text, detail.start, detail.end):
        if word.group().lower() not in EMPTY_WORDS:
            yield from range(word.start(), word.end())


def files_of(chosen_set: str) -> List[Path]:
    """Return the files of a set in the order in which they were written."""
    files = [
        QUESTION_SETS / f"privacy_{written}{chosen_set}.tsv"
        for written in ("", "vers_", "derde_", "vierde_", "vijfde_")
    ]
    return [path for path in files if path.exists()]


def print_table(chosen_set: str, verbose: bool = False) -> None:
    """Print recall by kind for each file of a set, and the shares of what is hidden needlessly."""
    for path in files_of(chosen_set):
        _print_file(path, verbose)
    questions = training_questions()
    false_hits = changed(questions)
    _print_row("training questions that change", len(questions), len(false_hits) / len(questions), digits=2)
    if verbose:
        _print_changes(false_hits[:EXAMPLES_SHOWN])


def _print_file(path: Path, verbose: bool) -> None:
    scores = measure(path)
    marks, needless = needless_marks(path)
    clean = clean_lines(path)
    touched = changed(clean)
    everything = sum(score.number for score in scores.values())
    missed = sum(len(score.missed) for score in scores.values())

    print(f"    {path.stem:40}{'number':>10}{'share':>10}")
    for kind, score in scores.items():
        _print_row(f"found of {kind}", score.number, score.recall)
    _print_row("found of all", everything, 1 - missed / everything)
    _print_row("clean lines touched", len(clean), len(touched) / len(clean))
    _print_row("marks where nothing personal stood", marks, len(needless) / max(1, marks))
    if verbose:
        _print_misses(scores, needless)
        _print_changes(touched)
    print()


def _print_row(name: str, number: int, share: float, digits: int = 1) -> None:
    print(f"    {name:40}{number:>10}{share:>10.{digits}%}")


def _print_misses(scores: Dict[str, Score], needless: List[str]) -> None:
    for kind, score in scores.items():
        print(f"\n    missed of {kind}: {' | '.join(score.missed) or '-'}")
    print(f"\n    hidden needlessly: {' | '.join(needless) or '-'}\n")


def _print_changes(changes: List[Tuple[str, str]]) -> None:
    for question, masked in changes:
        print(f"    {question}\n        {masked}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", nargs="?", choices=SETS, default=REPORT_SET)
    parser.add_argument("--verbose", action="store_true", help="also list what is missed and hidden needlessly")
    arguments = parser.parse_args()
    print_table(arguments.set, arguments.verbose)


if __name__ == "__main__":
    main()
