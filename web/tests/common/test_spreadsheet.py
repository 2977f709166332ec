"""One rule for what a spreadsheet would calculate: for files that are taken along, and for what staff type."""

from __future__ import annotations

import pytest

from common.spreadsheet import is_formula, may_calculate

BEGINNINGS = ("", " ", "\t", "\r", "\n", "\u200b", " \u200b ", "\ufeff\t")


@pytest.mark.parametrize("before", BEGINNINGS)
@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd", "-A1", "＝1+1", "＠SUM(A1)", "＋cmd", "－A1"])
def test_a_formula_is_one_for_both_whatever_stands_before_it(before, text):
    assert may_calculate(before + text)
    assert is_formula(before + text)


@pytest.mark.parametrize("text", ["+32 3 000 00 00", "- Eerst praten we.\n- Dan volgen we op.", "- bel | mail", "-2"])
def test_a_number_and_a_list_may_be_typed_and_are_no_formula_in_a_file(text):
    assert may_calculate(text)
    assert not is_formula(text)


def test_what_begins_as_a_number_and_calls_a_program_may_not():
    assert is_formula("-2+3+cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", ["Wij praten eerst.", "1 + 1 = 2", "mail zorg@school.example", ""])
def test_ordinary_words_are_neither(text):
    assert not may_calculate(text)
    assert not is_formula(text)
