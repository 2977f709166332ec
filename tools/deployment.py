"""The deployment of several machines, on this one: websites and assistants behind nginx, on PostgreSQL and Redis.

What runs is what deploy/ says: its nginx, its endpoints, the commands of its units; only the addresses are others. All
of it lies in a folder that is thrown away, and what dies is started again, as systemd does it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote

import psycopg2

from foundation.repository import ROOT
from foundation.versions.registry import ModelRegistry
from tools import servers
from tools.running import free_port
from tools.serve import ENVIRONMENT, HOST
from tools.supervision import Pauses, Supervisor, answers, state_in

WEB = ROOT / "web"
WEB_PYTHON = str(WEB / ".venv" / "bin" / "python")
ENDPOINTS = ROOT / "deploy" / "several-machines" / "endpoints.yml"
SCHOOL = "voorbeeldschool"
DATABASES = ("website", "conversations")
LIMITS = ("MESSAGES_A_MINUTE", "MESSAGES_AN_HOUR", "CONVERSATIONS_AN_HOUR")
CREATED = 201
PATIENCE = 600  # seconds, for a machine that has much else to do
# Where a message may stand: in the assistants' database, and in the websites'.
IN_CONVERSATIONS = "SELECT sender_id, COUNT(*) FROM events WHERE type_name = 'user' GROUP BY sender_id"
IN_WEBSITE = tuple(
    f"SELECT conversation, COUNT(*) FROM {table} GROUP BY conversation"
    for table in ("chat_keptquestion", "chat_unkeptmessage")
)


class Deployment:
    """All that runs, by name: postgres, redis, nginx, actions, assistant-1, website-1, and so on."""

    def __init__(self, folder: Path, supervisor: Supervisor, assistants: int, websites: int) -> None:
        self.folder, self._supervisor = folder, supervisor
        self.postgres_folder = folder / "postgres"
        self.registry = ModelRegistry(folder / "models")
        self.password = secrets.token_hex(8)
        self.redis_port, self.postgres_port, self.https_port = free_port(), free_port(), free_port()
        self.assistants = {f"assistant-{number + 1}": free_port() for number in range(assistants)}
        self.websites = {f"website-{number + 1}": free_port() for number in range(websites)}
        self._actions_port, self._inner_port = free_port(), free_port()
        self._key = secrets.token_urlsafe(50)

    # --- addresses ----------------------------------------------------------------------------

    @property
    def site(self) -> str:
        return f"https://localhost:{self.https_port}"

    @property
    def trusts(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "nginx" / "fullchain.pem"))

    def database_url(self, name: str) -> str:
        # A machine that has much else to do takes its time to let somebody in; one that is away refuses at once.
        here = f"{HOST}:{self.postgres_port}/{name}?connect_timeout={PATIENCE}"
        return f"postgresql://{servers.USER}:{quote(self.password)}@{here}"

    def settings(self, website: str = "website-1") -> Dict[str, str]:
        """Return the environment of a website, or of a command of its."""
        return {
            **os.environ,
            **ENVIRONMENT,
            **{f"PESTWIJZER_VISITOR_{limit}": "1000000" for limit in LIMITS},
            **self._shared(),
            "PESTWIJZER_SECRET_KEY": self._key,
            "PESTWIJZER_HOSTS": "localhost",
            "PESTWIJZER_HTTPS": "1",
            "PESTWIJZER_PROXIES": "1",
            "PESTWIJZER_HOST": HOST,
            "PESTWIJZER_PORT": str(self.websites[website]),
            "PESTWIJZER_DATABASE_URL": self.database_url("website"),
            "PESTWIJZER_ASSISTANT_URL": f"http://{HOST}:{self._inner_port}/webhooks/ouders",
            "PESTWIJZER_KNOWLEDGE": str(self.folder / "data"),
            "PESTWIJZER_MODELS": str(self.registry.folder),
            "PESTWIJZER_MEDIA_ROOT": str(self.folder / "media"),
            "PESTWIJZER_STATIC_ROOT": str(self.folder / website / "static"),
            "PESTWIJZER_QUESTIONS_FRESH_SECONDS": "0",
        }

    def _shared(self) -> Dict[str, str]:
        """Return what assistants and websites are both told."""
        return {
            "PESTWIJZER_TRACKER_DATABASE": self.database_url("conversations"),
            "PESTWIJZER_CACHE_URL": f"redis://{HOST}:{self.redis_port}/0",
        }

    # --- starting -----------------------------------------------------------------------------

    def start(self) -> None:
        """Start everything, and wait until parents get answers. Raises: TimeoutError, ServersMissing."""
        self._start_servers()
        shutil.copytree(ROOT / "data", self.folder / "data")
        serve = [sys.executable, "-m", "tools.serve"]
        self._keep("actions", [*serve, "actions", "--port", str(self._actions_port)])
        endpoints = self.folder / "endpoints.yml"
        written = ENDPOINTS.read_text(encoding="utf-8").replace("127.0.0.1:5055", f"{HOST}:{self._actions_port}")
        endpoints.write_text(written, encoding="utf-8")
        places = ["--models", str(self.registry.folder), "--endpoints", str(endpoints)]
        for name, port in self.assistants.items():
            self._keep(name, [*serve, "assistant", "--port", str(port), *places])
        for name in self.websites:
            self._keep(name, [WEB_PYTHON, "web/manage.py", "dienen"], self.settings(name))
        self.wait_until_whole()

    def _start_servers(self) -> None:
        few = {"min_wal_size": "32MB", "max_wal_size": "64MB"}  # so that it fits on a small disk
        self._keep("postgres", servers.postgres(self.postgres_folder, self.postgres_port, self.password, **few))
        self._keep("redis", servers.redis(self.redis_port))
        addresses = {"80": free_port(), "443": self.https_port}
        mended = {f"listen {old}": f"listen {HOST}:{new}" for old, new in addresses.items()}
        mended["listen 5005"] = f"listen {HOST}:{self._inner_port}"
        for kind, ports, port in (("website", self.websites, 8000), ("assistant", self.assistants, 5005)):
            line = "    server {} max_fails=1 fail_timeout=10s;\n"
            there = "".join(line.format(f"{kind}-{number}:{port}") for number in (1, 2))
            mended[there] = "".join(line.format(f"{HOST}:{here}") for here in ports.values())
        folder = self.folder / "nginx"
        folder.mkdir()
        self._keep("nginx", servers.nginx(folder, mended, "several-machines.conf"))
        wait_until(self._makes_databases, "PostgreSQL answers")

    def _makes_databases(self) -> bool:
        try:
            connection = psycopg2.connect(self.database_url("postgres"))
        except psycopg2.OperationalError:  # it is starting
            return False
        connection.autocommit = True  # no transaction may hold a CREATE DATABASE
        with contextlib.closing(connection), connection.cursor() as cursor:
            for name in DATABASES:
                cursor.execute(f"CREATE DATABASE {name}")
        return True

    def _keep(self, name: str, command: List[str], environment: Optional[Dict[str, str]] = None) -> None:
        self._supervisor.keep(name, command, environment or {**os.environ, **ENVIRONMENT, **self._shared()})

    def wait_until_whole(self) -> None:
        """Wait until each part is there by itself. Raises: TimeoutError."""
        health = [f"http://{HOST}:{port}/webhooks/ouders/health" for port in self.assistants.values()]
        ready = [f"http://{HOST}:{port}/klaar" for port in self.websites.values()]
        for address in [*health, *ready]:
            wait_until(lambda: answers(address), f"{address} answers")
        wait_until(lambda: self.ask("/klaar")[0] == 200, "nginx answers")

    # --- what tests and measurements do with it -----------------------------------------------

    def process(self, name: str) -> int:
        """Return the process of a part, or 0 when it does not run now."""
        return (state_in(self._supervisor.logs) or {}).get(name, {}).get("process") or 0

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """Kill a part as if the power went, with all that it started; SIGSTOP only lets it hang until then.

        Returns: the process that it was.
        """
        process = self.process(name)
        os.killpg(process, how)
        return process

    def manage(self, *command: str) -> str:
        """Run a command of the website. Returns: what it says."""
        return subprocess.run(
            [WEB_PYTHON, *command], cwd=WEB, env=self.settings(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def ask(self, path: str, body: Optional[Dict[str, Any]] = None, seconds: float = 90) -> Tuple[int, str]:
        """Ask something over nginx. Returns: status and text; 0 when nobody answered at all."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.site}{path}", data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=seconds, context=self.trusts) as reply:
                return reply.status, reply.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8")
        except OSError as error:
            return 0, str(error)

    def rows(self, database: str, query: str) -> List[Tuple[Any, ...]]:
        with contextlib.closing(psycopg2.connect(self.database_url(database))) as connection:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall()

    def has_a_disk_of_its_own(self) -> bool:
        """Tell whether PostgreSQL's folder is a disk that can be filled without harm to the machine's."""
        return os.path.ismount(self.postgres_folder)

    def kept(self) -> Dict[str, int]:
        """Return how many messages stand anywhere, by conversation."""
        found: Dict[str, int] = {}
        queries = [("conversations", IN_CONVERSATIONS), *(("website", query) for query in IN_WEBSITE)]
        for database, query in queries:
            for conversation, count in self.rows(database, query):
                found[conversation] = found.get(conversation, 0) + count
        return found


