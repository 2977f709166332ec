"""Starts everything a school needs on this machine: actions, Rasa with the parent channel, website, and a chat here.

Without a terminal it serves until it is stopped. What dies is started again (tools/supervision.py). Nothing listens on
any other address than 127.0.0.1; the website is the only part that may ever be put behind a public address
(docs/engineering/operate.md).
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Iterator

from foundation.school_profile import ProfileError, read_profile
from foundation.versions.registry import ModelRegistry, RegistryError
from tools.chat import chat
from tools.say import say
from tools.serve import ACTIONS_PORT, ASSISTANT_PORT, ENVIRONMENT, HOST, OWNER_ONLY
from tools.supervision import StartError, Supervisor

SECONDS_TO_START = 180
LOGS = Path("logs")
LOG = "start.log"
WEB_PYTHON = Path("web/.venv/bin/python")
WEB_PORT = int(os.environ.get("PESTWIJZER_PORT", "8000"))
WEB_ENVIRONMENT = {**os.environ, **ENVIRONMENT}


@contextlib.contextmanager
def running(
    model: Path, port: int = ASSISTANT_PORT, actions_port: int = ACTIONS_PORT, endpoints: Path = Path("endpoints.yml")
) -> Iterator[str]:
    """Run the action server and Rasa for as long as the block lasts.

    Yields: the base URL of the parent channel, once it answers.
    Raises: StartError when a port is taken or a server does not come up.
    """
    with Supervisor(LOGS) as supervisor:
        yield start_assistant(supervisor, ModelRegistry.of_model(model), port, actions_port, endpoints)


def start_assistant(
    supervisor: Supervisor,
    registry: ModelRegistry,
    port: int = ASSISTANT_PORT,
    actions_port: int = ACTIONS_PORT,
    endpoints: Path = Path("endpoints.yml"),
) -> str:
    """Start the action server and Rasa.

    Returns: the base URL of the parent channel, which answers.
    Raises: StartError when a port is taken or a server does not come up.
    """
    for wanted in (port, actions_port):
        _require_free(wanted)
    serve = [sys.executable, "-m", "tools.serve"]
    supervisor.keep("actions", [*serve, "actions", "--port", str(actions_port)], os.environ)
    # It looks up the live version whenever it starts: days later that is another one.
    places = ["--models", str(registry.folder), "--endpoints", str(endpoints)]
    supervisor.keep("rasa", [*serve, "assistant", "--port", str(port), *places], os.environ, beats=True)
    url = f"http://{HOST}:{port}/webhooks/ouders"
    supervisor.wait_until_ready(f"{url}/health", SECONDS_TO_START)
    return url


def start_website(supervisor: Supervisor) -> Path:
    """Start the website.

    Returns: the file in which it wrote its addresses.
    Raises: StartError when its port is taken or it does not come up.
    """
    _require_free(WEB_PORT)
    log = LOGS / "web.log"
    log.unlink(missing_ok=True)
    _make_first_account()
    supervisor.keep("web", [str(WEB_PYTHON.absolute()), "web/manage.py", "dienen"], WEB_ENVIRONMENT)
    supervisor.wait_until_ready(f"http://{HOST}:{WEB_PORT}/leeft", SECONDS_TO_START)
    return log


def _make_first_account() -> None:
    """Show the one-time password of a new installation here, before the website starts: its log must not hold it.

    Raises: StartError when the website's database cannot be made ready.
    """
    for command in (["migrate", "-v0", "--no-input"], ["eerste_account"]):
        done = subprocess.run([str(WEB_PYTHON.absolute()), "web/manage.py", *command], env=WEB_ENVIRONMENT)
        if done.returncode:
            raise StartError("The website's database could not be made ready.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise StartError(f"Port {port} is in use. Is it running already? `make status` tells.")


def _end_in_order(*_: object) -> None:
    for repeated in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal says it, and so does make: once is enough
        signal.signal(repeated, signal.SIG_IGN)
    raise KeyboardInterrupt


def _listen_to_signals() -> None:
    """Stop in order when asked to, and when the terminal is closed; not when that was ruled out (nohup)."""
    signal.signal(signal.SIGTERM, _end_in_order)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end_in_order)


def _log_to_file() -> None:
    LOGS.mkdir(exist_ok=True)
    to_file, to_terminal = logging.FileHandler(LOGS / LOG, encoding="utf-8"), logging.StreamHandler()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, handlers=[to_file, to_terminal])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--school", type=Path, help="the profile that the chat in the terminal sends along")
    arguments = parser.parse_args()
    _listen_to_signals()
    os.umask(OWNER_ONLY)  # databases and logs hold what parents and staff wrote
    _log_to_file()
    try:
        profile = read_profile(arguments.school) if arguments.school else None
        registry = ModelRegistry()
        registry.require_live()
        say("Starting the assistant and the website (some twenty seconds)")
        with Supervisor(LOGS) as supervisor:
            url = start_assistant(supervisor, registry)
            web_log = start_website(supervisor)
            say(f"The website is ready; logs are in {LOGS}/")
            print(web_log.read_text(encoding="utf-8"))
            say(f"The parent channel, for this machine only: {url}/message")
            if sys.stdin.isatty():
                chat(url, profile)
            else:
                supervisor.wait()
    except KeyboardInterrupt:
        print()
    except (StartError, ProfileError, RegistryError) as error:
        raise SystemExit(str(error))


if __name__ == "__main__":
    main()
