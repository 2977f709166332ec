"""What `make status` tells, and `make stop` does, of what `make start` runs in this folder."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Dict

from foundation.repository import MODELS
from tools import start, supervision
from tools.serve import ASSISTANT_PORT, HOST
from tools.supervision import StartError, moment

SECONDS_TO_STOP = supervision.SECONDS_TO_STOP + 10
ASSISTANT = f"http://{HOST}:{ASSISTANT_PORT}/webhooks/ouders/health"
WEBSITE = f"http://{HOST}:{start.WEB_PORT}/klaar"


def status(logs: Path, assistant: str = ASSISTANT, website: str = WEBSITE) -> bool:
    """Print what runs, since when, which version answers, whether parents get answers, and the disk that is left.

    Returns: whether parents get answers.
    """
    servers = supervision.state_in(logs)
    if servers is None:
        print("make start   does not run here")
    for name, server in (servers or {}).items():
        print(f"{name:<12} {_of_server(server)}")
    health, readiness = _ask(assistant), _ask(website)
    print(f"answers      {_of_assistant(health)}")
    print(f"website      {_of_website(readiness)}")
    disk = shutil.disk_usage(MODELS if MODELS.is_dir() else MODELS.parent)
    print(f"disk         {disk.free / 1e9:.1f} GB of {disk.total / 1e9:.1f} GB left")
    return bool(readiness.get("ready"))


def _of_server(server: Dict[str, Any]) -> str:
    again = f", started again {server['deaths']} times" if server["deaths"] else ""
    if server["process"]:
        return f"runs since {moment(server['since'])}, process {server['process']}{again}"
    return f"stopped, and starts again soon{again}" if server["deaths"] else "is about to start"


def _of_assistant(health: Dict[str, Any]) -> str:
    if not health:
        return "nobody: the assistant does not answer"
    if "model" not in health:
        return "nobody yet: the assistant has no model loaded"
    failed = f"; {health['failed']} could not be loaded" if health.get("failed") else ""
    return f"version {health['model']}{failed}"


def _of_website(readiness: Dict[str, Any]) -> str:
    if not readiness:
        return "does not answer"
    return "ready" if readiness.get("ready") else f"not ready; missing: {', '.join(readiness.get('missing', ['?']))}"


def _ask(address: str) -> Dict[str, Any]:
    """Return what an address tells in JSON, also with an error, or nothing when it does not answer."""
    try:
        with urllib.request.urlopen(address, timeout=15) as response:
            body = json.load(response)
    except urllib.error.HTTPError as error:
        body = _json(error.read())
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def stop(logs: Path) -> bool:
    """Stop what `make start` runs, in order. Returns: whether it ran. Raises: StartError when it does not stop."""
    process = supervision.supervisor_in(logs)
    if process is None:
        return False
    os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    while supervision.supervisor_in(logs):
        if time.monotonic() > deadline:
            raise StartError(f"Process {process} does not stop; `kill -9 {process}` ends it and its servers.")
        time.sleep(0.2)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["status", "stop"])
    if parser.parse_args().what == "status":
        raise SystemExit(0 if status(start.LOGS) else 1)
    try:
        print("Stopped." if stop(start.LOGS) else "`make start` does not run here.")
    except StartError as error:
        raise SystemExit(str(error))


if __name__ == "__main__":
    main()
