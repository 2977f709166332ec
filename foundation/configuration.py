"""What `config.yml` says about the pipeline, for whoever is not Rasa: the bars are set there and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from foundation.files import DataError, read_yaml
from foundation.repository import CONFIG

CLASSIFIER = "components.topic_classifier.TopicClassifier"
FALLBACK = "FallbackClassifier"
EMERGENCY_GUARD = "components.emergency_guard.EmergencyGuard"


class Thresholds(NamedTuple):
    """The bars, between 0 and 1, that decide what a parent gets."""

    answer: float  # of the best topic's probability: below it, suggestions are shown
    sure: float  # of the same: below it, the answer says how the message was read and others are offered
    emergency: float  # of the probability of danger: from here on it is answered as an emergency
    doubt: float  # of the same: from here on the numbers stand before the answer


@lru_cache(maxsize=4)
def thresholds(config: Path = CONFIG) -> Thresholds:
    """Return the bars. Raises: DataError when the file does not say one of them."""
    try:
        classifier, fallback, guard = (_component(config, name) for name in (CLASSIFIER, FALLBACK, EMERGENCY_GUARD))
        return Thresholds(
            answer=float(fallback["threshold"]),
            sure=float(classifier["sure"]),
            emergency=float(guard["threshold"]),
            doubt=float(guard["threshold_of_doubt"]),
        )
    except (KeyError, TypeError, StopIteration) as error:
        raise DataError(f"{config}: a threshold of the pipeline is missing ({error!r})") from error


def _component(config: Path, name: str) -> Mapping[str, Any]:
    return next(one for one in read_yaml(config)["pipeline"] if one["name"] == name)
