"""The word model: learns, survives saving, and copes with whatever is typed."""

import numpy as np
import pytest

from components.word_model import WORD_FOR_WORD, WordModel
from foundation.text import normalise, sentences

QUESTIONS = {
    "clb": [
        "wat doet het clb",
        "hoe bereik ik het clb",
        "clb afspraak maken",
        "helpt het clb ons",
        "is het clb gratis",
    ],
    "brochure": [
        "waar is de brochure",
        "brochure bestellen",
        "ik zoek de brochure",
        "is de brochure gratis",
        "brochure pesten",
    ],
    "signalen": [
        "welke signalen zie ik",
        "signalen herkennen",
        "zijn dit signalen",
        "mijn kind toont signalen",
        "signalen van pesten",
    ],
}


@pytest.fixture(scope="module")
def model():
    texts = [text for texts in QUESTIONS.values() for text in texts]
    return WordModel.fit(texts, [topic for topic, texts in QUESTIONS.items() for _ in texts])


def nearest(model, text):
    return model.topics[model.distances([text])[0].argmax()]


def test_a_new_question_finds_its_topic_also_with_a_typing_error(model):
    assert nearest(model, "kan ik de brosjure krijgen, de brochuur dus") == "brochure"
    assert nearest(model, "Wat kan het CLB voor ons doen?") == "clb"


@pytest.mark.parametrize("odd", ["", " ", "???", "👍", "\n", "a" * 4000, "я не розмовляю", "0" * 100])
def test_anything_typed_gets_a_distance_to_each_topic(model, odd):
    assert np.isfinite(model.distances([odd])).sum() == len(QUESTIONS)


def test_a_saved_model_measures_as_before(model, tmp_path):
    model.save(tmp_path)
    loaded = WordModel.load(tmp_path)
    texts = [text for texts in QUESTIONS.values() for text in texts] + ["iets heel anders"]
    assert np.allclose(loaded.distances(texts), model.distances(texts), atol=0.01)
    assert loaded.topics == model.topics


def test_one_topic_is_not_enough_to_learn_from():
    with pytest.raises(ValueError, match="two topics"):
        WordModel.fit(["a", "b"], ["x", "x"])


def test_text_is_brought_to_one_form():
    assert normalise("Heeeelp!  Mijn Zoôn’s [NAAM 2]") == "heelp! mijn zoon's xnaam"


def test_a_message_falls_apart_in_its_sentences():
    assert sentences("Dag. Mijn zoon huilt!\nWat nu?") == ["Dag.", "Mijn zoon huilt!", "Wat nu?"]


def test_a_question_that_was_learned_is_about_its_topic_whatever_its_signs(model, tmp_path):
    model.save(tmp_path)
    for known in (model, WordModel.load(tmp_path)):
        certain, likely = known.of_message("Is het CLB gratis??", []), known.distances(["Is het CLB gratis??"])
        assert np.allclose((certain - likely)[0], [0, WORD_FOR_WORD, 0])
        assert np.array_equal(known.of_message("is gratis het clb", []), known.distances(["is gratis het clb"]))


def test_a_question_that_two_topics_hold_makes_neither_certain():
    model = WordModel.fit(["gratis", "gratis", "clb gratis", "brochure gratis"], ["clb", "brochure", "clb", "brochure"])
    assert np.array_equal(model.of_message("gratis", []), model.distances(["gratis"]))
