"""Parents who ask while something happens, and what became of each of their messages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, List, NamedTuple

from tools.deployment import Deployment, Parent, wait_until

QUESTION = "mijn kind wordt gepest op de bus wat kan ik doen"
AT_ONCE = 3


class Reply(NamedTuple):
    """What came back for a message that was the only one of its conversation."""

    parent: Parent
    status: int
    text: str

    @property
    def conversation(self) -> str:
        return self.parent.conversation

    @property
    def helps(self) -> bool:
        return self.status == 200 or "112" in self.text


def asked_while(deployment: Deployment, happens: Callable[[], object], messages: int = 15) -> List[Reply]:
    """Let parents ask, and let something happen when a third of them did. Returns: what came back, once it all did.

    Their conversations began before: what happens cannot keep them from asking.
    """
    parents = [Parent(deployment) for _ in range(messages)]

    def ask(parent: Parent) -> Reply:
        return Reply(parent, *parent.say(text=QUESTION))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        asking = [pool.submit(ask, parent) for parent in parents]
        asking[messages // 3].result()
        happens()
        return [one.result() for one in asking]


def assert_none_is_lost(deployment: Deployment, replies: List[Reply]) -> None:
    """Every parent read an answer or whom to call, and every message stands somewhere."""
    assert [reply for reply in replies if not reply.helps] == []
    wait_until(lambda: not _lost(deployment, replies), "every message is kept")


def _lost(deployment: Deployment, replies: List[Reply]) -> List[str]:
    kept = deployment.kept()
    return [reply.conversation for reply in replies if reply.conversation not in kept]
