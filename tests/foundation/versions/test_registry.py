"""The registry: what is live is whole, going back is one write, and nothing half-made is ever seen."""

from __future__ import annotations

import os

import pytest

from foundation.repository import ROOT
from foundation.versions.registry import (
    ENCODER_RECIPE,
    PROGRAM,
    ModelRegistry,
    RegistryError,
    data_fingerprint,
    fingerprint,
    make_equal,
)
from foundation.versions.workplace import PUBLISHING_LOCK, held


@pytest.fixture
def registry(tmp_path):
    return ModelRegistry(tmp_path / "models")


@pytest.fixture
def made(registry):
    """Return how to add a version that answers with a text."""

    def make(text: str, moment: int):
        workplace = registry.workplace()
        (workplace / "model.tar.gz").write_text(text)
        (workplace / "data").mkdir()
        (workplace / "data" / "a.yml").write_text(text)
        return registry.add(workplace, f"{moment:08x}" * 8, note=text)

    return make


def test_nothing_is_live_before_something_is_made(registry):
    assert registry.live() is None
    assert registry.versions() == []
    assert registry.previous() is None


def test_going_live_and_back(registry, made):
    first, second = made("een", 1), made("twee", 2)
    registry.make_live(second)
    assert registry.live() == second
    assert registry.previous() == first
    registry.make_live(first)
    assert registry.live().model.read_text() == "een"
    assert registry.previous() is None


def test_a_pointer_that_leads_nowhere_leaves_the_newest_version_to_start_with(registry, made):
    first, second = made("een", 1), made("twee", 2)
    registry.make_live(first)
    assert registry.require_live() == registry.live_if_whole() == first
    first.model.unlink()
    assert registry.require_live() == second
    assert registry.live_if_whole() is None
    (registry.folder / "live").write_text("is-er-niet")
    assert registry.as_wanted() == [second]
    second.model.unlink()
    with pytest.raises(RegistryError):
        registry.require_live()


def test_a_workplace_is_no_version_until_it_is_added(registry):
    workplace = registry.workplace()
    (workplace / "model.tar.gz").write_text("half")
    assert registry.versions() == []
    with pytest.raises(RegistryError):
        registry.add(workplace, "0" * 64)


@pytest.mark.parametrize("name", ["", ".", "..", "../elsewhere", "bestaat-niet"])
def test_only_a_whole_version_goes_live(registry, made, name):
    version = made("een", 1)
    registry.make_live(version)
    with pytest.raises(RegistryError):
        registry.get(name)
    version.model.unlink()
    with pytest.raises(RegistryError):
        registry.make_live(version)


def test_ten_versions_stay_and_the_live_one_always(registry, made):
    versions = [made(str(number), number) for number in range(12)]
    registry.make_live(versions[0])
    registry.prune(keep=10)
    assert len(registry.versions()) == 11
    assert registry.live() == versions[0]


def test_a_model_is_made_anew_when_what_decides_about_it_changes_and_for_nothing_else(tmp_path):
    files = ["data/topics/a.yml", *PROGRAM, ENCODER_RECIPE]
    others = ["components/parent_channel.py", "components/emergency_guard.py", "components/weighing.py"]
    for file in [*files, *others]:
        assert file.startswith("data/") or (ROOT / file).is_file(), "a file that is named is there"
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("een")
    seen = [fingerprint(tmp_path / "data", tmp_path)]
    for file in [*files, *others]:
        (tmp_path / file).write_text("twee")
        seen.append(fingerprint(tmp_path / "data", tmp_path))
    assert len(set(seen)) == len(files) + 1
    assert len(set(seen[-len(others) - 1 :])) == 1


def test_without_an_encoder_a_model_can_be_made_and_with_one_it_is_another(tmp_path):
    for file in ["data/topics/a.yml", *PROGRAM]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("een")
    without = fingerprint(tmp_path / "data", tmp_path)
    (tmp_path / ENCODER_RECIPE).parent.mkdir()
    (tmp_path / ENCODER_RECIPE).write_text("{}")
    assert fingerprint(tmp_path / "data", tmp_path) != without


def test_a_data_folder_becomes_exactly_another_and_what_is_equal_stays_untouched(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    had, wanted = {"same": "a", "gone": "b", "old": "c"}, {"same": "a", "new": "d", "old": "e"}
    for folder, files in ((ours, had), (theirs, wanted)):
        (folder / "topics").mkdir(parents=True)
        for name, text in files.items():
            (folder / "topics" / f"{name}.yml").write_bytes(text.encode() + b"\r\n")
    (ours / "README.md").write_text("not data")
    untouched = (ours / "topics" / "same.yml").stat()
    make_equal(ours, theirs)
    assert data_fingerprint(ours) == data_fingerprint(theirs)
    assert (ours / "topics" / "same.yml").stat().st_ino == untouched.st_ino
    assert (ours / "README.md").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_lock_that_root_takes_does_not_lock_the_services_out(tmp_path):
    somebody = 12345
    os.chown(tmp_path, somebody, somebody)
    with held(tmp_path / PUBLISHING_LOCK):
        pass
    assert (tmp_path / PUBLISHING_LOCK).stat().st_uid == somebody
