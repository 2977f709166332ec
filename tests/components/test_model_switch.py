"""The running assistant follows the pointer, over real HTTP: forward, back, past a version that cannot be loaded."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Dict

import pytest

from components.model_switch import SECONDS_BETWEEN_LOOKS
from foundation.versions.registry import ModelRegistry
from tests.helpers import ask, running, wait_until
from tools.running import Assistant


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
    with running(registry.folder.parent, registry.get("first").model) as assistant:
        yield assistant


def health(assistant: Assistant) -> Dict[str, str]:
    with urllib.request.urlopen(f"{assistant.url}/health", timeout=60) as reply:
        return json.load(reply)


def topic_of_its_answer(assistant: Assistant, conversation: str) -> str:
    return ask(assistant, "wat is no blame", conversation=conversation)["understood"]["topic"]


def test_it_switches_and_every_message_is_answered(registry, switching):
    registry.make_live(registry.get("second"))
    answers = []

    def two_ask_and_it_has_switched() -> bool:
        answers.extend(parents.map(lambda parent: topic_of_its_answer(switching, f"switch-{parent}"), range(2)))
        return health(switching)["model"] == "second"

    with ThreadPoolExecutor(2) as parents:
        wait_until(two_ask_and_it_has_switched)
    assert set(answers) == {"no_blame"}
    assert topic_of_its_answer(switching, "switch-0") == "no_blame", "a conversation goes on with the new version"


def test_a_version_that_cannot_be_loaded_leaves_the_old_one_and_is_told(registry, switching):
    before = health(switching)["model"]
    registry.make_live(registry.get("broken"))
    wait_until(lambda: health(switching)["failed"] == "broken")
    assert health(switching)["model"] == before
    assert topic_of_its_answer(switching, "broken") == "no_blame"


def test_after_a_failure_it_follows_again(registry, switching):
    registry.make_live(registry.get("first"))
    wait_until(lambda: health(switching) == {"status": "ready", "model": "first", "failed": ""})
    assert topic_of_its_answer(switching, "again") == "no_blame"


@pytest.mark.parametrize("pointer", ["is-er-niet", "../first"])
def test_a_pointer_that_leads_nowhere_is_told_and_changes_nothing(registry, switching, pointer):
    before = health(switching)["model"]
    (registry.folder / "live").write_text(pointer, encoding="utf-8")
    wait_until(lambda: health(switching)["failed"] == pointer)
    assert health(switching)["model"] == before
    assert topic_of_its_answer(switching, "nowhere") == "no_blame"


def test_an_empty_pointer_changes_nothing(registry, switching):
    before = health(switching)
    (registry.folder / "live").write_text("", encoding="utf-8")
    time.sleep(3 * SECONDS_BETWEEN_LOOKS)  # long enough to be looked at; nothing shows that it was
    assert health(switching) == before
    assert topic_of_its_answer(switching, "empty") == "no_blame"


def test_a_live_version_that_cannot_be_loaded_at_the_start_leaves_the_newest_that_can(registry, tmp_path):
    shutil.copytree(registry.folder, tmp_path / "models")
    own = ModelRegistry(tmp_path / "models")
    (own.folder / "newer").mkdir()
    shutil.copytree(own.get("broken").folder, own.folder / "newer", dirs_exist_ok=True)
    own.make_live(own.get("broken"))
    with running(tmp_path, own.require_live().model) as assistant:
        assert health(assistant) == {"status": "ready", "model": "second", "failed": "broken"}
        assert topic_of_its_answer(assistant, "start") == "no_blame"
        own.make_live(own.get("first"))
        wait_until(lambda: health(assistant) == {"status": "ready", "model": "first", "failed": ""})
