"""Draws a few confident answers a week for staff to judge: what goes wrong there is told by nothing else.

Of each school, and of those alone that nothing else brought to the queue.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import Error, transaction
from django.db.models import Exists, OuterRef, QuerySet

from review.insight.numbers import Period
from review.models import Question, ReadMark, Reason
from review.queue import harvest
from review.queue.harvest import SURE_ENOUGH
from review.trail import happenings
from schools.models import School

logger = logging.getLogger("pestwijzer.sample")


def draw() -> None:
    """Put last week's sample of each school into the queue, unless that was done.

    A school of which that fails has its turn again the next time. Raises: django.db.Error when no school can be read.
    """
    if not settings.SAMPLE_A_WEEK:
        return
    for school in _without_sample():
        try:
            _draw_of(school)
        except Error as error:
            logger.error("No sample could be drawn of %s: %s", school.slug, type(error).__name__)


def _without_sample() -> list[School]:
    """Return the schools that something can be drawn of: asked first, as nobody else reads or decides during a draw."""
    asked = _asked_last_week().filter(school=OuterRef("pk"))
    return list(School.objects.filter(~Exists(_in_sample(asked)), Exists(_sure(asked))))


def _draw_of(school: School) -> None:
    asked = _asked_last_week().filter(school=school)
    with transaction.atomic():
        ReadMark.objects.select_for_update().get_or_create(pk=1)  # who draws at the same time waits here
        if _in_sample(asked).exists():
            return
        drawn = list(_sure(asked).order_by("?")[: settings.SAMPLE_A_WEEK])
        if drawn:
            harvest.bring(drawn, Reason.Kind.SAMPLE, apart=True)
            happenings.record(None, happenings.SampleDrawn(len(drawn)), school)


def _asked_last_week() -> QuerySet[Question]:
    week = Period.last_week()
    return Question.objects.filter(asked__gte=week.start, asked__lt=week.end)


def _in_sample(asked: QuerySet[Question]) -> QuerySet[Question]:
    return asked.filter(reasons__kind=Reason.Kind.SAMPLE)


def _sure(asked: QuerySet[Question]) -> QuerySet[Question]:
    """Return the confident answers that nothing brought to the queue."""
    sure = asked.filter(outcome=Question.Outcome.ANSWERED, confidence__gte=SURE_ENOUGH, item=None)
    return sure.exclude(text="")
