"""What parents and staff notice when something breaks: `python -m evaluation.faults`, or `make faults`.

The real assistant and the real website, on free ports and in a folder that is thrown away, with Redis where it is
installed. Each fault is made, parents ask meanwhile, and it is mended again; a message is lost when it then stands
nowhere: neither in the assistant's conversations nor with what the website keeps. Nothing else on this machine is
touched.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, ContextManager, Dict, Iterator, List, Optional, Tuple

from foundation.repository import ROOT
from foundation.versions.registry import ModelRegistry
from tools import servers
from tools.running import Assistant, free_port, running_in
from tools.say import say

WEB = ROOT / "web"
WEB_PYTHON = WEB / ".venv" / "bin" / "python"
SCHOOL = "voorbeeldschool"
MESSAGES = 6
QUESTION = "mijn kind wordt gepest op de bus wat kan ik doen"
CRY = "mijn zoon wil dood"
PATIENCE = 180  # seconds, for a machine that has much else to do
# Where a message may stand, in the assistant's database and in the website's.
IN_CONVERSATIONS = "SELECT COUNT(*) FROM events WHERE sender_id = ? AND type_name = 'user'"
IN_WEBSITE = tuple(
    f"SELECT COUNT(*) FROM {table} WHERE conversation = ?" for table in ("chat_keptquestion", "chat_unkeptmessage")
)


@dataclass
class House:
    """Everything that runs, and where it keeps what it was told."""

    folder: Path
    assistant: Assistant
    assistant_pid: int
    site: str
    website_pid: int
    redis: Optional[subprocess.Popen]
    redis_port: int
    restarted: List[subprocess.Popen] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "web.sqlite3"

    def website_pids(self) -> List[int]:
        children = Path(f"/proc/{self.website_pid}/task/{self.website_pid}/children").read_text().split()
        return [self.website_pid, *map(int, children)]


@dataclass(frozen=True)
class Seen:
    """What became of the messages of one fault."""

    fault: str
    sent: int
    lost: int
    saw: Counter
    seconds: float

    def row(self) -> str:
        saw = ", ".join(f"{count} {what}" for what, count in self.saw.items())
        return f"| {self.fault} | {self.sent} | {self.lost} | {saw} | {self.seconds:.1f} |"


Fault = Callable[[House], ContextManager[None]]


# --- what breaks ------------------------------------------------------------------------------


@contextlib.contextmanager
def _full(pids: List[int]) -> Iterator[None]:
    """Let some processes write nothing more into any file, as on a full disk."""
    unlimited = resource.RLIM_INFINITY
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, unlimited))
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))


@contextlib.contextmanager
def _locked(*databases: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for database in databases:
            other = stack.enter_context(contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=60)))
            other.execute("BEGIN IMMEDIATE")
            stack.callback(other.execute, "ROLLBACK")
        yield


@contextlib.contextmanager
def _gone(database: Path) -> Iterator[None]:
    """Put a folder in the place of a database."""
    names = [path for path in database.parent.glob(f"{database.name}*")]
    aside = database.parent / "aside"
    aside.mkdir()
    for path in names:
        path.rename(aside / path.name)
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        for path in aside.iterdir():
            path.rename(database.parent / path.name)
        aside.rmdir()


@contextlib.contextmanager
def conversations_full(house: House) -> Iterator[None]:
    with _full([house.assistant_pid]):
        yield


def conversations_locked(house: House) -> ContextManager[None]:
    return _locked(house.assistant.database)


def conversations_gone(house: House) -> ContextManager[None]:
    return _gone(house.assistant.database)


def website_full(house: House) -> ContextManager[None]:
    return _full(house.website_pids())


def website_locked(house: House) -> ContextManager[None]:
    return _locked(house.database)


def website_gone(house: House) -> ContextManager[None]:
    return _gone(house.database)


@contextlib.contextmanager
def both_full(house: House) -> Iterator[None]:
    with _full([house.assistant_pid, *house.website_pids()]):
        yield


def both_locked(house: House) -> ContextManager[None]:
    return _locked(house.assistant.database, house.database)


@contextlib.contextmanager
def assistant_killed(house: House) -> Iterator[None]:
    command = _command(house.assistant_pid)
    os.kill(house.assistant_pid, signal.SIGKILL)
    try:
        yield
    finally:
        house.restarted.append(_start(command, house.folder / "rasa.log"))
        house.assistant_pid = house.restarted[-1].pid


@contextlib.contextmanager
def assistant_killed_and_website_locked(house: House) -> Iterator[None]:
    with website_locked(house), assistant_killed(house):
        yield


@contextlib.contextmanager
def redis_killed(house: House) -> Iterator[None]:
    if house.redis:
        house.redis.kill()
        house.redis.wait()
    try:
        yield
    finally:
        house.redis = _redis(house.folder, house.redis_port)


@contextlib.contextmanager
def bad_rows(house: House) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(house.assistant.database, timeout=60)) as connection, connection:
        connection.execute("UPDATE events SET data = '{' WHERE id IN (SELECT id FROM events ORDER BY id LIMIT 20)")
    yield


@contextlib.contextmanager
def half_a_topic(house: House) -> Iterator[None]:
    path = house.folder / "data" / "topics" / "clb.yml"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    try:
        yield
    finally:
        path.write_bytes(whole)


@contextlib.contextmanager
def live_model_broken_at_start(house: House) -> Iterator[None]:
    """Kill the assistant, break the model that it starts with, and let it start again."""
    command = _command(house.assistant_pid)
    model = Path(command[command.index("--model") + 1])
    os.kill(house.assistant_pid, signal.SIGKILL)
    aside = model.rename(model.with_suffix(".aside"))
    model.write_bytes(aside.read_bytes()[:100_000])
    house.restarted.append(_start(command, house.folder / "rasa.log"))
    house.assistant_pid = house.restarted[-1].pid
    try:
        _wait_until(lambda: _status(f"{house.assistant.url}/health") == 200)
        yield
    finally:
        aside.replace(model)


@contextlib.contextmanager
def nothing(_house: House) -> Iterator[None]:
    yield


FAULTS: Tuple[Tuple[str, Fault, str], ...] = (
    ("nothing, to compare with", nothing, QUESTION),
    ("the assistant's disk is full", conversations_full, QUESTION),
    ("the conversations are locked", conversations_locked, QUESTION),
    ("the conversations' file is gone", conversations_gone, QUESTION),
    ("the website's disk is full", website_full, QUESTION),
    ("the website's database is locked", website_locked, QUESTION),
    ("the website's database is gone", website_gone, QUESTION),
    ("both disks are full", both_full, QUESTION),
    ("both databases are locked", both_locked, QUESTION),
    ("Redis is killed", redis_killed, QUESTION),
    ("the assistant is killed", assistant_killed, QUESTION),
    ("the assistant is killed, the website locked", assistant_killed_and_website_locked, QUESTION),
    ("rows that cannot be read", bad_rows, QUESTION),
    ("half an emoji beside a cry for help", nothing, CRY + " \ud83d"),
    ("a topic file is half saved", half_a_topic, QUESTION),
    ("the live model is broken at a start", live_model_broken_at_start, QUESTION),
)


# --- a parent ---------------------------------------------------------------------------------


class Parent:
    """Asks one question in a conversation that was begun before anything broke."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.token: str = self._call("gesprek", {})[1]["conversation"]

    @property
    def conversation(self) -> str:
        return self.token.split(":")[0]

    def ask(self, text: str) -> str:
        """Return what is seen: an answer, whom to call, or anything else by its name."""
        status, body = self._call("bericht", {"conversation": self.token, "text": text})
        if status == 200:
            if CRY in text and body["understood"]["kind"] != "emergency":
                return "ANOTHER ANSWER"
            return "answered"
        said = json.dumps(body)
        return "whom to call" if "112" in said and body.get("contact") else f"BARE {status}"

    def is_kept(self) -> bool:
        """Tell whether what was asked stands anywhere."""
        places = [
            (self.house.assistant.database, IN_CONVERSATIONS),
            *((self.house.database, one) for one in IN_WEBSITE),
        ]
        for database, query in places:
            with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as connection:
                if connection.execute(query, [self.conversation]).fetchone()[0]:
                    return True
        return False

    def _call(self, path: str, body: Dict[str, Any]) -> Tuple[int, Any]:
        address = f"{self.house.site}/api/{SCHOOL}/{path}"
        request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            content = error.read()
            try:
                return error.code, json.loads(content)
            except ValueError:
                return error.code, {}
        except OSError:
            return 0, {}


