"""Shows what more questions still bring: `make curve` trains on an eighth, a quarter, a half and all of them.

By words alone, as the encoder was adapted to all. Asked are the tuning messages, real ones first.
"""

from __future__ import annotations

import random
import time
from typing import List, Tuple

import numpy as np

from components.word_model import WordModel
from foundation.question_sets import TOPICS, TUNING_SET, read_questions, read_real_messages
from foundation.topics import load_topics, questions_of
from tools.say import say

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)

Asked = List[Tuple[str, frozenset]]  # a message and the topics that answer it


def ranked_right(model: WordModel, asked: Asked) -> Tuple[float, float]:
    """Return how often a right topic ranks first, and how often among the first three."""
    order = np.argsort(-model.distances([text for text, _ in asked]), axis=1)[:, :3]
    ranked = [([model.topics[place] for place in row], right) for row, (_, right) in zip(order, asked)]
    first = sum(best[0] in right for best, right in ranked)
    in_three = sum(bool(right & set(best)) for best, right in ranked)
    return first / len(asked), in_three / len(asked)


def main() -> None:
    questions = list(zip(*questions_of(load_topics())))
    random.Random(1).shuffle(questions)
    real = [(message.text, message.right) for message in read_real_messages(TUNING_SET)]
    written = [(question.text, question.right) for question in read_questions(TUNING_SET, TOPICS)]
    say("Right topic first and among the first three, by words alone")
    columns = ("real: first", "in three", "written: first", "in three")
    print(f"    {'questions':>10}" + "".join(f"{column:>15}" for column in columns) + f"{'seconds':>10}")
    for share in SHARES:
        texts, labels = zip(*questions[: int(share * len(questions))])
        started = time.monotonic()
        model = WordModel.fit(texts, labels)
        seconds = time.monotonic() - started
        shares = "".join(f"{one:>15.1%}" for one in (*ranked_right(model, real), *ranked_right(model, written)))
        print(f"    {len(texts):>10}{shares}{seconds:>10.0f}")


if __name__ == "__main__":
    main()
