"""Runs the real website with invented schools and staff: gunicorn, hashed static files, databases of its own.

Beside it, for what stands in a frame, another site (127.0.0.1 instead of localhost) as a school could have it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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


@contextmanager
def foreign_site(folder: Path) -> Iterator[str]:
    """Serve the files of a folder as another site. Yields: its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def allowing(origin: str) -> list[str]:
    """Return the command of manage.py that lets a site frame the example school's chat, and no other's."""
    school = "School.objects.filter(slug='voorbeeldschool')"
    return ["shell", "-c", f"from schools.models import School; {school}.update(allowed_origins='{origin}')"]
