"""Keeps servers running: starts them, starts again what dies after a pause that grows, and takes them down with itself.

One that tells when it is well, as systemd's watchdog has it (components/heartbeat.py), is killed when it falls silent.

However this process ends, its servers end too, also after `kill -9`: the kernel kills them when the thread goes that
started them (`setpriv --pdeathsig`, of Debian's util-linux). No library for it: supervisor and circus leave their
servers behind when they are killed, honcho starts nothing again, and python-prctl is built with a compiler.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence

from foundation.versions.workplace import Busy, held, holder, sign, tell, told

logger = logging.getLogger("pestwijzer.start")

LOCK_FILE, STATE_FILE = "running.lock", "running.json"
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
SECONDS_BETWEEN_LOOKS = 0.2
# A message is read in a fraction of one; on a machine with ten times too much to do in half a minute.
SECONDS_OF_SILENCE = 120
SECONDS_TO_STOP = 35  # gunicorn and Sanic give a message that is under way half a minute


class StartError(RuntimeError):
    """The servers could not be started; the message says why."""


class Pauses(NamedTuple):
    """How long a server that died waits: twice as long each time, as at first again once it ran for a while."""

    first: float = 1
    longest: float = 60
    steady: float = 120

    def after(self, pause: float, ran: float) -> float:
        return self.first if ran >= self.steady or not pause else min(2 * pause, self.longest)


PAUSES = Pauses()


class _Heart:
    """Hears a server beat; from the first time on, too long a silence means that it hangs."""

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind("")  # an abstract address of the kernel's choice: no file that stays behind
        self._last: Optional[float] = None

    @property
    def environment(self) -> Dict[str, str]:
        """Return what a server must know to beat."""
        address = self._socket.getsockname().decode().replace("\0", "@", 1)
        return {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(1e6 * self.silence))}

    def forget(self) -> None:
        """Wait for a first beat: another process begins."""
        self._hear()
        self._last = None

    def is_silent(self) -> bool:
        if self._hear():
            self._last = time.monotonic()
        return self._last is not None and time.monotonic() - self._last > self.silence

    def close(self) -> None:
        self._socket.close()

    def _hear(self) -> bool:
        heard = False
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(64):
                heard = True
        return heard


class _Kept:
    """One server, and what became of it."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, heart: Optional[_Heart]
    ) -> None:
        self.name, self.command, self.log, self.heart = name, command, log, heart
        self.environment = {**environment, **heart.environment} if heart else environment
        self.process: Optional[subprocess.Popen] = None
        self.since = 0.0
        self.deaths = 0
        self.pause = 0.0
        self.start_at = 0.0

    def start(self) -> None:
        if self.heart:
            self.heart.forget()
        with open(self.log, "a", encoding="utf-8") as log:
            # A group of its own: Ctrl-C in the chat must not kill a server in the middle of saving a conversation.
            self.process = subprocess.Popen(
                [*DIES_WITH_US, *self.command],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=dict(self.environment),
                start_new_session=True,
            )
        self.since = time.time()

    def look(self, pauses: Pauses) -> bool:
        """Start it when it is time to. Returns: whether anything changed."""
        if self.process is None:
            if time.monotonic() < self.start_at:
                return False
            self.start()
            return True
        code = self.process.poll()
        if code is None:
            if self.heart and self.heart.is_silent():
                logger.warning("%s has not been heard for %.0f s and is killed", self.name, self.heart.silence)
                self._kill()
            return False
        self.deaths += 1
        self.pause = pauses.after(self.pause, time.time() - self.since)
        self.start_at = time.monotonic() + self.pause
        self.process = None
        logger.warning("%s stopped (%s); it starts again in %.0f s", self.name, _in_words(code), self.pause)
        return True

    def state(self) -> Dict[str, Any]:
        process = self.process.pid if self.process else None
        return {"process": process, "since": self.since, "deaths": self.deaths}

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s did not stop by itself and is killed", self.name)
            self._kill()

    def _kill(self) -> None:
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Runs servers for as long as the block lasts, and tells in a folder of logs what runs.

    Raises: StartError when another supervisor runs with the same folder.
    """

    def __init__(self, logs: Path, pauses: Pauses = PAUSES, silence: float = SECONDS_OF_SILENCE) -> None:
        self.logs, self.pauses, self.silence = logs, pauses, silence
        self._kept: List[_Kept] = []
        # Not the thread's own join: in Python 3.10 one that a signal interrupts takes the thread for ended.
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._stack = contextlib.ExitStack()
        # Servers end with the thread that started them: this one lives as long as they do.
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def __enter__(self) -> Supervisor:
        self.logs.mkdir(exist_ok=True)
        try:
            lock = self._stack.enter_context(held(self.logs / LOCK_FILE))
        except Busy:
            raise StartError("It runs already: `make status` tells more, `make stop` stops it.")
        sign(lock, os.getpid())
        self._tell()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._ended.wait()
        (self.logs / STATE_FILE).unlink(missing_ok=True)
        self._stack.close()

    def keep(self, name: str, command: Sequence[str], environment: Mapping[str, str], beats: bool = False) -> None:
        """Run a server from now on; what it says comes into <name>.log. beats: whether it tells that it is well."""
        heart = self._stack.enter_context(contextlib.closing(_Heart(self.silence))) if beats else None
        self._kept.append(_Kept(name, command, environment, self.logs / f"{name}.log", heart))

    def wait_until_ready(self, address: str, seconds: float) -> None:
        """Wait until an address answers. Raises: StartError when a server dies meanwhile, or it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(one.deaths for one in self._kept) or self._ended.is_set():
                raise StartError(f"A server stopped while starting; {self.logs}/ tells why.")
            if answers(address):
                return
            print(".", end="", flush=True)
            time.sleep(1)
        raise StartError(f"{address} did not answer within {seconds:.0f} seconds; {self.logs}/ tells why.")

    def wait(self) -> None:
        """Wait until a signal ends this; returns only when keeping itself went wrong."""
        while not self._ended.wait(timeout=1):
            pass

    def _keep(self) -> None:
        try:
            while not self._stopping.wait(SECONDS_BETWEEN_LOOKS):
                if any([one.look(self.pauses) for one in list(self._kept)]):
                    self._tell()
        except Exception as error:
            logger.error("Keeping the servers went wrong, all of them stop: %s: %s", type(error).__name__, error)
        finally:
            with contextlib.ExitStack() as whatever_happens:
                whatever_happens.callback(self._ended.set)
                self._stop_all()

    def _stop_all(self) -> None:
        running = [one for one in self._kept if one.process]
        for one in running:
            assert one.process
            one.process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for one in running:
            one.end(deadline)

    def _tell(self) -> None:
        tell(self.logs / STATE_FILE, {one.name: one.state() for one in self._kept})


def state_in(logs: Path) -> Optional[Dict[str, Dict[str, Any]]]:
    """Return what a supervisor tells of its servers by name, or None when none runs with this folder of logs."""
    return told(logs / STATE_FILE) if supervisor_in(logs) else None


def supervisor_in(logs: Path) -> Optional[int]:
    """Return the process of the supervisor that runs with a folder of logs, or None."""
    return holder(logs / LOCK_FILE)


def answers(address: str) -> bool:
    """Tell whether an address answers with a success."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return 200 <= response.status < 300
    except (OSError, http.client.HTTPException):  # an answer that is no success is an OSError of urllib
        return False


def moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M:%S}"


def _in_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
