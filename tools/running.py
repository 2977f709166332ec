"""An assistant that really runs, on free ports and with a tracker store of its own: for the tests here, and by hand.

`python -m tools.running FOLDER` runs the live version of the registry FOLDER/models until its standard input closes,
and prints where it listens and where it keeps what it was told: the website's story starts it so.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, NamedTuple

from foundation.versions.registry import ModelRegistry
from tools import start
from tools.chat import post

ENDPOINTS = """
action_endpoint:
  url: http://127.0.0.1:{actions_port}/webhook
tracker_store:
  type: components.tracker_store.ConversationStore
  dialect: sqlite
  db: {database}
"""


class Assistant(NamedTuple):
    """A running assistant: its channel, and where it keeps what it was told."""

    url: str
    database: Path
    logs: Path

    def post(self, body: Dict[str, Any]) -> Dict[str, Any]:
        return post(self.url, body)


@contextlib.contextmanager
def running_in(folder: Path, model: Path) -> Iterator[Assistant]:
    """Run Rasa and the action server for as long as the block lasts; logs and tracker store are below `folder`."""
    actions_port, port = free_port(), free_port()
    database, endpoints = folder / "conversations.db", folder / "endpoints.yml"
    endpoints.write_text(ENDPOINTS.format(actions_port=actions_port, database=database), encoding="utf-8")
    start.LOGS = folder
    with start.running(model, port, actions_port, endpoints) as url:
        yield Assistant(url, database, folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    folder = Path(sys.argv[1])
    with contextlib.redirect_stdout(sys.stderr), contextlib.ExitStack() as stack:
        assistant = stack.enter_context(running_in(folder, ModelRegistry(folder / "models").require_live().model))
        print(json.dumps({"url": assistant.url, "database": str(assistant.database)}), file=sys.__stdout__, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
