"""The whole house, for real: Rasa with the live model, the website, staff; on copies of the data and the models.

Trainings are real too, so these tests take minutes.
"""

from __future__ import annotations

import json
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
    shutil.copytree(REPOSITORY / "data", folder / "data")
    copy_live_version(folder / "models")
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


def copy_live_version(models: Path) -> None:
    live = (REPOSITORY / "models" / "live").read_text(encoding="utf-8").strip()
    shutil.copytree(REPOSITORY / "models" / live, models / live)
    (models / "live").write_text(live, encoding="utf-8")


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
