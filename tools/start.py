"""Starts everything a school needs on this machine: actions, Rasa with the parent channel, website, and a chat here.

Without a terminal it serves until it is stopped. Nothing listens on any other address than 127.0.0.1; the website is
the only part that may ever be put behind a public address (docs/school/website.md).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Iterator, List

from foundation.school_profile import ProfileError, read_profile
from foundation.versions.registry import ModelRegistry, RegistryError
from tools.chat import chat
from tools.say import say

HOST = "127.0.0.1"
ASSISTANT_PORT = 5005
ACTIONS_PORT = 5055
SECONDS_TO_START = 180
LOGS = Path("logs")
WEB_PYTHON = Path("web/.venv/bin/python")
WEB_PORT = int(os.environ.get("PESTWIJZER_PORT", "8000"))
ENVIRONMENT = {
    **os.environ,
    "SANIC_HOST": HOST,  # where the action server listens; its default is every address
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
}


class StartError(RuntimeError):
    """The assistant could not be started; the message says why."""


@contextlib.contextmanager
def running(
    model: Path, port: int = ASSISTANT_PORT, actions_port: int = ACTIONS_PORT, endpoints: Path = Path("endpoints.yml")
) -> Iterator[str]:
    """Run the action server and Rasa for as long as the block lasts.

    Yields: the base URL of the parent channel, once it answers.
    Raises: StartError when a port is taken or a server does not come up.
    """
    for wanted in (port, actions_port):
        _require_free(wanted)
    LOGS.mkdir(exist_ok=True)
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)]
    rasa = [sys.executable, "-m", "rasa", "run", "--interface", HOST, "--port", str(port), "--model", str(model)]
    rasa += ["--endpoints", str(endpoints), "--credentials", "credentials.yml"]
    url = f"http://{HOST}:{port}/webhooks/ouders"
    with contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(_server(name, command)) for name, command in (("actions", actions), ("rasa", rasa))
        ]
        _wait_until_ready(f"{url}/health", servers)
        yield url


@contextlib.contextmanager
def website() -> Iterator[Path]:
    """Run the website for as long as the block lasts.

    Yields: the file in which it wrote its addresses.
    Raises: StartError when its port is taken or it does not come up.
    """
    _require_free(WEB_PORT)
    log = LOGS / "web.log"
    log.unlink(missing_ok=True)
    _make_first_account()
    with _server("web", [str(WEB_PYTHON.absolute()), "web/manage.py", "dienen"]) as server:
        _wait_until_ready(f"http://{HOST}:{WEB_PORT}/over", [server])
        yield log


def _make_first_account() -> None:
    """Show the one-time password of a new installation here, before the website starts: its log must not hold it.

    Raises: StartError when the website's database cannot be made ready.
    """
    for command in (["migrate", "-v0", "--no-input"], ["eerste_account"]):
        done = subprocess.run([str(WEB_PYTHON.absolute()), "web/manage.py", *command], env=ENVIRONMENT)
        if done.returncode:
            raise StartError("The website's database could not be made ready.")


@contextlib.contextmanager
def _server(name: str, command: List[str]) -> Iterator[subprocess.Popen]:
    with open(LOGS / f"{name}.log", "a", encoding="utf-8") as log:
        # A group of its own: Ctrl-C in the chat must not kill a server in the middle of saving a conversation.
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise StartError(f"Port {port} is in use. Is the assistant running already?")


def _wait_until_ready(address: str, servers: List[subprocess.Popen]) -> None:
    started = time.monotonic()
    while time.monotonic() - started < SECONDS_TO_START:
        if any(server.poll() is not None for server in servers):
            raise StartError(f"A server stopped while starting; {LOGS}/ tells why.")
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(address, timeout=5):
                print()
                return
        print(".", end="", flush=True)
        time.sleep(1)
    raise StartError(f"The assistant did not answer within {SECONDS_TO_START} seconds; {LOGS}/ tells why.")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--school", type=Path, help="the profile that the chat in the terminal sends along")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    try:
        profile = read_profile(arguments.school) if arguments.school else None
        model = ModelRegistry().require_live().model
        say("Starting the assistant and the website (some twenty seconds)")
        with running(model) as url, website() as web_log:
            say(f"The website is ready; logs are in {LOGS}/")
            print(web_log.read_text(encoding="utf-8"))
            say(f"The parent channel, for this machine only: {url}/message")
            if sys.stdin.isatty():
                chat(url, profile)
            else:
                signal.pause()
    except KeyboardInterrupt:
        print()
    except (StartError, ProfileError, RegistryError) as error:
        raise SystemExit(str(error))


if __name__ == "__main__":
    main()
