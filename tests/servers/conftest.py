"""One deployment of several machines for all tests here: two assistants and two websites on real servers."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, List

import pytest

from tools.deployment import Deployment, deployed
from tools.servers import ServersMissing

SMALL_DISK = 256  # megabytes
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """Mark every test here: they are asked for by name, see pyproject.toml."""
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.servers)
            item.add_marker(pytest.mark.trained)


@pytest.fixture(scope="session")
def deployment() -> Iterator[Deployment]:
    """Without the servers the tests fail, and say what to install."""
    try:
        with deployed(megabytes=SMALL_DISK) as running:
            yield running
    except ServersMissing as missing:
        pytest.fail(str(missing))