class Parent:
    """Somebody with a conversation of their own."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self.token = ""
        wait_until(self._begins, "a conversation begins")

    def _begins(self) -> bool:
        status, text = self._deployment.ask(f"/api/{SCHOOL}/gesprek", {})
        self.token = json.loads(text)["conversation"] if status == CREATED else ""
        return bool(self.token)

    @property
    def conversation(self) -> str:
        return self.token.split(":")[0]

    def say(self, **what: str) -> Tuple[int, str]:
        """Send a text or a choice. Returns: status and text of the answer."""
        return self._deployment.ask(f"/api/{SCHOOL}/bericht", {"conversation": self.token, **what})


def wait_until(holds: Callable[[], Any], what: str) -> None:
    """Wait until something holds. Raises: TimeoutError, which tells what never did."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"In {PATIENCE} seconds it did not come about that {what}")
        time.sleep(0.1)


@contextlib.contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[None]:
    """Make a folder a disk of its own, in memory, where this process may mount one; else it is a folder."""
    folder.mkdir()
    if not megabytes or os.geteuid():
        yield
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def deployed(assistants: int = 2, websites: int = 2, megabytes: int = 0) -> Iterator[Deployment]:
    """Run a deployment of the live version, which stands in it twice, as "first" and "second".

    megabytes: how large the disk of PostgreSQL is, where one may be mounted; 0 for that of the machine.
    Yields: the deployment, which answers. Raises: ServersMissing, StartError, TimeoutError.
    """
    servers.require_all()
    live = ModelRegistry().require_live()
    with tempfile.TemporaryDirectory(prefix="pestwijzer-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        os.chmod(folder, 0o755)  # the servers have an account of their own
        for version in ("first", "second"):
            shutil.copytree(live.folder, folder / "models" / version)
        stack.enter_context(_disk(folder / "postgres", megabytes))
        # Long enough that messages come in while something is away.
        supervisor = stack.enter_context(Supervisor(folder / "logs", Pauses(first=3, longest=8)))
        deployment = Deployment(folder, supervisor, assistants, websites)
        deployment.registry.make_live(deployment.registry.get("first"))
        deployment.start()
        yield deployment
