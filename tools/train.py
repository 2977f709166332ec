"""Trains a model on today's data and puts it in place under a fixed name: `python -m tools.train models/x.tar.gz`.

The new model replaces the old one only when it is whole, so a training that fails or is killed
leaves what runs untouched.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
warnings.filterwarnings("ignore")

from components.topics import TopicError, load_topics
from tools.say import say


def train(target: Path) -> None:
    """Train and write the model to `target`.

    Raises: TopicError when a topic file cannot be used; SystemExit when Rasa made no model.
    """
    topics = load_topics()
    questions = sum(len(topic.questions) for topic in topics.values())
    say(f"Training on {questions} questions in {len(topics)} topics (about a minute)")
    started = time.monotonic()
    # Rasa takes seconds to import: only once the data are sound.
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".training-") as folder:
        result = rasa_train("domain.yml", "config.yml", ["data"], output=folder, fixed_model_name=target.name)
        if not result.model:
            raise SystemExit("Training made no model; see the messages above.")
        os.replace(result.model, target)
    print(f"    {target}, {target.stat().st_size / 1e6:.0f} MB, in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="    %(message)s")
    for noisy in ("rasa", "matplotlib", "tensorflow", "h5py", "numexpr"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    try:
        train(Path(sys.argv[1]))
    except TopicError as error:
        raise SystemExit(f"A topic file needs mending: {error}")
