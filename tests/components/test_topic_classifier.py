"""Reading a message: words and meaning together decide, and each topic is told with the sentence that speaks of it."""

import numpy as np
import pytest

from components.meaning_featurizer import Nearness
from components.topic_classifier import SENTENCE, read
from components.word_model import WordModel

QUESTIONS = {
    "clb": ["wat doet het clb", "hoe bereik ik het clb", "clb afspraak maken", "helpt het clb ons", "clb gratis"],
    "signalen": ["welke signalen zie ik", "signalen herkennen", "zijn dit signalen", "hij toont signalen", "signalen"],
}
STORY = "Mijn zoon is anders dan vroeger. Zijn dit signalen? Of bel ik het clb?"


@pytest.fixture(scope="module")
def model():
    return WordModel.fit(
        [text for texts in QUESTIONS.values() for text in texts], [t for t in QUESTIONS for _ in "12345"]
    )


def near(topics, cosine, young=(False, False)):
    """Say that a story of three sentences is that near to the first topic, and far from the second."""
    whole, parts = np.array([cosine, 0.0]), np.tile([cosine, 0.0], (3, 1))
    return Nearness(topics, whole, parts, danger=-3.0, young=np.array(young))


def test_each_topic_comes_with_the_sentence_that_speaks_of_it(model):
    by_topic = {guess["name"]: guess[SENTENCE] for guess in read(model, STORY).ranking}
    assert by_topic == {"signalen": "Zijn dit signalen?", "clb": "Of bel ik het clb?"}


@pytest.mark.parametrize("cosine, first", [(0.9, "clb"), (-0.9, "signalen")])
def test_what_a_message_means_weighs_against_its_words(model, cosine, first):
    assert read(model, STORY, near(["clb", "signalen"], cosine)).ranking[0]["name"] == first


def test_a_topic_of_a_few_questions_is_not_drowned_by_those_that_the_encoder_knows(model):
    def of_clb(young):
        ranking = read(model, STORY, near(["clb", "signalen"], 0.0, (young, False))).ranking
        return next(guess["confidence"] for guess in ranking if guess["name"] == "clb")

    assert of_clb(young=True) > of_clb(young=False)


def test_nearness_to_other_topics_than_the_words_know_says_nothing(model):
    assert read(model, STORY, near(["clb", "anders"], 0.9)) == read(model, STORY)


@pytest.mark.parametrize("odd", ["", "\n", "👍"])
def test_a_message_without_a_sentence_is_read_too(model, odd):
    assert len(read(model, odd).ranking) == len(QUESTIONS)
