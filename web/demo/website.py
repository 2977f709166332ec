"""Runs the real website with invented schools and staff: gunicorn, hashed static files, databases of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS_TO_START = 30
STAFF_PASSWORD = "een lang wachtwoord voor de test"  # noqa: S105 - of people who do not exist

# By a website's address: where its databases lie, how to run Python with its settings (arguments -> what it prints),
# and for each role (or "elsewhere") the key of a session of staff.
FOLDERS: dict[str, Path] = {}
RUNS: dict[str, Callable[..., str]] = {}
STAFF_SESSIONS: dict[str, dict[str, str]] = {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_in(folder: Path) -> dict[str, str]:
    """Return the settings of a website whose databases, files and models all lie in `folder`."""
    return {
        "PESTWIJZER_SECRET_KEY": "only for a website that is thrown away",
        "PESTWIJZER_DATABASE_URL": f"sqlite:///{folder}/web.sqlite3",
        "PESTWIJZER_TRACKER_DATABASE": f"{folder}/conversations.db",
        "PESTWIJZER_STATIC_ROOT": str(folder / "static"),
        "PESTWIJZER_MODELS": str(folder / "models"),
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def serving(folder: Path, more_settings: dict[str, str], *commands: list[str]) -> Iterator[str]:
    """Run the website with a database of its own in `folder`, two schools, and staff in every role.

    commands: more of manage.py, to run before it starts. Yields: the address.
    """
    limits = ("MESSAGES_A_MINUTE", "MESSAGES_AN_HOUR", "CONVERSATIONS_AN_HOUR")
    port = free_port()
    environment = {
        **os.environ,
        **{f"PESTWIJZER_VISITOR_{limit}": "100000" for limit in limits},
        **settings_in(folder),
        "PESTWIJZER_ASSISTANT_RETRY_WAIT": "0.2",
        "PESTWIJZER_QUESTIONS_FRESH_SECONDS": "0",
        **more_settings,
    }

    def run(*command: str) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, *command], cwd=WEB, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    for command in (["migrate"], ["voorbeeldscholen"], ["collectstatic", "--no-input"], *commands):
        run("manage.py", *command, "-v0")
    address = f"http://localhost:{port}"
    FOLDERS[address], RUNS[address] = folder, run
    STAFF_SESSIONS[address] = json.loads(run("-m", "demo.staff"))
    options = ["--threads", "8", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", "pestwijzer.wsgi", *options]
    server = subprocess.Popen(command, cwd=WEB, env=environment)  # noqa: S603
    try:
        wait_until_ready(f"{address}/leeft", server)
        yield address
    finally:
        server.terminate()
        server.wait(60)  # a message that is under way is answered first


def wait_until_ready(address: str, server: subprocess.Popen) -> None:
    for _ in range(5 * SECONDS_TO_START):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 - our own address
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("the website did not start") from None
            time.sleep(0.2)
    raise TimeoutError(f"the website is not ready after {SECONDS_TO_START} seconds")
