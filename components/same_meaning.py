"""Brings questions that mean the same together, in whatever words: for staff, who decide once about all of them.

Two questions mean the same when they lie alike among all topics, so that one answer fits both, and near each other
besides. The bar is measured by `make same-meaning`. As a command, for a program that has no encoder: a JSON of
questions on a line in, a JSON of their meanings and groups on a line out; see `main`.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, TextIO

import numpy as np

from components.sentence_encoder import SentenceEncoder, encoder_in
from foundation.priority import let_others_go_first
from foundation.repository import ENCODER

BAR = 0.88
# How much of the likeness is that of the two meanings themselves; the rest is how alike they lie among the topics.
OF_THE_MEANINGS = 0.2
# So much more a topic counts the nearer it is: the few that a question may be about decide, not the many others.
SHARPNESS = 16
# A kept meaning begins with so many bytes that tell which encoder it is of.
MARK = 8


class Question(NamedTuple):
    """A question of staff's list: what it means if that is known, and the group in which it stands if it does."""

    key: int
    text: str
    meaning: bytes = b""
    group: Optional[int] = None


def likeness(meanings: np.ndarray, encoder: SentenceEncoder) -> np.ndarray:
    """Return how alike questions are, each with each. meanings: a row of length one for each."""
    nearness = meanings @ np.vstack(list(encoder.places.values())).T
    among_topics = np.exp(SHARPNESS * nearness)
    among_topics /= np.linalg.norm(among_topics, axis=1, keepdims=True)
    return OF_THE_MEANINGS * meanings @ meanings.T + (1 - OF_THE_MEANINGS) * among_topics @ among_topics.T


def grouped(
    alike: np.ndarray, groups: Sequence[Optional[int]], new: Sequence[int], keys: Sequence[int]
) -> List[Optional[int]]:
    """Return the group of each question, once the new ones have joined what they are most like, one after the other.

    A group that a question joins is like it on the whole, not by one member: a chain of likenesses leads astray.
    groups: that of each question so far; new: the places of those to be looked at; keys: what names a new group.
    """
    found, unsettled = list(groups), set(new)
    settled = [place for place in range(len(keys)) if place not in unsettled]
    for place in new:
        if settled:
            # A question that stands alone is a group of its own, with a name that no group has.
            names = np.array([-1 - keys[other] if found[other] is None else found[other] for other in settled])
            _names, of_name = np.unique(names, return_inverse=True)
            means = np.bincount(of_name, weights=alike[place, settled]) / np.bincount(of_name)
            if means.max() >= BAR:
                first = settled[int(np.argmax(of_name == means.argmax()))]
                # One that left a group does not begin another under the same name.
                free = (key for key in (keys[first], keys[place]) if key not in found)
                found[first] = found[place] = next(free, None) if found[first] is None else found[first]
        settled.append(place)
    return found


def placed(encoder: SentenceEncoder, questions: Sequence[Question]) -> List[Question]:
    """Return the questions, each with its meaning and, where it means the same as others, its group.

    One that was read by another encoder comes back without either, to be new the next time: there may be thousands.
    """
    mark = bytes.fromhex(encoder.fingerprint)[:MARK]
    found = {question.key: question._replace(meaning=b"", group=None) for question in questions}
    usable = [question for question in questions if not question.meaning or question.meaning.startswith(mark)]
    new = [place for place, question in enumerate(usable) if not question.meaning]
    for place, read in zip(new, encoder.meanings([usable[place].text for place in new])):
        usable[place] = usable[place]._replace(meaning=mark + read.whole.astype(np.float16).tobytes())
    if usable:
        rows = np.vstack([np.frombuffer(question.meaning[MARK:], np.float16) for question in usable])
        alike = likeness(rows.astype(np.float32), encoder)
        groups = grouped(alike, [question.group for question in usable], new, [question.key for question in usable])
        found.update((question.key, question._replace(group=group)) for question, group in zip(usable, groups))
    return list(found.values())


def main(told: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
    """Read lines of [{"key", "text", "meaning", "group"}, ...], where what has no meaning is new; write each the same.

    What stands in one line is compared with nothing of another. A meaning is written in base 64; "" is none. Without an
    encoder nothing is told of any line.
    """
    encoder: Optional[SentenceEncoder] = None
    for line in told:
        encoder = encoder or encoder_in(ENCODER)
        found = placed(encoder, [_asked(one) for one in json.loads(line)]) if encoder else []
        print(json.dumps([_as_json(one) for one in found]), file=out, flush=True)


def _asked(one: Dict[str, Any]) -> Question:
    return Question(one["key"], one["text"], base64.b64decode(one["meaning"]), one["group"])


def _as_json(one: Question) -> Dict[str, Any]:
    return {**one._asdict(), "meaning": base64.b64encode(one.meaning).decode("ascii")}


if __name__ == "__main__":
    let_others_go_first()
    main()
