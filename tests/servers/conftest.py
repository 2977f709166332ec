"""One deployment of several machines for all tests here: two assistants and two websites on real servers."""

from __future__ import annotations

from typing import Iterator

import pytest

from tools.deployment import Deployment, deployed
from tools.servers import ServersMissing

SMALL_DISK = 256  # megabytes


@pytest.fixture(scope="session")
def deployment() -> Iterator[Deployment]:
    """Without the servers the tests fail, and say what to install."""
    try:
        with deployed(megabytes=SMALL_DISK) as running:
            yield running
    except ServersMissing as missing:
        pytest.fail(str(missing))
