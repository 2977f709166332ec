"""What is worked out beside parents steps back behind them, also where sessions share the processor."""

import subprocess
import sys

from foundation.priority import NICENESS, OF_THE_SESSION

STEP_BACK = """
import os
from foundation.priority import OF_THE_SESSION, let_others_go_first
let_others_go_first()
print(os.nice(0), OF_THE_SESSION.read_text() if OF_THE_SESSION.exists() else "")
"""


def after_stepping_back(own_session: bool) -> str:
    command = [sys.executable, "-c", STEP_BACK]
    return subprocess.run(command, start_new_session=own_session, check=True, capture_output=True, text=True).stdout


def test_a_process_with_a_session_of_its_own_steps_back_with_it():
    said = after_stepping_back(own_session=True)
    assert said.startswith(f"{NICENESS} ")
    assert not OF_THE_SESSION.exists() or f"nice {NICENESS}" in said


def test_the_session_of_who_started_it_by_hand_stays_as_it_was():
    before = OF_THE_SESSION.read_text() if OF_THE_SESSION.exists() else ""
    assert after_stepping_back(own_session=False) == f"{NICENESS} {before}\n"
