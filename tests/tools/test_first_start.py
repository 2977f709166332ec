"""The first start shows the password of the first account on the terminal, once, and in no log."""

from __future__ import annotations

import re

import pytest

from tools import start
from tools.running import free_port
from tools.supervision import Supervisor, answers


@pytest.fixture
def new_machine(tmp_path, monkeypatch):
    """Return the folder of logs of a website that was never started."""
    port = free_port()
    settings = {
        "PORT": str(port),
        "SECRET_KEY": "only for this test",
        "DATABASE_URL": f"sqlite:///{tmp_path}/web.sqlite3",
        "TRACKER_DATABASE": f"{tmp_path}/conversations.db",
        "STATIC_ROOT": f"{tmp_path}/static",
    }
    environment = {**start.WEB_ENVIRONMENT, **{f"PESTWIJZER_{name}": value for name, value in settings.items()}}
    logs = tmp_path / "logs"
    logs.mkdir()
    monkeypatch.setattr(start, "WEB_ENVIRONMENT", environment)
    monkeypatch.setattr(start, "WEB_PORT", port)
    monkeypatch.setattr(start, "LOGS", logs)
    return logs


@pytest.mark.trained  # no model, but the whole website: not for the quick part
def test_the_first_accounts_password_is_shown_once_and_not_logged(new_machine, capfd):
    with Supervisor(new_machine) as supervisor:
        log = start.start_website(supervisor)
        shown = re.search(r"Eenmalig wachtwoord: (\S+)", capfd.readouterr().out)
        assert shown
        assert "Nakijken:" in log.read_text(encoding="utf-8")
    assert "wachtwoord" not in log.read_text(encoding="utf-8")
    assert not any(shown[1] in file.read_text(encoding="utf-8") for file in new_machine.iterdir())

    start._make_first_account()
    assert "wachtwoord" not in capfd.readouterr().out


@pytest.mark.trained
def test_it_starts_with_the_settings_of_a_public_address(new_machine, monkeypatch):
    public = {"PESTWIJZER_HOSTS": "pesten.school.example", "PESTWIJZER_HTTPS": "1", "PESTWIJZER_PROXIES": "1"}
    monkeypatch.setattr(start, "WEB_ENVIRONMENT", {**start.WEB_ENVIRONMENT, **public})
    with Supervisor(new_machine) as supervisor:
        start.start_website(supervisor)
        assert answers(f"http://127.0.0.1:{start.WEB_PORT}/leeft")


def test_a_database_that_cannot_be_made_ready_is_told(new_machine, monkeypatch, tmp_path):
    broken = {**start.WEB_ENVIRONMENT, "PESTWIJZER_DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/web.sqlite3"}
    monkeypatch.setattr(start, "WEB_ENVIRONMENT", broken)
    with pytest.raises(start.StartError, match="database"):
        start._make_first_account()
