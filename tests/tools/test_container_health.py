"""What a container's health check does with a server that answers, is starting, is unwell, or hangs."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator, List

import pytest

from tools.container_health import check


@pytest.fixture
def hung() -> Iterator[str]:
    """A server whose kernel takes each connection, and that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/health"


@pytest.fixture
def answering() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if "unwell" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on the screen of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def ended() -> List[str]:
    return []


def test_a_server_that_answers_is_well(answering: str, ended: List[str]):
    assert check(f"{answering}/health", 5, lambda: ended.append("ended")) == 0
    assert not ended


def test_a_server_that_hangs_is_ended(hung: str, ended: List[str]):
    assert check(hung, 0.2, lambda: ended.append("ended")) == 1
    assert ended == ["ended"]


def test_one_that_is_starting_or_says_that_it_is_unwell_is_left_in_peace(answering: str, ended: List[str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody_listens = f"http://127.0.0.1:{taken.getsockname()[1]}/health"
    assert check(nobody_listens, 5, lambda: ended.append("ended")) == 1
    assert check(f"{answering}/unwell", 5, lambda: ended.append("ended")) == 1
    assert not ended
