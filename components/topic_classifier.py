"""The intent classifier of the pipeline: hands Rasa's messages to the topic model and back.

A component of our own because none of Rasa's fits: DIET takes a quarter of an hour to train where a
new answer must be live in minutes, and LogisticRegressionClassifier knows fewer questions (`evaluation/`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import topic_model
from components.topic_model import Guess, TopicModel
from foundation import text as text_module
from foundation import vocabulary
from foundation.text import sentences
from foundation.vocabulary import EMERGENCY_PREFIX, is_emergency

# What the guard reads: the most suspicious sentence's kind of emergency and its probability.
SUSPICION = "suspicion_of_emergency"
# Softer than the model's own, so that a sentence's second thought is heard too.
SUSPICION_SHARPNESS = 4.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Ranks the topics for each message."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"ranking_length": 30}

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Tell Rasa's cache of trained components what else decides: it looks at this class only."""
        sources = (Path(str(module.__file__)).read_bytes() for module in (topic_model, text_module, vocabulary))
        return hashlib.sha256(b"".join(sources)).hexdigest()

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[TopicModel] = None,
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
        self.model = TopicModel.fit(
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
            return cls(config, model_storage, resource, TopicModel.load(folder))

    def process(self, messages: List[Message]) -> List[Message]:
        if self.model is None:
            raise ValueError("the topic classifier was neither trained nor loaded")
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(SUSPICION, suspicion_of_emergency(self.model, text))
            ranking = [_as_intent(guess) for guess in self.model.rank(text)]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages


def suspicion_of_emergency(model: TopicModel, text: str) -> Guess:
    """Return the emergency that a message, or its most suspicious sentence, may tell of.

    In a long story the cry for help is one sentence among many; the whole would drown it.
    """
    kinds = [place for place, topic in enumerate(model.topics) if is_emergency(topic)]
    if not kinds:
        return Guess(EMERGENCY_PREFIX, 0.0)
    parts = model.probabilities([text, *sentences(text)], SUSPICION_SHARPNESS)[:, kinds]
    most_suspicious = parts[parts.sum(axis=1).argmax()]
    return Guess(model.topics[kinds[most_suspicious.argmax()]], float(most_suspicious.sum()))


def _as_intent(guess: Guess) -> Dict[str, Any]:
    return {INTENT_NAME_KEY: guess.topic, PREDICTED_CONFIDENCE_KEY: guess.probability}
