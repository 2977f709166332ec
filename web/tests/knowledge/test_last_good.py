"""A file of answers that cannot be read takes nothing down: what it held before is shown, and staff are told."""

from __future__ import annotations

import logging
import shutil

import pytest
from django.conf import settings as django_settings

from foundation.versions.registry import ModelRegistry
from knowledge import reading
from tests.helpers import text_of
from tests.review.conftest import make_user, staff  # noqa: F401 - fixtures

PAGES = ["/", "/vragen", "/vragen/clb", "/over", "/embed/voorbeeldschool", "/api/voorbeeldschool/school"]
STAFF_PAGES = ["", "nood", "antwoorden", "antwoorden/clb", "voorstel", "versies", "inzicht", "collegas", "spoor"]
TOPIC = "topics/clb.yml"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Begin without what other tests have read, as after a start."""
    monkeypatch.setattr(reading, "_last_good", {})
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.fixture
def data(tmp_path, settings):
    settings.KNOWLEDGE = tmp_path / "data"
    shutil.copytree(django_settings.REPOSITORY / "data", settings.KNOWLEDGE)
    return settings.KNOWLEDGE


@pytest.fixture
def live(tmp_path, data, settings):
    """A registry whose live version learned from the files as they were."""
    registry = ModelRegistry(tmp_path / "models")
    for name in ("20260101-000000-old", "20260201-000000-live"):
        folder = registry.folder / name
        shutil.copytree(data, folder / "data")
        (folder / "model.tar.gz").touch()
        (folder / "about.json").write_text('{"made": "2026-01-01T00:00:00+00:00", "fingerprint": "0", "note": ""}')
    registry.make_live(registry.get("20260201-000000-live"))
    return registry


def half_saved(path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])


def _no_utf8(path) -> None:
    path.write_bytes(path.read_bytes() + b"# \xe9")


def _empty(path) -> None:
    path.write_text("")


def _text(path) -> None:
    path.write_text("hallo")


def _number(path) -> None:
    path.write_text(path.read_text().replace("  - text: |", "  - text: 7\n    x: |"))


def _unknown_helpline(path) -> None:
    path.write_text(path.read_text().replace("  - text: |\n", "  - text: |\n      Bel [[bestaat_niet]].\n", 1))


def _folder(path) -> None:
    path.unlink()
    path.mkdir()


BREAKS = [half_saved, _no_utf8, _empty, _text, _number, _unknown_helpline, _folder]


@pytest.mark.parametrize("break_it", BREAKS)
def test_what_stood_there_before_goes_on(client, school, data, break_it):
    before = text_of(client.get("/vragen/clb"))
    break_it(data / TOPIC)
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    assert text_of(client.get("/vragen/clb")) == before
    assert "clb" in reading.trouble()
    assert str(data) not in reading.trouble()


@pytest.mark.parametrize("break_it", BREAKS[:2])
def test_after_a_restart_too_from_what_the_live_version_learned(client, school, data, live, break_it):
    break_it(data / TOPIC)
    for page in PAGES:
        assert client.get(page).status_code == 200, page


def test_a_live_version_that_is_not_whole_is_passed_over(client, school, data, live):
    half_saved(data / TOPIC)
    shutil.rmtree(live.live().data)
    assert client.get("/vragen/clb").status_code == 200


def test_without_helplines_or_topics_the_last_good_ones_are_shown(client, school, data):
    assert client.get("/").status_code == 200
    (data / "helplines.yml").unlink()
    assert "1813" in text_of(client.get("/vragen/noodsituatie_zelfdoding"))
    shutil.rmtree(data)
    assert client.get("/vragen").status_code == 200


def test_a_file_that_is_mended_is_read_again(client, school, data):
    client.get("/")
    whole = (data / TOPIC).read_text()
    half_saved(data / TOPIC)
    assert reading.trouble()
    (data / TOPIC).write_text(whole.replace("title: ", "title: Nieuw ", 1))
    assert reading.trouble() == ""
    assert reading.load().topics["clb"].title.startswith("Nieuw")


def test_staff_are_told_on_every_page(staff, school, data, live):  # noqa: F811
    half_saved(data / TOPIC)
    for page in STAFF_PAGES:
        response = staff["beheerder"].get(f"/nakijken/{page}", follow=True)
        assert response.status_code == 200, page
        assert "kan niet gelezen worden" in text_of(response), page


def test_staff_are_told_of_a_version_that_failed_and_of_what_is_not_kept(staff, school, monkeypatch):  # noqa: F811
    from chat import assistant

    health = {"model": "a", "failed": "b", "error": {"code": "not_kept"}}
    monkeypatch.setattr(assistant, "health", lambda: health)
    page = text_of(staff["lezer"].get("/nakijken/", follow=True))
    assert "De versie b kan niet geladen worden" in page
    assert "niet bewaren" in page
