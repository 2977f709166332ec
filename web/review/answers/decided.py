"""Lets what staff decided about the queue go along with its questions: it can be taken back wherever they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from knowledge.content import same_question
from review.models import QueueItem


def moved(questions: Iterable[str], known_as: Collection[str], to: str) -> None:
    """Let decisions name the topic to which all their questions went; where some stayed, so does the decision.

    known_as: the topic that gave the questions away, and what was merged into it.
    """
    gone = set(map(same_question, questions))
    for item in QueueItem.objects.filter(topic__in=known_as):
        # Where nothing had to be added, the answer knew the question itself.
        rows = item.example.splitlines() or [item.text]
        if gone.issuperset(map(same_question, rows)):
            QueueItem.objects.filter(pk=item.pk).update(topic=to)


def reworded(known_as: Collection[str], old: str, new: str) -> None:
    """Let decisions hold the words that a question of theirs has now. known_as: as for `moved`."""
    key = same_question(old)
    for item in QueueItem.objects.filter(topic__in=known_as).exclude(example=""):
        rows = [new if same_question(row) == key else row for row in item.example.splitlines()]
        QueueItem.objects.filter(pk=item.pk).update(example="\n".join(rows))
