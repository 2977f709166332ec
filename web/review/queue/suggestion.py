"""Says which answer fits a group of questions that mean the same, by what the assistant ranks over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foundation.configuration import thresholds
from foundation.vocabulary import is_emergency
from review.models import QueueItem
from review.queue.certainty import Guess
from review.versions.candidates import registry

# One question of the group may be read in another way, but most must rank the same answer first.
MOST = 0.5


def suggestion(items: Sequence[QueueItem], titles: dict[str, str]) -> Guess | None:
    """Return what ranks first over all messages of a group; None when that is not clear, or not for a group to get.

    It is as sure of it as of one message that it answers: its mean probability reaches the assistant's own bar.
    """
    rankings = [ranking for item in items if (ranking := _ranking(item))]
    if not rankings:
        return None
    total: Counter[str] = Counter()
    for ranking in rankings:
        total.update(ranking)
    topic, sum_of_all = total.most_common(1)[0]
    confidence = sum_of_all / len(rankings)
    first = sum(max(ranking, key=lambda one: ranking[one]) == topic for ranking in rankings) / len(rankings)
    if confidence < thresholds().answer or first <= MOST or is_emergency(topic) or topic not in titles:
        return None
    return Guess(topic, titles[topic], confidence)


def _ranking(item: QueueItem) -> dict[str, float]:
    """Return what the assistant makes of an item: the version of today if it was asked, else those of when it came."""
    if item.ranked and item.asked_of == registry().live_name():
        return {item.ranked["first"]: item.ranked["confidence"]}
    rankings = [question.guesses for question in item.questions.all() if question.guesses]
    total: Counter[str] = Counter()
    for guesses in rankings:
        total.update({guess["topic"]: guess["confidence"] for guess in guesses})
    return {topic: confidence / len(rankings) for topic, confidence in total.items()}
