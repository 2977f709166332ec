"""What `config.yml` says about the pipeline, for whoever is not Rasa: the bars are set there and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from foundation.files import DataError, read_yaml
from foundation.repository import CONFIG

FALLBACK_CLASSIFIER = "FallbackClassifier"
EMERGENCY_GUARD = "components.emergency_guard.EmergencyGuard"


class Thresholds(NamedTuple):
    """The bars, between 0 and 1, that decide what a parent gets."""

    answer: float  # of the best topic's probability: below it, suggestions are shown
    emergency: float  # of the suspicion of danger: from here on it is answered as an emergency
    emergency_with_words: float  # the same, when words of danger stand in the message
    doubt: float  # of the suspicion: from here on the numbers stand before the answer


@lru_cache(maxsize=4)
def thresholds(config: Path = CONFIG) -> Thresholds:
    """Return the bars. Raises: DataError when the file does not say one of them."""
    try:
        fallback, guard = (_component(config, name) for name in (FALLBACK_CLASSIFIER, EMERGENCY_GUARD))
        return Thresholds(
            answer=float(fallback["threshold"]),
            emergency=float(guard["threshold"]),
            emergency_with_words=float(guard["threshold_with_words"]),
            doubt=float(guard["threshold_of_doubt"]),
        )
    except (KeyError, TypeError, StopIteration) as error:
        raise DataError(f"{config}: a threshold of the pipeline is missing ({error!r})") from error


def _component(config: Path, name: str) -> Mapping[str, Any]:
    return next(one for one in read_yaml(config)["pipeline"] if one["name"] == name)
