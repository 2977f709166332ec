"""Tells what a publication changes for parents: what they asked the week before is asked of both versions.

The report of a proefmodel asks test questions; these are real. What came in as danger stands in that report.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.assistant_python import ProgramFailed
from foundation.versions.registry import RegistryError
from review.answers import drafts
from review.models import ChangedAnswer, Publication, Question, Reason
from review.permissions import visible_to
from review.versions import asking
from review.versions.asking import AT_ONCE, Seen
from review.versions.candidates import registry

logger = logging.getLogger("pestwijzer.asking")

LOOKS_BACK = timedelta(days=7)
MOST_SHOWN = 10
A_CHOICE = "Toont een keuze"


@dataclass(frozen=True)
class Effects:
    """What a publication changes for the questions that somebody may read."""

    asked: int
    changed: int
    shown: list[ChangedAnswer]


def compare_last() -> None:
    """Compare what the last publication and the version before it make of the questions of the week before, once.

    Raises: Busy, when its turn is yet to come.
    """
    publication = Publication.objects.first()
    if publication is None or publication.kind != Publication.Kind.PUBLISH or publication.compared:
        return
    asked = list(_week_before(publication))
    try:
        versions = [registry().get(name) for name in (publication.previous, publication.version)]
        before, after = asking.ask(versions, [question.text for question in asked]) if asked else ([], [])
    except RegistryError:  # a version that is gone cannot be asked any more
        return
    except ProgramFailed as error:
        logger.error("What a publication changes could not be told: %s", error)
        return
    titles = drafts.titles()
    told = [
        (question, _in_words(was, titles), _in_words(becomes, titles))
        for question, was, becomes in zip(asked, before, after, strict=True)
    ]
    _keep(publication, [one for one in told if one[1] != one[2]])


@transaction.atomic
def _keep(publication: Publication, changed: list[tuple[Question, str, str]]) -> None:
    left = set(Question.objects.filter(pk__in=[one.pk for one, _was, _is in changed]).values_list("pk", flat=True))
    ChangedAnswer.objects.filter(publication=publication).delete()
    ChangedAnswer.objects.bulk_create(
        ChangedAnswer(publication=publication, question=question, before=was, after=becomes)
        for question, was, becomes in changed
        if question.pk in left  # nothing of what was erased meanwhile
    )
    Publication.objects.filter(pk=publication.pk).update(compared=timezone.now())


def _week_before(publication: Publication) -> QuerySet[Question]:
    """Return the newest questions of the week before a publication: what parents typed, without what was danger."""
    week = Question.objects.filter(asked__gte=publication.at - LOOKS_BACK, asked__lt=publication.at).exclude(text="")
    ordinary = week.exclude(outcome__in=(Question.Outcome.EMERGENCY, Question.Outcome.DIALOGUE))
    return ordinary.exclude(reasons__kind__in=Reason.URGENT).order_by("-asked", "-pk")[:AT_ONCE]


def _in_words(seen: Seen, titles: Mapping[str, str]) -> str:
    title = titles.get(seen.answered, seen.answered) if seen.answered else A_CHOICE
    return f"{title} (noodnummers eerst)" if seen.doubt else title


def of(user: Any, publication: Publication) -> Effects | None:
    """Return what a publication changed for the questions that somebody may read; None while that is not known."""
    if not publication.compared:
        return None
    week = list(_week_before(publication).values_list("pk", flat=True))
    mine = visible_to(user, Question.objects.filter(pk__in=week))
    changed = (
        publication.changed_answers.filter(question__in=mine).select_related("question").order_by("-question__asked")
    )
    return Effects(mine.count(), changed.count(), list(changed[:MOST_SHOWN]))
