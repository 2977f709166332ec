"""Becomes one of the assistant's two servers: `python -m tools.serve actions`, or `assistant`.

The one place that knows their commands. `make start`, the systemd units and the containers all start them so.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Dict, List

from foundation.repository import MODELS
from foundation.versions.registry import ModelRegistry, RegistryError

HOST = "127.0.0.1"
ASSISTANT_PORT = 5005
ACTIONS_PORT = 5055
OWNER_ONLY = 0o077
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}


def actions(host: str, port: int) -> List[str]:
    """Return the command of the action server; where it listens, it reads from the environment."""
    return [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]


def assistant(host: str, port: int, model: Path, endpoints: Path) -> List[str]:
    """Return the command of Rasa with the parent channel."""
    command = [sys.executable, "-m", "rasa", "run", "--interface", host, "--port", str(port), "--model", str(model)]
    return [*command, "--endpoints", str(endpoints), "--credentials", "credentials.yml"]


def _environment(host: str) -> Dict[str, str]:
    return {**os.environ, **ENVIRONMENT, "SANIC_HOST": host}  # the action server's default is every address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", choices=["actions", "assistant"])
    parser.add_argument("--host", default=HOST, help="where it listens; only ever an address that parents cannot reach")
    parser.add_argument("--port", type=int)
    parser.add_argument("--models", type=Path, default=MODELS, help="the registry whose live version answers")
    parser.add_argument("--endpoints", type=Path, default=Path("endpoints.yml"))
    given = parser.parse_args()
    os.umask(OWNER_ONLY)  # what it keeps was told by parents
    if given.server == "actions":
        command = actions(given.host, given.port or ACTIONS_PORT)
    else:
        try:
            model = ModelRegistry(given.models).require_live().model
        except RegistryError as error:
            raise SystemExit(str(error))
        command = assistant(given.host, given.port or ASSISTANT_PORT, model, given.endpoints)
    # In our place rather than under us: a signal to this process stops the server itself.
    os.execve(command[0], command, _environment(given.host))


if __name__ == "__main__":
    main()
