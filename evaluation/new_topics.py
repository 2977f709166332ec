"""Shows how well a topic is known that staff add with three questions: `make new-topics` teaches eight at once.

Such a topic is the hard case: the encoder was adapted to all others and never to it, so that it could be drowned by
them; or it could draw messages away from its neighbours.
"""

from __future__ import annotations

from typing import Callable, Dict, List, Optional, Sequence, Tuple

from components.meaning_featurizer import nearness, placed_by
from components.sentence_encoder import encoder_in
from components.topic_classifier import read
from components.word_model import WordModel
from foundation.configuration import thresholds
from foundation.question_sets import REPORT_SET, TOPICS, LabelledQuestion, read_questions
from foundation.repository import ENCODER
from foundation.topics import load_topics, questions_of
from tools.say import say

NEW = "nieuw"
TAUGHT, ASKED, NEIGHBOURS = "leer", "toets", "buren"

# Returns the topic that a message would be answered with, or None for a choice, and the topics that rank first.
Ask = Callable[[str], Tuple[Optional[str], List[str]]]


def assistant_with(taught: Sequence[LabelledQuestion], by_meaning: bool) -> Ask:
    """Return what knows all topics and the taught ones, by words alone or by meaning too."""
    texts, labels = questions_of(load_topics())
    texts += [question.text for question in taught]
    labels += [question.topic for question in taught]
    words, bar = WordModel.fit(texts, labels), thresholds().answer
    encoder = encoder_in(ENCODER) if by_meaning else None
    meaning = placed_by(encoder, texts, labels) if encoder else None

    def ask(text: str) -> Tuple[Optional[str], List[str]]:
        near = nearness(encoder, meaning, encoder.meanings([text])[0]) if encoder and meaning else None
        ranking = read(words, text, near).ranking
        best = ranking[0]
        return best["name"] if best["confidence"] >= bar else None, [guess["name"] for guess in ranking[:3]]

    return ask


def shares(questions: Sequence[LabelledQuestion], ask: Ask) -> Dict[str, float]:
    """Return how often the new topic is answered, ranks first, and is among the first three."""
    asked = [(question, *ask(question.text)) for question in questions]
    return {
        "answered": sum(answered in question.right for question, answered, _ in asked) / len(asked),
        "first": sum(best[0] in question.right for question, _, best in asked) / len(asked),
        "in three": sum(bool(question.right & set(best)) for question, _, best in asked) / len(asked),
    }


def drawn_away(questions: Sequence[LabelledQuestion], ask: Ask, new: Sequence[str]) -> float:
    """Return the share of messages about other topics that are answered with a new one."""
    return sum(ask(question.text)[0] in new for question in questions) / len(questions)


def main() -> None:
    taught, asked = read_questions(NEW, TAUGHT), read_questions(NEW, ASKED)
    new = sorted({question.topic for question in taught})
    others = {"its neighbours": read_questions(NEW, NEIGHBOURS), "all others": read_questions(REPORT_SET, TOPICS)}
    for name, by_meaning in (("by words and meaning", True), ("by words alone", False)):
        say(f"{len(new)} topics with {len(taught) // len(new)} questions each, {name}")
        ask = assistant_with(taught, by_meaning)
        for style in ("all", *sorted({question.style for question in asked})):
            chosen = [question for question in asked if style in ("all", question.style)]
            told = ", ".join(f"{what} {share:.1%}" for what, share in shares(chosen, ask).items())
            print(f"    {style:8} {told}")
        for whose, questions in others.items():
            print(
                f"    answered with a new topic, of the messages about {whose}: {drawn_away(questions, ask, new):.1%}"
            )


if __name__ == "__main__":
    main()
