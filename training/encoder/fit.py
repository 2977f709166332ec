"""Adapts the encoder: moves a text near its own topic and away from the others, and goes on where it was broken off."""

from __future__ import annotations

import itertools
import logging
import math
import random
import time
from pathlib import Path
from typing import Callable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
import tensorflow as tf
from scipy.sparse import csr_matrix

from foundation.text import sentences
from training.encoder import network

logger = logging.getLogger(__name__)

PIECES_AT_ONCE = 2048
# How much the upper end of a cosine weighs, and how sure of a topic a question may make it: topics overlap.
SCALE, SMOOTHING = 20.0, 0.05
DROPOUT = 0.1
DECAY, WARM_UP = 0.01, 200
# Of a story some sentences are left out now and then, so that no single one decides.
STORY, SHARE_CUT, MOST_LEFT_OUT = 4, 0.4, 3
STEPS_BETWEEN_SAVES = 100
BATCHES_OF_A_SAMPLE = 50

# Returns the numbers of a text's pieces, from start to end.
Cut = Callable[[str], List[int]]


class Lesson(NamedTuple):
    """What is learned from: texts, and a row for each with how much of it is about each topic, of sum one."""

    texts: Sequence[str]
    shares: csr_matrix


# What each epoch learns from, by its number.
Lessons = Callable[[int], Lesson]


class Pace(NamedTuple):
    """How often everything is learned, and how fast the network and the topics' places move at most."""

    epochs: float
    rate: float
    rate_of_topics: float


class Batch(NamedTuple):
    ids: np.ndarray
    mask: np.ndarray
    shares: np.ndarray


class Falling(tf.keras.optimizers.schedules.LearningRateSchedule):
    """A rate that rises while warming up and then falls to nothing at the last step."""

    def __init__(self, highest: float, steps: int) -> None:
        self.highest, self.steps = highest, steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32)
        return self.highest * tf.minimum(done / WARM_UP, tf.maximum(0.0, (self.steps - done) / (self.steps - WARM_UP)))


def batches(lesson: Lesson, cut: Cut, seed: int) -> Iterator[Batch]:
    """Yield all texts once, in batches of nearly one length, in an order that the seed decides."""
    chance = random.Random(seed)
    pieces = [cut(_shortened(text, chance)) for text in lesson.texts]
    together: List[List[int]] = [[]]
    for place in sorted(range(len(pieces)), key=lambda place: (len(pieces[place]) // 6, chance.random())):
        longest = max([len(pieces[place]), *(len(pieces[other]) for other in together[-1])])
        if longest * (len(together[-1]) + 1) > PIECES_AT_ONCE:
            together.append([])
        together[-1].append(place)
    chance.shuffle(together)
    for places in together:
        yield _padded([pieces[place] for place in places], lesson.shares[places].toarray())


def _shortened(text: str, chance: random.Random) -> str:
    parts = sentences(text)
    if len(parts) < STORY or chance.random() > SHARE_CUT:
        return text
    left_out = set(chance.sample(range(len(parts)), chance.randint(1, max(1, len(parts) // MOST_LEFT_OUT))))
    return " ".join(part for place, part in enumerate(parts) if place not in left_out)


def _padded(pieces: Sequence[Sequence[int]], shares: np.ndarray) -> Batch:
    ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int32)
    mask = np.zeros(ids.shape, dtype=np.float32)
    for row, numbers in enumerate(pieces):
        ids[row, : len(numbers)], mask[row, : len(numbers)] = numbers, 1
    return Batch(ids, mask, shares.astype(np.float32))


class Adaptation:
    """The weights on their way, with what is needed to go on with them."""

    def __init__(self, weights: network.Weights, topics: tf.Tensor, pace: Pace, steps: int, kept_in: Path) -> None:
        tf.random.set_seed(1)
        self.weights = weights
        self.topics = tf.Variable(topics, name="topics")
        self.body = [variable for variable in weights.values() if variable.trainable]
        self.optimizer = tf.keras.optimizers.AdamW(Falling(pace.rate, steps), weight_decay=DECAY, global_clipnorm=1.0)
        self.optimizer_of_topics = tf.keras.optimizers.Adam(Falling(pace.rate_of_topics, steps))
        self.optimizer.build(self.body)
        self.optimizer_of_topics.build([self.topics])
        self.done = tf.Variable(0, dtype=tf.int64)
        state = tf.train.Checkpoint(
            body=self.body,
            topics=self.topics,
            optimizer=self.optimizer,
            optimizer_of_topics=self.optimizer_of_topics,
            done=self.done,
        )
        self._kept = tf.train.CheckpointManager(state, str(kept_in), max_to_keep=1)
        state.restore(self._kept.latest_checkpoint)

    def save(self) -> None:
        self._kept.save()

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None], tf.int32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None, None], tf.float32),
        ]
    )
    def step(self, ids: tf.Tensor, mask: tf.Tensor, shares: tf.Tensor) -> tf.Tensor:
        """Learn from one batch. Returns its loss."""
        wanted = shares * (1 - SMOOTHING) + SMOOTHING / self.topics.shape[0]
        with tf.GradientTape() as tape:
            meant = network.encode(self.weights, ids, mask, DROPOUT)
            alike = SCALE * tf.matmul(meant, tf.math.l2_normalize(self.topics, -1), transpose_b=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, alike))
        *body, topics_gradient = map(tf.convert_to_tensor, tape.gradient(loss, [*self.body, self.topics]))
        self.optimizer.apply_gradients(zip(body, self.body))
        self.optimizer_of_topics.apply_gradients([(topics_gradient, self.topics)])
        self.done.assign_add(1)
        return loss


