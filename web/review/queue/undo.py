"""Lets a member of staff take the last action back, whole: what it was is kept in the session until the next one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied

from knowledge.checks import Refused
from review.answers.drafts import Unknown
from review.models import QueueItem
from review.permissions import StaffRequest
from review.queue import decisions

KEY = "review_undo"
TAG = "undo"  # base.html shows the button with such a message


def offer(request: StaffRequest, told: str, acted: list[tuple[QueueItem, dict[str, Any]]]) -> None:
    """Tell what was done, with a button to take it back. `acted`: each item as it is now, and its snapshot before."""
    request.session[KEY] = [[item.pk, decisions.stamp(item), before] for item, before in acted]
    messages.success(request, told, extra_tags=TAG)


def take_back(request: StaffRequest) -> tuple[int, int, list[str]]:
    """Take the last action back where no colleague did anything since.

    Returns: how many items are as they were, how many are not, and what there is to tell beside.
    """
    back, left, told = 0, 0, []
    for pk, stamp, before in request.session.pop(KEY, []):
        try:
            told.append(decisions.act(request.user, pk, stamp, partial(_back, before=before))[2])
            back += 1
        except (decisions.Taken, QueueItem.DoesNotExist, PermissionDenied, Refused, Unknown):
            left += 1
    return back, left, sorted({one for one in told if one})


def _back(user: Any, item: QueueItem, before: dict[str, Any]) -> str:
    return decisions.take_back(user, item, before)
