"""The last word on every message: when it tells of danger, nothing else may be answered first.

Missing one cry for help is the worst this product can do. So the topic model's suspicion, sentence by
sentence, has a bar far lower than any other topic; words of danger (components/emergency_patterns.py)
lower it further; and words of danger in another language, of which the model knows little, are enough.
Between hearing and not hearing lies doubt: then the question is answered, and the numbers stand before the answer.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.emergency_patterns import FIGURATIVE, OTHER_LANGUAGES, PATTERNS, compiled
from components.topic_classifier import SUSPICION
from components.weighing import Guess
from foundation.text import normalise
from foundation.vocabulary import DOUBT

_FIGURATIVE = compiled(FIGURATIVE)
_PATTERNS = {kind: compiled(patterns) for kind, patterns in PATTERNS.items()}
_OTHER_LANGUAGES = {kind: compiled(patterns) for kind, patterns in OTHER_LANGUAGES.items()}


def words_of_danger(text: str) -> Optional[str]:
    """Return the kind of emergency that the words of a message speak of, figures of speech aside, or None."""
    plain = _FIGURATIVE.sub(" ", normalise(text))
    return _first_kind(_PATTERNS, plain)


def words_of_danger_in_another_language(text: str) -> Optional[str]:
    """Return the kind of emergency that a message tells of in another language than Dutch, or None."""
    return _first_kind(_OTHER_LANGUAGES, normalise(text))


def _first_kind(patterns, plain: str) -> Optional[str]:
    return next((kind for kind, pattern in patterns.items() if pattern.search(plain)), None)


def emergency(text: str, suspicion: Guess, threshold: float, threshold_with_words: float) -> Optional[Guess]:
    """Weigh words and suspicion. Returns the emergency a message tells of, or None."""
    foreign = words_of_danger_in_another_language(text)
    if foreign:
        return Guess(foreign, 1.0)
    words = words_of_danger(text)
    if suspicion.probability >= (threshold_with_words if words else threshold):
        return suspicion
    return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyGuard(IntentClassifier, GraphComponent):
    """Overrides the intent when a message tells of danger."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {}  # config.yml says the bars: foundation/configuration.py

    @classmethod
    def required_components(cls) -> List[Type]:
        return [IntentClassifier]

    def __init__(self, config: Dict[str, Any]) -> None:
        self._thresholds = config["threshold"], config["threshold_with_words"]
        self._threshold_of_doubt = config["threshold_of_doubt"]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmergencyGuard:
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            suspicion = message.get(SUSPICION)
            alarm = emergency(message.get(TEXT) or "", suspicion, *self._thresholds)
            if alarm:
                _override(message, alarm)
            elif suspicion.probability >= self._threshold_of_doubt:
                message.set(DOUBT, True, add_to_output=True)
        return messages


def _override(message: Message, alarm: Guess) -> None:
    intent = {INTENT_NAME_KEY: alarm.topic, PREDICTED_CONFIDENCE_KEY: alarm.probability}
    others = [guess for guess in message.get(INTENT_RANKING_KEY, []) if guess[INTENT_NAME_KEY] != alarm.topic]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)
