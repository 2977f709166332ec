"""Slows down who guesses passwords: axes counts by name and address together, and here by address alone too.

Without the second count, somebody could try a handful of common passwords on each of a thousand names. axes has one
limit for all that it counts, and its counts by address would be forgotten when one colleague logs in; a school of a
hundred people behind one address needs a higher limit, which only time lowers.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.cache import AxesCacheHandler
from axes.helpers import get_cache_timeout, get_failure_limit
from django.conf import settings
from django.http import HttpRequest

from chat.limits import visitor

PREFIX = "login_failures_from"


class ByNameAndByAddress(AxesCacheHandler):
    """axes' own handler, with a count of every wrong password that comes from one address, whatever the name."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how often was failed; at least the limit while the address is paused."""
        failures = int(super().get_failures(request, credentials))
        if self._from_this_address(request) < settings.LOGIN_FAILURES_FROM_ONE_ADDRESS:
            return failures
        return max(failures, get_failure_limit(request, credentials))

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        was_locked_out = getattr(request, "axes_locked_out", True)
        super().user_login_failed(sender, credentials, request, **more)
        if request is not None and not was_locked_out and not self.is_whitelisted(request, credentials):
            self._count(request)

    def _from_this_address(self, request: HttpRequest) -> int:
        return int(self.cache.get(_key(request), 0))

    def _count(self, request: HttpRequest) -> None:
        """Count one more in a window that begins at the first; the one that is too many begins a whole pause."""
        key, pause = _key(request), get_cache_timeout(request)
        if self.cache.add(key, 1, timeout=pause):
            return
        if self.cache.incr(key) == settings.LOGIN_FAILURES_FROM_ONE_ADDRESS:
            self.cache.touch(key, timeout=pause)


def _key(request: HttpRequest) -> str:
    return f"{PREFIX}:{visitor(request)}"
