"""Searches the topics by words, as the reading pages and the list of answers do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from foundation.topics import Topic

STOP_WORDS = frozenset(
    """aan al als ben bij da dan dat de den die dit doe doen een en er gaat ge gij haar heb heeft hem het hij hoe ik in
    is ja je kan kind kunnen kun maar mag me met mijn moet na naar nee ni nie niet nog nu of om onze ons ook op over te
    tot uit van veel voor wa wat wel we weer welke wie wil wordt ze zich zij zijn zo""".split()
)
TITLE, QUESTION, ABOUT, ANSWER = 8, 4, 3, 2
# For an example question that is wholly made of the query's words: what parents ask briefly tells best what a topic is.
NEAR = 16


class Asked(NamedTuple):
    """An example question: its plain words, a space before each, and how many of them tell what it is about."""

    text: str
    telling: int


def plain(text: str) -> str:
    """Return lower-case words without accents and punctuation."""
    letters = text.casefold()
    if not letters.isascii():
        letters = "".join(char for char in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _weight(topic: Topic, word: str) -> int:
    """Return how well a word fits a topic; a word also fits where it begins another ("klacht", "klachten")."""
    return sum(weight for weight, text in _searchable(topic.id, topic) if f" {word}" in text)


@lru_cache(maxsize=512)
def _searchable_of(topic_id: str, title: str, questions: str, about: str, answer: str) -> tuple[tuple[int, str], ...]:
    asked = "".join(question.text for question in _questions_of(topic_id, questions))
    texts = ((TITLE, title), (ABOUT, about), (ANSWER, answer))
    return ((QUESTION, asked), *((weight, f" {plain(text)}") for weight, text in texts))


def _searchable(topic_id: str, topic: Topic) -> tuple[tuple[int, str], ...]:
    return _searchable_of(topic_id, topic.title, "\n".join(topic.questions), topic.about, topic.whole_answer)


def _nearness(topic: Topic, words: list[str]) -> float:
    """Return how much of a topic's nearest example question is made of some words, from 0 to 1."""
    shares = (_share(question, words) for question in _questions_of(topic.id, "\n".join(topic.questions)))
    return max(shares, default=0.0)


def _share(question: Asked, words: list[str]) -> float:
    found = sum(f" {word}" in question.text for word in words)
    return min(1.0, found / max(1, question.telling)) if found else 0.0


@lru_cache(maxsize=512)
def _questions_of(topic_id: str, questions: str) -> tuple[Asked, ...]:
    asked = [plain(question).split() for question in questions.split("\n")]
    return tuple(Asked("".join(f" {word}" for word in words), len(_telling(words))) for words in asked)


def words_of(query: str) -> list[str]:
    """Return the words of a query that tell what it is about."""
    return _telling(plain(query).split())


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS]


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is a word of the query, or one that begins so."""
    words = tuple(words_of(query))
    parts = re.findall(r"\w+|\W+", text)
    return [(part, bool(words) and plain(part).startswith(words)) for part in parts]


def prepare(topics: Mapping[str, Topic]) -> None:
    """Read all that a search reads of these topics, so that the first who searches need not wait for it."""
    for topic in topics.values():
        _searchable(topic.id, topic)


def search(topics: Mapping[str, Topic], query: str) -> dict[str, Topic]:
    """Return the topics in which every word of the query occurs, else those with any; the best first."""
    words = words_of(query)
    if not words:
        return {}
    found = {topic.id: [_weight(topic, word) for word in words] for topic in topics.values()}
    hits = {key: weights for key, weights in found.items() if all(weights)}
    hits = hits or {key: weights for key, weights in found.items() if any(weights)}
    marks = {key: sum(weights) + NEAR * _nearness(topics[key], words) for key, weights in hits.items()}
    return {key: topics[key] for key in sorted(marks, key=lambda key: -marks[key])}
