"""Writes tables as CSV the way a Belgian Excel opens them by a double click, and safe to open."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

# With the mark Excel reads UTF-8; a semicolon is what it expects where the comma is the decimal sign.
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"
# What a spreadsheet would calculate rather than show: a parent's words must never run on a colleague's machine.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a table as a file to keep. `filename` has no signs that need quoting, and ends in ".csv"."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response, delimiter=SEPARATOR)
    writer.writerow(header)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return response


def _as_text(cell: Any) -> Any:
    """Return a cell that a spreadsheet shows as it stands; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and _may_calculate(cell) else cell


def _may_calculate(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula: also with a full-width ＝, or after blanks."""
    plain = unicodedata.normalize("NFKC", text)
    shown = plain.lstrip().lstrip(INVISIBLE)
    return plain.startswith(STARTS_A_FORMULA) or shown.startswith(STARTS_A_FORMULA)
