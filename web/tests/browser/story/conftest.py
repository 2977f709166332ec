"""The whole house, for real: Rasa with a model of its own, the website, staff; on a copy of the data.

Trainings are real too. The copy keeps some questions of each topic, so that they take seconds and not minutes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.website import WEB, serving

REPOSITORY = WEB.parent
ASSISTANT_PYTHON = REPOSITORY / ".venv" / "bin" / "python"
# The questions of a topic file, one a line, and how many of them are kept.
QUESTIONS = re.compile(r"(?<=  examples: \|\n)(?:    - .*\n)+")
ONE_QUESTION_IN = 8
# With fewer a topic would be young (components/meaning_model.py), as none is that comes with Pestwijzer.
AT_LEAST = 30


class House(NamedTuple):
    """Where everything is."""

    folder: Path
    address: str
    channel: str

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def live(self) -> str:
        """Return the name of the version that the pointer names."""
        return (self.models / "live").read_text(encoding="utf-8").strip()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    copy_data_with_fewer_questions(folder / "data")
    train_first_version(folder)
    with running_assistant(folder) as assistant:
        places = {
            "PESTWIJZER_ASSISTANT_URL": assistant["url"],
            "PESTWIJZER_TRACKER_DATABASE": assistant["database"],
            "PESTWIJZER_KNOWLEDGE": str(folder / "data"),
            "PESTWIJZER_MODELS": str(folder / "models"),
        }
        with serving(folder, places) as address:
            yield House(folder, address, assistant["url"])


@pytest.fixture(scope="session")
def website(house: House) -> str:
    """In place of the website with a stub behind it, for the fixtures that open pages."""
    return house.address


def copy_data_with_fewer_questions(folder: Path) -> None:
    shutil.copytree(REPOSITORY / "data", folder)
    for path in folder.glob("*/*.yml"):
        whole = path.read_text(encoding="utf-8")
        path.write_text(QUESTIONS.sub(some_of, whole), encoding="utf-8")


def some_of(questions: re.Match[str]) -> str:
    lines = questions[0].splitlines(keepends=True)
    return "".join(lines[:: max(1, min(ONE_QUESTION_IN, len(lines) // AT_LEAST))])


def train_first_version(folder: Path) -> None:
    command = [str(ASSISTANT_PYTHON), "-m", "tools.train", "--data", str(folder / "data")]
    command += ["--models", str(folder / "models")]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)  # noqa: S603


@contextmanager
def running_assistant(folder: Path) -> Iterator[dict[str, str]]:
    command = [str(ASSISTANT_PYTHON), "-m", "tools.running", str(folder)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()  # it stops its servers and ends
            process.wait(60)
