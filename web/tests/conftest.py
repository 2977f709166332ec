"""What the tests share: two schools, a tracker database, and an assistant that can be told to misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

import pytest
from django.core.cache import caches
from django.db import connections

from chat import assistant
from chat.views import common
from common import masking
from demo import events
from demo.website import free_port as find_free_port
from schools.models import School
from schools.profiles import make_demo_schools

ANSWER = {
    "messages": [
        {
            "text": "Praat met **de klasleerkracht**.",
            "more": "Heb je dat al gedaan? Dan kan het CLB helpen.",
            "buttons": [{"title": "Meer", "choice": "clb"}],
        }
    ],
    "understood": {
        "kind": "answer",
        "topic": "clb",
        "confidence": 0.93,
        "preceding": 0,
        "writer": "",
        "alternatives": [],
    },
    "asked": "wat doet het clb",
}


class FakeAssistant(ThreadingTCPServer):
    """A real server on a real port; its attributes decide what becomes of a message."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, port: int = 0, bind_and_activate: bool = True) -> None:
        super().__init__(("127.0.0.1", port), _Handler, bind_and_activate)
        self.received: list[dict] = []
        self.status, self.body = 200, json.dumps(ANSWER).encode()
        self.seconds_of_silence = 0.0
        self.drip = 0.0
        self.has_said_all = False
        self.meanwhile = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, body: object, status: int = 200) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


class _Handler(BaseHTTPRequestHandler):
    server: FakeAssistant

    def do_POST(self) -> None:
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.meanwhile()
        time.sleep(self.server.seconds_of_silence)
        if self.server.body == b"":
            return self.connection.shutdown(socket.SHUT_RDWR)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        size = 1 if self.server.drip else len(self.server.body)
        for start in range(0, len(self.server.body), size):
            piece = self.server.body[start : start + size]
            try:
                self.wfile.write(piece)
            except OSError:
                return None
            self.server.has_said_all = start + size >= len(self.server.body)
            time.sleep(self.server.drip)
        return None

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


def pytest_collection_modifyitems(items) -> None:
    """Give every test both databases: what is erased here is erased with the assistant too."""
    for item in items:
        item.add_marker(pytest.mark.django_db(databases=["default", "tracker"]), append=False)


@pytest.fixture(autouse=True)
def website(settings, tmp_path):
    """Settings of a test: no waiting, plain static files, uploads and conversations in a folder of their own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path / "static"  # Whitenoise warns when it is missing; no test needs what is in it
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path
    settings.MODELS = tmp_path / "models"  # cleaning up also sweeps there
    settings.MODELS.mkdir()
    settings.ASSISTANT_URL = "http://127.0.0.1:9"  # nobody, and not one that may happen to run here
    settings.ASSISTANT_RETRY_WAIT = 0.05
    settings.ASSISTANT_CONNECT_TIMEOUT = 0.5
    settings.ASSISTANT_ANSWER_TIMEOUT = 0.5
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for kept in caches:
        caches[kept].clear()
    common._last_read.clear()
    assistant._places.cache_clear()


@pytest.fixture
def schools(db) -> dict[str, School]:
    """Return the filled-in demo school and the nearly empty one."""
    return {school.slug: school for school in make_demo_schools()}


@pytest.fixture
def school(schools) -> School:
    return schools["voorbeeldschool"]


@pytest.fixture
def fake(settings):
    """Start an assistant that answers well until told otherwise."""
    server = FakeAssistant()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.ASSISTANT_URL = server.url
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_masker():
    """Begin and end without the program that hides names, for a test in which it cannot be started."""
    masking._program.close()
    yield
    masking._program.close()


@pytest.fixture
def free_port() -> int:
    return find_free_port()


@pytest.fixture
def tracker():
    """Return a cursor in a tracker database with Rasa's table; the test asks for the database itself."""
    with connections["tracker"].cursor() as cursor:
        cursor.execute(events.TABLE)
        cursor.execute("DELETE FROM events")
        yield cursor


@pytest.fixture
def api(client, school):
    """Return how the chat element calls the API of the example school."""

    def call(path: str, body: object = None, method: str = "POST", slug: str = school.slug, **headers):
        content = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
        return client.generic(method, f"/api/{slug}/{path}", content, "application/json", **headers)

    return call


@pytest.fixture
def conversation(api) -> str:
    return api("gesprek").json()["conversation"]
