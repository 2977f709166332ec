"""The house stands as it was drawn: imports point one way only, as pyproject.toml and web/pyproject.toml say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from foundation.repository import ROOT

CONTRACT = re.compile(r"^\[\[tool\.importlinter\.contracts\]\]$", re.MULTILINE)
HOUSES = {"assistant": ROOT, "website": ROOT / "web"}


@pytest.mark.parametrize("house", HOUSES)
def test_arrows_point_one_way(house):
    folder: Path = HOUSES[house]
    linter = folder / ".venv" / "bin" / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    contracts = len(CONTRACT.findall((folder / "pyproject.toml").read_text(encoding="utf-8")))
    assert contracts
    assert f"{contracts} kept, 0 broken" in done.stdout, "every contract of the file was looked at"
