"""Scores what an assistant understood: right, wrong or suggested, out of scope kept out, emergencies heard."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from foundation.question_sets import EMERGENCIES, LOOK_ALIKES, OUT_OF_SCOPE, TOPICS, LabelledQuestion, RealMessage
from foundation.vocabulary import is_emergency, is_out_of_scope


class Understanding(NamedTuple):
    """What an assistant made of a message: the topic it answers, its ranking, and the buttons it offers."""

    answered: Optional[str]  # None: it offers a choice
    ranking: List[str]
    suggested: List[str]
    doubt: bool = False  # the emergency numbers stand before the answer
    confidence: float = 0.0  # the probability of the topic that ranks first


Understand = Callable[[str], Understanding]
Outcomes = Sequence[Tuple[Union[LabelledQuestion, RealMessage], Understanding]]


class Score(NamedTuple):
    """Shares of one part of a question set, between 0 and 1."""

    questions: int
    right: float
    wrong: float
    suggested: float  # no right answer, and yet a button holds the right topic, beside the answer or instead of it
    first: float  # the right topic ranked first, whether it was answered or not
    calibration_error: float  # how far the stated probabilities are from what they promise, on average


def score(questions: Sequence[LabelledQuestion], understand: Understand) -> Score:
    """Score the questions about topics."""
    outcomes = [(question, understand(question.text)) for question in questions]
    return score_outcomes(outcomes)


def score_by_style(questions: Sequence[LabelledQuestion], understand: Understand) -> Dict[str, Score]:
    """Score the questions style by style."""
    by_style = defaultdict(list)
    for question in questions:
        by_style[question.style].append((question, understand(question.text)))
    return {style: score_outcomes(outcomes) for style, outcomes in sorted(by_style.items())}


def score_outcomes(outcomes: Outcomes) -> Score:
    """Score what was made of questions or of real messages."""
    total = len(outcomes)

    def share(holds) -> float:
        return sum(bool(holds(question, seen)) for question, seen in outcomes) / max(1, total)

    return Score(
        questions=total,
        right=share(lambda question, seen: seen.answered in question.right),
        wrong=share(lambda question, seen: seen.answered is not None and seen.answered not in question.right),
        suggested=share(
            lambda question, seen: seen.answered not in question.right and question.right & set(seen.suggested)
        ),
        first=share(_ranks_first),
        calibration_error=_calibration_error(outcomes),
    )


def _ranks_first(question: Union[LabelledQuestion, RealMessage], seen: Understanding) -> bool:
    return bool(seen.ranking) and seen.ranking[0] in question.right


def _calibration_error(outcomes: Outcomes) -> float:
    """Return the expected calibration error (Guo et al. 2017) over ten equal steps of probability."""
    steps: Dict[int, List[Tuple[float, bool]]] = defaultdict(list)
    for question, seen in outcomes:
        steps[min(9, int(10 * seen.confidence))].append((seen.confidence, _ranks_first(question, seen)))
    gaps = (abs(sum(stated for stated, _ in step) - sum(right for _, right in step)) for step in steps.values())
    return sum(gaps) / max(1, len(outcomes))


def kept_out(questions: Sequence[LabelledQuestion], understand: Understand) -> float:
    """Return the share of out-of-scope messages that got no answer about bullying and no alarm."""
    return _share(questions, lambda question: stays_out(understand(question.text)))


def stays_out(seen: Understanding) -> bool:
    return seen.answered is None or is_out_of_scope(seen.answered)


def heard(questions: Sequence[LabelledQuestion], understand: Understand) -> float:
    """Return the share of messages that were answered as an emergency."""
    return _share(questions, lambda question: is_alarm(understand(question.text)))


def gets_the_numbers(seen: Understanding) -> bool:
    """Tell whether the emergency numbers come first, in an alarm or before an answer."""
    return is_alarm(seen) or seen.doubt


def is_alarm(seen: Understanding) -> bool:
    return seen.answered is not None and is_emergency(seen.answered)


def _share(questions: Sequence[LabelledQuestion], holds: Callable[[LabelledQuestion], bool]) -> float:
    return sum(map(holds, questions)) / max(1, len(questions))


class Report(NamedTuple):
    """Everything `make evaluate` says about one assistant on one question set."""

    topics: Score
    styles: Dict[str, Score]
    kept_out: float
    emergencies_heard: float
    emergencies_with_numbers: float
    look_alikes_left_alone: float


def report(parts: Dict[str, List[LabelledQuestion]], understand: Understand) -> Report:
    """Measure an assistant on all parts of a question set."""
    return Report(
        topics=score(parts[TOPICS], understand),
        styles=score_by_style(parts[TOPICS], understand),
        kept_out=kept_out(parts[OUT_OF_SCOPE], understand),
        emergencies_heard=heard(parts[EMERGENCIES], understand),
        emergencies_with_numbers=_share(
            parts[EMERGENCIES], lambda question: gets_the_numbers(understand(question.text))
        ),
        look_alikes_left_alone=1 - heard(parts[LOOK_ALIKES], understand),
    )
