"""A topic file that is half saved keeps nobody from starting what answered yesterday."""

from __future__ import annotations

import pytest

from tools import train


@pytest.fixture
def half_saved(tmp_path, monkeypatch):
    """Data with one half topic. Returns: the folder in which the versions are looked for."""
    data, models = tmp_path / "data", tmp_path / "models"
    (data / "topics").mkdir(parents=True)
    (data / "topics" / "clb.yml").write_text("nlu:\n- intent: clb\n")
    monkeypatch.setattr("sys.argv", ["train", "--data", str(data), "--models", str(models)])
    return models


def test_with_a_version_that_answers_it_is_told_and_no_more(half_saved, capsys):
    version = half_saved / "20260101-000000-a"
    (version / "data").mkdir(parents=True)
    (version / "model.tar.gz").touch()
    (version / "about.json").write_text('{"fingerprint": "0"}')
    (half_saved / "live").write_text(version.name)
    train.main()
    assert "clb.yml" in capsys.readouterr().out


def test_without_any_version_it_is_an_error(half_saved):
    with pytest.raises(SystemExit, match="clb.yml"):
        train.main()
