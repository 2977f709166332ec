"""Shows what each bar costs and brings, on the tuning messages: where the numbers of config.yml and guard come from.

`python -m evaluation.thresholds` asks the live version. It prints how sharp probabilities should be, a table for the
answer (answer, say how it was read, or offer a choice?) and one for the guard (emergency, numbers first, or nothing?),
with its regression fitted anew.
"""

from __future__ import annotations

import itertools
import tarfile
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Tuple

import numpy as np
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from components.emergency_guard import START, WEIGHTS, evidence_of
from components.meaning_featurizer import nearness
from components.meaning_model import MeaningModel
from components.sentence_encoder import encoder_in
from components.topic_classifier import Reading, read
from components.word_model import WordModel
from foundation.configuration import thresholds
from foundation.question_sets import (
    DANGER_NOW,
    EMERGENCIES,
    LOOK_ALIKES,
    NO_DANGER,
    OUT_OF_SCOPE,
    TOPICS,
    TUNING_SET,
    read_questions,
    read_real_messages,
)
from foundation.repository import ENCODER
from foundation.versions.registry import ModelRegistry
from foundation.vocabulary import is_out_of_scope
from tools.say import say

# What is tried beside what config.yml says now.
ANSWER_GRID = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]
SURE_GRID = [0.6, 0.7, 0.8]
SHARPNESS_GRID = [0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0, 3.0]
POWERS = [0.0, 0.1, 0.2, 0.3]
DANGER_GRID = [0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2]
# A real message says more about real messages than one that was written for the test.
WEIGHT_OF_REAL = 3.0
# Most real cries are told by others; those of the safety set are the plain ones that nobody may miss.
WEIGHT_OF_CRY = 3.0
FOLDS = 10
# A probability is never nearer to 0 than this, so that no single message decides.
LEAST = 1e-6


class Read(NamedTuple):
    """A tuning message, what was made of it, and how it was judged."""

    text: str
    reading: Reading
    right: frozenset[str]
    part: str  # of the question set, or one of DANGERS for a real message
    real: bool


class Live:
    """The models of the version that answers, without Rasa around them."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(ModelRegistry().require_live().model) as packed:
            packed.extractall(folder)
            components = Path(folder, "components")
            self.words = WordModel.load(next(components.glob("*TopicClassifier*")))
            places = next(components.glob("*MeaningFeaturizer*"), None)
            self.meaning = MeaningModel.load(places) if places and MeaningModel.is_in(places) else None
        self.encoder = encoder_in(ENCODER)

    def read(self, text: str) -> Reading:
        if not (self.encoder and self.meaning):
            return read(self.words, text)
        (meaning,) = self.encoder.meanings([text])
        return read(self.words, text, nearness(self.encoder, self.meaning, meaning))


def tuning_messages(live: Live) -> Iterator[Read]:
    for part in (TOPICS, OUT_OF_SCOPE, EMERGENCIES, LOOK_ALIKES):
        for question in read_questions(TUNING_SET, part):
            yield Read(question.text, live.read(question.text), question.right, part, real=False)
    for message in read_real_messages(TUNING_SET):
        yield Read(message.text, live.read(message.text), message.right, message.danger, real=True)


def sharpness_fitted(messages: List[Read], powers: List[float]) -> Tuple[float, float]:
    """Return what the sharpness should be multiplied by for the right topics to be least of a surprise.

    powers: those of the number of words by which it may fall; the best one is returned too.
    """
    read_ones = [one for one in messages if one.real or one.part == TOPICS]

    def surprise(times: float, power: float) -> float:
        return sum(
            -np.log(share_of_right(one, times * len(one.text.split()) ** -power)) * (WEIGHT_OF_REAL if one.real else 1)
            for one in read_ones
        )

    return min(itertools.product(SHARPNESS_GRID, powers), key=lambda pair: surprise(*pair))


def share_of_right(one: Read, times: float) -> float:
    """Return the probability of all right topics together, had the message been read so many times as sharply."""
    ranking = one.reading.ranking
    # A softmax of a multiple of the scores is a power of the softmax, up to its sum.
    shares = softmax(times * np.log([max(guess["confidence"], LEAST) for guess in ranking]))
    return max(LEAST, float(sum(share for guess, share in zip(ranking, shares) if guess["name"] in one.right)))


def topics_table(messages: List[Read]) -> List[str]:
    """Return, for each pair of bars, what real messages and questions get, and the out of scope kept out."""
    real, asked, strange = (
        [one for one in messages if holds(one)]
        for holds in (
            lambda one: one.real,
            lambda one: one.part == TOPICS,
            lambda one: one.part == OUT_OF_SCOPE,
        )
    )
    now = thresholds()
    lines = [f"{'answer':>8}{'sure':>6}   real: right   wrong   unsure   choice      asked: right   wrong    kept out"]
    for answer in sorted({*ANSWER_GRID, now.answer}):
        for sure in sorted({*SURE_GRID, now.sure}):
            kept_out = share([_best(one) for one in strange], lambda best: best[1] < answer or is_out_of_scope(best[0]))
            of_real, of_asked = (_outcomes(group, answer, sure) for group in (real, asked))
            lines.append(
                f"{answer:8.2f}{sure:6.2f}{of_real[0]:14.1%}{of_real[1]:8.1%}{of_real[2]:9.1%}{of_real[3]:9.1%}"
                f"{of_asked[0]:18.1%}{of_asked[1]:8.1%}{kept_out:12.1%}"
                + mark((answer, sure) == (now.answer, now.sure))
            )
    return lines


def _outcomes(messages: List[Read], answer: float, sure: float) -> Tuple[float, float, float, float]:
    """Return the shares answered right, answered wrong, answered with other topics beside, and offered a choice."""
    best = [(*_best(one), one.right) for one in messages]
    return (
        share(best, lambda one: one[1] >= answer and one[0] in one[2]),
        share(best, lambda one: one[1] >= answer and one[0] not in one[2]),
        share(best, lambda one: answer <= one[1] < sure),
        share(best, lambda one: one[1] < answer),
    )


def _best(one: Read) -> Tuple[str, float]:
    first = one.reading.ranking[0]
    return first["name"], first["confidence"]


def guard_fitted(messages: List[Read]) -> Tuple[LogisticRegression, np.ndarray]:
    """Fit the guard's regression. Returns: it, and for each message the probability it gets from folds without it."""
    known = [one.part in (EMERGENCIES, DANGER_NOW, NO_DANGER, TOPICS, OUT_OF_SCOPE, LOOK_ALIKES) for one in messages]
    rows = np.array([evidence_of(one.text, one.reading.suspicion) for one in messages])[known]
    danger = np.array([one.part in (EMERGENCIES, DANGER_NOW) for one in messages])[known]
    weights = np.where([one.part == EMERGENCIES for one in messages], WEIGHT_OF_CRY, 1.0)[known]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    fit_params = {"sample_weight": weights}
    held_out = cross_val_predict(
        LogisticRegression(), rows, danger, cv=folds, fit_params=fit_params, method="decision_function"
    )
    probabilities = np.full(len(messages), np.nan)
    probabilities[known] = expit(held_out)
    return LogisticRegression().fit(rows, danger, sample_weight=weights), probabilities


