"""Makes candidates ("proefmodellen"): the proposal on a copy of the data, trained and checked by a process of its own.

The process (training/candidate.py) goes on when the website restarts, but not when a service manager ends all that the
website started (deploy/systemd): staff are then told that it was broken off. Whether it lives is known for certain from
the lock that it holds; how far it is, from what it writes into its workplace (foundation/versions/workplace.py).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from common import assistant_python
from foundation.versions.registry import DATA_FOLDER, ModelRegistry, RegistryError, Version, data_fingerprint
from foundation.versions.workplace import (
    LOCK,
    LOG,
    PROGRESS,
    PUBLISHING_LOCK,
    RECEIVED,
    REPORT,
    TRAINING_LOCK,
    Busy,
    held,
    holder,
    is_held,
    sign,
    take,
    tell,
    told,
)
from foundation.vocabulary import EMERGENCY_PREFIX
from review.answers import choosing, drafts
from review.models import Candidate, Question, QueueItem, Reason
from review.trail import happenings

STATE = Candidate.State
WORKPLACES = ".training-*"
# What Rasa needs while it trains: the model unpacked, packed, and in its cache.
TIMES_THE_MODEL, LEAST_SPACE = 12, 200 * 1024 * 1024
READY_FOR = timedelta(days=14)
FAILED_FOR = timedelta(days=1)
LONELY_FOR = timedelta(hours=1)
SECONDS_TO_DIE = 5

NOTHING_NEW = "Er is niets gewijzigd: dit proefmodel zou hetzelfde zijn als wat nu antwoordt."
DIED = "Het maken is onderbroken, bijvoorbeeld omdat de computer herstartte. Begin opnieuw; er is niets verloren."
STOPPED = "Dit proefmodel is gestopt."


class NotPossible(Exception):
    """What was asked cannot be done now; the message says in Dutch why, and what to do."""


@dataclass(frozen=True)
class Progress:
    """How far a candidate is; `overall` lies between 0 and 1."""

    step: int = 1
    of: int = 4
    title: str = "Beginnen"
    overall: float = 0.0


def registry() -> ModelRegistry:
    return ModelRegistry(settings.MODELS)


def workplace_of(candidate: Candidate) -> Path:
    return settings.MODELS / candidate.folder


# --- starting ---------------------------------------------------------------------------------


def start(user: Any, chosen: Collection[str]) -> Candidate:
    """Begin a candidate with what is chosen of the proposal of this moment, and what changed in the files besides.

    Raises: NotPossible.
    """
    live = _live()
    _check_choice(chosen)
    _check_space(live)
    with contextlib.ExitStack() as stack:
        training_lock = _only_one(stack)
        sweep()
        workplace = registry().workplace()
        stack.callback(_remove_unless_kept, workplace)
        lock = stack.enter_context(held(workplace / LOCK))
        snapshot, base = _write_proposal(workplace / DATA_FOLDER, chosen)
        tell(workplace / RECEIVED, {"messages": _received()})
        if data_fingerprint(workplace / DATA_FOLDER) == data_fingerprint(live.data):
            raise NotPossible(NOTHING_NEW if chosen else choosing.NOTHING)
        candidate = Candidate.objects.create(
            made_by=user, folder=workplace.name, drafts=snapshot, data_fingerprint=base
        )
        try:
            process = _spawn(workplace, training_lock, lock)
        except NotPossible:
            candidate.delete()
            raise
    happenings.record(user, happenings.CandidateStarted(candidate.pk, drafts.in_words(snapshot)))
    # Takes note of its end, so that no dead process stays in the system's list.
    threading.Thread(target=process.wait, daemon=True).start()
    return candidate


def _live() -> Version:
    try:
        live = registry().live()
    except RegistryError as error:
        raise NotPossible("De versie die nu antwoordt, is niet volledig. Vraag hulp aan een technicus.") from error
    if not live:
        raise NotPossible("Er is nog geen versie die antwoordt. Start Pestwijzer eerst.")
    return live


def _check_choice(chosen: Collection[str]) -> None:
    try:
        choosing.check(chosen)
    except drafts.DraftConflict as error:
        raise NotPossible(str(error)) from error


def _check_space(live: Version) -> None:
    needed = max(LEAST_SPACE, TIMES_THE_MODEL * live.model.stat().st_size)
    free = shutil.disk_usage(settings.MODELS).free
    if free < needed:
        raise NotPossible(
            f"Er is te weinig plaats op de schijf: {free // 2**20} MB vrij, en er is {needed // 2**20} MB nodig. "
            "Vraag hulp aan een technicus."
        )


def _only_one(stack: contextlib.ExitStack) -> int:
    try:
        return stack.enter_context(held(settings.MODELS / TRAINING_LOCK))
    except Busy as error:
        raise NotPossible("Er wordt al een proefmodel gemaakt. Wacht tot dat klaar is, of stop het.") from error


def _write_proposal(data: Path, chosen: Collection[str]) -> tuple[list[dict[str, Any]], str]:
    """Copy the data, and write in it what is chosen of the proposal. Returns: the snapshot; the copy's fingerprint."""
    with not_while_publishing():
        shutil.copytree(settings.KNOWLEDGE, data)
    base = data_fingerprint(data)
    try:
        snapshot = drafts.apply_to(data, chosen)
    except drafts.DraftConflict as error:
        raise NotPossible(str(error)) from error
    return snapshot, base


