"""Nobody waits for ever for a database on another machine; what the address itself says counts first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pestwijzer.settings import database, tracker_database

ADDRESS = "postgresql://pestwijzer:geheim@10.0.0.20/website"
both = pytest.mark.parametrize("settings_for", [database, tracker_database])


@both
def test_a_server_that_does_not_answer_is_given_up(settings_for: Callable[[str], Any]) -> None:
    options = settings_for(ADDRESS)["OPTIONS"]
    assert 0 < options["connect_timeout"] < 10
    assert 0 < options["tcp_user_timeout"]
    assert "lock_timeout" in options["options"]


@both
def test_the_address_may_say_otherwise(settings_for: Callable[[str], Any]) -> None:
    options = settings_for(f"{ADDRESS}?connect_timeout=60&sslmode=require")["OPTIONS"]
    assert (int(options["connect_timeout"]), options["sslmode"]) == (60, "require")
    assert "lock_timeout" in options["options"]
