import pytest

from components.danger_words import DangerWords, danger_words
from foundation.question_sets import RealMessage
from training.encoder.danger import clear, learned_words, told_of


def real(text, danger):
    return RealMessage(text, "x", "ouder", frozenset(["x"]), danger, "")


def small_model() -> DangerWords:
    cries = [f"mijn {who} zegt dat wij beter af zijn zonder" for who in ("zoon", "dochter", "kleinkind")]
    calm = [f"mijn {who} mag niet meedoen met voetbal" for who in ("zoon", "dochter", "kleinkind")]
    messages = [real(text, "nu") for text in cries] + [real(text, "geen") for text in calm]
    return learned_words(told_of(["hij wil dood", "wat doet het clb"], ["noodsituatie", "clb"], messages))


def test_words_that_only_cries_hold_speak_of_danger():
    model = small_model()
    assert model.log_odds("ze zegt: beter af zonder mij") > model.log_odds("ze mag niet meedoen")


def test_what_is_packed_says_the_same(tmp_path):
    model, file = small_model(), tmp_path / "words.npz"
    file.write_bytes(model.packed())
    for text in ("beter af zonder", "niet meedoen", ""):
        assert DangerWords.load(file).log_odds(text) == pytest.approx(model.log_odds(text), abs=0.02)


def test_what_may_be_danger_teaches_neither():
    assert [message.text for message in clear([real("a", "nu"), real("b", "misschien"), real("c", "geen")])] == [
        "a",
        "c",
    ]


def test_a_real_message_counts_for_many_questions():
    told = told_of(["ik wil dood"], ["noodsituatie_zelfdoding"], [real("en dan was ze weg", "geen")])
    assert told.in_danger == [True, False] and told.weights[1] > 10 * told.weights[0]


@pytest.mark.parametrize(
    "cry, calm",
    [
        ("ze heeft een afscheidsbrief geschreven", "ze heeft een brief geschreven aan de juf"),
        ("ze snijdt in haar armen", "ze snijdt in de keuken de groentjes"),
        ("hij zegt dat hij er niet meer wil zijn", "hij zegt dat hij niet meer naar de turnles wil"),
    ],
)
def test_the_words_of_the_repository_tell_a_cry_from_calm(cry, calm):
    assert danger_words().log_odds(cry) > danger_words().log_odds(calm) + 1
