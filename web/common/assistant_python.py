"""Runs programs of this repository in the assistant's own Python: what needs its libraries is done there, not here."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.dispatch import Signal

program_failed = Signal()  # (program: str)

FOR_EVER = -1.0  # as threading says it

# The website's own settings and environment mean nothing there, or the wrong thing.
OURS = ("PESTWIJZER_", "DJANGO_", "VIRTUAL_ENV", "PYTHONPATH")


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module; to be started in `settings.REPOSITORY`."""
    return [settings.ASSISTANT_PYTHON, "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment variables that such a program gets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class ProgramFailed(Exception):
    """A program did not answer; the message says nothing of what it was asked."""


class Program:
    """A module that runs and answers each JSON on a line of its input with one on a line of its output.

    It is started at the first question, and again when it died or was silent for too long: what it needs it loads once.
    """

    def __init__(self, module: str, *arguments: str, locks: Sequence[int] = ()) -> None:
        """locks: descriptors that are held for as long as it lives, also when the website dies (workplace.take)."""
        self.module, self._arguments, self._locks = module, arguments, locks
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Any, seconds: float, turn_within: float = FOR_EVER) -> Any:
        """Return what it answers within some seconds, once it is this question's turn.

        turn_within: seconds to wait for that turn.
        Raises: ProgramFailed; it costs that question only.
        """
        if not self._one_at_a_time.acquire(timeout=turn_within):
            raise ProgramFailed("busy with others")
        try:
            return self._ask(question, seconds)
        except (OSError, ValueError) as error:  # not there, died, silent, or not speaking our language
            self.close()
            program_failed.send_robust(sender=None, program=self.module)
            raise ProgramFailed(type(error).__name__) from error
        finally:
            self._one_at_a_time.release()

    def _ask(self, question: Any, seconds: float) -> Any:
        process = self._running()
        if not process.stdin or not process.stdout:
            raise OSError("no pipes")
        too_late = threading.Timer(seconds, process.kill)
        too_late.daemon = True
        too_late.start()
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        finally:
            too_late.cancel()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command(self.module, *self._arguments),
                cwd=settings.REPOSITORY,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # an error may quote a text
                text=True,
                encoding="utf-8",
                pass_fds=self._locks,
            )
        return self._process

    def close(self) -> None:
        """End it, if it runs, whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(OSError), process:  # what it was not told yet goes nowhere
                pass
