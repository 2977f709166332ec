"""Shows where the bar for "means the same" comes from: how many pairs that reach it share an answer.

On the tuning messages, real ones and written ones; two messages share an answer when a topic is right for both.
"""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Sequence, Union

import numpy as np

from components.same_meaning import BAR, grouped, likeness
from components.sentence_encoder import SentenceEncoder, encoder_in
from foundation.question_sets import (
    NO_DANGER,
    OUT_OF_SCOPE,
    TOPICS,
    TUNING_SET,
    LabelledQuestion,
    RealMessage,
    read_questions,
    read_real_messages,
)
from foundation.repository import ENCODER
from tools.say import say

BARS = (0.80, 0.84, 0.86, BAR, 0.90, 0.92)

Messages = Sequence[Union[LabelledQuestion, RealMessage]]


class Pairs(NamedTuple):
    """What holds of each pair of messages, once."""

    share: np.ndarray  # a topic is right for both
    same: np.ndarray  # they are labelled with the same topic
    alike: np.ndarray


def main() -> None:
    encoder = encoder_in(ENCODER)
    if encoder is None:
        raise SystemExit("There is no encoder: `make same-meaning` has nothing to measure.")
    real = [message for message in read_real_messages(TUNING_SET) if message.danger == NO_DANGER]
    written = [*read_questions(TUNING_SET, TOPICS), *read_questions(TUNING_SET, OUT_OF_SCOPE)]
    for name, messages in (("real messages without danger", real), ("written questions", written)):
        say(f"{len(messages)} {name}")
        print_bars(encoder, messages)


def print_bars(encoder: SentenceEncoder, messages: Messages) -> None:
    """Print what each bar would bring, and the groups that ours makes of all messages in a row."""
    alike = likeness(
        np.vstack([one.whole for one in encoder.meanings([message.text for message in messages])]), encoder
    )
    pairs = pairs_of(messages, alike)
    for bar in BARS:
        print(f"    {bar:.2f}  {_in_words(pairs, pairs.alike >= bar)}")
    groups = grouped(alike, [None] * len(messages), range(len(messages)), range(len(messages)))
    inside = _in_one_group(groups)
    print(f"    in groups: {_in_words(pairs, inside)}; {_sizes(groups)}")


def pairs_of(messages: Messages, alike: np.ndarray) -> Pairs:
    one, other = np.triu_indices(len(messages), 1)
    topics = sorted({topic for message in messages for topic in message.right})
    right = np.array([[topic in message.right for topic in topics] for message in messages], dtype=np.float32)
    labels = np.array([message.topic for message in messages])
    return Pairs((right @ right.T)[one, other] > 0, labels[one] == labels[other], alike[one, other])


def _in_one_group(groups: Sequence[Optional[int]]) -> np.ndarray:
    one, other = np.triu_indices(len(groups), 1)
    numbers = np.array([-1 if group is None else group for group in groups])
    return (numbers[one] == numbers[other]) & (numbers[one] >= 0)


def _in_words(pairs: Pairs, chosen: np.ndarray) -> str:
    precision = pairs.share[chosen].mean() if chosen.any() else float("nan")
    recall = (chosen & pairs.same).sum() / pairs.same.sum()
    return f"{chosen.sum():6} pairs, of which {precision:.1%} share an answer; {recall:.1%} of the pairs of one topic"


def _sizes(groups: Sequence[Optional[int]]) -> str:
    sizes: List[int] = sorted((groups.count(group) for group in {*groups} - {None}), reverse=True)
    return f"{len(sizes)} groups hold {sum(sizes) / len(groups):.0%} of them, the largest {sizes[0] if sizes else 0}"


if __name__ == "__main__":
    main()
