"""Shows what each threshold costs and brings, on the tuning questions: where the numbers in config.yml come from.

`python -m evaluation.thresholds` trains once and prints a table for the fallback (answer or offer a
choice?) and one for the guard (answer as an emergency or not?).
"""

from __future__ import annotations

from typing import Callable, List, Sequence

from components.emergency_guard import emergency
from components.topic_classifier import suspicion_of_emergency
from components.topic_model import TopicModel
from foundation.configuration import thresholds
from foundation.question_sets import EMERGENCIES, LOOK_ALIKES, OUT_OF_SCOPE, TOPICS, TUNING_SET, read_questions
from foundation.topics import load_topics
from foundation.vocabulary import is_out_of_scope
from tools.say import say

# What is tried beside what config.yml says now.
FALLBACK_GRID = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8]
SUSPICION_GRID = [0.1, 0.13, 0.16, 0.2, 0.25]
SUSPICION_WITH_WORDS_GRID = [0.03, 0.1, 0.13]


def trained_model() -> TopicModel:
    topics = load_topics().values()
    texts = [question for topic in topics for question in topic.questions]
    return TopicModel.fit(texts, [topic.id for topic in topics for _ in topic.questions])


def fallback_table(model: TopicModel) -> List[str]:
    """Return, for each threshold, the shares right, wrong and offered a choice, and out of scope kept out."""
    asked, foreign = read_questions(TUNING_SET, TOPICS), read_questions(TUNING_SET, OUT_OF_SCOPE)
    first = [(question, model.rank(question.text)[0]) for question in asked]
    strange = [model.rank(question.text)[0] for question in foreign]
    lines = ["threshold     right     wrong    choice    kept out"]
    now = thresholds()
    for threshold in sorted({*FALLBACK_GRID, now.answer}):
        answered = [(question, guess) for question, guess in first if guess.probability >= threshold]
        right = sum(guess.topic in question.right for question, guess in answered) / len(asked)
        kept_out = share(strange, lambda guess: guess.probability < threshold or is_out_of_scope(guess.topic))
        wrong = len(answered) / len(asked) - right
        lines.append(
            f"{threshold:9.2f}{right:10.1%}{wrong:10.1%}{1 - right - wrong:10.1%}{kept_out:12.1%}"
            + mark(now.answer == threshold)
        )
    return lines


def guard_table(model: TopicModel) -> List[str]:
    """Return, for each pair of bars, the emergencies heard and the look-alikes and questions left alone."""
    suspected = {
        part: [
            (question.text, suspicion_of_emergency(model, question.text))
            for question in read_questions(TUNING_SET, part)
        ]
        for part in (EMERGENCIES, LOOK_ALIKES, TOPICS)
    }
    lines = ["      bar  with words   emergencies heard   look-alikes let be   questions let be"]
    now = thresholds()
    for bar in sorted({*SUSPICION_GRID, now.emergency}):
        for with_words in sorted({*SUSPICION_WITH_WORDS_GRID, now.emergency_with_words}):
            raised = {
                part: share(messages, lambda message: bool(emergency(message[0], message[1], bar, with_words)))
                for part, messages in suspected.items()
            }
            is_now = (bar, with_words) == (now.emergency, now.emergency_with_words)
            let_be = f"{1 - raised[LOOK_ALIKES]:21.1%}{1 - raised[TOPICS]:19.1%}"
            lines.append(f"{bar:9.2f}{with_words:12.2f}{raised[EMERGENCIES]:20.1%}{let_be}{mark(is_now)}")
    return lines


def mark(is_now: bool) -> str:
    return "   <- config.yml" if is_now else ""


def share(items: Sequence, holds: Callable[..., bool]) -> float:
    return sum(map(bool, map(holds, items))) / max(1, len(items))


def main() -> None:
    say("Training on all questions")
    model = trained_model()
    say("Answer or offer a choice: FallbackClassifier's threshold")
    print("\n".join(f"    {line}" for line in fallback_table(model)))
    say("Emergency or not: EmergencyGuard's thresholds")
    print("\n".join(f"    {line}" for line in guard_table(model)))


if __name__ == "__main__":
    main()
