"""What staff type must be what parents read."""

from __future__ import annotations

import pytest

from foundation.written_text import problems_in


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bel <b>nu</b>", "HTML"),
        ("＜script＞", "HTML"),
        ("<img src=x onerror=alert(1)", "HTML"),
        ("[klik](javascript:alert(1))", "link"),
        ("[klik](java\u200bscript:alert(1))", "link"),
        ("[klik](JAVASCRIPT:alert(1))", "link"),
        ("[klik](data:text/html,x)", "link"),
        ("Bel [[awel]]", "[[awel]]"),
        ("Welkom op {school_name}", "{school_name}"),
    ],
)
def test_what_parents_would_not_read_as_meant_is_told(text, told):
    assert any(told in problem for problem in problems_in(text))


@pytest.mark.parametrize("text", ["**vet** en [site](https://awel.be)", "1 < 2", "ik <3 u", "data: de cijfers"])
def test_ordinary_text_is_fine(text):
    assert not list(problems_in(text))


def test_an_answer_may_hold_its_marks():
    assert not list(problems_in("Bel [[awel]]. {school_contacts}", marks=True))
    assert list(problems_in("<b>Bel</b> [[awel]]", marks=True))