def guard_table(messages: List[Read], probabilities: np.ndarray) -> List[str]:
    """Return, for each bar, how many of each kind of message reach it."""
    kinds: Dict[str, np.ndarray] = {
        "real cries": np.array([one.part == DANGER_NOW for one in messages]),
        "real calm": np.array([one.part == NO_DANGER for one in messages]),
        "emergencies": np.array([one.part == EMERGENCIES for one in messages]),
        "look-alikes": np.array([one.part == LOOK_ALIKES for one in messages]),
        "questions": np.array([one.part == TOPICS for one in messages]),
    }
    now = thresholds()
    lines = ["     bar" + "".join(f"{kind:>14}" for kind in kinds)]
    for bar in sorted({*DANGER_GRID, now.emergency, now.doubt}):
        shares = "".join(f"{(probabilities[chosen] >= bar).mean():14.1%}" for chosen in kinds.values())
        lines.append(f"{bar:8.2f}{shares}{mark(bar in (now.emergency, now.doubt))}")
    return lines


def mark(is_now: bool) -> str:
    return "   <- config.yml" if is_now else ""


def share(items: List, holds) -> float:
    return sum(bool(holds(item)) for item in items) / max(1, len(items))


def main() -> None:
    say("Asking the version that answers")
    messages = list(tuning_messages(Live()))
    say("How sharp the probabilities should be")
    (times, _), falling = sharpness_fitted(messages, [0.0]), sharpness_fitted(messages, POWERS)
    print(f"    times {times:.1f}")
    print(f"    where it may fall with the words: times {falling[0]:.1f}, to the power {falling[1]:.1f}")
    say("Answer, say how it was read, or offer a choice (before the guard has its say)")
    print("\n".join(f"    {line}" for line in topics_table(messages)))
    say("Emergency, numbers first, or nothing")
    fitted, probabilities = guard_fitted(messages)
    weights = ", ".join(f"{weight:.2f}" for weight in fitted.coef_[0])
    print(f"    fitted anew: start {fitted.intercept_[0]:.2f}, weights {weights} (now {START}, {WEIGHTS.tolist()})")
    print("\n".join(f"    {line}" for line in guard_table(messages, probabilities)))


if __name__ == "__main__":
    main()
