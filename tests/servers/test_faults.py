"""What dies or fills up while parents ask costs no message, and leaves no parent without whom to call."""

from __future__ import annotations

import contextlib
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Iterator

import pytest

from tests.servers.helpers import QUESTION, Reply, asked_while, assert_none_is_lost
from tools.deployment import CREATED, SCHOOL, Deployment, Parent, wait_until

A_LONG_ANSWER = 11  # seconds; at first nginx gave up after ten


def kill_and_see_it_start_again(deployment: Deployment, name: str) -> None:
    killed = deployment.kill(name)
    wait_until(lambda: deployment.process(name) not in (0, killed), f"{name} starts again")


@pytest.mark.parametrize("part", ["redis", "postgres"])
def test_what_is_killed_costs_no_message(deployment: Deployment, part: str):
    replies = asked_while(deployment, lambda: kill_and_see_it_start_again(deployment, part))
    deployment.wait_until_whole()
    assert_none_is_lost(deployment, replies)


def test_who_lost_an_answer_with_an_assistant_reads_whom_to_call_and_is_answered_at_the_next_message(
    deployment: Deployment,
):
    def hangs_and_is_killed() -> None:
        deployment.kill("assistant-1", signal.SIGSTOP)  # so that it has messages in hand, and conversations with them
        time.sleep(1)
        deployment.kill("assistant-1")

    replies = asked_while(deployment, hangs_and_is_killed)
    unanswered = [reply.parent for reply in replies if reply.status != 200]
    assert unanswered, "it had messages in hand"
    assert {parent.say(text=QUESTION)[0] for parent in unanswered} == {200}
    assert_none_is_lost(deployment, replies)
    deployment.wait_until_whole()


def test_what_a_website_that_is_killed_had_in_hand_another_one_answers(deployment: Deployment):
    parents = [Parent(deployment) for _ in range(4)]
    others = [partial(deployment.ask, "/vragen"), partial(deployment.ask, f"/api/{SCHOOL}/gesprek", {})] * 3
    deployment.kill("website-1", signal.SIGSTOP)  # what is asked of it now, it has in hand
    with ThreadPoolExecutor(len(parents) + len(others)) as pool:
        saying = [pool.submit(parent.say, text=QUESTION) for parent in parents]
        doing = [pool.submit(other) for other in others]
        time.sleep(A_LONG_ANSWER)
        deployment.kill("website-1")
    replies = [Reply(parent, *said.result()) for parent, said in zip(parents, saying)]
    assert {reply.status for reply in replies} == {200}
    assert {done.result()[0] for done in doing} == {200, CREATED}
    assert Parent(deployment).say(text=QUESTION)[0] == 200, "and who asks while it is away notices nothing"
    assert_none_is_lost(deployment, replies)
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
