"""How whoever runs this machine types one of the website's own commands: what we tell them to type must work there."""

from __future__ import annotations

import shutil

IN_THE_FOLDER = "web/.venv/bin/python web/manage.py"
# On a server: deploy/systemd/pestwijzer-manage. Without the account and the settings of the service that it brings, a
# command would make a database of its own, and an account that nobody can log in with.
ON_A_SERVER = "pestwijzer-manage"


def to_type(command: str) -> str:
    """Return `command`, with its arguments, as one types it on this machine."""
    return f"{ON_A_SERVER if shutil.which(ON_A_SERVER) else IN_THE_FOLDER} {command}"