class Adapted(NamedTuple):
    """The encoder after it was adapted, and where the topics lie for it: a row of length one each."""

    weights: network.Weights
    places: np.ndarray


def adapt(
    weights: network.Weights,
    lessons: Lessons,
    cut: Cut,
    pace: Pace,
    kept_in: Path,
    places: Optional[np.ndarray] = None,
) -> Adapted:
    """Adapt the encoder; what `kept_in` holds of the same run is not done again.

    weights: changed in place; places: where the topics lie already, or None when nobody knows yet.
    """
    in_an_epoch = sum(1 for _ in batches(lessons(0), cut, seed=0))
    # Each epoch leaves out other sentences and so may need a batch more or less: the run ends at a step.
    steps = round(in_an_epoch * pace.epochs)
    run = Adaptation(weights, _anywhere(lessons(0)) if places is None else places, pace, steps, kept_in)
    started, at = time.monotonic(), int(run.done)
    for number, batch in _numbered(lessons, cut, pace.epochs):
        if number >= steps:
            break
        if number < at:
            continue
        loss = run.step(*batch)
        if (number + 1) % STEPS_BETWEEN_SAVES == 0 or number + 1 == steps:
            run.save()
            left = (time.monotonic() - started) / (number + 1 - at) * (steps - number - 1) / 60
            logger.info("step %d of %d, loss %.2f, some %.0f minutes left", number + 1, steps, float(loss), left)
    return Adapted(weights, tf.math.l2_normalize(run.topics, -1).numpy())


def _anywhere(lesson: Lesson) -> tf.Tensor:
    tf.random.set_seed(1)
    return tf.random.normal([lesson.shares.shape[1], network.SIZE], stddev=0.05)


def middle(weights: network.Weights, lesson: Lesson, cut: Cut) -> np.ndarray:
    """Return the mean of what a sample of a lesson's texts mean."""
    some = itertools.islice(batches(lesson, cut, seed=0), BATCHES_OF_A_SAMPLE)
    return np.vstack([network.encode(weights, batch.ids, batch.mask).numpy() for batch in some]).mean(axis=0)


def _numbered(lessons: Lessons, cut: Cut, epochs: float) -> Iterator[Tuple[int, Batch]]:
    number = 0
    for epoch in range(math.ceil(epochs) + 1):
        for batch in batches(lessons(epoch), cut, seed=epoch):
            yield number, batch
            number += 1
