"""The website keeps house by itself while it serves, and only then; and it stops at once when it is told to."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from django.core.cache import cache
from django.db import Error

from demo import events
from demo.website import WEB, settings_in
from knowledge import reading, search
from serving import housekeeping
from tests.helpers import PATIENCE, wait_until

FAILED = "Housekeeping failed"
KEEPER = "housekeeping"  # the name of the thread
IS_KILLED_AFTER = 30  # seconds: gunicorn kills what does not end by itself, and that is no failure to it


def test_it_keeps_no_house_here():
    assert KEEPER not in {thread.name for thread in threading.enumerate()}


def test_it_keeps_house_beside_the_other_work_and_never_holds_up_the_end(monkeypatch):
    for work in ("_keep_house", "_think_ahead"):
        monkeypatch.setattr(housekeeping, work, lambda: None)
    threads = housekeeping.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert [(thread.name, thread.daemon) for thread in threads] == [(KEEPER, True), ("thinking", True)]


def test_a_round_reads_new_questions_and_erases_old_ones(tracker, school, settings):
    from review.models import Question

    too_old = time.time() - 86400 * (settings.RETENTION_DAYS + 1)
    for text, at in {"dit is te lang geleden": too_old, "wat als het op de bus gebeurt": time.time()}.items():
        rows = events.exchange(events.new_conversation(), text, None, 0.3, at=at)
        tracker.executemany(events.INSERT.format("%s"), rows)
    housekeeping.tidy()
    assert [question.text for question in Question.objects.all()] == ["wat als het op de bus gebeurt"]
    tracker.execute("SELECT COUNT(*) FROM events WHERE timestamp < %s", [too_old + 1])
    assert tracker.fetchone() == (0,)


def test_a_sample_that_cannot_be_drawn_keeps_nothing_from_being_erased_or_mailed(monkeypatch):
    def fail() -> None:
        raise Error

    done = []
    monkeypatch.setattr(housekeeping.sample, "draw", fail)
    monkeypatch.setattr(housekeeping.retention, "erase_old_once_a_day", lambda: done.append("erased"))
    monkeypatch.setattr(housekeeping.sending, "send_due", lambda: done.append("mailed"))
    with pytest.raises(Error):
        housekeeping.tidy()
    assert done == ["erased", "mailed"]


def test_who_searches_first_finds_everything_ready():
    for read in (search._searchable_of, search._questions_of):
        read.cache_clear()
    housekeeping.make_search_ready()
    ready = search._questions_of.cache_info().misses
    assert ready
    assert reading.load().search("buikpijn")
    assert search._questions_of.cache_info().misses == ready


def test_every_process_makes_its_search_ready_whatever_fails(monkeypatch, caplog):
    def break_off(_pause: float) -> None:
        raise InterruptedError

    def fail() -> None:
        raise RuntimeError("words of a parent")

    monkeypatch.setattr(housekeeping.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(housekeeping, "_rest", break_off)
    cache.add("housekeeping", True)  # another process does the rest of the house
    monkeypatch.setattr(reading, "load", fail)
    with pytest.raises(InterruptedError):
        housekeeping._keep_house()
    assert "Search could not be made ready: RuntimeError" in caplog.text
    assert "words of a parent" not in caplog.text


def test_of_several_only_one_does_it(monkeypatch):
    rounds = []
    monkeypatch.setattr(housekeeping, "tidy", lambda: rounds.append(1))
    monkeypatch.setattr(housekeeping.connections, "close_all", lambda: None)
    for _worker in range(3):
        housekeeping._whatever_happens("housekeeping", housekeeping.tidy, 600)
    assert rounds == [1]
    cache.delete("housekeeping")  # when its time has passed
    housekeeping._whatever_happens("housekeeping", housekeeping.tidy, 600)
    assert rounds == [1, 1]


def test_a_bad_round_is_not_the_last_one(monkeypatch, caplog):
    def fail():
        raise RuntimeError("words of a parent")

    monkeypatch.setattr(housekeeping, "tidy", fail)
    monkeypatch.setattr(housekeeping.connections, "close_all", lambda: None)
    housekeeping._whatever_happens("housekeeping", housekeeping.tidy, 600)
    assert f"{FAILED}: RuntimeError" in caplog.text
    assert "words of a parent" not in caplog.text


@pytest.fixture
def serving(tmp_path, free_port):
    """The real website, tidying every tenth of a second, with one old event. Yields: its process and its folder."""
    environment = {
        **os.environ,
        **settings_in(tmp_path),
        "PESTWIJZER_PORT": str(free_port),
        "PESTWIJZER_HOUSEKEEPING_MINUTES": "0.002",
    }
    with sqlite3.connect(tmp_path / "conversations.db") as database:
        database.execute(events.TABLE)
        old = events.exchange(events.new_conversation(), "te lang geleden", at=1_600_000_000.0)
        database.executemany(events.INSERT.format("?"), old)
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "dienen"], cwd=WEB, env=environment, stdout=said, stderr=said
        )
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{free_port}/leeft"))
        yield server, tmp_path
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_a_serving_website_does_it_by_itself_and_stops_at_once(serving):
    server, folder = serving

    def left() -> int:
        with sqlite3.connect(folder / "conversations.db") as database:
            return database.execute("SELECT COUNT(*) FROM events").fetchone()[0]

    wait_until(lambda: left() == 0)
    for database in folder.glob("*.sqlite3*"), folder.glob("conversations.db*"):
        assert {file.stat().st_mode & 0o077 for file in database} == {0}, "only their owner may read the databases"
    server.send_signal(signal.SIGTERM)
    assert server.wait(IS_KILLED_AFTER - 5) == 0
    assert FAILED not in (folder / "said").read_text()
