"""What we tell whoever runs the machine to type exists there."""

import shutil

from common import by_hand
from foundation.repository import ROOT


def test_on_a_server_a_command_comes_with_the_account_and_the_settings_of_the_service(tmp_path, monkeypatch):
    shutil.copy(ROOT / "deploy" / "systemd" / by_hand.ON_A_SERVER, tmp_path)
    (tmp_path / by_hand.ON_A_SERVER).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert by_hand.to_type("eerste_account") == "pestwijzer-manage eerste_account"


def test_elsewhere_it_is_run_in_this_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    command = by_hand.to_type("changepassword beheerder")
    python, manage, *rest = command.split()
    assert (ROOT / python).exists()
    assert (ROOT / manage).exists()
    assert rest == ["changepassword", "beheerder"]
