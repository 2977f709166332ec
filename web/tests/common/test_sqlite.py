"""What is erased is gone from the disk, the files shrink, and nobody but their owner reads them."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import ConnectionHandler

from common import batches, sqlite
from pestwijzer.settings import database

SECRET = "woorden van een ouder"
ALIAS = "default"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "web.sqlite3"


@pytest.fixture
def opened(file, monkeypatch):
    """A database on disk with a row, as the website opens it. Returns: how to run something in it."""
    handler = ConnectionHandler({ALIAS: database(f"sqlite:///{file}")})
    monkeypatch.setattr(sqlite, "connections", handler)

    def run(statement: str, *values):
        with handler[ALIAS].cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    yield run
    handler[ALIAS].close()


def fill(run, rows: int = 1000) -> None:
    run("CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, text TEXT)")
    run("BEGIN")
    for number in range(rows):
        run("INSERT INTO said (text) VALUES (%s)", f"{SECRET} {number} " * 40)
    run("COMMIT")


def on_disk(file) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_what_is_erased_is_gone_from_the_disk_and_the_file_shrinks(file, opened):
    fill(opened)
    sqlite.empty_journal(ALIAS)
    before = file.stat().st_size
    opened("DELETE FROM said")
    sqlite.give_back(ALIAS)
    assert SECRET.encode() not in on_disk(file)
    assert file.stat().st_size < before / 10


def test_one_row_that_is_erased_is_gone_from_the_disk_too(file, opened):
    fill(opened, 10)
    opened("DELETE FROM said WHERE id = 7")
    sqlite.empty_journal(ALIAS)
    assert f"{SECRET} 6 ".encode() not in on_disk(file)
    assert f"{SECRET} 5 ".encode() in on_disk(file)


def test_a_database_that_was_there_before_learns_to_shrink(file, opened):
    with sqlite3.connect(file) as old:
        old.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT)")
    old.close()
    fill(opened)
    sqlite.can_shrink(ALIAS)
    sqlite.can_shrink(ALIAS)  # again does no harm
    sqlite.empty_journal(ALIAS)
    before = file.stat().st_size
    opened("DELETE FROM said")
    sqlite.give_back(ALIAS)
    assert file.stat().st_size < before / 10


def test_nobody_else_reads_the_files(file, opened):
    fill(opened, 1)
    sqlite.keep_for_owner(sqlite.connections[ALIAS])
    fill(opened, 1)
    assert {path.stat().st_mode & 0o777 for path in file.parent.glob("web.sqlite3*")} == {0o600}


def test_a_file_that_somebody_reads_is_left_as_it_is(file, opened, caplog):
    fill(opened)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM said").fetchone()
    sqlite.connections[ALIAS].cursor().execute("PRAGMA busy_timeout = 0")
    opened("DELETE FROM said")
    sqlite.give_back(ALIAS)  # does not fail
    reader.close()
    sqlite.give_back(ALIAS)
    assert SECRET.encode() not in on_disk(file)


def test_everything_is_gone_through_once_in_batches(monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 3)
    rests = []
    monkeypatch.setattr(batches.time, "sleep", rests.append)
    rows = list(range(1, 9))
    seen = [*batches.batches(lambda last, most: [row for row in rows if row > last][:most])]
    assert seen == [[1, 2, 3], [4, 5, 6], [7, 8]]
    assert len(rests) == 3
