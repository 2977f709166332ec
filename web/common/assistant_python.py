"""Runs programs of this repository in the assistant's own Python: what needs its libraries is done there, not here."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from django.conf import settings

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


def ask(module: str, question: Any, seconds: float, *arguments: str) -> Any:
    """Run a module once, with a JSON on its standard input. Returns: the JSON that it writes. Raises: ProgramFailed."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command(module, *arguments),
            cwd=settings.REPOSITORY,
            env=environment(),
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an error may quote a text
            timeout=seconds,
            check=True,
        )
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise ProgramFailed(type(error).__name__) from error
