"""Runs programs of this repository in the assistant's own Python: what needs its libraries is done there, not here."""

from __future__ import annotations

import os

from django.conf import settings

# The website's own settings and environment mean nothing there, or the wrong thing.
OURS = ("PESTWIJZER_", "DJANGO_", "VIRTUAL_ENV", "PYTHONPATH")


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module; to be started in `settings.REPOSITORY`."""
    return [settings.ASSISTANT_PYTHON, "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment variables that such a program gets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
