"""Hides personal details exactly as the assistant does: by the assistant's own program, in its own Python.

The website has no language model, and another one would mark the same question differently. The program is started
when it is first needed (seldom: most questions are masked by the assistant itself), then waits for the next text, is
started again when it died, and ends with the website.
"""

from __future__ import annotations

import atexit
from typing import Any

from common.assistant_python import FOR_EVER, Program, ProgramFailed

PROGRAM = "foundation.privacy.pseudonymiser"
# It loads its language model first; on a machine that has much else to do that takes a while.
SECONDS_TO_ANSWER = 20
# A page that only warns of details does not stand in line behind others for as long as that.
SECONDS_FOR_A_WARNING = 2


class MaskingFailed(Exception):
    """A text could not be masked, and so must not be stored. The message says nothing of the text."""


def mask(text: str) -> str:
    """Return the text with personal details replaced by marks, as the assistant stores it. Raises: MaskingFailed."""
    return str(_ask(text)["masked"])


def details(text: str) -> list[str]:
    """Return the personal details in a text, each once, to warn of. Raises: MaskingFailed, soon while it is busy."""
    return [str(detail) for detail in _ask(text, SECONDS_FOR_A_WARNING)["details"]]


_program = Program(PROGRAM, "--json")
atexit.register(_program.close)


def _ask(text: str, turn_within: float = FOR_EVER) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = _program.ask(text, SECONDS_TO_ANSWER, turn_within)
    except ProgramFailed as error:
        raise MaskingFailed(str(error)) from error
    return answer
