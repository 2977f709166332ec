"""Learns the topics from the words of their questions: how far a message lies within or outside each.

Plain scikit-learn, without Rasa, so that the evaluation and the review tool can use it as it is.
Features: TF-IDF of words and word pairs, and of the letters within words (typing errors, dialect,
compounds), hashed so that no vocabulary need be kept. On them a linear support vector machine, one
topic against the rest. Every choice here was measured: see `evaluation/README.md`.

Emergencies are listened for sentence by sentence (components/topic_classifier.py), so they are learned
against sentences too: those of the ordinary stories, which tell of no danger whatever the story tells.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Set

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from foundation.text import normalise, sentences
from foundation.vocabulary import is_emergency

logger = logging.getLogger(__name__)

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
HASH_SIZE = 2**20
# Three letters are in every third word: they cost a fifth of the learning and tell nothing that four do not.
LETTERS = (4, 5)
LONGEST_WORD = 30
# A feature seen in one question only says nothing about the next question.
MIN_QUESTIONS = 2
BLOCKS = ("words", "letters")
SVM_C = 0.5
# liblinear's own default: no distance changes by more than a hundredth, and one message in a thousand gets another
# topic first.
SVM_TOLERANCE = 0.1
CORES = 2
# Learned in one go: liblinear copies all rows each time, which costs a fifth of what learning a topic does.
TOPICS_AT_ONCE = 12
# Logged as topics are learned: who shows how far a training is listens for it.
LEARNED = "Learned %d of %d topics"

# So much nearer is a question that stands in a topic's file word for word: who adds one expects it to be answered so.
WORD_FOR_WORD = 1.5

# A shorter sentence ("En toen.") says nothing of its own.
WORDS_IN_A_SENTENCE = 3

ARRAYS_FILE = "model.npz"
TOPICS_FILE = "topics.json"


# In the place of a topic's number: about none of those that are learned.
OTHER = -1


class Lesson(NamedTuple):
    """What some topics are learned from: rows of features, the number of the topic of each, and which are learned."""

    rows: csr_matrix
    topic_of_row: np.ndarray
    topics: np.ndarray


class Known(NamedTuple):
    """The questions that were learned, as sorted hashes, and beside each the place of its topic."""

    hashes: np.ndarray
    topics: np.ndarray

    @classmethod
    def nothing(cls) -> Known:
        return cls(np.empty(0, np.uint64), np.empty(0, np.int32))

    @classmethod
    def from_questions(cls, texts: Sequence[str], topics: Sequence[int]) -> Known:
        """Keep each question that stands in one topic only."""
        of_question: Dict[int, Set[int]] = defaultdict(set)
        for text, topic in zip(texts, topics):
            of_question[_hash(text)].add(topic)
        kept = sorted((number, *found) for number, found in of_question.items() if len(found) == 1)
        return cls(
            np.array([number for number, _ in kept], np.uint64), np.array([topic for _, topic in kept], np.int32)
        )

    def topic_of(self, text: str) -> Optional[int]:
        wanted = np.uint64(_hash(text))
        place = int(np.searchsorted(self.hashes, wanted))
        return int(self.topics[place]) if place < len(self.hashes) and self.hashes[place] == wanted else None


def _hash(text: str) -> int:
    """Return a number for what a text says, whatever its capitals, accents and signs."""
    words = " ".join(WORD.findall(normalise(text))) or text
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")


def word_features(text: str) -> List[str]:
    """Return the words of a normalised text and its pairs of neighbours."""
    words = WORD.findall(text)
    return words + [f"{first} {second}" for first, second in zip(words, words[1:])]


def letter_features(word: str) -> List[str]:
    """Return the letter n-grams of a word as it stands between spaces."""
    shortest, longest = LETTERS
    padded = f" {word[:LONGEST_WORD]} "
    sizes = range(shortest, longest + 1)
    return [padded[start : start + size] for size in sizes for start in range(max(1, len(padded) - size + 1))]


class FeatureBlock:
    """One kind of features with its inverse document frequencies, over the hashed columns that training saw."""

    def __init__(self, columns: np.ndarray, idf: np.ndarray) -> None:
        self.columns = columns
        self.idf = idf
        self._place = np.full(HASH_SIZE, -1, dtype=np.int32)
        self._place[columns] = np.arange(len(columns))

    @classmethod
    def fit(cls, counts: csr_matrix) -> FeatureBlock:
        seen_in = np.bincount(counts.indices, minlength=counts.shape[1])
        columns = np.flatnonzero(seen_in >= MIN_QUESTIONS)
        idf = np.log((1 + counts.shape[0]) / (1 + seen_in[columns])) + 1
        return cls(columns, idf.astype(np.float32))

    def weigh(self, counts: csr_matrix) -> csr_matrix:
        """Return the TF-IDF of a matrix of counts, each row of length one."""
        # By hand, as SciPy's own choice of columns walks through all million hashes for every message.
        places = self._place[counts.indices]
        known = places >= 0
        row_ends = np.concatenate([[0], np.cumsum(known)])[counts.indptr]
        weights = (1 + np.log(counts.data[known])) * self.idf[places[known]]
        shape = counts.shape[0], len(self.columns)
        return normalize(csr_matrix((weights.astype(np.float32), places[known], row_ends), shape=shape))


def hashed_counts(features_of_texts: Iterable[List[str]]) -> csr_matrix:
    """Return how often each feature stands in each text, by hashed column."""
    hasher = FeatureHasher(HASH_SIZE, input_type="string", alternate_sign=False)
    counts = hasher.transform(features_of_texts)
    counts.sum_duplicates()
    return counts


class TextFeatures:
    """Turns texts into the rows that the classifiers work on."""

    def __init__(self, blocks: Dict[str, FeatureBlock]) -> None:
        self.blocks = blocks

    @classmethod
    def fit(cls, counts: Dict[str, csr_matrix]) -> TextFeatures:
        return cls({name: FeatureBlock.fit(counts[name]) for name in BLOCKS})

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return a row of weighed features for each text."""
        return self.weigh(counts_of(texts))

    def weigh(self, counts: Dict[str, csr_matrix]) -> csr_matrix:
        """Return a row of weighed features for each row of counts."""
        return hstack([self.blocks[name].weigh(counts[name]) for name in BLOCKS], format="csr")


