"""`python -m evaluation`: how well and how fast the assistant understands what it never saw, real messages first.

With `--peers` also Rasa's default pipeline (DIET) and a plain baseline, all three trained on the same
sample, as DIET needs hours for the whole. `--set afstellen` shows the set that thresholds are set on.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Dict, List

from evaluation import privacy
from evaluation.peers import PLAIN_BASELINE, RASA_DEFAULT, Pipeline, sample, train_peer
from evaluation.real_messages import print_real_messages, score_real_messages
from evaluation.resources import Cost, cost_of_messages, cost_of_training
from foundation.question_sets import (
    PARTS,
    REPORT_SET,
    TUNING_SET,
    LabelledQuestion,
    read_questions,
    read_real_messages,
)
from foundation.topics import kinds_of, load_topics
from foundation.versions.registry import ModelRegistry
from tools.say import say
from training.assistants import understand_with
from training.understanding import Report, report

# What DIET can still learn in half an hour on two cores.
PEER_QUESTIONS_PER_TOPIC = 4
OUR_PIPELINE: Pipeline = [
    {"name": "components.topic_classifier.TopicClassifier"},
    {"name": "FallbackClassifier", "threshold": 0.3},
]
COLUMNS = (
    "right",
    "wrong",
    "choice holds it",
    "ranked first",
    "calibration error",
    "out of scope kept out",
    "emergencies heard",
    "or numbers first",
    "look-alikes let be",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="also train and measure Rasa's own pipelines")
    parser.add_argument("--set", choices=(REPORT_SET, TUNING_SET), default=REPORT_SET)
    arguments = parser.parse_args()
    questions = {part: read_questions(arguments.set, part) for part in PARTS}

    say(f"Pestwijzer as it runs, on the question set '{arguments.set}'")
    live = ModelRegistry().require_live()
    understand = understand_with(live.model, kinds_of(load_topics(live.data)))
    print_real_messages(score_real_messages(read_real_messages(arguments.set), understand))
    ours = report(questions, understand)
    print_reports({"Pestwijzer": ours})
    print_styles(ours)
    say("Time and memory")
    print_cost("Pestwijzer", cost_of_messages(live.model, [question.text for question in questions["onderwerpen"]]))
    say("What the pseudonymiser finds")
    privacy.print_table(arguments.set)
    if arguments.peers:
        compare_with_peers(questions)


def compare_with_peers(questions: Dict[str, List[LabelledQuestion]]) -> None:
    """Train three pipelines on the same sample and print what each understands and costs."""
    topics = load_topics()
    drawn = sample(topics, PEER_QUESTIONS_PER_TOPIC)
    pipelines = {"ours": OUR_PIPELINE, "plain baseline": PLAIN_BASELINE, "Rasa default (DIET)": RASA_DEFAULT}
    for name, pipeline in pipelines.items():
        say(f"{name}, trained on {len(drawn)} questions")
        with tempfile.TemporaryDirectory() as folder:
            model, cost = cost_of_training(lambda: train_peer(pipeline, drawn, Path(folder)))
            print_reports({name: report(questions, understand_with(model, kinds_of(topics)))})
            print_cost(name, cost)


def print_reports(reports: Dict[str, Report]) -> None:
    print(f"    {'':20}" + "".join(f"{column:>23}" for column in COLUMNS))
    for name, one in reports.items():
        topics = one.topics
        shares = [topics.right, topics.wrong, topics.suggested, topics.first, topics.calibration_error]
        shares += [one.kept_out, one.emergencies_heard, one.emergencies_with_numbers, one.look_alikes_left_alone]
        print(f"    {name:20}" + "".join(f"{share:>22.1%} " for share in shares))


def print_styles(ours: Report) -> None:
    print(f"\n    {'by style':20}{'questions':>12}{'right':>10}{'wrong':>10}{'choice holds it':>18}")
    for style, one in ours.styles.items():
        print(f"    {style:20}{one.questions:>12}{one.right:>10.1%}{one.wrong:>10.1%}{one.suggested:>18.1%}")


def print_cost(name: str, cost: Cost) -> None:
    print("    " + name + ": " + ", ".join(cost.in_words()))


if __name__ == "__main__":
    main()
