"""Goes through many rows a few hundred at a time, with a rest in between: parents go on asking meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

AT_ONCE = 300
SECONDS_BETWEEN = 0.05


def batches(after: Callable[[int, int], list[int]]) -> Iterator[list[int]]:
    """Yield keys, a batch at a time. Each batch is for its own transaction.

    after: returns the first keys, in order, after a key (0 at first), at most as many as asked.
    """
    last = 0
    while keys := after(last, AT_ONCE):
        yield keys
        last = keys[-1]
        time.sleep(SECONDS_BETWEEN)


def in_order(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Yield the keys of rows, a batch at a time, as `batches`."""
    return batches(lambda last, most: [*rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:most]])


def delete(rows: QuerySet[Any]) -> int:
    """Delete rows, a batch at a time, each in its own transaction. Returns: how many, with what went along."""
    return sum(rows.filter(pk__in=keys).delete()[0] for keys in in_order(rows))
