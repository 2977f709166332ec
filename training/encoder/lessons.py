"""What the encoder learns from: first the questions of the topics, then real messages among some of those questions.

The questions teach it the language of our topics; real messages teach it how people tell of them, who seldom say
plainly what they are about. The second lesson goes on with questions too, so that nothing of the first is forgotten.
"""

from __future__ import annotations

import random
from typing import List, NamedTuple, Sequence

import numpy as np
from scipy.sparse import csr_matrix, vstack

from foundation.question_sets import RealMessage
from training.encoder.fit import Lesson

# What another good answer counts for beside the best one.
SHARE_OF_ANOTHER = 0.3
# How often an epoch holds each real message, and how many questions stand between them: more stories than they are.
TIMES, STORIES, SHORT_ONES = 1, 1500, 700
WORDS_OF_A_STORY = 15


class Questions(NamedTuple):
    """Questions, and the topic of each."""

    texts: Sequence[str]
    topics: Sequence[str]


def of_questions(questions: Questions, topics: Sequence[str]) -> Lesson:
    """Return the first lesson: each question is about one of the topics."""
    place = {topic: number for number, topic in enumerate(topics)}
    rows = np.arange(len(questions.texts))
    columns = [place[topic] for topic in questions.topics]
    return Lesson(questions.texts, csr_matrix((np.ones(len(rows)), (rows, columns)), (len(rows), len(topics))))


def of_real_messages(
    messages: Sequence[RealMessage], questions: Questions, topics: Sequence[str], epoch: int
) -> Lesson:
    """Return the second lesson. messages: each about one of the topics; of the questions each epoch sees others."""
    chosen = _some_of(questions, random.Random(epoch))
    told, shares = [message.text for message in messages] * TIMES, [csr_matrix(shares_of(messages, topics))] * TIMES
    asked = of_questions(chosen, topics)
    return Lesson([*told, *asked.texts], vstack([*shares, asked.shares], format="csr"))


def _some_of(questions: Questions, chance: random.Random) -> Questions:
    stories: List[int] = []
    short: List[int] = []
    for number, text in enumerate(questions.texts):
        (stories if len(text.split()) >= WORDS_OF_A_STORY else short).append(number)
    chosen = [
        number
        for numbers, wanted in ((stories, STORIES), (short, SHORT_ONES))
        for number in chance.sample(numbers, min(wanted, len(numbers)))
    ]
    return Questions([questions.texts[number] for number in chosen], [questions.topics[number] for number in chosen])


def shares_of(messages: Sequence[RealMessage], topics: Sequence[str]) -> np.ndarray:
    """Return how much of each message is about each topic: a row for each message, of sum one."""
    shares = np.zeros((len(messages), len(topics)))
    for row, message in enumerate(messages):
        for topic in message.right & {*topics}:
            shares[row, topics.index(topic)] = 1.0 if topic == message.topic else SHARE_OF_ANOTHER
    return shares / shares.sum(axis=1, keepdims=True)


def about(topics: Sequence[str], messages: Sequence[RealMessage]) -> List[RealMessage]:
    """Return the messages whose best topic is one of these."""
    return [message for message in messages if message.topic in topics]
