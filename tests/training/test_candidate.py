"""A candidate made for real, by the process that the website starts: from a handful of topics, so that it is quick."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.question_sets import PARTS, REPORT_SET, TUNING_SET, read_questions
from foundation.versions.registry import ModelRegistry, fingerprint
from foundation.versions.workplace import (
    ASKING_LOCK,
    LOCK,
    PROGRESS,
    REPORT,
    TRAINING_LOCK,
    held,
    holder,
    is_held,
    told,
)
from tests.conftest import ROOT
from tests.helpers import PATIENCE, wait_until
from training.train import train_version

pytestmark = pytest.mark.trained  # the fixture `registry` trains

FEW = (
    "helplines.yml",
    "rules.yml",
    "topics/clb.yml",
    "topics/kiva.yml",
    "dialogue/begroeting.yml",
    "dialogue/buiten_scope.yml",
    "emergencies/noodsituatie.yml",
    "emergencies/noodsituatie_zelfdoding.yml",
)


@pytest.fixture(scope="module")
def registry(tmp_path_factory) -> ModelRegistry:
    """A registry whose live version knows a few topics."""
    folder = tmp_path_factory.mktemp("few")
    for name in FEW:
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        lines = (ROOT / "data" / name).read_text(encoding="utf-8").splitlines()
        alone = ["    related: []" if line.startswith("    related:") else line for line in lines]
        (folder / "data" / name).write_text("\n".join(alone) + "\n", encoding="utf-8")
    registry = ModelRegistry(folder / "models")
    registry.make_live(train_version(registry, folder / "data"))
    return registry


@pytest.fixture
def workplace(registry) -> Path:
    folder = registry.workplace()
    shutil.copytree(registry.live().data, folder / "data")
    return folder


def change(workplace: Path, name: str, old: str, new: str) -> None:
    file = workplace / "data" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def begin():
    """Return how to start making a candidate; one that still runs when the test ends is killed."""
    begun = []

    def start(workplace: Path) -> subprocess.Popen:
        command = [sys.executable, "-m", "training.candidate", str(workplace)]
        with open(workplace / "log.txt", "wb") as log:
            begun.append(
                subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            )
        return begun[-1]

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def hidden_texts_in(report: str) -> int:
    """Return how many questions of the hidden set can be read in a report: a number, as a failing test prints it.

    What is asked in so few words that anybody asks it, or stands in the other set too, tells nothing.
    """
    known = {question.text for part in PARTS for question in read_questions(TUNING_SET, part)}
    hidden = {question.text for part in PARTS for question in read_questions(REPORT_SET, part)} - known
    telling = [text for text in hidden if len(text.split()) > 3]
    assert len(telling) > 500
    return sum(text in report for text in telling)


def test_a_candidate_is_trained_compared_and_leaves_what_runs_alone(registry, workplace, begin):
    live = registry.live_name()
    change(workplace, "topics/clb.yml", "examples: |\n", "examples: |\n    - mag ik dat clb ook s avonds bellen\n")
    process = begin(workplace)
    seen = []
    wait_until(lambda: seen.append(told(workplace / PROGRESS)) or process.poll() is not None)
    assert process.returncode == 0, told(workplace / PROGRESS)
    report = told(workplace / REPORT)
    assert report["live"] == live == registry.live_name()
    assert report["fingerprint"] == fingerprint(workplace / "data")
    assert report["safety"]["passed"], report["safety"]
    assert report["own"]["asked"] == 1
    assert 0 < report["scores"][REPORT_SET]["questions"] < 600, "only what these few topics can answer"
    overall = [one["overall"] for one in seen if one]
    assert overall == sorted(overall) and len(set(overall)) > 4, "it moves on"
    assert {one["step"] for one in seen if one} >= {2, 4}
    assert not (workplace / "tmp").exists()
    assert not is_held(workplace / LOCK) and not is_held(registry.folder / TRAINING_LOCK)
    written = json.dumps(report, ensure_ascii=False)
    hidden, named = hidden_texts_in(written), written.count(REPORT_SET)
    assert (named, hidden) == (1, 0), "only the name of the hidden set, none of its texts"


def test_a_killed_candidate_leaves_no_report_and_frees_the_locks(registry, workplace, begin):
    process = begin(workplace)
    wait_until(lambda: (told(workplace / PROGRESS) or {}).get("step") == 2)
    assert holder(workplace / LOCK) == process.pid
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not is_held(workplace / LOCK) and not is_held(registry.folder / TRAINING_LOCK)
    assert not (workplace / REPORT).exists()
    assert len(registry.versions()) == 1


def test_a_second_one_is_told(registry, workplace, begin):
    with held(registry.folder / TRAINING_LOCK):
        assert begin(workplace).wait(PATIENCE) != 0
    assert "al een proefmodel" in told(workplace / PROGRESS)["error"]
    assert not (workplace / REPORT).exists()


def test_it_has_its_turn_when_what_is_asked_of_another_version_has_ended(registry, workplace, begin):
    with held(registry.folder / ASKING_LOCK):
        begin(workplace)
        wait_until(lambda: _waits_for(registry.folder / ASKING_LOCK))
        assert told(workplace / PROGRESS)["step"] == 1
    wait_until(lambda: told(workplace / PROGRESS)["step"] == 2)


def _waits_for(lock: Path) -> bool:
    """Tell whether a process waits for a lock; Linux lists it with an arrow."""
    waiting = f":{lock.stat().st_ino} "
    return any("->" in line and waiting in line for line in Path("/proc/locks").read_text().splitlines())


@pytest.mark.parametrize(
    "old, new, error",
    [
        ("version:", "version: [", "‘topics/clb.yml’ kan niet gelezen worden"),
        ("related: []", "related: [bestaat_niet]", "verwant antwoord dat niet bestaat"),
        ("  - text: |\n", "  - text: |\n      Bel [[bestaat_niet]].\n", "noemt een hulplijn"),
    ],
)
def test_data_that_cannot_be_used_are_named_in_dutch(workplace, begin, old, new, error):
    change(workplace, "topics/clb.yml", old, new)
    assert begin(workplace).wait(PATIENCE) == 1
    assert error in told(workplace / PROGRESS)["error"]
    assert not (workplace / REPORT).exists()


@pytest.mark.parametrize(
    "old, new",
    [
        ("examples: |\n", "examples: |\n    - onze Wannes is bang\n\tkapot: [\n"),
        ("related: []", "related: [onze Wannes is bang]"),  # the error that follows quotes it
    ],
)
def test_nothing_that_was_asked_stands_in_the_log(workplace, begin, old, new):
    change(workplace, "topics/clb.yml", old, new)
    assert begin(workplace).wait(PATIENCE) == 1
    log = (workplace / "log.txt").read_text(encoding="utf-8")
    assert "Error" in log
    assert "Wannes" not in log


def test_without_a_live_version_there_is_nothing_to_compare_with(tmp_path, workplace, begin):
    alone = ModelRegistry(tmp_path / "models").workplace()
    shutil.copytree(workplace / "data", alone / "data")
    assert begin(alone).wait(PATIENCE) == 1
    assert "nog geen versie" in told(alone / PROGRESS)["error"]
