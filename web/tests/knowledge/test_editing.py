"""Topic files written back: what did not change stays, byte for byte, in every file we have."""

from __future__ import annotations

import difflib
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from foundation.files import read_yaml
from foundation.helplines import load_helplines
from foundation.topics import load_topics, read_topic
from knowledge import checks, merging, writing
from knowledge.checks import Refused
from knowledge.content import Content, content_of, new_id
from knowledge.merging import MergeConflict

TOPICS = load_topics(settings.REPOSITORY / "data")
AWKWARD = [
    "wat: is dat",
    "- een streepje vooraan",
    "# geen commentaar",
    "'aanhalings' \"tekens\"",
    "yes",
    "{a: b}, [c]",
    "& * ! % @ `",
    "emoji 😡 en ë",
    "100%",
    "|",
    "eindigt op dubbelepunt:",
]


@pytest.fixture
def data(tmp_path) -> Path:
    shutil.copytree(settings.REPOSITORY / "data", tmp_path / "data")
    return tmp_path / "data"


def file_of(data: Path, topic: str) -> Path:
    return next(data.glob(f"*/{topic}.yml"))


def written(data: Path, topic: str, **changes) -> list[str]:
    """Write a topic with changes. Returns: the lines that differ, with + or -."""
    path = file_of(data, topic)
    before = path.read_text(encoding="utf-8")
    writing.write_topic(data, path.parent.name, topic, replace(content_of(read_topic(path)), **changes))
    lines = difflib.unified_diff(before.splitlines(), path.read_text(encoding="utf-8").splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_every_file_is_written_back_byte_for_byte(data):
    assert TOPICS
    for topic in TOPICS.values():
        before = file_of(data, topic.id).read_bytes()
        assert written(data, topic.id) == []
        assert file_of(data, topic.id).read_bytes() == before


def test_in_every_file_only_what_changed_changes(data):
    assert TOPICS
    for topic in TOPICS.values():
        questions = [*topic.questions, "een vraag: die er nog niet stond"]
        lines = written(data, topic.id, title="Nieuw: een titel", questions=questions)
        assert [line.strip("+- ").split(":")[0] for line in lines] == ["title", "title", "een vraag"], topic.id


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"related": ["clb_chat"]},
            ["-    related: [clb_vertrouwelijkheid, clb_chat, hulplijnen]", "+    related: [clb_chat]"],
        ),
        ({"theme": "school"}, ["-    theme: hulp", "+    theme: school"]),
    ],
)
def test_a_changed_row_is_the_only_change(data, changes, lines):
    assert written(data, "clb", **changes) == lines


def test_a_changed_answer_keeps_its_block_and_is_checked_today(data):
    file = file_of(data, "clb")
    file.write_text(file.read_text().replace(f"checked: {TOPICS['clb'].checked}", "checked: 2026-01-01"))
    answer = TOPICS["clb"].answer.replace("onafhankelijk", "van niemand: onafhankelijk")
    lines = written(data, "clb", answer=answer)
    assert [line for line in lines if "checked" in line][1] == f"+    checked: {timezone.localdate()}"
    assert len(lines) == 4
    assert "  - text: |\n      Het CLB denkt" in file_of(data, "clb").read_text()


def test_what_follows_a_lead_is_added_changed_and_taken_away(data):
    writing.write_topic(data, "topics", "clb", replace(content_of(TOPICS["clb"]), more=""))
    assert "custom" not in file_of(data, "clb").read_text()
    writing.write_topic(data, "topics", "clb", replace(content_of(TOPICS["clb"]), more="Eerst dit.\n\nDan: dat."))
    assert "    custom:\n      more: |\n        Eerst dit.\n\n        Dan: dat.\n" in file_of(data, "clb").read_text()
    writing.write_topic(data, "topics", "clb", content_of(TOPICS["clb"]))
    assert content_of(read_topic(file_of(data, "clb"))) == content_of(TOPICS["clb"])


def test_a_source_that_stays_keeps_its_line(data):
    sources = [*TOPICS["clb"].sources, "https://voorbeeld.be/pagina#deel"]
    lines = [line for line in written(data, "clb", sources=sources) if "checked" not in line]
    assert lines == ["+    - https://voorbeeld.be/pagina#deel"]


def test_a_question_is_mended_and_removed_in_its_place(data):
    first, second, *rest = TOPICS["clb"].questions
    lines = written(data, "clb", questions=["wat is dat nu, een clb", *rest])
    assert lines == [f"-    - {first}", f"-    - {second}", "+    - wat is dat nu, een clb"]


@pytest.mark.parametrize("awkward", AWKWARD)
def test_whatever_somebody_types_is_read_back_as_it_was(data, awkward):
    content = Content(
        awkward, "school", awkward, [awkward, "een bron"], ["clb"], f"{awkward}.\n\n- {awkward}", [awkward]
    )
    if "{" in awkward:  # only what parents ask may hold one
        content = replace(content, title="Gewoon", about="Gewoon", sources=["een bron"], answer="Gewoon.")
    writing.write_topic(data, "topics", "een_nieuw", content)
    assert content_of(read_topic(data / "topics/een_nieuw.yml")) == content


