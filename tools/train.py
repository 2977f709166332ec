"""Trains on today's data and lets the new version answer: `python -m tools.train`. Does nothing when nothing changed.

A version enters the registry (components/model_registry.py) only when it is whole, so a training that fails or is
killed leaves what runs untouched.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
warnings.filterwarnings("ignore")

from components.model_registry import DATA_FOLDER, MODEL_FILE, ModelRegistry, Version, fingerprint
from components.topics import DATA, TopicError, load_topics
from components.workplace import LOCK, TRAINING_LOCK, Busy, held
from tools.say import say


class TrainingError(RuntimeError):
    """Rasa made no model; its own messages say why."""


def train(data: Path, folder: Path) -> Path:
    """Train a Rasa model on a data folder, and put it into `folder` under the registry's name.

    Returns: the model's file.
    Raises: TopicError when a topic file cannot be used; TrainingError when Rasa made no model.
    """
    load_topics(data)
    # Rasa takes seconds to import: only once the data are sound.
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    result = rasa_train("domain.yml", "config.yml", [str(data)], output=str(folder), fixed_model_name=MODEL_FILE)
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
            started = time.monotonic()
            shutil.copytree(data, workplace / DATA_FOLDER)
            made_from = fingerprint(workplace / DATA_FOLDER)
            train(workplace / DATA_FOLDER, workplace)
            seconds = round(time.monotonic() - started)
            return registry.add(workplace, made_from, note, seconds=seconds)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def bring_up_to_date(registry: ModelRegistry) -> None:
    """Train and go live when the live version was made from other files than lie here now."""
    live = registry.live()
    if live and live.about["fingerprint"] == fingerprint(DATA):
        return
    topics = load_topics()
    questions = sum(len(topic.questions) for topic in topics.values())
    say(f"Training on {questions} questions in {len(topics)} topics (about a minute)")
    version = train_version(registry, note="Getraind op de bestanden in data/")
    registry.make_live(version)
    registry.prune()
    print(f"    {version.name}, {version.model.stat().st_size / 1e6:.0f} MB, in {version.about['seconds']} s")


def show_rasas_progress() -> None:
    logging.basicConfig(level=logging.INFO, format="    %(message)s")
    for noisy in ("rasa", "matplotlib", "tensorflow", "h5py", "numexpr"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    show_rasas_progress()
    try:
        bring_up_to_date(ModelRegistry())
    except TopicError as error:
        raise SystemExit(f"A topic file needs mending: {error}")
    except TrainingError as error:
        raise SystemExit(str(error))
    except Busy:
        raise SystemExit("A candidate is being trained just now: wait until it is ready, then start again.")


if __name__ == "__main__":
    main()
