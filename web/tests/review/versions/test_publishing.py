"""Publishing and going back: one mechanism, whole after a crash at any step, and nothing of anybody's is lost."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest
from django.core.management import call_command

from demo.making import add_version, finished_candidate
from foundation.versions import registry
from foundation.versions.registry import data_files
from foundation.versions.workplace import held
from knowledge import reading
from review.answers import drafts
from review.models import Candidate, Event, Publication, Revision, TopicDraft
from review.versions import git, publishing
from review.versions.candidates import PUBLISHING_LOCK, NotPossible

NEW_QUESTION = "kan het clb ook bij ons thuis langskomen"


@pytest.fixture
def user(make_user, school):
    return make_user("rita", school, "redacteur", first_name="Rita", last_name="Peeters")


@pytest.fixture
def proposal(house, user):
    drafts.add_question(user, "clb", NEW_QUESTION)


def questions_of(topic: str) -> list[str]:
    return reading.load().topics[topic].questions


def contents(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in data_files(folder)}


def assert_whole(house, settings) -> None:
    """What answers, the files and the database tell the same, and nothing is left to do."""
    live = house.live()
    assert contents(settings.KNOWLEDGE) == contents(live.data)
    assert Publication.objects.count() == 1
    assert Publication.objects.get().version == live.name
    assert not publishing.unfinished()


def test_what_is_published_is_live_in_the_files_in_the_history_and_in_the_trail(house, settings, user, proposal):
    before, untouched = house.live_name(), (settings.KNOWLEDGE / "topics/kiva.yml").read_bytes()
    candidate = finished_candidate(user)
    publication = publishing.publish(user, candidate)
    assert_whole(house, settings)
    assert NEW_QUESTION in questions_of("clb")
    assert (settings.KNOWLEDGE / "topics/kiva.yml").read_bytes() == untouched
    assert (publication.previous, publication.by, publication.candidate) == (before, user, candidate)
    revision = Revision.objects.get()
    assert NEW_QUESTION in revision.after["questions"]
    assert NEW_QUESTION not in revision.before["questions"]
    assert not TopicDraft.objects.exists()
    assert Candidate.objects.get().state == Candidate.State.PUBLISHED
    event = Event.objects.first()
    assert event.name == "Published"
    assert event.about["topics"] == [reading.load().topics["clb"].title]


class Crash(Exception):
    """As if the power went."""


def crash_once(monkeypatch, where: str, when: str) -> None:
    """Let one step of the publication break off, before or after it did its work."""
    owner, _, name = where.rpartition(".")
    place = {"": publishing, "drafts": drafts, "registry": publishing.registry().__class__}[owner]
    original, calls = getattr(place, name), []

    def crash(*arguments, **named):
        if calls:
            return original(*arguments, **named)
        calls.append(1)
        if when == "after":
            original(*arguments, **named)
        raise Crash

    monkeypatch.setattr(place, name, crash)


CRASHES = [
    "_carry_out",
    "_version",
    "registry.add",
    "_set_aside",
    "make_equal",
    "registry.make_live",
    "drafts.after_publication",
    "_note",
    "registry.prune",
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("where", CRASHES)
def test_a_publication_that_breaks_off_is_finished_later(house, settings, user, proposal, monkeypatch, where, when):
    candidate = finished_candidate(user)
    crash_once(monkeypatch, where, when)
    with pytest.raises(Crash):
        publishing.publish(user, candidate)
    publishing.recover()
    assert_whole(house, settings)
    assert NEW_QUESTION in questions_of("clb")
    assert Revision.objects.count() == 1
    assert Candidate.objects.get().state == Candidate.State.PUBLISHED
    assert len(house.versions()) == 2


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("where", [step for step in CRASHES if step != "registry.add"])
def test_going_back_that_breaks_off_is_finished_later(house, settings, user, monkeypatch, where, when):
    first = house.live()
    (settings.KNOWLEDGE / "topics/kiva.yml").unlink()
    house.make_live(add_version(house, settings.KNOWLEDGE))
    crash_once(monkeypatch, where, when)
    with pytest.raises(Crash):
        publishing.back(user, first.name)
    publishing.recover()
    assert_whole(house, settings)
    assert house.live() == first
    assert "kiva" in reading.load().topics


def test_a_file_that_is_written_halfway_is_finished_later(house, settings, user, proposal, monkeypatch):
    """A crash between two files of `data/`: the next start makes it whole, also without the journal's memory."""
    drafts.add_question(user, "kiva", "doet onze school mee aan kiva denk je")
    candidate = finished_candidate(user)
    original, written = registry.write_whole, []

    def power_cut(path, content):
        if path.parent.name == "topics":
            written.append(path)
            if len(written) == 2:
                raise Crash
        original(path, content)

    monkeypatch.setattr(registry, "write_whole", power_cut)
    with pytest.raises(Crash):
        publishing.publish(user, candidate)
    monkeypatch.undo()
    settings.KNOWLEDGE, settings.MODELS = house.folder.parent / "data", house.folder
    publishing.recover()
    assert_whole(house, settings)


