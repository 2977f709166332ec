"""Tells how much a message looks like the emergencies that were learned: all of it, and its loudest sentence.

In a long story the cry for help is one sentence among many, and the whole would drown it. Yet the loudest of many
sentences is louder than that of few, danger or not: so the guard weighs both, and what the encoder takes the whole to
mean.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

import numpy as np

from foundation.vocabulary import EMERGENCY_PREFIX, is_emergency

# What is reckoned with when there is no encoder: about where real danger and real calm are equally likely.
NOT_READ = -2.0


class Suspicion(NamedTuple):
    """The likeliest kind of emergency, and the probability of any: of the whole message and of its loudest sentence."""

    topic: str
    whole: float
    loudest: float
    meant: float = NOT_READ  # log odds


NO_SUSPICION = Suspicion(EMERGENCY_PREFIX, 0.0, 0.0)


def suspicion_of_emergency(topics: Sequence[str], rows: np.ndarray, meant: float = NOT_READ) -> Suspicion:
    """Return what a message may tell of.

    rows: probabilities of the message, and then of each of its sentences; meant: the encoder's log odds of danger.
    """
    kinds = [place for place, topic in enumerate(topics) if is_emergency(topic)]
    if not kinds:
        return NO_SUSPICION
    of_kinds = rows[:, kinds]
    any_kind = of_kinds.sum(axis=1)
    parts = any_kind[1:] if len(any_kind) > 1 else any_kind
    likeliest = of_kinds[any_kind.argmax()].argmax()
    return Suspicion(topics[kinds[likeliest]], float(any_kind[0]), float(parts.max()), meant)
