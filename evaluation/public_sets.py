"""Measures our way of learning topics on public English data beside published figures: `make peers DATA=folder`.

The folder holds clones of clinc/oos-eval and PolyAI-LDN/task-specific-datasets, or one of them; neither is kept here.
Only the words are measured: the encoder was adapted to Dutch.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import numpy as np

from components.weighing import probabilities
from components.word_model import WordModel
from foundation.configuration import thresholds
from tools.say import say

CLINC150 = Path("oos-eval", "data", "data_full.json")
BANKING77 = Path("task-specific-datasets", "banking_data")
OUT_OF_SCOPE = "oos"

# Table 1 of Larson et al. 2019 (doi 10.18653/v1/D19-1131), full data, out of scope learned as one more intent.
PUBLISHED_CLINC150 = {"Rasa 2019": (0.915, 0.453), "SVM, bag of words": (0.910, 0.145), "BERT": (0.969, 0.403)}
# Table 3 of Casanueva et al. 2020 (doi 10.18653/v1/2020.nlp4convai-1.5), full data.
PUBLISHED_BANKING77 = {"BERT, tuned": 0.9366, "BERT, fixed": 0.8719}

Examples = List[Tuple[str, str]]


class Labelled(NamedTuple):
    """What a model made of examples: the best intent of each and how likely it found it."""

    right: np.ndarray
    guessed: np.ndarray
    probability: np.ndarray


def learn(examples: Examples) -> WordModel:
    texts, labels = zip(*examples)
    return WordModel.fit(texts, labels)


def ask(model: WordModel, examples: Examples) -> Labelled:
    texts, labels = zip(*examples)
    rows = probabilities(model.distances(texts))
    return Labelled(np.array(labels), np.array(model.topics)[rows.argmax(axis=1)], rows.max(axis=1))


def clinc150(folder: Path) -> None:
    """Print in-scope accuracy and out-of-scope recall, with and without our bar below which nothing is answered."""
    parts: Dict[str, List[List[str]]] = json.loads((folder / CLINC150).read_text(encoding="utf-8"))
    train, test, strange = (
        [(text, label) for name in names for text, label in parts[name]]
        for names in (("train", "oos_train"), ("test",), ("oos_test",))
    )
    say(f"CLINC150: {len(train)} questions, 150 intents and out of scope")
    model = learn(train)
    asked, unasked = ask(model, test), ask(model, strange)
    print(f"    {'':28}{'in-scope accuracy':>20}{'out-of-scope recall':>22}")
    for name, bar in (("Pestwijzer's words", 0.0), (f"the same, bar {thresholds().answer}", thresholds().answer)):
        accuracy = ((asked.guessed == asked.right) & (asked.probability >= bar)).mean()
        recall = ((unasked.guessed == OUT_OF_SCOPE) | (unasked.probability < bar)).mean()
        print(f"    {name:28}{accuracy:>20.1%}{recall:>22.1%}")
    for name, (accuracy, recall) in PUBLISHED_CLINC150.items():
        print(f"    {name + ' (published)':28}{accuracy:>20.1%}{recall:>22.1%}")


def banking77(folder: Path) -> None:
    """Print the accuracy over 77 intents that lie close together."""
    train, test = (_rows(folder / BANKING77 / f"{part}.csv") for part in ("train", "test"))
    say(f"BANKING77: {len(train)} questions, 77 intents")
    asked = ask(learn(train), test)
    print(f"    {'':28}{'accuracy':>20}")
    print(f"    {'Pestwijzer’s words':28}{(asked.guessed == asked.right).mean():>20.1%}")
    for name, accuracy in PUBLISHED_BANKING77.items():
        print(f"    {name + ' (published)':28}{accuracy:>20.1%}")


def _rows(path: Path) -> Examples:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder in which the clones lie")
    folder = parser.parse_args().data
    found = [measure for path, measure in ((CLINC150, clinc150), (BANKING77, banking77)) if (folder / path).exists()]
    if not found:
        raise SystemExit(f"{folder}: neither {CLINC150} nor {BANKING77} is there.")
    for measure in found:
        measure(folder)


if __name__ == "__main__":
    main()
