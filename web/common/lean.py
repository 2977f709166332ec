"""Leaves out of scripts and styles what only their readers need: whole lines of comment, and indentation.

No minifier: what is left is line for line what stands in the source, so an error on a parent's phone can be found.
"""

from __future__ import annotations

import re

SUFFIXES = (".js", ".css")
# A comment only counts where it begins its line: what stands in a string after code is left alone.
BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


def lean(text: str, suffix: str) -> str:
    """Return a script (".js") or style (".css") that does the same in fewer bytes."""
    text = BLOCK.sub("", text)
    if suffix == ".js":
        text = LINE.sub("", text)
    return INDENTATION.sub("", text)
