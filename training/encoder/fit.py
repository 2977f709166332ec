"""Adapts the encoder: moves a text near its own topic and away from the others, and goes on where it was broken off."""

from __future__ import annotations

import itertools
import logging
import math
import random
import time
from pathlib import Path
from typing import Callable, Dict, Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np
import tensorflow as tf

from foundation.text import sentences
from training.encoder import network

logger = logging.getLogger(__name__)

PIECES_AT_ONCE = 2048
# How much the upper end of a cosine weighs, and how sure of a topic a question may make it: topics overlap.
SCALE, SMOOTHING = 20.0, 0.05
DROPOUT = 0.1
RATE, RATE_OF_TOPICS, DECAY, WARM_UP = 1.2e-4, 2e-3, 0.01, 200
# Of a story some sentences are left out now and then, so that no single one decides.
STORY, SHARE_CUT, MOST_LEFT_OUT = 4, 0.4, 3
STEPS_BETWEEN_SAVES = 100
BATCHES_OF_A_SAMPLE = 50

# Returns the numbers of a text's pieces, from start to end.
Cut = Callable[[str], List[int]]


class Lesson(NamedTuple):
    """What is learned from: texts, and the number of the topic of each."""

    texts: Sequence[str]
    topics: np.ndarray
    number_of_topics: int


class Batch(NamedTuple):
    ids: np.ndarray
    mask: np.ndarray
    topics: np.ndarray


class Falling(tf.keras.optimizers.schedules.LearningRateSchedule):
    """A rate that rises while warming up and then falls to nothing at the last step."""

    def __init__(self, highest: float, steps: int) -> None:
        self.highest, self.steps = highest, steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32)
        return self.highest * tf.minimum(done / WARM_UP, tf.maximum(0.0, (self.steps - done) / (self.steps - WARM_UP)))


def batches(texts: Sequence[str], topics: np.ndarray, cut: Cut, seed: int) -> Iterator[Batch]:
    """Yield all texts once, in batches of nearly one length, in an order that the seed decides."""
    chance = random.Random(seed)
    pieces = [cut(_shortened(text, chance)) for text in texts]
    together: List[List[int]] = [[]]
    for place in sorted(range(len(texts)), key=lambda place: (len(pieces[place]) // 6, chance.random())):
        longest = max([len(pieces[place]), *(len(pieces[other]) for other in together[-1])])
        if longest * (len(together[-1]) + 1) > PIECES_AT_ONCE:
            together.append([])
        together[-1].append(place)
    chance.shuffle(together)
    for places in together:
        yield _padded([pieces[place] for place in places], topics[places])


def _shortened(text: str, chance: random.Random) -> str:
    parts = sentences(text)
    if len(parts) < STORY or chance.random() > SHARE_CUT:
        return text
    left_out = set(chance.sample(range(len(parts)), chance.randint(1, max(1, len(parts) // MOST_LEFT_OUT))))
    return " ".join(part for place, part in enumerate(parts) if place not in left_out)


def _padded(pieces: Sequence[Sequence[int]], topics: np.ndarray) -> Batch:
    ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int32)
    mask = np.zeros(ids.shape, dtype=np.float32)
    for row, numbers in enumerate(pieces):
        ids[row, : len(numbers)], mask[row, : len(numbers)] = numbers, 1
    return Batch(ids, mask, topics.astype(np.int32))


class Adaptation:
    """The weights on their way, with what is needed to go on with them."""

    def __init__(self, weights: network.Weights, number_of_topics: int, steps: int, kept_in: Path) -> None:
        tf.random.set_seed(1)
        self.weights = weights
        self.topics = tf.Variable(tf.random.normal([number_of_topics, network.SIZE], stddev=0.05), name="topics")
        self.body = [variable for variable in weights.values() if variable.trainable]
        self.optimizer = tf.keras.optimizers.AdamW(Falling(RATE, steps), weight_decay=DECAY, global_clipnorm=1.0)
        self.optimizer_of_topics = tf.keras.optimizers.Adam(Falling(RATE_OF_TOPICS, steps))
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
            tf.TensorSpec([None], tf.int32),
        ]
    )
    def step(self, ids: tf.Tensor, mask: tf.Tensor, topics: tf.Tensor) -> tf.Tensor:
        """Learn from one batch. Returns its loss."""
        number_of_topics = self.topics.shape[0]
        wanted = tf.one_hot(topics, number_of_topics) * (1 - SMOOTHING) + SMOOTHING / number_of_topics
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

    weights: Dict[str, np.ndarray]
    places: np.ndarray
    middle: np.ndarray  # the mean of a sample of all texts


def adapt(weights: network.Weights, lesson: Lesson, cut: Cut, epochs: float, kept_in: Path) -> Adapted:
    """Adapt the encoder by so many times all texts; what `kept_in` holds of the same run is not done again."""
    in_an_epoch = sum(1 for _ in batches(lesson.texts, lesson.topics, cut, seed=0))
    # Each epoch leaves out other sentences and so may need a batch more or less: the run ends at a step.
    steps = round(in_an_epoch * epochs)
    run = Adaptation(weights, lesson.number_of_topics, steps, kept_in)
    started, at = time.monotonic(), int(run.done)
    for number, batch in _numbered(lesson, cut, epochs):
        if number >= steps:
            break
        if number < at:
            continue
        loss = run.step(*batch)
        if (number + 1) % STEPS_BETWEEN_SAVES == 0 or number + 1 == steps:
            run.save()
            left = (time.monotonic() - started) / (number + 1 - at) * (steps - number - 1) / 60
            logger.info("step %d of %d, loss %.2f, some %.0f minutes left", number + 1, steps, float(loss), left)
    places = tf.math.l2_normalize(run.topics, -1).numpy()
    return Adapted({name: kept.numpy() for name, kept in weights.items()}, places, _middle(weights, lesson, cut))


def _middle(weights: network.Weights, lesson: Lesson, cut: Cut) -> np.ndarray:
    some = itertools.islice(batches(lesson.texts, lesson.topics, cut, seed=0), BATCHES_OF_A_SAMPLE)
    return np.vstack([network.encode(weights, batch.ids, batch.mask).numpy() for batch in some]).mean(axis=0)


def _numbered(lesson: Lesson, cut: Cut, epochs: float) -> Iterator[Tuple[int, Batch]]:
    number = 0
    for epoch in range(math.ceil(epochs) + 1):
        for batch in batches(lesson.texts, lesson.topics, cut, seed=epoch):
            yield number, batch
            number += 1
