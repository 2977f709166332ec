"""How much one visitor and one school may ask: counters in Django's cache that forget by themselves.

A visitor is a hash of the address with a random salt that lives for a day and is written down nowhere: the counters
work, and nobody can find out afterwards who a visitor was. Families behind one address, or a school's info evening,
must not notice the limits; they stop machines.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from chat.problems import Problem
from common.address import address
from schools.models import School

MINUTE, HOUR, DAY = 60, 3600, 86400
IPV6_HOUSEHOLD = 64  # the part of an IPv6 address that a provider gives to one home


def check_new_conversation(request: HttpRequest) -> None:
    """Raise Problem "too_many" for who starts conversations like a machine."""
    _count(f"conversations:{visitor(request)}", settings.VISITOR_CONVERSATIONS_AN_HOUR, HOUR, "too_many")


def check_message(request: HttpRequest, school: School) -> None:
    """Raise Problem "too_many" or "school_full" when a message is one too many."""
    who = visitor(request)
    _count(f"minute:{who}", settings.VISITOR_MESSAGES_A_MINUTE, MINUTE, "too_many")
    _count(f"hour:{who}", settings.VISITOR_MESSAGES_AN_HOUR, HOUR, "too_many")
    today = timezone.localdate()
    _count(f"school:{school.slug}:{today}", school.daily_messages, _seconds_left_today(), "school_full")


def visitor(request: HttpRequest) -> str:
    """Return a name for a visitor that is the same all day and tells nothing."""
    salt = _salt_of_today()
    return hashlib.sha256(f"{salt}:{_household(address(request))}".encode()).hexdigest()[:24]


def _household(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, IPV6_HOUSEHOLD), strict=False)) if ip.version == 6 else str(ip)


def _salt_of_today() -> str:
    salt = cache.get_or_set(f"salt:{timezone.localdate()}", lambda: secrets.token_hex(16), timeout=DAY)
    return cast(str, salt)  # the stub allows for a default of None


def _seconds_left_today() -> int:
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo)
    return max(1, int((midnight - now).total_seconds()))


def _count(key: str, most: int, seconds: int, code: str) -> None:
    """Count one more in the present window. Raises: Problem, with how long to wait, when that is too many."""
    if seconds in (MINUTE, HOUR):
        window, into = divmod(int(time.time()), seconds)
        key, left = f"{key}:{window}", seconds - into
    else:
        left = seconds
    key = f"limit:{key}"
    cache.add(key, 0, timeout=left + 1)
    try:
        counted = cache.incr(key)
    except ValueError:  # it expired in between: a new window
        return
    if counted > most:
        raise Problem(code, retry_after=left)
