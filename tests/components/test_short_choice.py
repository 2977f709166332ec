"""A choice that is typed: by its place, by its words, and nothing else taken for one."""

import pytest

from components.short_choice import chosen_in_words

SHOWN = [
    {"title": "Wat doet het CLB?", "choice": "clb"},
    {"title": "Mijn kind wordt gepest: wat nu?", "choice": "kind_gepest_wat_doen"},
    {"title": "Geen van deze", "choice": "geen_van_deze"},
]


@pytest.mark.parametrize(
    "typed, choice",
    [
        ("1", "clb"),
        ("De eerste", "clb"),
        ("ik bedoel die tweede aub", "kind_gepest_wat_doen"),
        ("nr 2", "kind_gepest_wat_doen"),
        ("twee", "kind_gepest_wat_doen"),
        ("de laatste", "geen_van_deze"),
        ("geen van deze.", "geen_van_deze"),
        ("wat doet het clb", "clb"),
        ("Mijn kind wordt gepest, wat nu", "kind_gepest_wat_doen"),
    ],
)
def test_a_choice_in_words(typed, choice):
    assert chosen_in_words(typed, SHOWN) == choice


@pytest.mark.parametrize(
    "typed", ["", "4", "ja", "nee", "hij is 2", "3 jaar", "het is de eerste keer", "ze zit in het tweede", "👍", "?"]
)
def test_what_chooses_nothing(typed):
    assert chosen_in_words(typed, SHOWN) is None


def test_yes_and_no_choose_where_they_are_asked():
    shown = [{"title": "Ja", "choice": "bedanking"}, {"title": "Nee", "choice": "feedback_negatief"}]
    assert chosen_in_words("nee", shown) == "feedback_negatief"
    assert chosen_in_words("Ja!", shown) == "bedanking"


def test_nothing_shown_nothing_chosen():
    assert chosen_in_words("1", []) is None
    assert chosen_in_words("de laatste", []) is None


def test_yes_and_words_choose_what_stands_above_and_numbers_do_not():
    above = [{"title": "Ja, er is nu gevaar", "choice": "noodsituatie"}]
    assert chosen_in_words("ja", SHOWN, above) == "noodsituatie"
    assert chosen_in_words("Ja er is nu gevaar!", SHOWN, above) == "noodsituatie"
    assert chosen_in_words("de laatste", SHOWN, above) == SHOWN[-1]["choice"]
