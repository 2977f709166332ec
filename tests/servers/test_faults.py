"""What dies while parents ask costs no message, and leaves no parent without whom to call."""

from __future__ import annotations

import pytest

from tests.servers.helpers import asked_while, assert_none_is_lost
from tools.deployment import Deployment, wait_until


def kill_and_see_it_start_again(deployment: Deployment, name: str) -> None:
    killed = deployment.kill(name)
    wait_until(lambda: deployment.process(name) not in (0, killed), f"{name} starts again")


@pytest.mark.parametrize("part", ["redis", "postgres"])
def test_what_is_killed_costs_no_message(deployment: Deployment, part: str):
    replies = asked_while(deployment, lambda: kill_and_see_it_start_again(deployment, part))
    deployment.wait_until_whole()
    assert_none_is_lost(deployment, replies)
