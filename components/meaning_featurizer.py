"""The sentence encoder as a featurizer of the pipeline: how near a message, and each sentence, is to each topic."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import meaning_model
from components.meaning_model import MeaningModel, chosen_examples
from components.sentence_encoder import Meaning, SentenceEncoder, encoder_in
from foundation.repository import ROOT

# What the classifier reads: a Nearness, or nothing when there is no encoder.
NEARNESS = "nearness"


class Nearness(NamedTuple):
    """The cosines of a message with the topics, in the order of `topics`."""

    topics: List[str]
    whole: np.ndarray
    sentences: np.ndarray  # a row for each sentence, in the order in which foundation.text.sentences cuts them
    danger: float  # the log odds of danger that the whole means
    young: np.ndarray  # whether each topic has too few questions to tell how far it reaches


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """Gives each message a vector of what it means, and its nearness to the topics."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "encoder"}

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """The one setting is a folder below the repository; that it may be absent is in the nature of it."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Tell Rasa's cache of trained components what else decides: the encoder, and how topics are placed."""
        # Where the cache already holds a result Rasa hands an empty configuration.
        encoder = encoder_in(ROOT / {**cls.get_default_config(), **config}["encoder"])
        return (encoder.fingerprint if encoder else "") + Path(meaning_model.__file__).read_text(encoding="utf-8")

    def __init__(
        self,
        config: Dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Optional[SentenceEncoder],
        model: Optional[MeaningModel] = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage, self._resource = model_storage, resource
        self._encoder, self.model = encoder, model

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
        encoder = encoder_in(ROOT / config["encoder"])
        return cls(config, execution_context.node_name, model_storage, resource, encoder)

    def train(self, training_data: TrainingData) -> Resource:
        """Place the topics. Without an encoder there is nothing to learn, and nothing is kept."""
        questions = [example for example in training_data.intent_examples if example.get(TEXT)]
        if self._encoder:
            texts, labels = zip(*((question.get(TEXT), question.get(INTENT)) for question in questions))
            self.model = placed_by(self._encoder, texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            if self.model:
                self.model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MeaningFeaturizer:
        featurizer = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            featurizer.model = MeaningModel.load(folder) if MeaningModel.is_in(folder) else None
        return featurizer

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the questions as they are: the classifier learns their words, and the meaning is learned here."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        encoder, model = self._encoder, self.model
        # A model that was placed by another encoder does not know what this one's vectors mean.
        if encoder and model and model.encoder == encoder.fingerprint:
            for message in messages:
                (meaning,) = encoder.meanings([message.get(TEXT) or ""])
                message.set(NEARNESS, nearness(encoder, model, meaning))
                message.add_features(Features(meaning.whole[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages


def nearness(encoder: SentenceEncoder, model: MeaningModel, meaning: Meaning) -> Nearness:
    """Return how near to each topic a meaning lies, and to danger. model: placed by this encoder."""
    whole, parts = (model.nearness(part) for part in meaning)
    return Nearness(model.topics, whole, parts, encoder.danger(meaning.whole), model.young)


def placed_by(encoder: SentenceEncoder, texts: Sequence[str], labels: Sequence[str]) -> MeaningModel:
    """Return a model of the topics of some questions, reading only those of topics that the encoder does not know."""
    chosen = chosen_examples(labels, encoder.places)
    meanings = np.array([meaning.whole for meaning in encoder.meanings([texts[number] for number in chosen])])
    of_row = np.array([labels[number] for number in chosen])
    new = {topic: meanings[of_row == topic] for topic in sorted(set(of_row))}
    return MeaningModel.fit(sorted(set(labels)), encoder, new)
