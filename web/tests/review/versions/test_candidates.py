"""Candidates in the making: a process of its own that is followed by its lock, stopped, and never half believed."""

from __future__ import annotations

import os
import shutil
import signal
import time

import pytest
from django.utils import timezone

from demo.making import finished_candidate, stand_in
from foundation.versions.registry import data_fingerprint
from foundation.versions.workplace import LOCK, TRAINING_LOCK, held, holder, is_held
from review.answers import drafts
from review.models import Candidate, Event, TopicDraft
from review.versions import candidates
from review.versions.candidates import NotPossible
from tests.helpers import wait_until

STATE = Candidate.State
TELL = "tell = lambda name, **what: (workplace / name).write_text(json.dumps(what))\n"
WORKS_ON = TELL + "tell('progress.json', step=3, of=4, title='Leren', overall=0.5)\ntime.sleep(60)\n"
SUCCEEDS = TELL + "tell('report.json', verdict='equal', seconds=80, safety={'passed': True})\n"
FAILS = f"{TELL}tell('progress.json', step=1, of=4, title='', overall=0, error='Dat klopt niet.')\nsys.exit(1)\n"
SAYS_NOTHING = "sys.exit(1)\n"


@pytest.fixture
def user(make_user, school):
    return make_user("rita", school, "redacteur")


@pytest.fixture
def begin(house, settings, user, tmp_path):
    """Return how to start a candidate that does what a script says; whatever runs at the end is stopped."""

    def start(script: str) -> Candidate:
        settings.ASSISTANT_PYTHON = stand_in(tmp_path, script)
        drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
        return candidates.start(user, ["clb"])

    yield start
    for candidate in Candidate.objects.filter(state=STATE.RUNNING):
        candidates.stop(user, candidate)


def ended(candidate: Candidate) -> Candidate:
    wait_until(lambda: candidates.state(candidate).state != STATE.RUNNING)
    return candidate


def happenings() -> list[str]:
    return [event.name for event in Event.objects.order_by("id") if event.name.startswith("Candidate")]


def test_a_candidate_is_made_from_the_proposal_beside_what_runs(begin, house, settings):
    before = data_fingerprint(settings.KNOWLEDGE)
    candidate = begin(WORKS_ON)
    workplace = candidates.workplace_of(candidate)
    assert candidates.state(candidate).state == STATE.RUNNING
    assert candidates.running() == candidate
    assert "thuis langskomen" in (workplace / "data/topics/clb.yml").read_text(encoding="utf-8")
    assert [entry["topic"] for entry in candidate.drafts] == ["clb"]
    assert candidate.data_fingerprint == before == data_fingerprint(settings.KNOWLEDGE)
    assert len(house.versions()) == 1
    assert happenings() == ["CandidateStarted"]


def test_how_far_it_is_can_be_seen(begin):
    candidate = begin(WORKS_ON)
    wait_until(lambda: candidates.progress(candidate).step == 3)
    assert candidates.progress(candidate) == candidates.Progress(3, 4, "Leren", 0.5)


def test_it_goes_on_without_the_website_and_its_end_is_noted_once(begin):
    """What the website knows stands on disk: another process of it, later, sees the same."""
    candidate = ended(begin(SUCCEEDS))
    assert candidate.state == STATE.READY
    assert candidate.report["seconds"] == 80
    assert candidates.state(Candidate.objects.get()).state == STATE.READY
    assert happenings() == ["CandidateStarted", "CandidateEnded"]
    assert candidates.usual_seconds() == 80


def test_a_failure_is_told_in_its_own_words(begin):
    candidate = ended(begin(FAILS))
    assert (candidate.state, candidate.error) == (STATE.FAILED, "Dat klopt niet.")


@pytest.mark.parametrize("script", [SAYS_NOTHING, WORKS_ON])
def test_a_candidate_that_died_is_known_for_certain(begin, script):
    candidate = begin(script)
    process = holder(candidates.workplace_of(candidate) / LOCK)
    assert process or script == SAYS_NOTHING
    if process:
        os.kill(process, signal.SIGKILL)
    candidate = ended(candidate)
    assert (candidate.state, candidate.error) == (STATE.FAILED, candidates.DIED)
    assert TopicDraft.objects.exists()


def test_one_at_a_time(begin, settings):
    candidate = begin(WORKS_ON)
    with pytest.raises(NotPossible, match="al een proefmodel"):
        candidates.start(candidate.made_by, ["clb"])
    assert Candidate.objects.count() == 1
    assert len(list(settings.MODELS.glob(candidates.WORKPLACES))) == 1