def counts_of(texts: Sequence[str]) -> Dict[str, csr_matrix]:
    """Return the counts of each block's features, a row for each text."""
    plain = [normalise(text) for text in texts]
    return {"words": counts_of_words(plain), "letters": _counts_of_letters(plain)}


def counts_of_words(plain: Sequence[str]) -> csr_matrix:
    """Return the counts of words and pairs of normalised texts, a row for each."""
    return hashed_counts(word_features(text) for text in plain)


def _counts_of_letters(plain: Sequence[str]) -> csr_matrix:
    """Return the counts of letter n-grams; those of a word are looked for once, however often it stands there."""
    words = [text.split() for text in plain]
    place: Dict[str, int] = {}
    places = [place.setdefault(word, len(place)) for text in words for word in text]
    ends = np.cumsum([0, *map(len, words)])
    stands_in = csr_matrix((np.ones(len(places)), places, ends), shape=(len(plain), max(1, len(place))))
    counts = stands_in @ hashed_counts(letter_features(word) for word in place or [""])
    counts.sum_duplicates()
    return counts


def train_some(lesson: Lesson) -> np.ndarray:
    """Return the weights, the intercept last, that tell each topic of a lesson from all the rest: a row each."""
    is_learned = np.isin(lesson.topic_of_row, lesson.topics)
    svm = LinearSVC(C=SVM_C, tol=SVM_TOLERANCE, random_state=1)
    svm.fit(lesson.rows, np.where(is_learned, lesson.topic_of_row, OTHER))
    weights = np.column_stack([svm.coef_, svm.intercept_]).astype(np.float32)
    if len(svm.classes_) == 2:
        weights = np.vstack([-weights, weights])
    return weights[np.searchsorted(svm.classes_, lesson.topics)]


def train_all(lessons: Sequence[Lesson]) -> np.ndarray:
    """Return the weights of every topic of the lessons, a row each, by its number."""
    topics = np.concatenate([lesson.topics for lesson in lessons])
    learned: List[int] = []

    def train_and_tell(lesson: Lesson) -> np.ndarray:
        weights = train_some(lesson)
        learned.extend(lesson.topics)
        logger.debug(LEARNED, len(learned), len(topics))
        return weights

    logger.debug(LEARNED, 0, len(topics))
    # liblinear works outside Python's lock: threads share one copy of the rows.
    weights = np.vstack(Parallel(n_jobs=CORES, prefer="threads")(delayed(train_and_tell)(lesson) for lesson in lessons))
    return weights[np.argsort(topics)]


