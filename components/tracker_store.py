"""Keeps conversations in Rasa's table of events, and says of each message whether that worked.

Rasa wraps a store so that what fails is put in a memory that nobody reads again, and answers as if nothing happened;
one row that cannot be read, or a value that cannot be written, ends its process. Here a failure costs at most the
message, the channel hears of it (`Keeping`), and so does who looks after the machine (`ConversationStore.failure`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sqlite3
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Callable, Dict, Generator, Iterator, List, Optional, Sequence, TypeVar

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, ensure_schema_exists
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")

# Who waits longer for a lock keeps a parent waiting: the website then keeps the message.
SECONDS_TO_WAIT = 2
OWNER_ONLY = 0o600
INCREMENTAL = 2  # SQLite's number for "give free pages back when asked"
# Set on a tracker: how many rows of its session could not be read, and so are no event of it.
UNREADABLE = "unreadable_rows"
READ, WRITE = "read", "write"


class Keeping:
    """What became of the reading and the writing of one message.

    After a failure the conversation goes on in `held`, for as long as this message is answered and no longer.
    """

    def __init__(self) -> None:
        self.failed: List[str] = []
        self.held: Optional[DialogueStateTracker] = None
        self.written = False

    @property
    def kept(self) -> bool:
        """Tell whether all of the message stands in the store: what failed and went well later is kept."""
        return self.written and READ not in self.failed


_keeping: ContextVar[Optional[Keeping]] = ContextVar("keeping", default=None)


@contextlib.contextmanager
def one_message() -> Iterator[Keeping]:
    """Let the store tell of one message what could not be read or written. Yields: where it tells that."""
    keeping = Keeping()
    token = _keeping.set(keeping)
    try:
        yield keeping
    finally:
        _keeping.reset(token)


def store_of(agent: Agent) -> Optional[ConversationStore]:
    """Return the store that an agent keeps conversations in, or None where endpoints.yml names another kind."""
    store = getattr(agent.tracker_store, "_tracker_store", None)  # inside what Rasa wraps every store in
    return store if isinstance(store, ConversationStore) else None


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL store, named in endpoints.yml by its module path; never raises, and never stops anybody else.

    The database is worked with in a thread: one that is locked holds up its own conversation and no other.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self.failure = ""  # why something failed since the last write that went well
        if settings.get("dialect", "sqlite") == "sqlite" and settings.get("db"):
            _make_file(Path(settings["db"]))
        super().__init__(*arguments, **settings)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
        elif self.engine.dialect.name == "postgresql":
            sa.event.listen(self.engine, "do_connect", _prepare_postgres)
            self.engine.dispose()  # the connection that made the table knows nothing of it

    # --- what Rasa asks -----------------------------------------------------------------------

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what a tracker has more than the store.

        After a read that failed nothing is written in the same message: Rasa writes the events past the number of
        stored rows, so that a tracker which begins anew would lose as many.
        """
        keeping = _keeping.get() or Keeping()
        keeping.written = READ not in keeping.failed and await self._try(keeping, WRITE, lambda: self._write(tracker))
        keeping.held = None if keeping.written else tracker

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        """Return what is stored of a conversation, or what is held of it since something failed in this message."""
        keeping = _keeping.get() or Keeping()
        if keeping.held is not None and keeping.held.sender_id == sender_id:
            return self._again(keeping.held)
        found: List[DialogueStateTracker] = []
        await self._try(keeping, READ, lambda: found.extend(self._read(sender_id, fetch_events_from_all_sessions)))
        return found[0] if found else None

    @contextlib.contextmanager
    def session_scope(self) -> Generator[Session, None, None]:
        """Provide a session, as Rasa's own does, but let a ValueError be an error: Rasa ends its process at any."""
        session = self.sessionmaker()
        try:
            ensure_schema_exists(session)
            yield session
        finally:
            session.close()

    # --- for who looks after the machine ------------------------------------------------------

    async def works(self) -> bool:
        """Tell whether messages are kept: after a write that failed, by trying a tiny one."""
        if self.failure:
            await self._try(Keeping(), WRITE, self._write_a_row_and_take_it_back)
        return not self.failure

    # --- the work -----------------------------------------------------------------------------

    async def _try(self, keeping: Keeping, what: str, work: Callable[[], Any]) -> bool:
        """Do work on the database in a thread. Returns: whether it succeeded; when not, all who must know do."""
        try:
            await asyncio.to_thread(self._with_its_table, work)
        except Exception as error:  # whatever is wrong with the database, the parent gets an answer
            keeping.failed.append(what)
            reason = _reason(error)
            logger.error("The conversations could not be %s: %s", "read" if what == READ else "written", reason)
            self.failure = reason
            return False
        return True

    def _with_its_table(self, work: Callable[[], Outcome]) -> Outcome:
        """Do work, and once more when the server was started again since, or when the table is gone and is made anew.

        Neither does anything twice: what is to be written is what the store does not have yet.
        """
        try:
            return work()
        except (OperationalError, ProgrammingError) as error:
            was_cut_off = error.connection_invalidated  # one that was kept from before; all of those are gone by now
            if not was_cut_off and sa.inspect(self.engine).has_table(self.SQLEvent.__tablename__):
                raise
        self.Base.metadata.create_all(self.engine)
        return work()

    def _read(self, sender_id: str, all_sessions: bool) -> List[DialogueStateTracker]:
        with self.session_scope() as session:
            query = self._event_query(session, sender_id, fetch_events_from_all_sessions=all_sessions)
            rows = [event.data for event in query.all()]
        return [self._tracker(sender_id, rows)] if rows else []

    def _again(self, held: DialogueStateTracker) -> DialogueStateTracker:
        """Return a conversation as it would have come out of the store."""
        tracker = self._tracker(held.sender_id, [json.dumps(event.as_dict()) for event in held.events])
        setattr(tracker, UNREADABLE, getattr(held, UNREADABLE, 0))
        return tracker

    def _tracker(self, sender_id: str, rows: Sequence[str]) -> DialogueStateTracker:
        """Return the conversation that rows tell, without those that cannot be read."""
        tracker, unreadable = self.init_tracker(sender_id), 0
        for row in rows:
            known = len(tracker.events)
            try:
                tracker.update(_event(row))
            except Exception as error:  # whatever stands in a row, it costs no more than itself
                # Its content may be a parent's words, and so may the error's.
                logger.error("A row of a conversation cannot be read: %s", type(error).__name__)
                unreadable += 1
                if len(tracker.events) > known:
                    tracker.events.pop()
        setattr(tracker, UNREADABLE, unreadable)
        return tracker

    def _write(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            rows = [self._row(tracker.sender_id, event) for event in self._additional_events(session, tracker)]
            session.add_all(rows)
            session.commit()
        if rows:  # nothing to write goes well on a full disk too
            self._works_again()

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        """Return the events that are not stored yet: those past the stored ones that could be read."""
        stored = self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False).count()
        yield from [*tracker.events][max(0, stored - getattr(tracker, UNREADABLE, 0)) :]

    def _row(self, sender_id: str, event: Event) -> SQLTrackerStore.SQLEvent:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    def _write_a_row_and_take_it_back(self) -> None:
        with self.session_scope() as session:
            row = self.SQLEvent(sender_id="", type_name="probe", timestamp=time.time(), data="{}")
            session.add(row)
            session.flush()
            session.delete(row)
            session.commit()
        self._works_again()

    def _works_again(self) -> None:
        if self.failure:
            logger.warning("The conversations are kept again")
            self.failure = ""