def test_a_website_that_starts_finishes_what_was_left(house, settings, user, proposal, monkeypatch, capsys):
    candidate = finished_candidate(user)
    crash_once(monkeypatch, "make_equal", "before")
    with pytest.raises(Crash):
        publishing.publish(user, candidate)
    call_command("publicatie_afwerken")
    assert_whole(house, settings)
    assert "Afgewerkt" in capsys.readouterr().out
    call_command("publicatie_afwerken")
    assert capsys.readouterr() == ("", "")


def test_the_next_publication_first_finishes_what_was_left(house, settings, user, proposal, monkeypatch):
    candidate = finished_candidate(user)
    crash_once(monkeypatch, "make_equal", "before")
    with pytest.raises(Crash):
        publishing.publish(user, candidate)
    with pytest.raises(NotPossible, match="al gepubliceerd"):
        publishing.publish(user, Candidate.objects.get())
    assert_whole(house, settings)


def test_back_and_forward_again_with_the_files_of_then(house, settings, user, proposal):
    first = house.live()
    newest = publishing.publish(user, finished_candidate(user)).version
    drafts.add_question(user, "kiva", "wat kost kiva voor een school eigenlijk")
    publishing.back(user, first.name)
    assert house.live() == first
    assert contents(settings.KNOWLEDGE) == contents(first.data)
    assert NEW_QUESTION not in questions_of("clb")
    assert TopicDraft.objects.get().topic == "kiva", "the proposal stays"
    assert Event.objects.first().name == "WentBack"
    gone = Publication.objects.first().revisions.get()
    assert gone.topic == "clb"
    assert NEW_QUESTION in gone.before["questions"]
    publishing.back(user, newest)
    assert NEW_QUESTION in questions_of("clb")
    assert not list(settings.MODELS.glob(".set-aside-*"))


def test_a_topic_that_came_goes_when_its_version_does(house, settings, user):
    first = house.live()
    content = drafts.current("kiva").content
    questions = ["wat is een heel nieuw ding", "vertel over het nieuwe ding", "nieuw ding hoezo"]
    draft = drafts.create(user, replace(content, title="Een heel nieuw ding", questions=questions))
    publishing.publish(user, finished_candidate(user))
    assert draft.topic in reading.load().topics
    publishing.back(user, first.name)
    assert draft.topic not in reading.load().topics


def test_an_engineers_edit_goes_along_and_is_told_in_the_history(house, settings, user, proposal):
    file = settings.KNOWLEDGE / "topics/kiva.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("examples: |\n", "examples: |\n    - kiva kiva kiva\n"))
    assert publishing.has_unpublished_files()
    publishing.publish(user, finished_candidate(user))
    assert not publishing.has_unpublished_files()
    assert {revision.topic for revision in Revision.objects.all()} == {"clb", "kiva"}


