"""The running assistant follows the pointer, over real HTTP: forward, back, past a version that cannot be loaded."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict

import pytest

from foundation.versions.registry import ModelRegistry
from tools.running import Assistant, running_in

SECONDS_TO_SWITCH = 120


@pytest.fixture(scope="module")
def registry(tmp_path_factory, live) -> ModelRegistry:
    """A registry with two good versions, and one whose model is only half there."""
    registry = ModelRegistry(tmp_path_factory.mktemp("switch") / "models")
    for name in ("first", "second", "broken"):
        shutil.copytree(live.folder, registry.folder / name)
    model = registry.get("broken").model
    model.write_bytes(model.read_bytes()[:100_000])
    registry.make_live(registry.get("first"))
    return registry


@pytest.fixture(scope="module")
def switching(registry):
    with running_in(registry.folder.parent, registry.get("first").model) as assistant:
        yield assistant


def health(assistant: Assistant) -> Dict[str, str]:
    with urllib.request.urlopen(f"{assistant.url}/health", timeout=60) as reply:
        return json.load(reply)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_SWITCH
    while not holds():
        assert time.monotonic() < deadline, "the assistant did not follow"
        time.sleep(0.2)


def ask(assistant: Assistant, conversation: str) -> str:
    return assistant.post({"conversation": conversation, "text": "wat is no blame"})["understood"]["topic"]


def test_it_switches_and_every_message_is_answered(registry, switching):
    registry.make_live(registry.get("second"))
    answers = []
    with ThreadPoolExecutor(2) as parents:
        while health(switching)["model"] != "second":
            answers += parents.map(lambda parent: ask(switching, f"switch-{parent}"), range(2))
    assert set(answers) <= {"no_blame"}
    assert ask(switching, "switch-0") == "no_blame", "a conversation goes on with the new version"


def test_a_version_that_cannot_be_loaded_leaves_the_old_one_and_is_told(registry, switching):
    before = health(switching)["model"]
    registry.make_live(registry.get("broken"))
    wait_until(lambda: health(switching)["failed"] == "broken")
    assert health(switching)["model"] == before
    assert ask(switching, "broken") == "no_blame"


def test_after_a_failure_it_follows_again(registry, switching):
    registry.make_live(registry.get("first"))
    wait_until(lambda: health(switching) == {"status": "ready", "model": "first", "failed": ""})
    assert ask(switching, "again") == "no_blame"


@pytest.mark.parametrize("pointer", ["", "is-er-niet", "../first"])
def test_a_pointer_that_leads_nowhere_changes_nothing(registry, switching, pointer):
    before = health(switching)["model"]
    (registry.folder / "live").write_text(pointer, encoding="utf-8")
    time.sleep(1.5)
    assert health(switching)["model"] == before
    assert ask(switching, "nowhere") == "no_blame"
