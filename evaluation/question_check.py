"""Helps whoever adds questions: near-duplicates, template smell, balance of style, and topics easily confused.

`python -m evaluation.question_check [topic ...]` reports on all topics, or on those named.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold

from components.word_model import WordModel
from foundation.text import normalise
from foundation.topics import Topic, load_topics
from tools.say import say

NEARLY_THE_SAME = 0.92
MOST_WITH_ONE_OPENING = 0.05
MOST_WITH_ONE_PHRASE = 0.12
OPENING_WORDS = 3
PHRASE_WORDS = 4
SHORT, LONG = 5, 30
SHARES_WANTED = {
    "short": (0.08, 0.45),
    "long": (0.03, 0.25),
    "without capital": (0.2, 0.9),
    "without '?'": (0.25, 0.95),
}
FOLDS = 3
MOST_LINES = 40


class Pair(NamedTuple):
    """Two questions that say nearly the same, each with its topic."""

    likeness: float
    first: Tuple[str, str]
    second: Tuple[str, str]


def near_duplicates(topics: Dict[str, Topic]) -> List[Pair]:
    """Return the pairs of questions that differ by hardly a letter, the most alike first."""
    questions = [(topic.id, question) for topic in topics.values() for question in topic.questions]
    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(
        normalise(text) for _, text in questions
    )
    pairs: List[Pair] = []
    for start in range(0, rows.shape[0], 1000):
        likeness = (rows[start : start + 1000] @ rows.T).tocoo()
        for row, column, value in zip(likeness.row + start, likeness.col, likeness.data):
            if row < column and value > NEARLY_THE_SAME:
                pairs.append(Pair(float(value), questions[row], questions[column]))
    return sorted(pairs, reverse=True)


def template_smells(topic: Topic) -> Iterator[str]:
    """Yield what too many questions of a topic have in common: an opening, or a phrase anywhere."""
    words = [normalise(question).split() for question in topic.questions]
    openings = Counter(" ".join(row[:OPENING_WORDS]) for row in words if len(row) > OPENING_WORDS)
    phrases = Counter(phrase for row in words for phrase in {*_phrases(row)})
    for kind, counted, most in (
        ("open with", openings, MOST_WITH_ONE_OPENING),
        ("hold", phrases, MOST_WITH_ONE_PHRASE),
    ):
        for common, count in counted.most_common(1):
            if count / len(words) > most and count > 3:
                yield f"{topic.id}: {count} of {len(words)} questions {kind} '{common}'"


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words) - PHRASE_WORDS + 1):
        yield " ".join(words[start : start + PHRASE_WORDS])


def style_shares(topic: Topic) -> Dict[str, float]:
    """Return how many of a topic's questions are short, long, without capitals, without a question mark."""
    lengths = np.array([len(question.split()) for question in topic.questions])
    return {
        "short": float((lengths <= SHORT).mean()),
        "long": float((lengths >= LONG).mean()),
        "without capital": np.mean([not question[:1].isupper() for question in topic.questions]),
        "without '?'": np.mean(["?" not in question for question in topic.questions]),
    }


def style_imbalances(topic: Topic) -> Iterator[str]:
    """Yield the shares that are out of balance, which makes a topic deaf to a kind of parent."""
    for style, share in style_shares(topic).items():
        least, most = SHARES_WANTED[style]
        if not least <= share <= most:
            yield f"{topic.id}: {share:.0%} {style} (wanted: {least:.0%} to {most:.0%})"


def confusions(topics: Dict[str, Topic]) -> Counter:
    """Return how often a topic's question is taken for another's, by cross-validation, pair by pair."""
    texts = np.array([question for topic in topics.values() for question in topic.questions], dtype=object)
    labels = np.array([topic.id for topic in topics.values() for _ in topic.questions])
    confused: Counter = Counter()
    for train, held_out in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(texts, labels):
        model = WordModel.fit(texts[train], labels[train])
        guesses = np.array(model.topics)[model.distances(texts[held_out]).argmax(axis=1)]
        confused.update((right, guess) for right, guess in zip(labels[held_out], guesses) if right != guess)
    return confused


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topics", nargs="*", help="report on these topics only")
    chosen = set(parser.parse_args().topics)
    topics = load_topics()
    unknown = chosen - set(topics)
    if unknown:
        raise SystemExit(f"There is no topic {', '.join(sorted(unknown))}.")
    shown = [topic for topic in topics.values() if not chosen or topic.id in chosen]

    say("Nearly the same question twice")
    _print(
        [
            f"{pair.likeness:.2f} {pair.first[0]}: {pair.first[1]}  =  {pair.second[0]}: {pair.second[1]}"
            for pair in near_duplicates(topics)
            if not chosen or chosen & {pair.first[0], pair.second[0]}
        ]
    )
    say("Template smell")
    _print([line for topic in shown for line in template_smells(topic)])
    say("Balance of style")
    _print([line for topic in shown if topic.kind == "answer" for line in style_imbalances(topic)])
    say(f"Easily confused ({FOLDS} trainings, a minute or two)")
    _print(
        [
            f"{count:4} questions of {right} were taken for {guess}"
            for (right, guess), count in confusions(topics).most_common()
            if not chosen or chosen & {right, guess}
        ]
    )


def _print(lines: List[str]) -> None:
    for line in lines[:MOST_LINES]:
        print(f"    {line}")
    if len(lines) > MOST_LINES:
        print(f"    ... and {len(lines) - MOST_LINES} more")
    if not lines:
        print("    nothing")


if __name__ == "__main__":
    main()