@contextlib.contextmanager
def not_while_publishing() -> Iterator[None]:
    """Keep others from publishing for as long as the block lasts. Raises: NotPossible when somebody is at it."""
    try:
        lock = take(settings.MODELS / PUBLISHING_LOCK)
    except Busy as error:
        raise NotPossible("Een collega is net aan het publiceren. Probeer het zo meteen opnieuw.") from error
    try:
        yield
    finally:
        os.close(lock)


def _received() -> list[dict[str, Any]]:
    """Return what came in as danger, but for what staff together called something else."""
    ordinary = QueueItem.objects.exclude(topic="").exclude(topic__startswith=EMERGENCY_PREFIX)
    asked = Question.objects.filter(reasons__kind__in=Reason.URGENT).exclude(text="").exclude(item__in=ordinary)
    return [{"key": key, "text": text} for key, text in asked.values_list("pk", "text").distinct()]


def _spawn(workplace: Path, *locks: int) -> subprocess.Popen:
    """Start the process that makes the candidate; it inherits the locks and holds them until it ends."""
    command = assistant_python.command("training.candidate", "--locked", str(workplace))
    try:
        with open(workplace / LOG, "ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                cwd=settings.REPOSITORY,
                env=assistant_python.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=locks,
                start_new_session=True,
            )
    except OSError as error:
        raise NotPossible("Het programma om te leren is niet gevonden. Vraag hulp aan een technicus.") from error
    sign(locks[-1], process.pid)
    return process


def _remove_unless_kept(workplace: Path) -> None:
    if not Candidate.objects.filter(folder=workplace.name).exists():
        shutil.rmtree(workplace, ignore_errors=True)


# --- looking ----------------------------------------------------------------------------------


def state(candidate: Candidate) -> Candidate:
    """Return the candidate as it is now; the end of its process is noted by who first sees it."""
    if candidate.state != STATE.RUNNING or is_held(workplace_of(candidate) / LOCK):
        return candidate
    report = told(workplace_of(candidate) / REPORT)
    if report:
        _end(candidate, STATE.READY, report=report)
    else:
        error = (told(workplace_of(candidate) / PROGRESS) or {}).get("error") or DIED
        _end(candidate, STATE.FAILED, error=error)
    candidate.refresh_from_db()
    return candidate


def progress(candidate: Candidate) -> Progress:
    written = told(workplace_of(candidate) / PROGRESS)
    return Progress(**{name: written[name] for name in Progress.__dataclass_fields__}) if written else Progress()


def running() -> Candidate | None:
    """Return the candidate that is being made, if any."""
    return next((one for one in _still_running() if state(one).state == STATE.RUNNING), None)


def usual_seconds() -> int | None:
    """Return how long the last one took, as the best guess of how long the next will take."""
    done = Candidate.objects.filter(report__isnull=False).values_list("report", flat=True).first()
    return done["seconds"] if done else None


def _still_running() -> list[Candidate]:
    return list(Candidate.objects.filter(state=STATE.RUNNING))


def _end(candidate: Candidate, ended: str, user: Any = None, **fields: Any) -> None:
    still_running = Candidate.objects.filter(pk=candidate.pk, state=STATE.RUNNING)
    if still_running.update(state=ended, finished=timezone.now(), **fields):
        happenings.record(user or candidate.made_by, happenings.CandidateEnded(candidate.pk, STATE(ended).label))


# --- ending -----------------------------------------------------------------------------------


def stop(user: Any, candidate: Candidate) -> Candidate:
    """Stop a candidate in the making and remove its workplace; one that is ready stays as it is."""
    workplace = workplace_of(candidate)
    process = holder(workplace / LOCK)
    if process:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        _wait_for_end(workplace)
    if not told(workplace / REPORT):
        _end(candidate, STATE.STOPPED, user, error=STOPPED)
        shutil.rmtree(workplace, ignore_errors=True)
    candidate.refresh_from_db()
    return state(candidate)


def _wait_for_end(workplace: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_DIE
    while is_held(workplace / LOCK) and time.monotonic() < deadline:
        time.sleep(0.05)


def sweep() -> None:
    """Remove the workplaces that nobody needs any more: of old candidates, and what crashes left behind."""
    for one in _still_running():
        state(one)
    known = {candidate.folder: candidate for candidate in Candidate.objects.all()}
    for workplace in settings.MODELS.glob(WORKPLACES):
        if not is_held(workplace / LOCK) and _is_old(workplace, known.get(workplace.name)):
            shutil.rmtree(workplace, ignore_errors=True)


def _is_old(workplace: Path, candidate: Candidate | None) -> bool:
    if candidate is None:
        return time.time() - workplace.stat().st_mtime > LONELY_FOR.total_seconds()
    if candidate.state == STATE.RUNNING:
        return False
    kept_for = READY_FOR if candidate.state == STATE.READY else FAILED_FOR
    return timezone.now() - (candidate.finished or candidate.started) > kept_for