def test_going_back_keeps_an_engineers_unpublished_edit_aside(house, settings, user, proposal):
    first = house.live()
    publishing.publish(user, finished_candidate(user))
    file = settings.KNOWLEDGE / "topics/kiva.yml"
    file.write_text(file.read_text(encoding="utf-8") + "# not published yet\n")
    edited = contents(settings.KNOWLEDGE)
    publishing.back(user, first.name)
    assert contents(settings.KNOWLEDGE) == contents(first.data)
    (aside,) = settings.MODELS.glob(".set-aside-*")
    assert contents(aside) == edited


# --- what is refused --------------------------------------------------------------------------


def refused(user, candidate) -> str:
    live = publishing.registry().live_name()
    with pytest.raises(NotPossible) as told:
        publishing.publish(user, candidate)
    assert publishing.registry().live_name() == live
    assert not Publication.objects.exists()
    return str(told.value)


def test_a_failed_safety_set_blocks(house, user, proposal):
    unsafe = {"passed": False, "reasons": ["Eén noodbericht wordt niet meer herkend."], "missed": []}
    assert "noodsituaties minder goed" in refused(user, finished_candidate(user, safety=unsafe))


def test_a_candidate_of_other_files_than_today_is_refused(house, settings, user, proposal):
    candidate = finished_candidate(user)
    (settings.KNOWLEDGE / "topics/kiva.yml").unlink()
    assert "Intussen is er iets anders" in refused(user, candidate)


def test_a_candidate_compared_with_another_version_than_todays_is_refused(house, settings, user, proposal):
    candidate = finished_candidate(user)
    house.make_live(add_version(house, settings.KNOWLEDGE))
    assert "Intussen is er iets anders" in refused(user, candidate)


def test_what_was_taken_back_since_does_not_go_live(house, user, proposal):
    candidate = finished_candidate(user)
    drafts.drop(user, "clb")
    told = refused(user, candidate)
    assert reading.load().topics["clb"].title in told
    assert "teruggenomen" in told


def test_a_question_that_was_taken_back_since_does_not_go_live(house, user, proposal):
    drafts.add_question(user, "clb", "mag ik het clb ook mailen in het weekend")
    candidate = finished_candidate(user)
    drafts.remove_question(user, "clb", NEW_QUESTION)
    assert "anders geworden" in refused(user, candidate)


def test_a_text_that_was_mended_since_does_not_go_live_as_it_was(house, user, proposal):
    candidate, seen = finished_candidate(user), drafts.current("clb").content
    drafts.save(user, "clb", replace(seen, about="Iets anders."), seen)
    assert "anders geworden" in refused(user, candidate)


def test_a_question_that_came_back_since_is_not_removed(house, user, proposal):
    gone = questions_of("clb")[0]
    drafts.remove_question(user, "clb", gone)
    candidate = finished_candidate(user)
    drafts.restore_question(user, "clb", gone)
    assert "anders geworden" in refused(user, candidate)


def test_what_was_only_added_since_stays_in_the_proposal(house, user, proposal):
    candidate = finished_candidate(user)
    drafts.add_question(user, "clb", "mag ik het clb ook mailen in het weekend")
    publishing.publish(user, candidate)
    (left,) = drafts.proposal()
    assert set(left.content.questions) - set(left.file.questions) == {"mag ik het clb ook mailen in het weekend"}


def test_what_was_taken_back_and_put_back_goes_live_and_leaves_the_proposal(house, user, proposal):
    candidate, content = finished_candidate(user), drafts.current("clb").content
    drafts.drop(user, "clb")
    drafts.propose(user, "clb", "topics", content)
    publishing.publish(user, candidate)
    assert NEW_QUESTION in questions_of("clb")
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize(("missing", "told"), [("model.tar.gz", "opgeruimd"), ("data/topics/clb.yml", "beschadigd")])
def test_a_candidate_that_is_not_whole_is_refused(house, settings, user, proposal, missing, told):
    candidate = finished_candidate(user)
    (settings.MODELS / candidate.folder / missing).unlink()
    assert told in refused(user, candidate)


