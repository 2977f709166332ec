"""The store of conversations says what it could not keep, and one bad row or a bad database stops nobody."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sqlite3
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot

from components import tracker_store
from components.tracker_store import ConversationStore, one_message
from foundation.files import read_yaml
from tests.conftest import ROOT
from tests.helpers import locked

CONVERSATION = "voorbeeldschool.0123456789abcdef"
SECRET = "woorden van een ouder"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(tracker_store, "SECONDS_TO_WAIT", 0)


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(database) -> ConversationStore:
    domain = Domain.empty()
    domain.slots = [TextSlot("school", mappings=[{}])]
    return ConversationStore(domain, db=str(database))


@contextlib.contextmanager
def gone(database: Path):
    """Put something in the place of the database that is none."""
    aside = database.rename(database.with_name("aside"))
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        aside.rename(database)


def say(store: ConversationStore, *texts: str, conversation: str = CONVERSATION) -> tracker_store.Keeping:
    """Let messages come in one after the other, as Rasa does it. Returns: what became of the last one."""

    async def saying(text: str) -> tracker_store.Keeping:
        safe = FailSafeTrackerStore(store)
        with one_message() as keeping:
            tracker = await safe.get_or_create_tracker(conversation)
            tracker.update(SessionStarted() if not tracker.events else SlotSet("school", "de boom"))
            await safe.save(tracker)
            tracker = await safe.get_or_create_tracker(conversation)
            assert tracker.get_slot("school") or len(tracker.events) <= 2, "what was set before is known"
            tracker.update(UserUttered(text))
            await safe.save(tracker)
        assert safe._fallback_tracker_store is None, "nothing stays in a memory that nobody erases"
        return keeping

    return [asyncio.run(saying(text)) for text in texts][-1]


def texts_in(database: Path, conversation: str = CONVERSATION):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", [conversation]).fetchall()
    return [json.loads(data).get("text") for (data,) in rows if '"event": "user"' in data]


def works(store: ConversationStore) -> bool:
    return asyncio.run(store.works())


# --- a database in trouble --------------------------------------------------------------------


def test_what_is_kept_is_said_to_be(store, database):
    assert say(store, "een", "twee").kept
    assert texts_in(database) == ["een", "twee"]
    assert works(store)


@pytest.mark.parametrize("trouble", [locked, gone])
def test_what_could_not_be_kept_is_said_and_told_until_it_works_again(store, database, trouble, caplog):
    say(store, "ervoor")
    with trouble(database):
        keeping = say(store, SECRET)
        assert not keeping.kept and keeping.failed
        assert not works(store)
    assert "could not be written" in caplog.text or "could not be read" in caplog.text
    assert SECRET not in caplog.text
    assert works(store), "without a message in between"
    assert say(store, "erna").kept
    assert texts_in(database) == ["ervoor", "erna"]


def test_after_a_read_that_failed_nothing_is_written_over_what_is_there(store, database, monkeypatch):
    """A conversation that seems new has fewer events than the store has rows: Rasa would take its events for known."""
    say(store, "een", "twee")

    def fail(*_):
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_read", fail)
        assert not say(store, "drie").kept
    assert say(store, "vier").kept
    assert texts_in(database) == ["een", "twee", "vier"]


def test_what_failed_at_first_and_went_well_later_in_the_message_is_kept(store, database, monkeypatch):
    say(store, "ervoor")
    write, tries = store._write, []

    def fail_at_first(tracker):
        tries.append(tracker)
        if len(tries) == 1:
            raise sqlite3.OperationalError("database is locked")
        write(tracker)

    monkeypatch.setattr(store, "_write", fail_at_first)
    assert say(store, "hierna").kept
    assert texts_in(database) == ["ervoor", "hierna"]
    assert works(store)


def test_a_file_that_was_taken_away_is_made_anew(store, database):
    say(store, "ervoor")
    database.unlink()
    assert say(store, "erna").kept
    assert texts_in(database) == ["erna"]


def test_the_assistant_starts_without_its_database_and_keeps_as_soon_as_it_can(tmp_path):
    folder = tmp_path / "later"
    store = ConversationStore(Domain.empty(), db=str(folder / "conversations.db"))
    assert not say(store, "te vroeg").kept
    folder.mkdir()
    assert say(store, "op tijd").kept


# --- one bad row ------------------------------------------------------------------------------


ROWS = ["{", "null", "[]", '"x"', "{}", '{"event": "onbekend"}', '{"event": "session_started"', '{"event": "slot"} x']


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_cannot_be_read_costs_itself_and_nothing_else(store, database, row, caplog):
    say(store, "een", "twee")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE events SET data = ? WHERE data LIKE '%\"een\"%'", [row])
    assert say(store, "drie").kept
    assert say(store, "vier").kept
    assert texts_in(database) == ["twee", "drie", "vier"]
    assert "cannot be read" in caplog.text and "onbekend" not in caplog.text


def test_a_value_that_cannot_be_written_ends_nothing(store, database):
    assert not say(store, "hallo", conversation="half \ud83d").kept
    assert say(store, "hallo").kept


def test_a_conversation_of_nothing_but_bad_rows_goes_on(store, database):
    say(store, "een")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE events SET data = '{'")
    assert say(store, "twee", "drie").kept
    assert texts_in(database) == ["twee", "drie"]


# --- where it is named ------------------------------------------------------------------------


def test_rasa_makes_this_store_and_no_other(database):
    """Rasa falls back, with no more than a warning, on a memory when it cannot find the class."""
    from rasa.core.tracker_store import TrackerStore
    from rasa.utils.endpoints import EndpointConfig

    named = read_yaml(ROOT / "endpoints.yml")["tracker_store"]
    assert isinstance(TrackerStore.create(EndpointConfig.from_dict({**named, "db": str(database)})), ConversationStore)


@pytest.fixture(autouse=True)
def told(caplog):
    caplog.set_level(logging.WARNING)


def test_the_file_is_its_owners_and_can_shrink_also_one_that_was_there_before(tmp_path):
    old = tmp_path / "old.db"
    with contextlib.closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE other (a)")
    for database in (old, tmp_path / "new.db"):
        say(ConversationStore(Domain.empty(), db=str(database)), "hallo")
        with contextlib.closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert {path.stat().st_mode & 0o777 for path in tmp_path.glob(f"{database.name}*")} == {0o600}
