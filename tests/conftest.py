"""What the tests share: the topics as they are, the trained model, and an assistant that really runs."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

from components.model_registry import ModelRegistry, Version
from components.topics import load_helplines, load_topics

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ModelRegistry()

TRACKER_STORE = """
action_endpoint:
  url: http://127.0.0.1:{actions_port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


@pytest.fixture(scope="session")
def topics():
    return load_topics()


@pytest.fixture(scope="session")
def helplines():
    return load_helplines()


@pytest.fixture(scope="session")
def live() -> Version:
    """The version that answers parents."""
    version = REGISTRY.live()
    if not version:
        pytest.fail("There is no trained model: run `make train` first.")
    return version


@pytest.fixture(scope="session")
def understand(live) -> Callable:
    """What the live model makes of a text."""
    from evaluation.assistants import understand_with

    return understand_with(live.model)


class Assistant:
    """A running assistant, and where it keeps what it was told."""

    def __init__(self, url: str, database: Path, logs: Path) -> None:
        self.url = url
        self.database = database
        self.logs = logs

    def post(self, body: Dict[str, Any]) -> Dict[str, Any]:
        from tools.chat import post

        return post(self.url, body)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory, live) -> Iterator[Assistant]:
    """Rasa and the action server on free ports, with a tracker store of their own."""
    from tools import start

    folder = tmp_path_factory.mktemp("assistant")
    actions_port, port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    database = folder / "conversations.db"
    endpoints.write_text(TRACKER_STORE.format(actions_port=actions_port, database=database), encoding="utf-8")
    start.LOGS = folder
    with start.running(live.model, port, actions_port, endpoints) as url:
        yield Assistant(url, database, folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
