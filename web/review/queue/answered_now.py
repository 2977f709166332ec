"""Finds open questions that the version of today answers well: after a publication they are asked of it again.

What danger was heard in is not asked, and an answer in doubt of danger is none. A confident answer of the week's sample
is judged as it was given.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from common.assistant_python import ProgramFailed
from foundation.vocabulary import ANSWER, is_emergency
from knowledge import reading
from review.models import Question, QueueItem, Reason
from review.permissions import visible_to
from review.queue.harvest import SURE_ENOUGH
from review.versions import asking
from review.versions.asking import AT_ONCE, Seen
from review.versions.candidates import registry

logger = logging.getLogger("pestwijzer.asking")


def ask_again() -> None:
    """Ask the version that answers now what it makes of open questions from before it did; some at a time.

    Raises: Busy, when its turn is yet to come.
    """
    live, since = registry().live_if_whole(), asking.live_since()
    if live is None or since is None:
        return
    waiting = QueueItem.objects.waiting(emergency=False).filter(last_asked__lt=since).exclude(asked_of=live.name)
    items = list(waiting.prefetch_related("questions__reasons").order_by("-last_asked")[:AT_ONCE])
    if not items:
        return
    try:
        (told,) = asking.ask([live], [item.text for item in items])
    except ProgramFailed as error:
        logger.error("Open questions could not be asked again: %s", error)
        return
    for item, seen in zip(items, told, strict=True):
        # Nothing is kept of a text that was erased meanwhile.
        QueueItem.objects.filter(pk=item.pk, text=item.text).update(
            asked_of=live.name,
            ranked={"first": seen.first, "confidence": seen.confidence, "danger": _is_danger(seen)},
            answered_now=seen.answered if _is_well_answered(item, seen) else "",
        )


def well_answered(user: Any) -> QuerySet[QueueItem]:
    """Return the open items that get a good answer since the live version is there, the newest first."""
    return visible_to(
        user,
        QueueItem.objects.waiting(emergency=False).exclude(answered_now="").filter(asked_of=registry().live_name()),
    )


def title_of(item: QueueItem, titles: Mapping[str, str]) -> str:
    """Return the title of the good answer that an open item gets since the live version is there, or nothing."""
    if not item.answered_now or item.state != QueueItem.State.OPEN or item.asked_of != registry().live_name():
        return ""
    return titles.get(item.answered_now, "")


def _is_danger(seen: Seen) -> bool:
    return seen.doubt or is_emergency(seen.answered)


def _is_well_answered(item: QueueItem, seen: Seen) -> bool:
    """Tell whether a version surely gives an answer to an item that nobody of those who asked it got so, or refused."""
    topic = reading.load().topics.get(seen.answered)
    sure = topic is not None and topic.kind == ANSWER and seen.confidence >= SURE_ENOUGH and not _is_danger(seen)
    return sure and not any(_had_it(question, seen.answered) for question in item.questions.all())


def _had_it(question: Question, topic: str) -> bool:
    kinds = {reason.kind for reason in question.reasons.all()}
    if Reason.Kind.SAMPLE in kinds:
        return True
    surely = (question.confidence or 0) >= SURE_ENOUGH or Reason.Kind.THUMBS_DOWN in kinds
    got = [question.topic] if surely else []
    if Reason.Kind.NONE_OF_THESE in kinds:
        got += [guess["topic"] for guess in question.guesses]
    return topic in reading.all_still_there(got).values()  # what they got then may have been merged since
