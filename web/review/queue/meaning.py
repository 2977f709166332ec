"""Brings open questions that mean the same together, in whatever words; those of nearly the same letters are one item.

What a question means is read once, by the assistant's encoder in its own Python (components/same_meaning.py), and kept
with the item as a vector, which goes when a message of the item is erased. Emergencies are put together with nothing,
and a confident answer of the week's sample is judged by itself. Without the encoder no item has a group.
"""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from common.assistant_python import Program, ProgramFailed
from review.models import QueueItem, Reason
from review.permissions import visible_to

logger = logging.getLogger("pestwijzer.meaning")

PROGRAM = "components.same_meaning"
# A long story takes a tenth of a second, and on a machine with much else to do a few times that.
AT_ONCE, SECONDS = 150, 240
# What new ones are compared with: the newest of a school that are open.
COMPARED = 2000
# What fails so often in a row fails at the next school too.
FAILURES_IN_A_ROW = 3


def compare_new() -> None:
    """Look of what is new in the queue whether it means the same as something else: some of each school a time.

    One program reads for all schools; what it fails at costs that school only, until the next time.
    """
    failures = 0
    with Program(PROGRAM) as encoder:
        for school in _open().filter(meaning=None).order_by("school").values_list("school", flat=True).distinct():
            try:
                if not _compare_new_of(_open().filter(school=school), encoder):
                    return
                failures = 0
            except ProgramFailed as error:
                logger.error("What the questions of school %s mean could not be told: %s", school, error)
                failures += 1
                if failures == FAILURES_IN_A_ROW:
                    return


def _open() -> QuerySet[QueueItem]:
    return QueueItem.objects.waiting(emergency=False).exclude(questions__reasons__kind=Reason.Kind.SAMPLE)


def _compare_new_of(items: QuerySet[QueueItem], encoder: Program) -> bool:
    """Return whether there is an encoder to tell anything."""
    new = items.filter(meaning=None).order_by("pk")[:AT_ONCE]
    known = items.exclude(meaning=None).order_by("-pk")[:COMPARED]
    asked = [*reversed(list(known)), *new]
    told = encoder.ask([_as_json(item) for item in asked], SECONDS)
    for item, one in zip(asked, told, strict=False):
        meaning = b64decode(one["meaning"]) or None
        if (meaning, one["group"]) != (item.meaning and bytes(item.meaning), item.group):
            # Nothing is kept of a text that was erased meanwhile.
            QueueItem.objects.filter(pk=item.pk, text=item.text).update(meaning=meaning, group=one["group"])
    return bool(told)


def _as_json(item: QueueItem) -> dict[str, Any]:
    meaning = b64encode(item.meaning or b"").decode()
    return {"key": item.pk, "text": item.text, "meaning": meaning, "group": item.group}


# --- looking ----------------------------------------------------------------------------------


def same_as(user: Any, item: QueueItem) -> QuerySet[QueueItem]:
    """Return the open items that mean the same as one, itself with them, the newest first."""
    items = visible_to(user, _open().filter(school=item.school))
    return items.filter(group=item.group) if item.group is not None else items.none()


def others_like(items: Iterable[QueueItem]) -> dict[int, int]:
    """Return by key how many other open items mean the same, for those of which there are any."""
    grouped = [item for item in items if item.group is not None and item.state == QueueItem.State.OPEN]
    listed = _open().filter(group__in={item.group for item in grouped}).order_by().values_list("pk", "group")
    groups = dict(listed)
    sizes = Counter(groups.values())
    return {item.pk: sizes[item.group] - 1 for item in grouped if item.pk in groups and sizes[item.group] > 1}
