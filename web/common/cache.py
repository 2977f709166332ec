"""Caches that fail open: without Redis parents are answered, and nobody is counted until it is back.

Whoever must not be let through without counting, such as the login, uses the cache named `login`, which fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger("pestwijzer.cache")

LOGIN = "login"
# Of one process: what must be known here even while the shared cache is away.
MEMORY = "memory"


def _open(method: Callable[..., Any], instead: Callable[..., Any]) -> Callable[..., Any]:
    """Return a cache's method that does something else when the cache is not there."""

    @wraps(method)
    def forgiving(*given: Any, **more: Any) -> Any:
        try:
            return method(*given, **more)
        except ValueError:  # of `incr`: nothing is wrong, the key has expired
            raise
        except Exception as error:  # every server and driver has errors of its own
            logger.error("The cache is not there: %s", type(error).__name__)
            return instead(*given, **more)

    return forgiving


def _default(cache: BaseCache, key: Any, default: Any = None, version: int | None = None) -> Any:
    return default


def _expired(cache: BaseCache, key: Any, *given: Any, **more: Any) -> Any:
    raise ValueError("nothing is counted now")


class FailsOpen(BaseCache):
    """Put before a cache's class: what cannot be read is not there, what cannot be written is as if it were."""

    def __init_subclass__(cls) -> None:
        instead: dict[str, Callable[..., Any]] = {
            "get": _default,
            "incr": _expired,
            "add": lambda *_, **__: True,
            "set": lambda *_, **__: None,
            "delete": lambda *_, **__: False,
            "get_many": lambda *_, **__: {},
            "has_key": lambda *_, **__: False,
        }
        for name, other in instead.items():
            setattr(cls, name, _open(getattr(cls, name), other))


class OpenRedisCache(FailsOpen, RedisCache):
    """Django's Redis cache, which fails open."""
