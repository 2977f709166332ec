"""Trains on a folder of data, as it lies here or as a candidate has it, and takes the outcome into the registry.

A version enters the registry only when it is whole, so a training that fails or is killed leaves what runs untouched.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from pathlib import Path

from foundation.repository import CONFIG, DATA, DOMAIN
from foundation.topics import load_topics
from foundation.versions.registry import DATA_FOLDER, MODEL_FILE, ModelRegistry, Version, fingerprint
from foundation.versions.workplace import ASKING_LOCK, LOCK, TRAINING_LOCK, held, wait_for

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")


class TrainingError(RuntimeError):
    """Rasa made no model; its own messages say why."""


def train(data: Path, folder: Path) -> Path:
    """Train a Rasa model on a data folder, and put it into `folder` under the registry's name.

    Returns: the model's file.
    Raises: DataError when a topic file cannot be used; TrainingError when Rasa made no model.
    """
    load_topics(data)
    # Rasa takes seconds to import: only once the data are sound.
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    result = rasa_train(str(DOMAIN), str(CONFIG), [str(data)], output=str(folder), fixed_model_name=MODEL_FILE)
    if not result.model:
        raise TrainingError("Training made no model; see the messages above.")
    return Path(result.model)


def train_version(registry: ModelRegistry, data: Path = DATA, note: str = "") -> Version:
    """Train on a copy of the data, which stays beside the model, and add both to the registry as a new version.

    Raises: Busy when another training goes on, as of a candidate.
    """
    workplace = registry.workplace()
    try:
        with held(registry.folder / TRAINING_LOCK), held(workplace / LOCK):
            wait_for(registry.folder / ASKING_LOCK)
            started = time.monotonic()
            shutil.copytree(data, workplace / DATA_FOLDER)
            made_from = fingerprint(workplace / DATA_FOLDER)
            train(workplace / DATA_FOLDER, workplace)
            seconds = round(time.monotonic() - started)
            return registry.add(workplace, made_from, note, seconds=seconds)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
