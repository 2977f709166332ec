import numpy as np
import pytest

from components.weighing import head_start, probabilities

WORDS_SAY_FIRST, MEANING_SAYS_SECOND = np.array([[1.0, 0.0]]), np.array([[0.0, 0.3]])


def test_few_words_say_it_themselves_and_a_story_means_it():
    short, long = (probabilities(WORDS_SAY_FIRST, MEANING_SAYS_SECOND, words)[0] for words in (8, 120))
    assert short[0] > short[1] and long[1] > long[0]


def test_a_story_gives_a_young_topic_a_smaller_head_start_than_a_question():
    assert head_start(8) > head_start(40) > head_start(120) > 0


def test_without_an_encoder_the_words_decide_whatever_their_number():
    assert np.array_equal(probabilities(WORDS_SAY_FIRST), probabilities(WORDS_SAY_FIRST, words=120))


@pytest.mark.parametrize("words", [0, 20, 40, 200])
def test_they_are_probabilities(words):
    rows = probabilities(WORDS_SAY_FIRST, MEANING_SAYS_SECOND, words)
    assert rows.sum() == pytest.approx(1) and (rows > 0).all()
