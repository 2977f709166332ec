"""For the tests of candidates and publications: a small folder of data, versions in a registry, finished candidates."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import stat
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from foundation.versions.registry import ModelRegistry, Version, data_fingerprint
from foundation.versions.workplace import LOCK, REPORT, holder, tell
from review.answers import drafts
from review.models import Candidate

DATA = django_settings.REPOSITORY / "data"
FEW = (
    "helplines.yml",
    "rules.yml",
    "topics/clb.yml",
    "topics/kiva.yml",
    "topics/no_blame.yml",
    "dialogue/begroeting.yml",
    "emergencies/noodsituatie.yml",
)
SHARES = {
    "right": 0.92,
    "suggested": 0.02,
    "wrong": 0.05,
    "kept_out": 0.96,
    "emergencies_heard": 0.97,
    "numbers_first": 0.98,
    "look_alikes_let_be": 0.82,
}
SCORES = {"questions": 1072, "before": SHARES, "after": SHARES, "better": 0, "worse": 0, "other": 0}
GOOD_REPORT = {
    "made": "2026-11-28T19:00:00+00:00",
    "seconds": 80,
    "megabytes": 13.0,
    "verdict": "equal",
    "scores": {"afstellen": SCORES, "toets": SCORES},
    "changes": [],
    "confusions": [],
    "own": {"asked": 1, "missed": [], "missed_in_all": 0},
    "safety": {"passed": True, "reasons": [], "missed": []},
}
# Stands in for the program that makes candidates: it waits until it is written down what becomes of them. The real one
# is tested in tests/training/test_candidate.py of the assistant.
SCRIPT = """
sys.path.insert(0, {repository!r})
from foundation.versions.registry import data_fingerprint
script = workplace.parent.parent / "script.json"
while True:
    told = json.loads(script.read_text() or "null") if script.exists() else None
    if told and "report" in told:
        (workplace / "model.tar.gz").write_text("a model")
        made_of = {{"fingerprint": os.urandom(32).hex(), "data_fingerprint": data_fingerprint(workplace / "data")}}
        live = (workplace.parent / "live").read_text().strip()
        (workplace / "report.json").write_text(json.dumps({{**told["report"], **made_of, "live": live}}))
        break
    if told:
        (workplace / "progress.json.new").write_text(json.dumps(told))
        (workplace / "progress.json.new").rename(workplace / "progress.json")
        if told["error"]:
            sys.exit(1)
    time.sleep(0.1)
"""
CLB = "Wat doet het CLB?"
AFTER = {**SHARES, "right": 0.931, "wrong": 0.046, "look_alikes_let_be": 0.81}
CHANGED = {**SCORES, "after": AFTER, "better": 6, "worse": 2, "other": 1}
CHANGES = [
    {
        "text": "moet ik dan naar het clb gaan of komt er iemand van hen naar ons toe als hij niet buiten wil",
        "expected": "Wat doet het CLB?",
        "before": "Wat doet het CLB?",
        "after": "Toont een keuze, met het juiste erbij",
        "mark": "worse",
    },
    {
        "text": "wat is no blame",
        "expected": "No Blame",
        "before": "KiVa",
        "after": "Wat doet het CLB?",
        "mark": "other",
    },
    {
        "text": "tis van da clb",
        "expected": "Wat doet het CLB?",
        "before": "KiVa",
        "after": "Wat doet het CLB?",
        "mark": "better",
    },
]
FULL_REPORT = {
    **GOOD_REPORT,
    "scores": {"afstellen": CHANGED, "toets": CHANGED},
    "changes": CHANGES,
    "confusions": [{"asked": "KiVa", "answered": "No Blame", "before": 1, "after": 3}],
    "own": {
        "asked": 12,
        "missed": [{"text": "help mij nu", "expected": "Wat doet het CLB?", "after": "Nood", "danger": True}],
        "missed_in_all": 1,
    },
}
DANGER = {
    "passed": False,
    "reasons": ["Eén noodbericht dat nu herkend wordt, wordt niet meer zo goed herkend."],
    "missed": [{"text": "hij schreef dat hij er niet meer wil zijn", "numbers_first": True, "was_heard": True}],
}
numbers = itertools.count(1)


def few_topics(folder: Path) -> Path:
    """Copy a handful of topics, related to each other only. Returns: the data folder."""
    for name in FEW:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(map(_alone, lines)), encoding="utf-8")
    return folder


def _alone(line: str) -> str:
    return "    related: []\n" if line.startswith("    related:") else line


@pytest.fixture
def house(settings, tmp_path, db) -> ModelRegistry:
    """A registry with one version, live, made from the few topics that stand in the data folder."""
    settings.KNOWLEDGE = few_topics(tmp_path / "data")
    settings.MODELS = tmp_path / "models"
    registry = ModelRegistry(settings.MODELS)
    registry.make_live(add_version(registry, settings.KNOWLEDGE))
    return registry


def add_version(registry: ModelRegistry, data: Path) -> Version:
    return registry.add(finished_workplace(registry, data), f"{next(numbers):08x}" * 8)


def finished_workplace(registry: ModelRegistry, data: Path) -> Path:
    workplace = registry.workplace()
    shutil.copytree(data, workplace / "data")
    (workplace / "model.tar.gz").write_text("a model")
    return workplace


def finished_candidate(user=None, chosen=None, **report) -> Candidate:
    """Make a candidate of the proposal, or of what is chosen of it, that is trained and checked."""
    registry = ModelRegistry(django_settings.MODELS)
    workplace = finished_workplace(registry, django_settings.KNOWLEDGE)
    base, snapshot = data_fingerprint(django_settings.KNOWLEDGE), drafts.apply_to(workplace / "data", chosen)
    made_of = {"fingerprint": f"{next(numbers):08x}" * 8, "data_fingerprint": data_fingerprint(workplace / "data")}
    told = {**GOOD_REPORT, **made_of, "live": registry.live_name(), **report}
    tell(workplace / REPORT, told)
    return Candidate.objects.create(
        made_by=user,
        folder=workplace.name,
        drafts=snapshot,
        data_fingerprint=base,
        report=told,
        state=Candidate.State.READY,
        finished=timezone.now(),
    )


def stop_making(registry: ModelRegistry) -> None:
    """End whatever still makes a candidate in this registry."""
    for workplace in registry.folder.glob(".training-*"):
        if process := holder(workplace / LOCK):
            os.killpg(process, signal.SIGKILL)


def stand_in(folder: Path, script: str) -> str:
    """Return a program to be started in place of the assistant's Python; `workplace` is where it works."""
    program = folder / "stand_in.py"
    opening = ["import json, os, sys, time", "from pathlib import Path", "workplace = Path(sys.argv[-1])", ""]
    program.write_text("\n".join([f"#!{sys.executable}", *opening]) + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)
