"""Rasa's own pipelines, trained on the same questions as ours, to be measured beside it."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, List, Tuple

import yaml
from rasa.model_training import train_nlu

from foundation.topics import Topic

Pipeline = List[Dict[str, Any]]

PLAIN_BASELINE: Pipeline = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "LogisticRegressionClassifier"},
    {"name": "FallbackClassifier", "threshold": 0.3},
]
# What `rasa init` writes, with the epochs of its own template.
RASA_DEFAULT: Pipeline = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]

Questions = List[Tuple[str, str]]  # text and topic


def sample(topics: Dict[str, Topic], per_topic: int) -> Questions:
    """Return a fixed random sample of the training questions."""
    draw = random.Random(1)
    return [
        (question, topic.id)
        for topic in topics.values()
        for question in draw.sample(topic.questions, min(per_topic, len(topic.questions)))
    ]


def train_peer(pipeline: Pipeline, questions: Questions, folder: Path) -> Path:
    """Train a Rasa NLU model with another pipeline on these questions. Returns the model's file."""
    config = {"recipe": "default.v1", "language": "nl", "assistant_id": "peer", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "nlu.yml").write_text(yaml.safe_dump(_as_nlu(questions), allow_unicode=True), encoding="utf-8")
    return Path(train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), output=str(folder)))


def _as_nlu(questions: Questions) -> Dict[str, Any]:
    by_topic = defaultdict(list)
    for text, topic in questions:
        by_topic[topic].append(text)
    examples = {topic: "\n".join(f"- {text}" for text in texts) for topic, texts in by_topic.items()}
    return {"version": "3.1", "nlu": [{"intent": topic, "examples": rows} for topic, rows in examples.items()]}
