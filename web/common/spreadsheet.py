"""Knows what a spreadsheet would calculate rather than show.

What one person typed must never run on another's machine.
"""

from __future__ import annotations

import re
import unicodedata

from foundation.written_text import INVISIBLE

STARTS_A_FORMULA = ("=", "+", "-", "@")
# Some programs take what follows these for the beginning of a cell.
BREAKS = ("\t", "\r", "\n")
# A telephone number (+32) or a list (- so). What has a bar in it may call another program: a list may, without what
# such a call ends with.
NUMBER_OR_LIST = re.compile(r"[+-](?![A-Za-z(@=])(?:[^|]*| (?!.*\|.*!).*)", re.DOTALL)


def may_calculate(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula, also when it is a number or a list to us."""
    return _plain(text).startswith(BREAKS) or _shown(text).startswith(STARTS_A_FORMULA)


def is_formula(text: str) -> bool:
    """Tell whether a text is written as a formula: neither a number nor a list."""
    shown = _shown(text)
    return shown.startswith(STARTS_A_FORMULA) and not NUMBER_OR_LIST.fullmatch(shown)


def _plain(text: str) -> str:
    """Return a text in plain signs: a full-width ＝ counts as well."""
    return unicodedata.normalize("NFKC", text)


def _shown(text: str) -> str:
    """Return a text from the first sign on that is seen."""
    return INVISIBLE.sub("", _plain(text)).lstrip()