def measure(house: House, name: str, fault: Fault, text: str) -> Seen:
    """Make a fault, let parents ask meanwhile, mend it, and wait until all is whole again."""
    parents = [Parent(house) for _ in range(MESSAGES)]
    with fault(house):
        saw = Counter(parent.ask(text) for parent in parents)
    mended = time.monotonic()
    with contextlib.suppress(TimeoutError):
        _wait_until(lambda: _is_whole(house, parents))
    return Seen(name, len(parents), sum(not one.is_kept() for one in parents), saw, time.monotonic() - mended)


def _is_whole(house: House, parents: List[Parent]) -> bool:
    return _status(f"{house.assistant.url}/health") == 200 and all(parent.is_kept() for parent in parents)


# --- the house --------------------------------------------------------------------------------


@contextlib.contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """Run assistant and website in a folder. Yields: the house, once it answers."""
    registry = ModelRegistry(folder / "models")
    live = ModelRegistry().require_live()
    for name in ("a", "b"):
        shutil.copytree(live.folder, registry.folder / name)
    registry.make_live(registry.get("b"))
    shutil.copytree(ROOT / "data", folder / "data")
    redis_port = free_port()
    with contextlib.ExitStack() as stack:
        redis = _redis(folder, redis_port)
        assistant = stack.enter_context(running_in(folder, registry.get("b").model))
        port = free_port()
        server = _start([str(WEB_PYTHON), "manage.py", "dienen"], folder / "web.log", WEB, {
            **{f"PESTWIJZER_VISITOR_{limit}": "100000" for limit in (
                "MESSAGES_A_MINUTE", "MESSAGES_AN_HOUR", "CONVERSATIONS_AN_HOUR")},
            "PESTWIJZER_SECRET_KEY": "only for a website that is thrown away",
            "PESTWIJZER_DATABASE_URL": f"sqlite:///{folder}/web.sqlite3",
            "PESTWIJZER_TRACKER_DATABASE": str(assistant.database),
            "PESTWIJZER_STATIC_ROOT": str(folder / "static"),
            "PESTWIJZER_KNOWLEDGE": str(folder / "data"),
            "PESTWIJZER_MODELS": str(registry.folder),
            "PESTWIJZER_ASSISTANT_URL": assistant.url,
            "PESTWIJZER_PORT": str(port),
            **({"PESTWIJZER_CACHE_URL": f"redis://127.0.0.1:{redis_port}/0"} if redis else {}),
        })  # fmt: skip
        site = f"http://127.0.0.1:{port}"
        house = House(folder, assistant, _pid_of(assistant), site, server.pid, redis, redis_port)
        try:
            _wait_until(lambda: _status(f"{site}/over") == 200)
            yield house
        finally:
            for process in (server, house.redis, *house.restarted):
                if process:
                    process.terminate()
                    process.wait()


