"""The featurizer: every message gets its nearness to the topics, unless another encoder placed them."""

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message

from components.meaning_featurizer import NEARNESS, MeaningFeaturizer, placed_by
from components.meaning_model import MeaningModel
from components.sentence_encoder import encoder_in
from foundation.repository import ENCODER

CONFIG = {**MeaningFeaturizer.get_default_config()}
NEW = ["mag mijn kind een paard meenemen", "paard op de speelplaats", "ons paard wil mee naar school"]


@pytest.fixture(scope="module")
def encoder():
    return encoder_in(ENCODER)


def featurizer(encoder, model):
    return MeaningFeaturizer(CONFIG, "meaning", None, None, encoder, model)


@pytest.fixture(scope="module")
def model(encoder):
    return placed_by(encoder, ["wat doet het clb", "wat is kiva", *NEW], ["clb", "kiva", "paard", "paard", "paard"])


def test_a_message_is_nearest_to_its_topic_also_to_one_that_staff_added(encoder, model):
    messages = [
        Message({"text": text}) for text in ("Helpt het CLB ons?", "Het paard moet thuis blijven, zegt de juf.")
    ]
    nearest = [one.get(NEARNESS).whole.argmax() for one in featurizer(encoder, model).process(messages)]
    assert [model.topics[place] for place in nearest] == ["clb", "paard"]


def test_its_vector_is_a_feature_that_any_component_of_rasa_can_use(encoder, model):
    (message,) = featurizer(encoder, model).process([Message({"text": "Helpt het CLB ons?"})])
    _, of_sentence = message.get_dense_features("text", [])
    assert np.isclose(np.linalg.norm(of_sentence.features), 1, atol=1e-4)


@pytest.mark.parametrize("has_encoder, has_model", [(False, True), (True, False), (True, True)])
def test_without_an_encoder_that_fits_the_model_nothing_is_said(encoder, model, has_encoder, has_model):
    other = MeaningModel(model.topics, model.places, model.young, encoder="of another encoder")
    parts = encoder if has_encoder else None, other if has_model else None
    (message,) = featurizer(*parts).process([Message({"text": "Helpt het CLB ons?"})])
    assert message.get(NEARNESS) is None


def test_rasas_cache_gets_the_same_answer_with_and_without_a_configuration():
    assert MeaningFeaturizer.fingerprint_addon({}) == MeaningFeaturizer.fingerprint_addon(CONFIG)
