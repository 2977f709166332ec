"""Works out the columns and bars of the insight page; the templates draw them as inline SVG.

pygal and its like write style attributes and scripts into their SVG, which our Content Security Policy refuses. Across,
everything is in percents, so that letters and patterns keep their size on a phone; heights are in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.formats import date_format

from review.insight.numbers import OUTCOMES, Week

TOP, HEIGHT, BELOW = 24, 200, 30  # above the columns, the columns, the days below them
LEFT = 9  # percent, for the numbers beside the lines
BAR = 0.68  # of the room a column has
MOST_LABELS = 13
MOST_LINES = 5


@dataclass(frozen=True)
class Part:
    """One outcome in a column."""

    kind: str
    y: str
    height: str
    told: str


@dataclass(frozen=True)
class Column:
    x: str
    middle: str
    width: str
    parts: list[Part]
    total: int
    total_y: str
    day: str  # empty where there is no room for it
    spare: bool  # its day can be left out on a phone


@dataclass(frozen=True)
class Chart:
    columns: list[Column]
    lines: list[tuple[str, int]]  # where, and the number beside it
    foot: int = TOP + HEIGHT
    days: int = TOP + HEIGHT + 20
    height: int = TOP + HEIGHT + BELOW


def columns(weeks: Sequence[Week]) -> Chart:
    """Return a column for each week, its outcomes on top of each other."""
    step, top = _scale(max((week.questions for week in weeks), default=0))
    lines = [(_px(TOP + HEIGHT * (1 - value / top)), value) for value in range(0, top + 1, step)]
    return Chart([_column(week, place, len(weeks), top) for place, week in enumerate(weeks)], lines)


def percent(part: int, total: int) -> str:
    return f"{100 * part / total:.2f}%" if total else "0%"


def _column(week: Week, place: int, count: int, top: int) -> Column:
    room = (100 - LEFT) / count
    x, width = LEFT + room * (place + (1 - BAR) / 2), room * BAR
    parts, y = [], float(TOP + HEIGHT)
    for (kind, label), number in zip(OUTCOMES.items(), week.parts, strict=True):
        height = HEIGHT * number / top
        y -= height
        if number:
            told = f"{date_format(week.days.first, 'j F')}: {number} {label}"
            parts.append(Part(str(kind), _px(y), _px(height), told))
    labelled = place % ceil(count / MOST_LABELS) == 0
    day = date_format(week.days.first, "j M").lower() if labelled else ""
    return Column(
        f"{x:.2f}%",
        f"{x + width / 2:.2f}%",
        f"{width:.2f}%",
        parts,
        week.questions,
        _px(y - 6),
        day,
        count > 6 and place % 2 == 1,
    )


def _scale(most: int) -> tuple[int, int]:
    """Return (the step between lines, the highest line), in round numbers."""
    rough = max(1.0, most / (MOST_LINES - 1))
    size = 10 ** floor(log10(rough))
    step = next(round(size * factor) for factor in (1, 2, 5, 10) if size * factor >= rough)
    return step, step * max(1, ceil(most / step))


def _px(value: float) -> str:
    return f"{value:.1f}"
