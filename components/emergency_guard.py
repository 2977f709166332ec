"""The last word on every message: when it tells of danger, nothing else may be answered first.

Missing one cry for help is the worst this product can do. So five things are weighed into one probability, with a bar
far lower than for any other topic: the suspicion of the whole message, that of its loudest sentence, what the whole
means (components/suspicion.py), what its words tell (components/danger_words.py) and plain words of danger
(components/emergency_patterns.py). Words of danger in another language, of which the models know little, are enough.
Between hearing and not hearing lies doubt: then the question is answered, and the numbers stand before the answer.
Plain words of suicide or abuse are in doubt nearly always.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.special import expit, logit

from components.danger_words import danger_words
from components.emergency_patterns import FIGURATIVE, OTHER_LANGUAGES, PATTERNS, compiled
from components.suspicion import Suspicion
from components.topic_classifier import SUSPICION
from components.weighing import Guess
from foundation.text import normalise
from foundation.vocabulary import DOUBT

# A logistic regression of those five, fitted on the tuning messages: `make thresholds` prints it.
START, WEIGHTS = 0.60, np.array([0.07, 0.60, 0.03, 0.68, 0.95])
# A probability is never nearer to 0 or 1 than this, so that no single one outweighs all the rest.
LEAST = 1e-4

# Where plain words of these stand, the numbers are shown for far less: who says them in passing, in half a sentence
# of a story about something else, is the one that weighing them with all the rest misses.
GRAVEST = ("noodsituatie_zelfdoding", "noodsituatie_misbruik")

_FIGURATIVE = compiled(FIGURATIVE)
_PATTERNS = {kind: compiled(patterns) for kind, patterns in PATTERNS.items()}
_GRAVEST_PATTERNS = {kind: _PATTERNS[kind] for kind in GRAVEST}
_OTHER_LANGUAGES = {kind: compiled(patterns) for kind, patterns in OTHER_LANGUAGES.items()}


def words_of_danger(text: str) -> Optional[str]:
    """Return the kind of emergency that the words of a message speak of, figures of speech aside, or None."""
    return _first_kind(_PATTERNS, _plain_words(text))


def gravest_words(text: str) -> bool:
    """Tell whether a message says words of suicide or abuse, figures of speech aside."""
    return _first_kind(_GRAVEST_PATTERNS, _plain_words(text)) is not None


def words_of_danger_in_another_language(text: str) -> Optional[str]:
    """Return the kind of emergency that a message tells of in another language than Dutch, or None."""
    return _first_kind(_OTHER_LANGUAGES, normalise(text))


def _plain_words(text: str) -> str:
    return _FIGURATIVE.sub(" ", normalise(text))


def _first_kind(patterns, plain: str) -> Optional[str]:
    return next((kind for kind, pattern in patterns.items() if pattern.search(plain)), None)


def evidence_of(text: str, suspicion: Suspicion) -> np.ndarray:
    """Return what speaks of danger: log odds of whole, loudest sentence, meaning and words; 1 for plain words of it."""
    shares = np.clip([suspicion.whole, suspicion.loudest], LEAST, 1 - LEAST)
    plain = float(words_of_danger(text) is not None)
    return np.array([*logit(shares), suspicion.meant, danger_words().log_odds(text), plain])


def danger_in(text: str, suspicion: Suspicion) -> Guess:
    """Weigh words and suspicion. Returns the kind of danger that a message may tell of, and how likely it is."""
    foreign = words_of_danger_in_another_language(text)
    if foreign:
        return Guess(foreign, 1.0)
    return Guess(suspicion.topic, float(expit(START + WEIGHTS @ evidence_of(text, suspicion))))


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
        self._threshold, self._threshold_of_doubt = config["threshold"], config["threshold_of_doubt"]
        # A version that was trained before this bar was there has none: it must answer as it did.
        self._threshold_of_doubt_by_words = config.get("threshold_of_doubt_by_words", self._threshold_of_doubt)

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
            text = message.get(TEXT) or ""
            danger = danger_in(text, message.get(SUSPICION))
            if danger.probability >= self._threshold:
                _override(message, danger)
            elif self._is_doubtful(danger.probability, text):
                message.set(DOUBT, True, add_to_output=True)
        return messages

    def _is_doubtful(self, probability: float, text: str) -> bool:
        """The words are looked for only where they decide: few messages lie between the two bars."""
        if probability >= self._threshold_of_doubt:
            return True
        return probability >= self._threshold_of_doubt_by_words and gravest_words(text)


def _override(message: Message, alarm: Guess) -> None:
    intent = {INTENT_NAME_KEY: alarm.topic, PREDICTED_CONFIDENCE_KEY: alarm.probability}
    others = [guess for guess in message.get(INTENT_RANKING_KEY, []) if guess[INTENT_NAME_KEY] != alarm.topic]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)