def test_a_training_by_an_engineer_counts_too(begin, settings):
    with held(settings.MODELS / TRAINING_LOCK), pytest.raises(NotPossible, match="al een proefmodel"):
        begin(WORKS_ON)


def test_after_one_has_ended_another_can_begin(begin, user):
    ended(begin(FAILS))
    assert candidates.start(user, ["clb"]).state == STATE.RUNNING


def test_stopping_ends_the_process_and_leaves_nothing(begin, house, settings, make_user, school):
    candidate = begin(f"import subprocess\nsubprocess.Popen(['sleep', '60'])\n{WORKS_ON}")
    workplace, colleague = candidates.workplace_of(candidate), make_user("jan", school, "beheerder")
    process = holder(workplace / LOCK)
    stopped = candidates.stop(colleague, candidate)
    assert stopped.state == STATE.STOPPED
    assert stopped.error
    assert not workplace.exists()
    with pytest.raises(ProcessLookupError):
        wait_until(lambda: os.killpg(process, 0))
    assert not is_held(settings.MODELS / TRAINING_LOCK)
    assert Event.objects.first().user == colleague
    assert len(house.versions()) == 1


def test_stopping_what_is_ready_changes_nothing(begin, user):
    candidate = begin(SUCCEEDS)
    wait_until(lambda: not is_held(candidates.workplace_of(candidate) / LOCK))
    assert candidates.stop(user, candidate).state == STATE.READY


# --- what is refused --------------------------------------------------------------------------


def refused(user) -> str:
    with pytest.raises(NotPossible) as told:
        candidates.start(user, [*TopicDraft.objects.values_list("topic", flat=True)])
    assert not Candidate.objects.exists()
    assert not list(candidates.settings.MODELS.glob(candidates.WORKPLACES))
    assert not is_held(candidates.settings.MODELS / TRAINING_LOCK)
    return str(told.value)


def test_nothing_changed(house, user):
    assert "Je koos geen enkel antwoord" in refused(user)


def test_an_engineers_edit_is_a_change(begin, settings, user):
    (settings.KNOWLEDGE / "topics/kiva.yml").unlink()
    candidate = begin(WORKS_ON)
    assert not (candidates.workplace_of(candidate) / "data/topics/kiva.yml").exists()


def test_too_little_space(house, user, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(10**9, 10**9, 5 * 2**20))
    assert "5 MB vrij" in refused(user)


def test_an_answer_that_may_not_go_live(house, user):
    drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
    draft = TopicDraft.objects.get()
    draft.content["answer"] = "Het slachtoffer belt het CLB."
    draft.save()
    assert "slachtoffer" in refused(user)


def test_a_proposal_that_no_longer_fits_the_files(house, settings, user):
    draft = drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
    draft.content["title"] = "Onze titel"
    draft.save()
    file = settings.KNOWLEDGE / "topics/clb.yml"
    title = drafts.current("clb").file.title
    file.write_text(file.read_text(encoding="utf-8").replace(title, "Hun titel"), encoding="utf-8")
    assert "titel" in refused(user)


def test_no_program_to_train_with(house, settings, user):
    settings.ASSISTANT_PYTHON = "/nowhere/python"
    drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
    assert "technicus" in refused(user)


def test_no_live_version(house, user):
    (house.folder / "live").unlink()
    assert "nog geen versie" in refused(user)


# --- tidying up -------------------------------------------------------------------------------


def aged(path, days: float) -> None:
    long_ago = time.time() - days * 86_400
    os.utime(path, (long_ago, long_ago))


def test_what_nobody_needs_is_removed(house, settings, user):
    drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
    fresh, old, failed = (finished_candidate(user) for _ in range(3))
    Candidate.objects.filter(pk=old.pk).update(finished=timezone.now() - candidates.READY_FOR * 2)
    Candidate.objects.filter(pk=failed.pk).update(
        state=STATE.FAILED, finished=timezone.now() - candidates.FAILED_FOR * 2
    )
    lonely, young, busy = (house.workplace() for _ in range(3))
    aged(lonely, 1), aged(busy, 1)
    with held(busy / LOCK):
        candidates.sweep()
    left = {path.name for path in settings.MODELS.glob(candidates.WORKPLACES)}
    assert left == {fresh.folder, young.name, busy.name}
    assert house.live()


def test_a_candidate_whose_machine_stopped_is_ended_by_tidying_up(house, user):
    drafts.add_question(user, "clb", "kan het clb ook bij ons thuis langskomen")
    candidate = finished_candidate(user)
    (candidates.workplace_of(candidate) / "report.json").unlink()
    Candidate.objects.update(state=STATE.RUNNING)
    candidates.sweep()
    assert Candidate.objects.get().state == STATE.FAILED