def _redis(folder: Path, port: int) -> Optional[subprocess.Popen]:
    """Start Redis, where it is installed."""
    try:
        return _start(servers.redis(port), folder / "redis.log")
    except servers.ServersMissing:
        return None


def _start(
    command: List[str], log: Path, folder: Path = ROOT, settings: Optional[Dict[str, str]] = None
) -> subprocess.Popen:
    environment = {
        **os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore",
        **(settings or {}),
    }  # fmt: skip
    with open(log, "a", encoding="utf-8") as told:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=told, stderr=told)


def _pid_of(assistant: Assistant) -> int:
    """Return the process of an assistant, which alone has its port among its arguments."""
    port = assistant.url.split(":")[2].split("/")[0]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = _command(int(process.name))
            if "rasa" in command and "run" in command and port in command:
                return int(process.name)
    raise ProcessLookupError(f"no assistant at port {port}")


def _command(pid: int) -> List[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().strip("\0").split("\0")


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _wait_until(holds: Callable[[], bool]) -> None:
    """Raises: TimeoutError when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only the faults whose name has this in it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running_house(Path(name)) as house:
        say("Each fault is made while parents ask")
        print("| fault | messages | lost | what parents saw | seconds until whole |\n|---|---|---|---|---|")
        seen = []
        for fault in FAULTS:
            if arguments.only in fault[0] and (house.redis or fault[1] is not redis_killed):
                seen.append(measure(house, *fault))
                print(seen[-1].row(), flush=True)
    bare = [what for one in seen for what in one.saw if what not in ("answered", "whom to call")]
    if bare or any(one.lost for one in seen):
        raise SystemExit("A message was lost, or a parent read what helps nobody.")


if __name__ == "__main__":
    main()
