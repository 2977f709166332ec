"""The audit says what it knows, and never that all is well when nobody could be asked."""

from __future__ import annotations

import json
import subprocess

import pytest

from tools import audit

BAD = {"name": "django", "version": "5.2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2.1"]}]}
GOOD = {"name": "django", "version": "5.2", "vulns": []}
PASSED_OVER = {"name": "django", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.fixture
def pip_audit(monkeypatch):
    """Return how pip-audit is made to say something, or nothing at all."""

    def says(*dependencies, nothing=False):
        said = "" if nothing else json.dumps({"dependencies": dependencies})
        monkeypatch.setattr(audit, "locked", lambda half: "")
        monkeypatch.setattr(audit, "uv", lambda: "uv")
        monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, said, ""))

    return says


def test_a_vulnerability_of_the_website_fails_and_is_named(pip_audit, capsys):
    pip_audit(BAD)
    assert audit.main() == 1
    assert "django 5.2: PYSEC-1 (mended in 5.2.1)" in capsys.readouterr().out


def test_nothing_known_is_fine(pip_audit, capsys):
    pip_audit(GOOD)
    assert audit.main() == 0
    assert "The website: 0 known vulnerabilities in 1 libraries" in capsys.readouterr().out


@pytest.mark.parametrize("offline", [False, True])
def test_without_a_database_it_says_so_and_does_not_fail(pip_audit, capsys, offline):
    """Offline pip-audit says nothing; a mirror without a database makes it pass over every library, in good cheer."""
    pip_audit(PASSED_OVER, nothing=offline)
    assert audit.main() == 0
    assert capsys.readouterr().out.strip() == audit.NOT_REACHED


def test_what_the_assistant_carries_along_is_told_and_does_not_fail(pip_audit, monkeypatch, capsys):
    pip_audit(GOOD)
    known = {"web": [GOOD], ".": [BAD]}
    monkeypatch.setattr(audit, "locked", lambda half: half)
    monkeypatch.setattr(audit, "look_up", lambda requirements: known.get(requirements, [GOOD]))
    assert audit.main() == 0
    assert "The assistant: 1 known vulnerabilities" in capsys.readouterr().out