def test_control_characters_and_line_breaks_in_a_question_do_no_harm(data):
    content = Content(
        "t", "school", "a", ["een bron"], [], "Een\r\nantwoord\x00\x85.", ["een\nvraag\u2028met\x07 rommel"]
    )
    writing.write_topic(data, "topics", "een_nieuw", content)
    read = read_topic(data / "topics/een_nieuw.yml")
    assert read.questions == ["een vraag met rommel"]
    assert read.answer == "Een\nantwoord  ."


def test_a_new_file_looks_like_the_others(data):
    content = Content("Titel", "school", "Over.", ["een bron"], ["clb"], "Een antwoord.", ["een vraag"])
    writing.write_topic(data, "topics", "een_nieuw", content)
    assert (data / "topics/een_nieuw.yml").read_text() == (
        'version: "3.1"\nnlu:\n- intent: een_nieuw\n  metadata:\n    title: Titel\n'
        "    theme: school\n    about: Over.\n"
        f"    sources:\n    - een bron\n    checked: {timezone.localdate()}\n    related: [clb]\n  examples: |\n"
        "    - een vraag\nresponses:\n  utter_een_nieuw:\n  - text: |\n      Een antwoord.\n"
    )


def test_special_buttons_stay(data):
    lines = written(data, "begroeting", answer="Hallo. Bel [[noodnummer.phone]].")
    assert "payload: /kind_gepest_wat_doen" in file_of(data, "begroeting").read_text()
    assert any("Hallo. Bel" in line for line in lines)
    assert not any("payload" in line for line in lines)


def test_an_empty_row_is_filled_in_a_row(data):
    path = file_of(data, "begroeting")
    path.write_text(re.sub(r"related: \[.*\]", "related: []", path.read_text()))
    assert written(data, "begroeting", related=["clb", "brochure"]) == [
        "-    related: []",
        "+    related: [clb, brochure]",
    ]


@pytest.mark.parametrize("topic_id", ["../sluw", "Hoofd", "1x", "a-b", ""])
def test_a_file_has_a_proper_name(data, topic_id):
    with pytest.raises(Refused):
        writing.write_topic(data, "topics", topic_id, content_of(TOPICS["clb"]))


@pytest.mark.parametrize(
    ("title", "taken", "wanted"),
    [
        ("Mijn kind pest: wat nu?", [], "mijn_kind_pest_wat_nu"),
        ("Clb", ["clb", "clb_2"], "clb_3"),
        ("Nieuw", [], "nieuw_2"),
        ("1712 bellen", [], "antwoord_1712_bellen"),
        ("Buiten scope", [], "antwoord_buiten_scope"),
        ("Noodsituatie thuis", [], "antwoord_noodsituatie_thuis"),
        ("Vervolg na melding", [], "antwoord_vervolg_na_melding"),
        ("😡", [], "antwoord"),
    ],
)
def test_an_id_comes_from_the_title_and_is_free(title, taken, wanted):
    assert new_id(title, taken) == wanted


def test_no_new_answer_takes_the_name_of_what_the_assistant_says_itself():
    own = [name.removeprefix("utter_") for name in read_yaml(settings.REPOSITORY / "domain.yml")["responses"]]
    assert own
    assert [name for name in own if new_id(name.replace("_", " "), []) == name] == []


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(data, monkeypatch, step):
    before, files = file_of(data, "clb").read_bytes(), sorted((data / "topics").iterdir())

    def full_disk(*_):
        raise OSError("disk full")

    monkeypatch.setattr(f"os.{step}", full_disk)
    with pytest.raises(OSError, match="disk full"):
        written(data, "clb", title="Anders")
    assert file_of(data, "clb").read_bytes() == before
    assert sorted((data / "topics").iterdir()) == files


def test_merging_takes_both_sides_and_stops_at_a_real_conflict():
    base = Content("t", "school", "a", ["b1"], ["clb"], "antwoord", ["v1", "v2", "v3"])
    file = replace(base, about="file", sources=["b1", "b2"], questions=["v1", "v2", "v3", "van de file"])
    draft = replace(base, title="draft", sources=["b1", "b3"], questions=["v1", "v3", "van de draft"])
    assert merging.merge(base, file, draft) == Content(
        "draft", "school", "file", ["b1", "b2", "b3"], ["clb"], "antwoord", ["v1", "v3", "van de file", "van de draft"]
    )
    with pytest.raises(MergeConflict) as error:
        merging.merge(base, replace(base, answer="file"), replace(base, answer="draft"))
    assert error.value.fields == ["answer"]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Bel [[awel]]"},
        {"about": "Over {school_name}."},
        {"sources": ["javascript:alert(1)"]},
        {"questions": ["<b>wat doet het clb</b>"]},
        {"questions": ["wat doet {school_name} eraan"]},
        {"answer": "<b>Bel</b> het CLB."},
    ],
)
def test_what_nobody_would_read_as_meant_is_not_written(data, changes):
    with pytest.raises(Refused):
        checks.check(replace(content_of(TOPICS["clb"]), **changes), load_helplines(data))
