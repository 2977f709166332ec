"""Lets two messages of one conversation follow each other where several assistants answer: one lock in Redis each.

Rasa's own store for Redis holds up every conversation while Redis is slow, answers nobody while it is away, keeps a
parent waiting for a minute when an assistant dies, and may hand one turn to two who come at once. Here Redis's own
client keeps the lock, and without Redis an assistant goes on by itself: what a lock spares is then a rare mix-up.
"""

from __future__ import annotations

import contextlib
import logging
from typing import Any, AsyncGenerator, AsyncIterator, Optional

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Longer than any answer takes, shorter than the website waits: of who died while answering the next message waits so
# long, and is answered yet.
SECONDS_TO_HOLD = 10
SECONDS_TO_WAIT = 15
SECONDS_BETWEEN_TRIES = 0.05
# For Redis itself to answer.
SECONDS_TO_ANSWER = 1
KEY = "pestwijzer:lock:{}"


class SharedLockStore(InMemoryLockStore):
    """Named in endpoints.yml by its module path; `url` there is Redis's own: redis://..."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self._redis: Redis = Redis.from_url(
            endpoint_config.url, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER
        )
        super().__init__()

    @contextlib.asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold a conversation, first in this process and then for all; without Redis in this process alone.

        Raises: LockError when another message of this process holds it for too long.
        """
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            async with self._for_all(conversation_id):
                yield ticket

    @contextlib.asynccontextmanager
    async def _for_all(self, conversation_id: str) -> AsyncIterator[None]:
        held = await self._taken(conversation_id)
        try:
            yield
        finally:
            if held is not None:
                with contextlib.suppress(RedisError):  # then it ends by itself
                    await held.release()

    async def _taken(self, conversation_id: str) -> Optional[Any]:
        """Return the lock, or None where Redis is away or another assistant holds it for too long: we go on."""
        lock = self._redis.lock(
            KEY.format(conversation_id),
            timeout=SECONDS_TO_HOLD,
            sleep=SECONDS_BETWEEN_TRIES,
            blocking_timeout=SECONDS_TO_WAIT,
        )
        try:
            if await lock.acquire():
                return lock
            logger.error("Another assistant holds a conversation for too long")
        except RedisError as error:
            logger.error("Redis is away, a conversation is not held for all: %s", type(error).__name__)
        return None
