"""Writes into the trail what Django and axes tell about logging in and out, here and in /beheer/ alike."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest

from review.people import provider
from review.trail import happenings

# Somebody who tries a thousand names fills no trail.
SECONDS_BETWEEN_UNKNOWN_NAMES = 60


@receiver(user_logged_in)
def logged_in(sender: Any, user: User, **_: Any) -> None:
    by_provider = getattr(user, "backend", "") == provider.BACKEND
    happenings.record(user, happenings.LoggedIn("schoolaccount" if by_provider else "wachtwoord"))


@receiver(user_logged_out)
def logged_out(sender: Any, user: User | None, **_: Any) -> None:
    if user:
        happenings.record(user, happenings.LoggedOut())


@receiver(user_login_failed)
def login_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Record a failure, except what follows on a lock-out: that one was recorded itself."""
    if not getattr(request, "axes_locked_out", False):
        _record(happenings.LoginFailed(), credentials.get("username"))


@receiver(user_locked_out)
def locked_out(sender: Any, request: HttpRequest, username: str, **_: Any) -> None:
    """Record the failure that locks, not each try while locked: only the first has a count."""
    if getattr(request, "axes_failures_since_start", None):
        _record(happenings.LockedOut(), username)


def _record(happening: happenings.Happening, typed: str | None) -> None:
    """Record under the name of an account that exists; never what was typed, which may well be a password."""
    user = User.objects.filter(username=typed).first()
    if user or cache.add("trail:unknown-name", 1, timeout=SECONDS_BETWEEN_UNKNOWN_NAMES):
        happenings.record(user, happening)
