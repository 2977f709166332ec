"""Learns from real messages how danger is told: which way it lies in what they mean, and which words speak of it.

Few of them tell of danger. For the words the questions about emergencies help, which name it plainly; a real message
counts for many of those, as it says how people really tell it, and how sad, angry or ill they may be without it.
"""

from __future__ import annotations

import random
from typing import List, NamedTuple, Sequence, Tuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.danger_words import DangerWords
from components.word_model import FeatureBlock, counts_of_words
from foundation.question_sets import DANGER_NOW, NO_DANGER, RealMessage
from foundation.text import normalise
from foundation.vocabulary import is_emergency

# How plainly danger may be told from calm, by meaning and by words: measured on the tuning messages.
MEANING_C, WORDS_C = 0.3, 5.0
# Vectors of length one are short for a regression whose penalty was made for features of about one.
STRETCH = 5.0
# What a real message counts for beside a question, and how many of the ordinary questions stand beside them.
WEIGHT_OF_REAL, SHARE_OF_QUESTIONS = 20.0, 0.4


class Told(NamedTuple):
    """Texts that tell of danger or of none, and what each counts for."""

    texts: List[str]
    in_danger: List[bool]
    weights: List[float]


def clear(messages: Sequence[RealMessage]) -> List[RealMessage]:
    """Return those with danger now and those without: what may be danger teaches neither."""
    return [message for message in messages if message.danger in (NO_DANGER, DANGER_NOW)]


def danger_direction(meanings: np.ndarray, messages: Sequence[RealMessage]) -> Tuple[np.ndarray, float]:
    """Return the regression that tells danger from none by what messages mean. Both: in the same order, all clear."""
    in_danger = [message.danger == DANGER_NOW for message in messages]
    fitted = LogisticRegression(C=MEANING_C, max_iter=1000).fit(STRETCH * meanings, in_danger)
    return STRETCH * fitted.coef_[0], float(fitted.intercept_[0])


def told_of(questions: Sequence[str], topics: Sequence[str], messages: Sequence[RealMessage]) -> Told:
    """Return what words of danger are learned from. topics: of each question; messages: all clear."""
    chance = random.Random(1)
    asked = [
        (question, is_emergency(topic))
        for question, topic in zip(questions, topics)
        if is_emergency(topic) or chance.random() < SHARE_OF_QUESTIONS
    ]
    told = [(message.text, message.danger == DANGER_NOW) for message in messages]
    texts, in_danger = zip(*asked, *told)
    return Told([*texts], [*in_danger], [1.0] * len(asked) + [WEIGHT_OF_REAL] * len(told))


def learned_words(told: Told) -> DangerWords:
    """Return what words and pairs say of danger."""
    counts = counts_of_words([normalise(text) for text in told.texts])
    words = FeatureBlock.fit(counts)
    # liblinear: twice as fast as the others on rows of so many columns.
    regression = LogisticRegression(C=WORDS_C, solver="liblinear", random_state=1)
    regression.fit(words.weigh(counts), told.in_danger, sample_weight=told.weights)
    return DangerWords(words, regression.coef_[0], float(regression.intercept_[0]))
