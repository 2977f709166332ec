"""When an answer was last checked against its sources, and whether it is time to do that again.

Its file has a date. Whoever checks it later without changing a word says so here, and parents read the day of that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from foundation.topics import Topic
from knowledge import reading
from knowledge.checks import Refused
from knowledge.content import Content, content_of
from review.answers import drafts
from review.models import AnswerCheck
from review.trail import happenings

CHANGED = "Dit antwoord is intussen gewijzigd. Lees het opnieuw, en klik dan nog eens."
HAS_NEW_TEXT = "In het voorstel staat een andere tekst. Publiceer die of neem ze terug, en kijk het antwoord dan na."


@dataclass(frozen=True)
class Checked:
    """When an answer was last checked; None when neither its file nor its sources tell it."""

    on: date | None

    @property
    def again(self) -> date | None:
        """Return from which day on it has to be checked again."""
        return self.on + timedelta(days=settings.CHECK_AGAIN_DAYS) if self.on else None

    @property
    def is_due(self) -> bool:
        return self.again is None or self.again <= timezone.localdate()


def all_checked() -> dict[str, Checked]:
    """Return when each answer that has a page of its own was checked; what else there is rests on no source."""
    pages = reading.load().pages
    said = days_said(pages.values())
    days = {topic.id: (reading.checked_on(topic), said.get(topic.id)) for topic in pages.values()}
    return {topic: Checked(max(filter(None, both), default=None)) for topic, both in days.items()}


def due() -> set[str]:
    """Return the answers that have to be checked again."""
    return {topic for topic, checked in all_checked().items() if checked.is_due}


def days_said(topics: Collection[Topic]) -> dict[str, date]:
    """Return when staff last said of each topic, as its text stands in its file, that it still holds."""
    said = AnswerCheck.objects.filter(topic__in=[topic.id for topic in topics]).order_by()
    newest = {(topic, text): at for topic, text, at in said.values_list("topic", "stamp").annotate(Max("at"))}
    found = {topic.id: newest.get((topic.id, stamp(content_of(topic)))) for topic in topics} if newest else {}
    return {topic: timezone.localdate(at) for topic, at in found.items() if at}


def stamp(content: Content) -> str:
    """Return what is another as soon as the answer or its sources are."""
    read = [content.answer, content.more, content.sources]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()


def may_be_confirmed(now: drafts.Current) -> bool:
    """Tell whether what staff see of an answer is what parents read, so that it can be said to hold."""
    live = reading.load().pages.get(now.topic)
    return live is not None and stamp(now.content) == stamp(content_of(live))


def confirm(user: Any, topic_id: str, seen: str) -> None:
    """Note that somebody checked an answer. `seen`: the stamp of what they read. Raises: Refused, Unknown."""
    now = drafts.current(topic_id)
    if now.file is None or stamp(now.file) != seen:
        raise Refused(CHANGED)
    if not may_be_confirmed(now):
        raise Refused(HAS_NEW_TEXT)
    AnswerCheck.objects.create(topic=topic_id, stamp=seen, by=user)
    happenings.record(user, happenings.AnswerChecked(topic_id))
