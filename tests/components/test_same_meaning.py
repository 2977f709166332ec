"""Questions that ask the same come together in whatever words, and what turns a question round keeps it apart."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from components import same_meaning
from components.same_meaning import BAR, MARK, Question, grouped, placed
from components.sentence_encoder import encoder_in
from foundation.repository import ENCODER

BUS = ("mijn zoon wordt elke dag uitgelachen op de bus", "op de bus lachen ze mijn kind uit")
CARE = ("hoe laat begint de opvang", "wanneer gaat de opvang open")
TURNED = ("mijn zoon pest andere kinderen", "mijn zoon wordt gepest door andere kinderen")


@pytest.fixture(scope="module")
def encoder():
    return encoder_in(ENCODER)


def groups_of(encoder, *texts: str) -> list:
    return [one.group for one in placed(encoder, [Question(key, text) for key, text in enumerate(texts, 1)])]


@pytest.mark.parametrize("pair", [BUS, CARE])
def test_other_words_for_the_same_share_a_group(encoder, pair) -> None:
    assert groups_of(encoder, *pair) == [1, 1]


def test_what_is_turned_round_or_about_something_else_stands_alone(encoder) -> None:
    assert groups_of(encoder, *TURNED, BUS[0], CARE[0]) == [None] * 4


def test_a_new_question_joins_a_group_that_is_known_and_nothing_known_is_read_again(encoder) -> None:
    known = [one._replace(text="", group=7) for one in placed(encoder, [Question(1, BUS[0])])]
    old, new = placed(encoder, [*known, Question(2, BUS[1])])
    assert (old.group, new.group) == (7, 7)
    assert old.meaning == known[0].meaning


def test_what_another_encoder_read_is_new_again_and_until_then_like_nothing(encoder) -> None:
    (known,) = placed(encoder, [Question(1, BUS[0])])
    other = known._replace(meaning=bytes(MARK) + known.meaning[MARK:], group=5)
    old, new = placed(encoder, [other, Question(2, BUS[1])])
    assert (old.meaning, old.group, new.group) == (b"", None, None)


def test_a_chain_of_likenesses_makes_no_group() -> None:
    """The second is like the first, the third like the second alone."""
    alike = np.array([[1, BAR, 0], [BAR, 1, BAR], [0, BAR, 1]])
    assert grouped(alike, [None] * 3, range(3), [11, 12, 13]) == [11, 11, None]


def test_who_left_the_group_that_it_began_begins_another() -> None:
    alike = np.array([[1, 0, BAR], [0, 1, 0], [BAR, 0, 1]])
    assert grouped(alike, [None, 11, None], [2], [11, 12, 13]) == [13, 11, 13]


def as_lines(*questions: list) -> io.StringIO:
    rows = [[{"key": key, "text": text, "meaning": "", "group": None} for key, text in asked] for asked in questions]
    return io.StringIO("".join(f"{json.dumps(one)}\n" for one in rows))


def test_as_a_command_it_compares_what_stands_in_one_line() -> None:
    out = io.StringIO()
    same_meaning.main(as_lines([(1, BUS[0]), (2, BUS[1])], [(3, BUS[0])], []), out)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [[one["group"] for one in line] for line in told] == [[1, 1], [None], []]
    assert told[0][0]["meaning"] == told[1][0]["meaning"] != ""


def test_as_a_command_it_tells_nothing_without_an_encoder(monkeypatch) -> None:
    monkeypatch.setattr(same_meaning, "encoder_in", lambda _folder: None)
    out = io.StringIO()
    same_meaning.main(as_lines([(1, BUS[0])]), out)
    assert json.loads(out.getvalue()) == []
