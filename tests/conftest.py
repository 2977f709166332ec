"""What the tests share: the topics as they are, the trained model, and an assistant that really runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable, Iterator, List

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

from foundation.helplines import load_helplines
from foundation.topics import kinds_of, load_topics
from foundation.versions.registry import ModelRegistry, Version
from tests.helpers import running
from tools.running import Assistant

ROOT = Path(__file__).resolve().parent.parent
# The fixtures below that need a trained model.
TRAINED = {"live", "understand", "assistant"}


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """Mark what needs a trained model, also through a fixture of its own: `-m "not trained"` is the quick part."""
    for item in items:
        if TRAINED & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.trained)


@pytest.fixture(scope="session")
def topics():
    return load_topics()


@pytest.fixture(scope="session")
def helplines():
    return load_helplines()


@pytest.fixture(scope="session")
def live() -> Version:
    """The version that answers parents."""
    return ModelRegistry().require_live()


@pytest.fixture(scope="session")
def understand(live) -> Callable:
    """What the live model makes of a text."""
    from training.assistants import understand_with

    return understand_with(live.model, kinds_of(load_topics(live.data)))


@pytest.fixture(scope="session")
def assistant(tmp_path_factory, live) -> Iterator[Assistant]:
    """Rasa and the action server on free ports, with a tracker store of their own."""
    with running(tmp_path_factory.mktemp("assistant"), live.model) as assistant:
        yield assistant
