"""Scores what an assistant makes of real messages: these come first, as a set in our own voice flatters."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, Dict, List, NamedTuple, Sequence

from foundation.question_sets import DANGER_NOW, LENGTHS, NO_DANGER, RealMessage
from training.understanding import Understand, Understanding, gets_the_numbers, is_alarm

ALL = "alle"
Outcomes = List[tuple[RealMessage, Understanding]]


class RealScore(NamedTuple):
    """Shares between 0 and 1; those of the danger are over messages with that danger only, nan where there are none."""

    messages: int
    right: float  # an answer about a topic the judge accepts
    helped: float  # right, or a choice that holds such a topic
    wrong: float
    first: float  # such a topic ranks first, whether it was shown or not
    false_alarm: float  # an emergency card without danger
    needless_numbers: float  # no card, but the numbers before the answer, without danger
    cries_with_card: float
    cries_with_numbers: float


def score_real_messages(messages: Sequence[RealMessage], understand: Understand) -> Dict[str, RealScore]:
    """Score real messages, all together and by length. Returns the score of each length in the order they are told."""
    groups: Dict[str, Outcomes] = defaultdict(list)
    for message in messages:
        outcome = (message, understand(message.text))
        groups[ALL].append(outcome)
        groups[message.length].append(outcome)
    return {name: _score(groups[name]) for name in (ALL, *LENGTHS) if groups[name]}


def _score(outcomes: Outcomes) -> RealScore:
    calm = [one for one in outcomes if one[0].danger == NO_DANGER]
    cries = [one for one in outcomes if one[0].danger == DANGER_NOW]
    right = _share(outcomes, lambda message, seen: seen.answered in message.right)
    offered = _share(outcomes, lambda message, seen: seen.answered is None and message.right & set(seen.suggested))
    return RealScore(
        messages=len(outcomes),
        right=right,
        helped=right + offered,
        wrong=_share(outcomes, lambda message, seen: seen.answered is not None and seen.answered not in message.right),
        first=_share(outcomes, lambda message, seen: seen.ranking and seen.ranking[0] in message.right),
        false_alarm=_share(calm, lambda _, seen: is_alarm(seen)),
        needless_numbers=_share(calm, lambda _, seen: gets_the_numbers(seen) and not is_alarm(seen)),
        cries_with_card=_share(cries, lambda _, seen: is_alarm(seen)),
        cries_with_numbers=_share(cries, lambda _, seen: gets_the_numbers(seen)),
    )


def _share(outcomes: Outcomes, holds: Callable[[RealMessage, Understanding], object]) -> float:
    return sum(bool(holds(*one)) for one in outcomes) / len(outcomes) if outcomes else float("nan")


def print_real_messages(scores: Dict[str, RealScore]) -> None:
    columns = [name.replace("_", " ") for name in RealScore._fields]
    print(f"    {'real messages':16}" + "".join(f"{column:>20}" for column in columns))
    for name, one in scores.items():
        shares = "".join(f"{share:>19.1%} " for share in one[1:])
        print(f"    {name:16}{one.messages:>20}{shares}")
