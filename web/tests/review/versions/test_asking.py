"""What is asked of a version has its turn on the machine, and keeps no member of staff waiting."""

from __future__ import annotations

import threading

import pytest

from demo.making import stand_in
from foundation.versions.workplace import ASKING_LOCK, TRAINING_LOCK, Busy, held, is_held
from review.answers import drafts
from review.models import Candidate
from review.queue import meaning
from review.versions import asking, candidates, effects
from review.versions.asking import Seen
from serving import housekeeping
from tests.helpers import PATIENCE, wait_until

# Answers once it may, or is a candidate in the making.
WORKS = """
if "training.candidate" in sys.argv:
    time.sleep(60)
wanted = json.loads(sys.stdin.readline())
Path("{begun}").touch()
while not Path("{may_answer}").exists():
    time.sleep(0.02)
seen = {{"answered": "clb", "first": "clb", "confidence": 0.9, "doubt": False}}
print(json.dumps([[seen for text in wanted["texts"]] for version in wanted["versions"]]), flush=True)
"""


@pytest.fixture
def program(house, settings, tmp_path):
    """Let another program answer. Returns: the files that say that it was asked, and that it may answer."""
    begun, may_answer = tmp_path / "begun", tmp_path / "may_answer"
    settings.ASSISTANT_PYTHON = stand_in(tmp_path, WORKS.format(begun=begun, may_answer=may_answer))
    yield begun, may_answer
    may_answer.touch()


def test_while_a_version_is_made_nothing_is_asked(program, house, settings, monkeypatch, caplog):
    monkeypatch.setattr(meaning, "compare_new", lambda: None)
    monkeypatch.setattr(effects, "compare_last", lambda: asking.ask([house.live()], ["wat doet het clb"]))
    begun, _may_answer = program
    with held(settings.MODELS / TRAINING_LOCK):
        with pytest.raises(Busy):
            asking.ask([house.live()], ["wat doet het clb"])
        housekeeping.think()
    assert not begun.exists()
    assert not caplog.records, "it is no error: the next round has its turn"
    assert not is_held(settings.MODELS / ASKING_LOCK)


def test_while_it_asks_staff_begin_a_candidate_and_no_other_asks(program, house, settings, make_user, school):
    begun, may_answer = program
    told = []
    asks = threading.Thread(target=lambda: told.append(asking.ask([house.live()], ["wat doet het clb"])), daemon=True)
    asks.start()
    wait_until(begun.exists)
    with pytest.raises(Busy):
        asking.ask([house.live()], ["wat doet het clb"])
    rita = make_user("rita", school, "redacteur")
    drafts.add_question(rita, "clb", "kan het clb ook bij ons thuis langskomen")
    candidate = candidates.start(rita, ["clb"])
    assert candidates.state(candidate).state == Candidate.State.RUNNING
    assert is_held(settings.MODELS / ASKING_LOCK), "the candidate waits for it before it learns"
    may_answer.touch()
    asks.join(PATIENCE)
    candidates.stop(rita, candidate)
    assert told == [[[Seen("clb", "clb", 0.9, doubt=False)]]]
    assert not is_held(settings.MODELS / ASKING_LOCK)
