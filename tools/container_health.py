"""Tells Docker whether the server in this container answers, and ends one that hangs: Docker itself only marks it.

The health check of deploy/compose, as systemd's watchdog is that of the units: what is ended so is started again by the
container's restart policy. Whoever does not listen yet is starting, and is left in peace.

`python -m tools.container_health http://127.0.0.1:5005/webhooks/ouders/health`: exit code 0 when it answers, else 1.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import urllib.request
from pathlib import Path
from typing import Callable

from tools.supervision import SECONDS_OF_SILENCE

INSIDE = Path("/.dockerenv")  # Docker puts it into each container
EVERY_PROCESS = -1  # that we may signal, but for this one and the first


def check(address: str, patience: float, end_the_server: Callable[[], None]) -> int:
    """Ask a server how it is; one that takes the question and never answers is ended. Returns: the exit code."""
    try:
        with urllib.request.urlopen(address, timeout=patience):
            return 0
    except (OSError, http.client.HTTPException) as error:
        # urllib puts what happens while it connects into an error of its own, and not what happens while it waits.
        if isinstance(getattr(error, "reason", error), TimeoutError):
            end_the_server()
    return 1


def end_all() -> None:
    """Kill every process of this container, so that it stops. Outside one nothing is done: all else would end too."""
    if INSIDE.exists():
        os.kill(EVERY_PROCESS, signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--patience", type=float, default=SECONDS_OF_SILENCE, help="seconds")
    given = parser.parse_args()
    raise SystemExit(check(given.address, given.patience, end_all))


if __name__ == "__main__":
    main()
