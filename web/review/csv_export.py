"""Writes tables as CSV the way a Belgian Excel opens them by a double click, and safe to open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from common.spreadsheet import may_calculate

# With the mark Excel reads UTF-8; a semicolon is what it expects where the comma is the decimal sign.
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"


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
    return f"'{cell}" if isinstance(cell, str) and may_calculate(cell) else cell
