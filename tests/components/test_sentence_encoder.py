"""The encoder in the repository: the same meaning in other words lies near, and nothing that is typed breaks it."""

import logging

import numpy as np
import pytest

from components.sentence_encoder import WINDOW, encoder_in
from foundation.repository import ENCODER
from foundation.text import sentences


@pytest.fixture(scope="module")
def encoder():
    return encoder_in(ENCODER)


def whole(encoder, *texts):
    return np.array([meaning.whole for meaning in encoder.meanings(texts)])


def test_the_same_in_other_words_is_nearer_than_something_else(encoder):
    first, same, other = whole(
        encoder,
        "de juf vernedert mijn zoontje waar heel de klas bij is",
        "Mijn kind van zeven wordt door de meester voor iedereen belachelijk gemaakt.",
        "hoe laat begint de opvang op woensdag",
    )
    assert first @ same > first @ other + 0.2


@pytest.mark.parametrize(
    "odd", ["", " ", "???", "👍", "\n", "a" * 4000, "я не розмовляю", "En. Toen. ?! 👍. Nu.", "woord " * 700]
)
def test_whatever_is_typed_has_a_meaning_and_so_has_each_sentence(encoder, odd):
    (meaning,) = encoder.meanings([odd])
    rows = np.vstack([meaning.whole, meaning.sentences])
    assert len(meaning.sentences) == len(sentences(odd))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)


def test_a_text_means_the_same_whatever_is_read_beside_it(encoder):
    texts = [
        "Mijn zoon wordt gepest. Wat nu?",
        "school",
        "Zij lacht. " * 100,
        "en dan nog een gewone vraag over de bus",
    ]
    alone = np.vstack([whole(encoder, text) for text in texts])
    assert np.allclose(whole(encoder, *texts), alone, atol=1e-4)


def test_the_end_of_the_longest_story_is_heard(encoder):
    story = "Wij wonen in een dorp en de school is dichtbij. " * WINDOW
    (meaning,) = encoder.meanings([story + "De juf vernedert mijn zoontje."])
    (alone,) = whole(encoder, "De juf vernedert mijn zoontje.")
    assert (meaning.sentences @ alone).argmax() == len(meaning.sentences) - 1


def test_a_plain_question_lies_nearest_to_its_topic(encoder):
    topics = list(encoder.places)
    for question, topic in (("wat doet het clb", "clb"), ("waar vind ik de brochure", "brochure")):
        (meaning,) = whole(encoder, question)
        assert topics[int(np.argmax(np.array([*encoder.places.values()]) @ meaning))] == topic


def test_who_wants_to_die_means_danger_and_who_asks_for_the_menu_does_not(encoder):
    despair, menu = whole(encoder, "mijn dochter zegt dat ze niet meer wil leven", "wat eten ze vandaag op school")
    assert encoder.danger(despair) > -1 > -4 > encoder.danger(menu)


def test_without_its_files_there_is_none_and_that_is_said(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        assert encoder_in(tmp_path) is None
    assert "words alone" in caplog.text
