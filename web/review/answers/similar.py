"""Which known questions look like a text: what a member of staff compares with, and where two answers may collide."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Max, Sum
from rapidfuzz import fuzz, process

from knowledge import reading
from knowledge.search import STOP_WORDS
from review.models import TopicDraft

LEAST = 50.0


def similar(text: str, limit: int = 5, least: float = LEAST) -> list[tuple[str, str, float]]:
    """Return the known questions that are most like a text: (topic id, question, 0..100), the best first."""
    wanted = _words(text)
    if not wanted:
        return []
    known, keys = _known(_fingerprint())
    if not known:
        return []
    best = process.extract(wanted, keys, scorer=fuzz.ratio, processor=None, limit=limit, score_cutoff=least)
    return [(*known[index], round(score, 1)) for _key, score, index in best]


def near_some_of(texts: list[str], topics: Callable[[str], bool], least: float) -> list[str]:
    """Return the texts that are much like a question of one of these topics: many at once, much faster than one by one.

    topics: tells of an id whether that topic counts.
    """
    known, keys = _known(_fingerprint())
    those = [key for (topic, _question), key in zip(known, keys, strict=True) if topics(topic)]
    near = {text: process.extractOne(_words(text), those, scorer=fuzz.ratio, score_cutoff=least) for text in texts}
    return [text for text, best in near.items() if best]


def similar_in_others(text: str, topic_id: str, limit: int = 3, least: float = 80.0) -> list[tuple[str, str, float]]:
    """Return what other topics know that is much like a text, each topic once."""
    found: dict[str, tuple[str, str, float]] = {}
    for topic, question, score in similar(text, limit=50, least=least):
        if topic != topic_id:
            found.setdefault(topic, (topic, question, score))
    return list(found.values())[:limit]


def _words(text: str) -> str:
    """Return the words that tell what a text is about, in alphabetical order: how it is phrased does not count."""
    words = re.findall(r"\w+", text.casefold())
    telling = [word for word in words if word not in STOP_WORDS]
    return " ".join(sorted(telling or words))


def _fingerprint() -> tuple[object, ...]:
    drafts = TopicDraft.objects.aggregate(Count("pk"), Sum("version"), Max("updated"), Max("pk"))
    return settings.KNOWLEDGE, reading.fingerprint(settings.KNOWLEDGE), *drafts.values()


@lru_cache(maxsize=1)
def _known(fingerprint: tuple[object, ...]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (topic, question) for every known question, in files and drafts, and what to compare with."""
    topics = {topic.id: topic.questions for topic in reading.load().topics.values()}
    topics.update({one.topic: [] if one.retired else one.content["questions"] for one in TopicDraft.objects.all()})
    known = [(topic, question) for topic, questions in topics.items() for question in questions]
    return known, [_words_cached(question) for _topic, question in known]


@lru_cache(maxsize=131_072)  # more than there are questions: fewer would be worked out anew each time
def _words_cached(text: str) -> str:
    return _words(text)
