"""What dies is started again, and nothing is left behind, however `make start` ends: with real processes."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Callable, Iterator, List, Tuple

import pytest

from foundation.repository import ROOT
from tests.helpers import wait_until
from tests.tools.stand_in import NAMES
from tools import status
from tools.running import free_port
from tools.supervision import STATE_FILE, Pauses, StartError, Supervisor, state_in, supervisor_in

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
Started = Tuple["subprocess.Popen[bytes]", List[int]]


@pytest.fixture
def logs(tmp_path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def begin(logs) -> Iterator[Callable[..., Started]]:
    """Return how to start everything: the process, and those of its servers."""
    begun: List[subprocess.Popen[bytes]] = []

    def start(*before: str, **more) -> Started:
        command = [*before, sys.executable, "-m", "tests.tools.stand_in", str(logs)]
        as_usual = {
            "preexec_fn": on_a_terminal,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        process = subprocess.Popen(command, cwd=ROOT, **{**as_usual, **more})
        begun.append(process)
        wait_until(lambda: all(pid_of(logs, name) for name in NAMES) and supervisor_in(logs))
        return process, [pid_of(logs, name) for name in NAMES]

    yield start
    for process in begun:
        process.kill()
        process.wait()


def on_a_terminal() -> None:
    """Hear a closed terminal, also where the tests themselves were started with nohup: that is handed down."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pid_of(logs: Path, name: str) -> int:
    try:
        return int((logs / f"{name}.pid").read_text() or 0)
    except FileNotFoundError:
        return 0


def lives(process: int) -> bool:
    """Tell whether a process runs; one that ended and that nobody took note of yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ended_in_order(logs: Path) -> bool:
    return all((logs / f"{name}.pid.ended").exists() for name in NAMES)


# --- starting again ---------------------------------------------------------------------------


def test_what_dies_is_started_again_and_told(begin, logs):
    _process, (actions, rasa) = begin()
    os.kill(rasa, signal.SIGKILL)
    wait_until(lambda: pid_of(logs, "rasa") not in (0, rasa))
    assert lives(pid_of(logs, "rasa")) and lives(actions)
    assert pid_of(logs, "actions") == actions, "who did not die goes on"
    assert "rasa stopped (killed by SIGKILL); it starts again in" in (logs / "start.log").read_text()
    wait_until(lambda: (state_in(logs) or {})["rasa"]["process"] == pid_of(logs, "rasa"))
    assert (state_in(logs) or {})["rasa"]["deaths"] == 1


def test_a_pause_grows_to_a_bound_and_begins_anew_after_a_while():
    pauses, pause, seen = Pauses(first=1, longest=10, steady=60), 0.0, []
    for _death in range(6):
        pause = pauses.after(pause, ran=5)
        seen.append(pause)
    assert seen == [1, 2, 4, 8, 10, 10]
    assert pauses.after(pause, ran=61) == 1


def test_a_server_that_dies_while_starting_ends_the_start(logs):
    with pytest.raises(StartError, match="stopped while starting"), Supervisor(logs) as supervisor:
        supervisor.keep("rasa", [sys.executable, "-c", "print('no such model'); raise SystemExit(3)"], os.environ)
        supervisor.wait_until_ready(f"http://127.0.0.1:{free_port()}/", 60)
    assert "no such model" in (logs / "rasa.log").read_text()


def test_a_second_start_in_the_same_folder_is_refused(begin, logs):
    begin()
    with pytest.raises(StartError, match="runs already"), Supervisor(logs):
        pass


HANGS_AFTER_A_BEAT = """
import asyncio, pathlib, sys, time
from components.heartbeat import beat
async def serve():
    beating = asyncio.create_task(beat())
    await asyncio.sleep(0.5)
    with open(sys.argv[1], "a") as starts:
        starts.write("started\\n")
    if sys.argv[2] == "hangs":
        time.sleep(600)
    await beating
