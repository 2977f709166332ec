"""The rules of style by themselves: what each refuses, and that it leaves good sentences alone."""

from __future__ import annotations

import pytest

from foundation import answer_style
from foundation.helplines import load_helplines

GOOD = "Praat eerst met je kind. Vraag wat het zelf wil. Bel [[awel]] of ga naar de school."


def rules(answer: str = GOOD, more: str = "", kind: str = "answer", theme: str = "school", title: str = "Wat nu?"):
    written = answer_style.Written("nieuw", kind, theme, title, answer, more)
    return {remark.rule: remark.blocks for remark in answer_style.remarks(written, load_helplines())}


def test_a_good_answer_gets_no_remark():
    assert rules() == {}


@pytest.mark.parametrize(
    "answer, rule, blocks",
    [
        ("Het slachtoffer heeft steun nodig.", "label", True),
        ("De pestkop krijgt een gesprek.", "label", True),
        ("Een ooggetuige kan melden.", "label", True),
        ("Je kind moet weerbaarder worden.", "burden", True),
        ("Zo stopt zeker het pesten.", "promise", True),
        ("Bespreek dat met uw school.", "polite", True),
        ("Bel 1712.", "number", True),
        ("Bel 03 123 45 67.", "number", True),
        ("Kijk op https://voorbeeld.be.", "number", True),
        ("woord " * 61, "length", True),
        ("{school_contacts} " * 2, "length", True),
        (f"Dit is {'heel ' * 20} lang.", "sentence", False),
        ("Dat is strafbaar.", "law", False),
        ("Dat helpt altijd.", "certain", False),
        ("Vraag het aan de klachtencommissiemedewerkers.", "word", False),
    ],
)
def test_a_rule_finds_what_it_is_for(answer, rule, blocks):
    assert rules(answer)[rule] is blocks


def test_a_remark_says_what_to_write_instead():
    (remark,) = answer_style.about_tone("nieuw", "", "De pestkop krijgt een gesprek.")
    assert "‘kind dat pest’" in remark.text


def test_a_long_sentence_is_named():
    (remark,) = answer_style.advice("Kort. Hier begint een zin die maar niet ophoudt " + "en door gaat " * 6 + ".")
    assert "Hier begint een zin" in remark.text


def test_a_title_fits_on_a_button():
    assert rules(title="x" * 46) == {"title": True}


def test_helplines_and_parts_of_the_school_do_not_count_as_words():
    assert answer_style.words_of("- Bel **nu** [[awel]].\n{school_contacts}") == ["Bel", "nu", "."]


def test_a_lead_is_counted_as_a_parent_sees_it():
    words = answer_style.words_shown("- Bel **nu** [[awel]].\n{school_name}", load_helplines())
    assert words == ["Bel", "nu", "Awel", "(102).", "je", "school"]


def test_what_follows_may_be_longer_and_is_held_to_the_same_tone():
    assert rules(more="Praat met je kind. " * 37) == {}
    assert rules(more="Praat met je kind. " * 38) == {"length": True}
    assert rules(more="De pestkop krijgt een gesprek.") == {"label": True}


def test_what_to_do_is_told_in_the_order_of_the_day():
    lead, more = "**Vandaag**: praat met je kind.", "**Op school**: ga langs.\n\n**Lees** samen [[brochure]]."
    assert rules(lead, more, theme="doen") == {}
    assert rules("Praat met je kind.", more, theme="doen") == {"order": True}
    assert rules(lead, theme="doen") == {"order": True}


def test_in_an_emergency_nothing_is_folded():
    said = "Bel [[noodnummer]]. Dit is een machine, niemand leest mee."
    assert rules(said, "Er is nog meer.", kind="emergency") == {"length": True}


def test_an_emergency_says_who_answers():
    assert rules(kind="emergency", answer="Adem rustig." + " " * 160) == {"emergency": True}
    assert rules(kind="emergency", answer="Bel [[noodnummer]]. Dit is een machine, niemand leest mee.") == {}