@pytest.mark.parametrize(
    ("state", "told"),
    [("running", "niet klaar"), ("failed", "niet klaar"), ("stopped", "niet klaar"), ("published", "al gepubliceerd")],
)
def test_only_a_candidate_that_is_ready_is_published(house, user, proposal, state, told):
    candidate = finished_candidate(user)
    candidate.state = state
    candidate.save()
    assert told in refused(user, candidate)


def test_one_publishes_at_a_time(house, settings, user, proposal):
    candidate = finished_candidate(user)
    with held(settings.MODELS / PUBLISHING_LOCK):
        assert "collega" in refused(user, candidate)


@pytest.mark.parametrize("name", ["", "..", "bestaat-niet", "../data"])
def test_only_a_whole_version_is_put_back(house, user, name):
    with pytest.raises(NotPossible, match="er niet meer"):
        publishing.back(user, name)
    with pytest.raises(NotPossible, match="antwoordt al"):
        publishing.back(user, house.live_name())


def test_a_publication_whose_files_are_gone_changes_nothing_and_does_not_stand_in_the_way(
    house, settings, user, proposal, monkeypatch
):
    candidate, before = finished_candidate(user), contents(settings.KNOWLEDGE)
    crash_once(monkeypatch, "_version", "before")
    with pytest.raises(Crash):
        publishing.publish(user, candidate)
    shutil.rmtree(settings.MODELS / candidate.folder)
    with pytest.raises(NotPossible, match="niets gewijzigd"):
        publishing.recover()
    assert contents(settings.KNOWLEDGE) == before
    assert not publishing.unfinished()


def test_ten_versions_stay(house, settings, user):
    for number in range(12):
        drafts.add_question(user, "clb", f"{NEW_QUESTION} {number}")
        publishing.publish(user, finished_candidate(user))
    assert len(house.versions()) == 10


# --- git --------------------------------------------------------------------------------------


@pytest.fixture
def repository(house, settings):
    """A git repository around the data, with a file beside it that is not ours to commit."""
    root = settings.KNOWLEDGE.parent
    git = ["git", "-C", str(root), "-c", "user.name=E", "-c", "user.email=e@voorbeeld.example"]
    (root / ".gitignore").write_text("models/\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *command], check=True)  # noqa: S603
    (root / "README.md").write_text("half an engineer's work")
    subprocess.run([*git, "add", "README.md"], check=True)  # noqa: S603

    def run(*command: str) -> str:
        return subprocess.run([*git, *command], check=True, capture_output=True, text=True).stdout  # noqa: S603

    return run


def test_a_publication_is_committed_in_the_name_of_who_published(repository, settings, user, proposal):
    settings.GIT_COMMITS = True
    publication = publishing.publish(user, finished_candidate(user))
    assert git.commit(publication) == ""
    assert repository("log", "-1", "--format=%an %ae").strip() == "Rita Peeters rita@voorbeeld.example"
    assert publication.version in repository("log", "-1", "--format=%s")
    assert repository("show", "--stat", "--format=", "HEAD").split()[0] == "data/topics/clb.yml"
    assert "README.md" in repository("diff", "--cached", "--name-only"), "what others prepared stays theirs"


def test_by_default_nothing_is_committed(repository, settings, user, proposal):
    publication = publishing.publish(user, finished_candidate(user))
    assert git.commit(publication) == ""
    assert repository("log", "--format=%s").split() == ["Begin"]


def test_a_commit_that_fails_is_told_and_undoes_nothing(house, settings, user, proposal):
    settings.GIT_COMMITS = True
    publication = publishing.publish(user, finished_candidate(user))
    assert "git" in git.commit(publication)
    assert_whole(house, settings)
