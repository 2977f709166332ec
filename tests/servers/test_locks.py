"""Two assistants take turns in one conversation, by a lock in a real Redis; without Redis each goes on by itself."""

from __future__ import annotations

import asyncio
import subprocess
from typing import Iterator, List

import pytest
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig
from redis import Redis
from redis.exceptions import RedisError

from components import lock_store
from components.lock_store import SharedLockStore
from tools import servers
from tools.deployment import wait_until
from tools.running import free_port

CONVERSATION = "voorbeeldschool.0123456789abcdef"


def url(port: int) -> str:
    return f"redis://{servers.HOST}:{port}/0"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(servers.redis(port), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), "Redis answers")
        yield port
    finally:
        server.terminate()
        server.wait(30)


def answers(port: int) -> bool:
    try:
        return bool(Redis.from_url(url(port)).ping())
    except RedisError:
        return False


def assistant(port: int) -> SharedLockStore:
    """Return the locks of an assistant of its own, made as Rasa makes them from endpoints.yml."""
    named = EndpointConfig(url=url(port), type=f"{SharedLockStore.__module__}.{SharedLockStore.__name__}")
    store = LockStore.create(named)
    assert isinstance(store, SharedLockStore)
    return store


async def answers_one(store: SharedLockStore, name: str, told: List[str], conversation: str = CONVERSATION) -> None:
    async with store.lock(conversation):
        told.append(f"{name} begins")
        await asyncio.sleep(0.3)
        told.append(f"{name} ends")


async def test_two_assistants_take_turns_in_a_conversation(port):
    told: List[str] = []
    await asyncio.gather(*(answers_one(assistant(port), name, told) for name in ("one", "other")))
    assert [told[0].split()[0], told[2].split()[0]] in (["one", "other"], ["other", "one"])
    assert [line.split()[1] for line in told] == ["begins", "ends", "begins", "ends"]


async def test_other_conversations_go_on_meanwhile(port):
    told: List[str] = []
    await asyncio.gather(*(answers_one(assistant(port), name, told, conversation=name) for name in ("one", "other")))
    assert [line.split()[1] for line in told] == ["begins", "begins", "ends", "ends"]


async def test_who_died_over_an_answer_holds_the_next_one_up_for_a_while_only(port, monkeypatch):
    monkeypatch.setattr(lock_store, "SECONDS_TO_HOLD", 1)
    held = assistant(port).lock(CONVERSATION)
    await held.__aenter__()  # and it never comes back
    told: List[str] = []
    await answers_one(assistant(port), "next", told)
    assert told == ["next begins", "next ends"]


async def test_without_redis_an_assistant_goes_on_by_itself(caplog):
    told: List[str] = []
    alone = assistant(free_port())
    await asyncio.gather(*(answers_one(alone, name, told) for name in ("one", "two")))
    assert told == ["one begins", "one ends", "two begins", "two ends"], "in one process they still take turns"
    assert "Redis is away" in caplog.text


async def test_redis_that_goes_while_a_message_is_answered_costs_nothing():
    port = free_port()
    server = subprocess.Popen(servers.redis(port), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), "Redis answers")
        async with assistant(port).lock(CONVERSATION):
            server.kill()
            server.wait(30)
    finally:
        server.kill()
