"""The last word on every message: when it tells of danger, nothing else may be answered first.

Two listeners, because missing one cry for help is the worst this product can do: patterns
(components/emergency_patterns.py), and the topic model's own suspicion, sentence by sentence, with a
bar far lower than for any other topic.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.dutch_language import normalise
from components.emergency_patterns import FIGURATIVE, PATTERNS, compiled
from components.topic_classifier import SUSPICION

CERTAIN = 1.0

_FIGURATIVE = compiled(FIGURATIVE)
_PATTERNS = {kind: compiled(patterns) for kind, patterns in PATTERNS.items()}


def emergency_in(text: str) -> Optional[str]:
    """Return the kind of emergency that the words of a message tell of, or None."""
    plain = _FIGURATIVE.sub(" ", normalise(text))
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)), None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyGuard(IntentClassifier, GraphComponent):
    """Overrides the intent when a message tells of danger."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"suspicion_threshold": 0.5}

    @classmethod
    def required_components(cls) -> List[Type]:
        return [IntentClassifier]

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._suspicion_threshold = config["suspicion_threshold"]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmergencyGuard":
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            emergency = self._emergency(message)
            if emergency:
                ranking = [guess for guess in message.get(INTENT_RANKING_KEY, []) if guess[INTENT_NAME_KEY] != emergency[INTENT_NAME_KEY]]
                message.set(INTENT, emergency, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [emergency, *ranking], add_to_output=True)
        return messages

    def _emergency(self, message: Message) -> Optional[Dict[Text, Any]]:
        kind = emergency_in(message.get(TEXT) or "")
        if kind:
            return {INTENT_NAME_KEY: kind, PREDICTED_CONFIDENCE_KEY: CERTAIN}
        suspicion = message.get(SUSPICION)
        if suspicion and suspicion[PREDICTED_CONFIDENCE_KEY] >= self._suspicion_threshold:
            return suspicion
        return None
