"""The intent classifier of the pipeline: learns the words of the topics, and ranks them by words and by meaning.

A component of our own because none of Rasa's fits: DIET takes a quarter of an hour to train where a
new answer must be live in minutes, and LogisticRegressionClassifier knows fewer questions (`evaluation/`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import word_model
from components.meaning_featurizer import NEARNESS, Nearness
from components.suspicion import NOT_READ, Suspicion, suspicion_of_emergency
from components.weighing import head_start, probabilities
from components.word_model import WordModel
from foundation import text as text_module
from foundation import vocabulary
from foundation.text import sentences
from foundation.vocabulary import UNSURE

# What the guard reads: a Suspicion.
SUSPICION = "suspicion_of_emergency"
# Beside each topic of the ranking: the sentence that speaks of it most.
SENTENCE = "sentence"
# And how likely that sentence by itself is about it.
IN_ITS_SENTENCE = "in_its_sentence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Ranks the topics for each message."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"ranking_length": 30, "sure": 0.0}

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Tell Rasa's cache of trained components what else decides: it looks at this class only."""
        sources = (Path(str(module.__file__)).read_bytes() for module in (word_model, text_module, vocabulary))
        return hashlib.sha256(b"".join(sources)).hexdigest()

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[WordModel] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.model = model

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        questions = [example for example in training_data.intent_examples if example.get(TEXT)]
        self.model = WordModel.fit(
            [question.get(TEXT) for question in questions],
            [question.get(INTENT) for question in questions],
        )
        with self._model_storage.write_to(self._resource) as folder:
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
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, WordModel.load(folder))

    def process(self, messages: List[Message]) -> List[Message]:
        if self.model is None:
            raise ValueError("the topic classifier was neither trained nor loaded")
        for message in messages:
            reading = read(self.model, message.get(TEXT) or "", message.get(NEARNESS))
            message.set(SUSPICION, reading.suspicion)
            message.set(INTENT, reading.ranking[0], add_to_output=True)
            if reading.ranking[0][PREDICTED_CONFIDENCE_KEY] < self._config["sure"]:
                message.set(UNSURE, True, add_to_output=True)
            message.set(INTENT_RANKING_KEY, reading.ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages


class Reading(NamedTuple):
    """What was made of a message: the topics in Rasa's layout, the most likely first, and the suspicion of danger."""

    ranking: List[Dict[str, Any]]
    suspicion: Suspicion


def read(model: WordModel, text: str, nearness: Optional[Nearness] = None) -> Reading:
    """Rank the topics for a message, each with the sentence that speaks of it most, and listen for danger."""
    parts = sentences(text)
    distances, words = model.of_message(text, parts), len(text.split())
    near, meant = None, NOT_READ
    if nearness is not None and nearness.topics == model.topics:
        near, meant = np.vstack([nearness.whole, nearness.sentences]), nearness.danger
        near = near + head_start(words) * nearness.young
    rows = probabilities(distances, near, words)
    raised_by = rows[1:].argmax(axis=0) if parts else []
    intents = [
        {
            INTENT_NAME_KEY: model.topics[place],
            PREDICTED_CONFIDENCE_KEY: float(rows[0][place]),
            SENTENCE: parts[raised_by[place]] if parts else text,
            IN_ITS_SENTENCE: float(rows[1 + raised_by[place]][place] if parts else rows[0][place]),
        }
        for place in np.argsort(-rows[0])
    ]
    return Reading(intents, suspicion_of_emergency(model.topics, rows, meant))
