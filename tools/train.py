"""Trains on today's data and lets the new version answer: `make train`. Does nothing when nothing changed."""

from __future__ import annotations

import argparse
import logging
import warnings
from pathlib import Path

from foundation.files import DataError
from foundation.repository import DATA, MODELS
from foundation.topics import load_topics
from foundation.versions.registry import ModelRegistry, fingerprint
from foundation.versions.workplace import Busy
from tools.say import say
from training.train import TrainingError, train_version


def bring_up_to_date(registry: ModelRegistry, data: Path) -> None:
    """Train and go live when the live version was made from other files than lie here now."""
    live = registry.live_if_whole()
    if live and live.about["fingerprint"] == fingerprint(data):
        return
    topics = load_topics(data)
    questions = sum(len(topic.questions) for topic in topics.values())
    say(f"Training on {questions} questions in {len(topics)} topics (two or three minutes)")
    version = train_version(registry, data, note="Getraind op de bestanden in data/")
    registry.make_live(version)
    registry.prune()
    print(f"    {version.name}, {version.model.stat().st_size / 1e6:.0f} MB, in {version.about['seconds']} s")


def show_rasas_progress() -> None:
    warnings.filterwarnings("ignore")  # of libraries of 2022: not for who trains
    logging.basicConfig(level=logging.INFO, format="    %(message)s")
    for noisy in ("rasa", "matplotlib", "tensorflow", "h5py", "numexpr"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the topic files")
    parser.add_argument("--models", type=Path, default=MODELS, help="the registry of the versions")
    arguments = parser.parse_args()
    show_rasas_progress()
    try:
        bring_up_to_date(ModelRegistry(arguments.models), arguments.data)
    except DataError as error:
        # What answers goes on, and may be started: a file that is half saved takes nothing down.
        if not ModelRegistry(arguments.models).versions():
            raise SystemExit(f"A topic file needs mending: {error}")
        say(f"NOT trained, the version that is live goes on. A topic file needs mending: {error}")
    except TrainingError as error:
        raise SystemExit(str(error))
    except Busy:
        raise SystemExit("A candidate is being trained just now: wait until it is ready, then start again.")


if __name__ == "__main__":
    main()
