"""Hides personal details exactly as the assistant does: by the assistant's own program, in its own Python.

The website has no language model, and another one would mark the same question differently. The program is started
when it is first needed (seldom: most questions are masked by the assistant itself), then waits for the next text, is
started again when it died, and ends with the website.
"""

from __future__ import annotations

import atexit
from typing import Any

from common.assistant_python import Program, ProgramFailed

PROGRAM = "foundation.privacy.pseudonymiser"
# It loads its language model first; on a machine that has much else to do that takes a while.
SECONDS_TO_ANSWER = 20


class MaskingFailed(Exception):
    """A text could not be masked, and so must not be stored. The message says nothing of the text."""


def mask(text: str) -> str:
    """Return the text with personal details replaced by marks, as the assistant stores it. Raises: MaskingFailed."""
    return str(_ask(text)["masked"])


def details(text: str) -> list[str]:
    """Return the personal details in a text, each once. Raises: MaskingFailed."""
    return [str(detail) for detail in _ask(text)["details"]]


_program = Program(PROGRAM, "--json")
atexit.register(_program.close)


def _ask(text: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = _program.ask(text, SECONDS_TO_ANSWER)
    except ProgramFailed as error:
        raise MaskingFailed(str(error)) from error
    return answer
