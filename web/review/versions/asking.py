"""Asks versions what they make of messages, in the assistant's own Python: that takes minutes, so nobody may wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from common import assistant_python
from foundation.versions.registry import LIVE_FILE, Version

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
    """Return for each version what it makes of each text. Raises: ProgramFailed."""
    wanted = {"versions": [str(version.folder) for version in versions], "texts": [*texts]}
    return [[Seen(**one) for one in told] for told in assistant_python.ask(PROGRAM, wanted, SECONDS)]


def live_since() -> datetime | None:
    """Return since when the version that answers now does so."""
    try:
        return datetime.fromtimestamp((settings.MODELS / LIVE_FILE).stat().st_mtime, UTC)
    except OSError:
        return None
