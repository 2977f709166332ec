"""Hides personal details exactly as the assistant does: by the assistant's own program, in its own Python.

The website has no language model, and another one would mark the same question differently. The program is started
when it is first needed (seldom: most questions are masked by the assistant itself), then waits for the next text, is
started again when it died, and ends with the website.
"""

from __future__ import annotations

import json
import select
import subprocess
import threading
from typing import Any

from django.conf import settings

from common import assistant_python

PROGRAM = "foundation.privacy.pseudonymiser"
# It loads its language model first; on a machine that has much else to do that takes a while.
SECONDS_TO_ANSWER = 20


class MaskingFailed(Exception):
    """A text could not be masked, and so must not be stored. The message says nothing of the text."""


def mask(text: str) -> str:
    """Return the text with personal details replaced by marks, as the assistant stores it. Raises: MaskingFailed."""
    return str(_program.ask(text)["masked"])


def details(text: str) -> list[str]:
    """Return the personal details in a text, each once. Raises: MaskingFailed."""
    return [str(detail) for detail in _program.ask(text)["details"]]


class _Program:
    """The running program; one text at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, text: str) -> dict[str, Any]:
        with self._lock:
            try:
                return self._ask(text)
            except (OSError, ValueError) as error:  # not there, died, silent, or not speaking our language
                self._end()
                raise MaskingFailed(type(error).__name__) from error

    def _ask(self, text: str) -> dict[str, Any]:
        process = self._running()
        if not process.stdin or not process.stdout:
            raise OSError("no pipes")
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], SECONDS_TO_ANSWER)[0]:
            raise TimeoutError
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                assistant_python.command(PROGRAM, "--json"),
                cwd=settings.REPOSITORY,
                env=assistant_python.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # an error may quote the text
                text=True,
                encoding="utf-8",
            )
        return self._process

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


_program = _Program()
