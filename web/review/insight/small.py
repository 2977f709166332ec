"""Hides small numbers, which could point at a child, and what they could be worked out from.

Every hidden number is shown alike: who reads the page cannot tell which was small and which only keeps it company.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5  # what is counted less often is not shown
FEWER, HIDDEN = f"minder dan {LEAST}", "verborgen"


def alone(count: int) -> str | int:
    """Return how a number by itself is shown."""
    return FEWER if 0 < count < LEAST else count


def together(counts: Sequence[int]) -> tuple[list[str | int], bool]:
    """Return how the parts of a whole are shown, and whether the whole would give the hidden ones away."""
    hidden = {place for place, count in enumerate(counts) if 0 < count < LEAST}
    others = sorted((place for place, count in enumerate(counts) if count >= LEAST), key=lambda place: counts[place])
    while hidden and others and not _enough(counts, hidden, others):
        hidden.add(others.pop(0))
    shown = [HIDDEN if place in hidden else count for place, count in enumerate(counts)]
    return shown, bool(hidden) and not _can_be_many(counts, hidden)


def _enough(counts: Sequence[int], hidden: set[int], others: Sequence[int]) -> bool:
    """Tell whether nothing follows from the hidden numbers, also for who knows that company is the least that is left.

    As long as one of the hidden numbers could be larger than what would be hidden next, who knows the rule knows more.
    """
    largest = sum(counts[place] for place in hidden) - len(hidden) + 1  # when each of the others is one
    return _can_be_many(counts, hidden) and (not others or counts[others[0]] > largest)


def _can_be_many(counts: Sequence[int], hidden: set[int]) -> bool:
    """Tell whether each hidden number may still be anything from one to the least that is shown.

    Who knows the whole knows what the hidden ones are together: one alone is then known, and so are all when each of
    them must be one.
    """
    together_are = sum(counts[place] for place in hidden)
    return len(hidden) > 1 and together_are - len(hidden) >= LEAST - 1
