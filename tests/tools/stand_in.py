"""`make start` with stand-ins for its servers, for tests of how they are kept: `python -m tests.tools.stand_in LOGS`.

A stand-in writes its process id into LOGS, and ends in order when it is told to; `tests/tools/test_supervision.py`
looks whether it still lives.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from foundation.versions.registry import ModelRegistry
from tools import start
from tools.supervision import Pauses, Supervisor

NAMES = ("actions", "rasa")
LIVES = """
import os, pathlib, signal, sys, time
def end(*_):
    pathlib.Path(sys.argv[1] + ".ended").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
while True:
    time.sleep(0.1)
"""


def keep_stand_ins(supervisor: Supervisor, *_: object) -> str:
    supervisor.pauses = Pauses(first=0.1, longest=1)
    for name in NAMES:
        supervisor.keep(name, [sys.executable, "-c", LIVES, str(supervisor.logs / f"{name}.pid")], os.environ)
    return "http://127.0.0.1:9"


def no_website(supervisor: Supervisor) -> Path:
    page = supervisor.logs / "web.log"
    page.touch()
    return page


class NoModels(ModelRegistry):
    """Stand-ins load no model."""

    def require_live(self) -> Any:
        return None


if __name__ == "__main__":
    # As on a terminal: who runs the tests in the background has ruled it out, and that is handed down.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    start.LOGS = Path(sys.argv.pop(1))
    for name, stand_in in (("start_assistant", keep_stand_ins), ("start_website", no_website)):
        setattr(start, name, stand_in)
    setattr(start, "ModelRegistry", NoModels)  # noqa: B010 - mypy would not have it
    start.main()
