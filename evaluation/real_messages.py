"""Scores what an assistant makes of real messages: these come first, as a set in our own voice flatters."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, Dict, List, NamedTuple, Sequence, Tuple

from foundation.question_sets import DANGER_NOW, LENGTHS, NO_DANGER, RealMessage
from training.understanding import Understand, Understanding, gets_the_numbers, is_alarm, score_outcomes

ALL = "alle"
Outcomes = List[Tuple[RealMessage, Understanding]]


class RealScore(NamedTuple):
    """Shares between 0 and 1; those of the danger are over messages with that danger only, nan where there are none."""

    messages: int
    right: float  # an answer about a topic the judge accepts
    helped: float  # right, or a choice that holds such a topic
    wrong: float
    first: float  # such a topic ranks first, whether it was shown or not
    calibration_error: float
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
    topics = score_outcomes(outcomes)
    calm = [seen for message, seen in outcomes if message.danger == NO_DANGER]
    cries = [seen for message, seen in outcomes if message.danger == DANGER_NOW]
    return RealScore(
        messages=topics.questions,
        right=topics.right,
        helped=topics.right + topics.suggested,
        wrong=topics.wrong,
        first=topics.first,
        calibration_error=topics.calibration_error,
        false_alarm=_share(calm, is_alarm),
        needless_numbers=_share(calm, lambda seen: gets_the_numbers(seen) and not is_alarm(seen)),
        cries_with_card=_share(cries, is_alarm),
        cries_with_numbers=_share(cries, gets_the_numbers),
    )


def _share(seen: Sequence[Understanding], holds: Callable[[Understanding], bool]) -> float:
    return sum(map(holds, seen)) / len(seen) if seen else float("nan")


def print_real_messages(scores: Dict[str, RealScore]) -> None:
    columns = [name.replace("_", " ") for name in RealScore._fields]
    print(f"    {'real messages':16}" + "".join(f"{column:>20}" for column in columns))
    for name, one in scores.items():
        shares = "".join(f"{share:>19.1%} " for share in one[1:])
        print(f"    {name:16}{one.messages:>20}{shares}")