def _event(row: str) -> Event:
    """Return the event in a row. Raises: ValueError, or whatever an event makes of what it cannot read."""
    event = Event.from_parameters(json.loads(row))
    if event is None:
        raise ValueError("no event of this name")
    return event


def _reason(error: Exception) -> str:
    """Return why a database refused, without what was to be written: other errors than these may quote that."""
    cause = getattr(error, "orig", None)
    quotes_nothing = isinstance(error, OperationalError) or isinstance(cause, sqlite3.Error)
    return f"{type(error).__name__}: {cause}".splitlines()[0] if quotes_nothing else type(error).__name__


def _make_file(database: Path) -> None:
    """Make the file of a database: for its owner only, and so that it can shrink when the website erases in it.

    A file that was there before is made so too, before anybody asks anything: that takes seconds a gigabyte, once.
    """
    try:
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        os.chmod(database, OWNER_ONLY)
        with contextlib.closing(sqlite3.connect(database)) as connection:
            if connection.execute("PRAGMA auto_vacuum").fetchone() != (INCREMENTAL,):
                connection.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")
                connection.execute("VACUUM")
    except (OSError, sqlite3.Error) as error:  # then it is as it is, and the first message tells what is wrong
        logger.error("The file of the conversations could not be made ready: %s", type(error).__name__)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let nobody who reads wait for who writes, and who writes not too long."""
    connection.execute(f"PRAGMA busy_timeout = {SECONDS_TO_WAIT * 1000}")
    with contextlib.suppress(Exception):  # it stays as it was: on a disk that is full, or may only be read
        connection.execute("PRAGMA journal_mode = WAL")


def _prepare_postgres(_dialect: object, _record: object, _arguments: object, given: Dict[str, Any]) -> None:
    """Wait no longer for a server than for a file: to be let in, for a lock, for a line that nobody answers on."""
    milliseconds = SECONDS_TO_WAIT * 1000
    given.setdefault("connect_timeout", SECONDS_TO_WAIT)
    given.setdefault("tcp_user_timeout", 2 * milliseconds)
    given.setdefault("options", f"-c lock_timeout={milliseconds} -c statement_timeout={3 * milliseconds}")
