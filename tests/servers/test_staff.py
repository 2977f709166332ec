"""Staff work over nginx as on one machine: log in, read a question, and let another version answer, on all machines."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Dict

import pytest

from tests.servers.helpers import asked_while, assert_none_is_lost
from tools.deployment import Deployment, Parent, wait_until
from tools.serve import HOST

ASKED = "wat vinden jullie van een talisman tegen pesten"
STAFF = "/nakijken/"


class Colleague:
    """A member of staff with a browser: it keeps cookies, and sends forms back with what they hold."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._browser = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=deployment.trusts), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def read(self, path: str) -> str:
        with self._browser.open(f"{self.deployment.site}{path}", timeout=90) as page:
            return page.read().decode("utf-8")

    def send(self, path: str, on: str, **fields: str) -> str:
        """Send a form that stands on a page. Returns: the page that one comes to."""
        page = self.read(on)
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert hidden, on
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": hidden[1], **fields}).encode()
        request = urllib.request.Request(f"{self.deployment.site}{path}", body, {"Referer": "https://localhost/"})
        with self._browser.open(request, timeout=90) as page_after:
            return page_after.read().decode("utf-8")


@pytest.fixture(scope="module")
def editor(deployment: Deployment) -> Colleague:
    deployment.manage("-m", "demo.staff")
    password = deployment.manage("-c", "from demo.website import STAFF_PASSWORD; print(STAFF_PASSWORD)").strip()
    colleague = Colleague(deployment)
    page = colleague.send(f"{STAFF}aanmelden", f"{STAFF}aanmelden", username="redacteur", password=password)
    assert "Vragen" in page
    return colleague


def test_a_question_is_found_and_decided_and_every_website_knows(deployment: Deployment, editor: Colleague):
    Parent(deployment).say(text=ASKED)
    found = re.search(rf'href="({STAFF}vraag/\d+)[^"]*"[^>]*>[^<]*{ASKED}', editor.read(STAFF))
    assert found, "it waits in the queue"
    page = editor.read(found[1])
    stamp = re.search(r'name="stempel" value="([^"]+)"', page)
    assert stamp and ASKED in page
    editor.send(f"{found[1]}/stand", found[1], actie="klaar", stempel=stamp[1])
    for _ in deployment.websites:
        assert not re.search(rf">[^<]*{ASKED}[^<]*</a>", editor.read(STAFF)), "no website shows it as waiting"


def versions_that_answer(deployment: Deployment) -> Dict[str, str]:
    answering = {}
    for name, port in deployment.assistants.items():
        with urllib.request.urlopen(f"http://{HOST}:{port}/webhooks/ouders/health", timeout=60) as reply:
            answering[name] = json.load(reply)["model"]
    return answering


def test_another_version_answers_on_every_machine_and_no_message_is_lost(deployment: Deployment, editor: Colleague):
    def switch() -> None:
        editor.send(f"{STAFF}versies/terug", f"{STAFF}versies", version="second")
        wait_until(lambda: set(versions_that_answer(deployment).values()) == {"second"}, "both switch")

    replies = asked_while(deployment, switch)
    assert {reply.status for reply in replies} == {200}
    assert_none_is_lost(deployment, replies)
    assert deployment.registry.live_name() == "second"
