"""The website hides what the assistant hides, to the letter; and what it cannot hide it does not keep."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from common import masking
from common.masking import MaskingFailed
from demo.website import WEB, settings_in
from tests.helpers import PATIENCE

TEXTS = [
    "Onze Lotte Peeters wordt gepest door Kobe. Lotte durft niets te zeggen.",
    "ik ben jan maes, bel 0475 12 34 56\nof mail jan.maes@voorbeeld.be \U0001f622",
    "Zij zit in 3B van het Sint-Jozefscollege en woont in de Kerkstraat 12, 9300 Aalst",
    'een vraag zonder iets van iemand, met "aanhalingstekens" en \\\\ en é',
]


@pytest.fixture(scope="module")
def as_the_assistant_does() -> dict[str, str]:
    """Ask the assistant's Python itself, without the program that the website keeps running."""
    program = (
        f"import json; from foundation.privacy.pseudonymiser import mask; print(json.dumps([mask(t) for t in {TEXTS}]))"
    )
    command = [django_settings.ASSISTANT_PYTHON, "-c", program]
    done = subprocess.run(command, cwd=django_settings.REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S603
    return dict(zip(TEXTS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_a_question_is_marked_as_the_assistant_marks_it(text, as_the_assistant_does):
    assert masking.mask(text) == as_the_assistant_does[text]


def test_the_details_are_told_each_once():
    assert masking.details("Lotte en nog eens Lotte, bel 0475 12 34 56") == ["Lotte", "0475 12 34 56"]


def test_a_program_that_died_is_started_again():
    masking.mask("een")
    with masking._program._process as process:
        process.kill()
    assert masking.mask("ik ben Lotte") == "ik ben [NAAM 1]"


def test_one_that_dies_over_a_text_costs_that_text_only():
    masking.mask("een")
    with masking._program._process as process:
        process.stdin.close()  # as when it ends just now
        with pytest.raises(MaskingFailed):
            masking.mask("ik ben Lotte")
    assert masking.mask("ik ben Lotte") == "ik ben [NAAM 1]"


def test_one_that_says_nothing_is_ended(settings, tmp_path, monkeypatch, no_masker):
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    settings.ASSISTANT_PYTHON = str(silent)
    monkeypatch.setattr(masking, "SECONDS_TO_ANSWER", 0.2)
    with masking._program._running() as process, pytest.raises(MaskingFailed):
        masking.mask("ik ben Lotte")
    assert process.returncode < 0, "it was killed"
    assert masking._program._process is None


def test_who_only_warns_does_not_stand_in_line_for_long(monkeypatch):
    masking.mask("een")
    monkeypatch.setattr(masking, "SECONDS_FOR_A_WARNING", 0.1)
    with masking._program._one_at_a_time, pytest.raises(MaskingFailed):
        masking.details("ik ben Lotte")
    assert masking.details("ik ben Lotte") == ["Lotte"]


def test_without_it_the_error_says_nothing_of_the_text(settings, no_masker):
    settings.ASSISTANT_PYTHON = "/no/such/python"
    with pytest.raises(MaskingFailed) as failed:
        masking.mask("ik ben Lotte")
    assert "Lotte" not in str(failed.value)


def test_a_command_that_asked_it_leaves_nothing_running(tmp_path):
    asks = (
        f"from common import masking; masking.SECONDS_TO_ANSWER = {PATIENCE}; "
        "print(masking.mask('ik ben Lotte'), masking._program._process.pid)"
    )
    command = [sys.executable, "-W", "default", "manage.py", "shell", "-v0", "-c", asks]
    environment = {**os.environ, **settings_in(tmp_path)}
    done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    masked, _, process = done.stdout.strip().rpartition(" ")
    assert (masked, done.stderr) == ("ik ben [NAAM 1]", ""), "Python warns of a process that still runs"
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
