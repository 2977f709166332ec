"""What dies or fills up while parents ask costs no message, and leaves no parent without whom to call."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Iterator

import pytest

from tests.servers.helpers import asked_while, assert_none_is_lost
from tools.deployment import Deployment, wait_until


def kill_and_see_it_start_again(deployment: Deployment, name: str) -> None:
    killed = deployment.kill(name)
    wait_until(lambda: deployment.process(name) not in (0, killed), f"{name} starts again")


@pytest.mark.parametrize("part", ["redis", "postgres", "assistant-1"])
def test_what_is_killed_costs_no_message(deployment: Deployment, part: str):
    replies = asked_while(deployment, lambda: kill_and_see_it_start_again(deployment, part))
    deployment.wait_until_whole()
    assert_none_is_lost(deployment, replies)


def test_what_a_website_that_is_killed_had_in_hand_another_one_answers(deployment: Deployment):
    replies = asked_while(deployment, lambda: deployment.kill("website-1"))
    assert {reply.status for reply in replies} == {200}
    deployment.wait_until_whole()
    assert_none_is_lost(deployment, replies)


def test_without_redis_parents_are_answered(deployment: Deployment):
    replies = asked_while(deployment, lambda: deployment.kill("redis"), messages=12)
    assert {reply.status for reply in replies} == {200}
    deployment.wait_until_whole()


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill a disk to the last byte."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while file.write(bytes(1 << 12)):
            pass
    try:
        yield
    finally:
        filler.unlink()


def test_a_disk_that_is_full_costs_no_message(deployment: Deployment):
    if not deployment.has_a_disk_of_its_own():
        pytest.skip("no small disk could be mounted: only root may")
    with full(deployment.postgres_folder):
        replies = asked_while(deployment, lambda: None)
    log = (deployment.folder / "logs" / "postgres.log").read_text(encoding="utf-8")
    assert "No space left on device" in log, "it was full, and PostgreSQL noticed"
    deployment.wait_until_whole()
    assert_none_is_lost(deployment, replies)