asyncio.run(serve())
"""


@pytest.mark.parametrize("what, started_again", [("hangs", True), ("is well", False)])
def test_an_assistant_that_hangs_is_killed_and_started_again(logs, tmp_path, what, started_again, caplog):
    starts = tmp_path / "starts"
    starts.touch()
    command = [sys.executable, "-c", HANGS_AFTER_A_BEAT, str(starts), what]
    with Supervisor(logs, Pauses(first=0.1, longest=1), silence=3) as supervisor:
        supervisor.keep("rasa", command, os.environ, beats=True)
        wait_until(lambda: starts.read_text())
        if started_again:
            wait_until(lambda: starts.read_text().count("started") > 1)
            assert "rasa has not been heard for 3 s and is killed" in caplog.text
        else:
            time.sleep(6)
            assert starts.read_text().count("started") == 1


# --- ending -----------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", SIGNALS, ids=lambda asked: asked.name)
def test_who_is_asked_to_stop_lets_its_servers_end_in_order(begin, logs, asked):
    process, servers = begin()
    process.send_signal(asked)
    assert process.wait(60) == 0
    assert not any(map(lives, servers))
    assert ended_in_order(logs)
    assert not (logs / STATE_FILE).exists()


def test_asking_again_and_again_breaks_nothing(begin, logs):
    process, servers = begin()
    for asked in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
        process.send_signal(asked)
    assert process.wait(60) == 0
    assert not any(map(lives, servers)) and ended_in_order(logs)


def test_killing_it_leaves_nothing_behind(begin):
    process, servers = begin()
    process.kill()
    process.wait(60)
    wait_until(lambda: not any(map(lives, servers)))


def test_killing_what_started_it_leaves_nothing_behind(begin, logs):
    # As the Makefile starts it, below a shell that stands for make; "; true" keeps that shell from becoming it.
    shell, servers = begin("bash", "-c", 'setpriv --pdeathsig TERM "$@"; true', "make")
    shell.kill()
    shell.wait(60)
    wait_until(lambda: not any(map(lives, servers)))
    wait_until(lambda: supervisor_in(logs) is None)
    assert ended_in_order(logs)


def test_closing_the_terminal_ends_all_of_it_in_order(begin, logs):
    ours, terminal = os.openpty()

    def in_this_terminal() -> None:
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    process, servers = begin(stdin=terminal, stdout=terminal, stderr=terminal, preexec_fn=in_this_terminal)
    os.close(terminal)
    os.close(ours)
    process.wait(60)
    assert not any(map(lives, servers)) and ended_in_order(logs)


def test_nohup_means_what_it_says(begin):
    process, servers = begin("nohup")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    assert all(map(lives, servers))


# --- make stop, make status -------------------------------------------------------------------


def test_make_stop_stops_it_and_only_what_runs(begin, logs):
    process, servers = begin()
    assert status.stop(logs)
    assert process.wait(60) == 0
    assert not any(map(lives, servers)) and ended_in_order(logs)
    assert not status.stop(logs)


def test_make_status_tells_what_runs_and_that_parents_get_no_answers(begin, logs, capsys):
    _process, (_actions, rasa) = begin()
    nowhere = f"http://127.0.0.1:{free_port()}/"
    assert not status.status(logs, nowhere, nowhere)
    told = capsys.readouterr().out
    assert f"process {rasa}" in told and "runs since" in told
    assert "the assistant does not answer" in told
    assert "GB left" in told


def test_make_status_where_nothing_runs(logs, capsys):
    nowhere = f"http://127.0.0.1:{free_port()}/"
    assert not status.status(logs, nowhere, nowhere)
    assert "does not run here" in capsys.readouterr().out


@pytest.mark.trained
def test_make_status_tells_which_version_answers(assistant, live, logs, capsys):
    status.status(logs, f"{assistant.url}/health")
    assert f"version {live.name}" in capsys.readouterr().out
