"""The meaning model: known topics lie where the encoder says, new ones in the middle of their questions."""

from types import SimpleNamespace

import numpy as np

from components.meaning_model import ENOUGH_QUESTIONS, EXAMPLES, MeaningModel, chosen_examples

ENCODER = SimpleNamespace(
    fingerprint="abc",
    places={"clb": np.array([1.0, 0, 0]), "kiva": np.array([0, 1.0, 0])},
    middle=np.array([0.3, 0.3, 0]),
)
QUESTIONS = np.array([[0.2, 0.2, 0.96], [0.4, 0.2, 0.89], [0.2, 0.4, 0.89]])


def test_only_questions_of_new_topics_are_read_and_not_too_many():
    labels = ["clb", *["nieuw"] * (3 * EXAMPLES), "kiva", "drie", "drie", "drie"]
    chosen = [labels[number] for number in chosen_examples(labels, ENCODER.places)]
    assert chosen.count("nieuw") == EXAMPLES and chosen.count("drie") == 3 and len(chosen) == EXAMPLES + 3


def test_a_new_topic_with_three_questions_is_found_beside_the_known_ones():
    model = MeaningModel.fit(["clb", "kiva", "nieuw"], ENCODER, {"nieuw": QUESTIONS})
    assert model.nearness(np.array([0.3, 0.2, 0.93])).argmax() == 2
    assert model.nearness(np.array([0.9, 0.2, 0.3])).argmax() == 0


def test_only_a_topic_that_staff_added_with_few_questions_is_young():
    meanings = {"nieuw": QUESTIONS, "gegroeid": np.tile(QUESTIONS, (ENOUGH_QUESTIONS // 3, 1))}
    model = MeaningModel.fit(["clb", "nieuw", "gegroeid"], ENCODER, meanings)
    assert model.young.tolist() == [False, True, False]


def test_a_part_that_was_split_off_a_known_topic_is_not_young():
    part = np.array([[0.8, 0.3, 0.5], [0.7, 0.2, 0.6], [0.9, 0.3, 0.4]])
    model = MeaningModel.fit(["clb", "kiva", "deel", "nieuw"], ENCODER, {"deel": part, "nieuw": QUESTIONS})
    assert model.young.tolist() == [False, False, False, True]


def test_a_version_of_before_topics_were_young_is_read_too(tmp_path):
    np.savez(tmp_path / "places.npz", topics=np.array(["clb"]), places=np.eye(1, 3), encoder="abc")
    assert MeaningModel.load(tmp_path).young.tolist() == [False]


def test_a_saved_model_is_the_same_and_says_which_encoder_it_needs(tmp_path):
    assert not MeaningModel.is_in(tmp_path)
    model = MeaningModel.fit(["clb", "nieuw"], ENCODER, {"nieuw": QUESTIONS})
    model.save(tmp_path)
    loaded = MeaningModel.load(tmp_path)
    assert loaded.topics == model.topics and loaded.encoder == "abc" and np.array_equal(loaded.places, model.places)
    assert loaded.young.tolist() == [False, True]