def _few(topics: np.ndarray) -> List[np.ndarray]:
    """Return the numbers of topics in parts of about one size, each of which is learned in one go."""
    return np.array_split(topics, math.ceil(len(topics) / TOPICS_AT_ONCE)) if len(topics) else []


def learnable(rows: csr_matrix) -> csr_matrix:
    """Return the rows as liblinear takes them without a copy for every lesson: doubles, in sorted columns."""
    rows = rows.astype(np.float64)
    rows.sort_indices()
    return rows


def ordinary_sentences(texts: Sequence[str], labels: Sequence[str]) -> List[str]:
    """Return each sentence of the messages that have more than one, emergencies left out."""
    asked = {text.lower() for text in texts}
    found = {
        part
        for text, label in zip(texts, labels)
        if not is_emergency(label)
        for part in sentences(text)
        if len(part.split()) >= WORDS_IN_A_SENTENCE and part.lower() not in asked
    }
    return sorted(found)


class WordModel:
    """Knows every topic from the words of its questions."""

    def __init__(
        self, topics: Sequence[str], features: TextFeatures, weights: np.ndarray, known: Optional[Known] = None
    ) -> None:
        self.topics = list(topics)
        self.known = known or Known.nothing()
        self.features = features
        # Row by feature and in one piece: a message then touches only the rows of its own features.
        # The one copy that is kept: it is a hundred megabytes.
        self._by_feature = np.ascontiguousarray(weights[:, :-1].T, dtype=np.float32)
        self._intercepts = weights[:, -1].astype(np.float32)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> WordModel:
        """Learn from questions and the topic of each.

        Raises: ValueError when there are fewer than two topics.
        """
        topics = sorted(set(labels))
        if len(topics) < 2:
            raise ValueError("at least two topics with questions are needed")
        counts = counts_of(texts)
        features = TextFeatures.fit(counts)
        rows, numbers = learnable(features.weigh(counts)), [topics.index(label) for label in labels]
        topic_of_row, dangers = np.array(numbers), np.array([is_emergency(topic) for topic in topics])
        parts = ordinary_sentences(texts, labels)
        rows_and_parts = learnable(vstack([rows, features.transform(parts)], format="csr")) if parts else rows
        topic_or_part = np.append(topic_of_row, np.full(len(parts), OTHER))
        lessons = [Lesson(rows_and_parts, topic_or_part, some) for some in _few(np.flatnonzero(dangers))]
        lessons += [Lesson(rows, topic_of_row, some) for some in _few(np.flatnonzero(~dangers))]
        return cls(topics, features, train_all(lessons), Known.from_questions(texts, numbers))

    def distances(self, texts: Sequence[str]) -> np.ndarray:
        """Return the distance of each text to each topic's boundary, positive inside."""
        return self.features.transform(texts) @ self._by_feature + self._intercepts

    def of_message(self, text: str, parts: Sequence[str]) -> np.ndarray:
        """Return the distances of a message, and then of its parts; a question that was learned is about its topic."""
        distances = self.distances([text, *parts])
        place = self.known.topic_of(text)
        if place is not None:
            distances[0, place] += WORD_FOR_WORD
        return distances

    def save(self, folder: Path) -> None:
        """Write the model to a folder, in formats that cannot carry code."""
        # Half precision halves the file and changes no ranking that matters (see tests/components/test_word_model.py).
        weights = np.vstack([self._by_feature, self._intercepts]).T
        arrays = {"weights": weights.astype(np.float16), "known": self.known.hashes, "known_topics": self.known.topics}
        for name, block in self.features.blocks.items():
            arrays[f"{name}_columns"], arrays[f"{name}_idf"] = block.columns, block.idf
        # Compressed here, as Rasa's own packing takes twenty seconds over what is not.
        np.savez_compressed(folder / ARRAYS_FILE, **arrays)
        (folder / TOPICS_FILE).write_text(json.dumps(self.topics), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> WordModel:
        """Read a model that `save` wrote."""
        topics = json.loads((folder / TOPICS_FILE).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
            blocks = {name: FeatureBlock(arrays[f"{name}_columns"], arrays[f"{name}_idf"]) for name in BLOCKS}
            weights = arrays["weights"]
            # A version of before they were kept can be gone back to.
            known = Known(arrays["known"], arrays["known_topics"]) if "known" in arrays else None
        return cls(topics, TextFeatures(blocks), weights, known)
