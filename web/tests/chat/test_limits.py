"""Limits per visitor and per school; addresses are nowhere kept."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from chat import limits


@pytest.fixture
def still(monkeypatch) -> None:
    """The clock stands half a minute past the hour: no minute and no hour turns while a test counts."""
    now = time.time() // 3600 * 3600 + 30
    monkeypatch.setattr("time.time", lambda: now)


def say(api, conversation, **headers):
    return api("bericht", {"conversation": conversation, "text": "hallo"}, **headers)


def test_too_many_a_minute(api, conversation, fake, settings, still):
    settings.VISITOR_MESSAGES_A_MINUTE = 2
    assert [say(api, conversation).status_code for _ in range(3)] == [200, 200, 429]
    response = say(api, conversation)
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    body = response.json()
    assert body["error"]["code"] == "too_many"
    assert "112" in body["error"]["message"]
    assert "Kim Voorbeeld" in body["contact"]
    assert say(api, conversation, REMOTE_ADDR="192.0.2.77").status_code == 200


def test_too_many_for_a_school(api, conversation, fake, school):
    school.daily_messages = 2
    school.save()
    visitors = [f"192.0.2.{number}" for number in range(3)]
    statuses = [say(api, conversation, REMOTE_ADDR=visitor).status_code for visitor in visitors]
    assert statuses == [200, 200, 429]
    response = say(api, conversation)
    assert response.json()["error"]["code"] == "school_full"
    assert int(response["Retry-After"]) > 0


def test_too_many_conversations(api, settings, still):
    settings.VISITOR_CONVERSATIONS_AN_HOUR = 3
    assert [api("gesprek").status_code for _ in range(5)] == [201, 201, 201, 429, 429]


def request(address: str, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


def test_a_visitor_is_no_address():
    name = limits.visitor(request("192.0.2.1"))
    assert "192" not in name
    assert name == limits.visitor(request("192.0.2.1"))
    assert name != limits.visitor(request("192.0.2.2"))
    cache.clear()  # as after a day: the salt is gone
    assert name != limits.visitor(request("192.0.2.1"))


def test_an_ipv6_home_is_one_visitor():
    assert limits.visitor(request("2001:db8::1")) == limits.visitor(request("2001:db8::ffff"))
    assert limits.visitor(request("2001:db8::1")) != limits.visitor(request("2001:db8:0:1::1"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    assert limits.address(request("192.0.2.1", headers={"X-Forwarded-For": forwarded})) == expected


def test_a_token_costs_nothing_at_the_limit(api, conversation, fake, settings):
    settings.VISITOR_MESSAGES_A_MINUTE = 0
    assert say(api, conversation).status_code == 429
    assert fake.received == []
