"""Asks versions what they make of messages, in the assistant's own Python: that takes minutes, so nobody may wait.

A machine has room for one model more than the one that answers, not for two: this waits for its turn
(foundation/versions/workplace.py), and a proefmodel of staff comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from common.assistant_python import Program
from foundation.versions.registry import LIVE_FILE, Version
from foundation.versions.workplace import ASKING_LOCK, TRAINING_LOCK, Busy, held, is_held

PROGRAM = "training.asked_again"
# Rasa takes its time to load a model, and a message a few hundredths of a second; all of it far longer when parents and
# others come first.
SECONDS = 1200
AT_ONCE = 500


@dataclass(frozen=True)
class Seen:
    """What a version makes of a message: the topic that it answers with, if any, and the one that ranks first."""

    answered: str
    first: str
    confidence: float
    doubt: bool


def ask(versions: Sequence[Version], texts: Sequence[str]) -> list[list[Seen]]:
    """Return for each version what it makes of each text. Raises: ProgramFailed; Busy, when its turn is yet to come."""
    wanted = {"versions": [str(version.folder) for version in versions], "texts": [*texts]}
    with held(settings.MODELS / ASKING_LOCK) as lock:
        if is_held(settings.MODELS / TRAINING_LOCK):
            raise Busy(TRAINING_LOCK)
        with Program(PROGRAM, locks=[lock]) as program:
            told = program.ask(wanted, SECONDS)
    return [[Seen(**one) for one in of_one] for of_one in told]


def live_since() -> datetime | None:
    """Return since when the version that answers now does so."""
    try:
        return datetime.fromtimestamp((settings.MODELS / LIVE_FILE).stat().st_mtime, UTC)
    except OSError:
        return None
