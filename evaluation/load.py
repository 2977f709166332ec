"""A small, bounded load on what runs on this machine: the whole chain (website and assistant) against the bare channel.

`make load`, beside `make start` with PESTWIJZER_VISITOR_MESSAGES_A_MINUTE raised, as one address sends all messages.
Never point it elsewhere: it talks to 127.0.0.1 only.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, List, NamedTuple

from foundation.question_sets import REPORT_SET, TOPICS, read_questions
from tools.say import say

CHANNEL = "http://127.0.0.1:5005/webhooks/ouders/message"
WEBSITE = "http://127.0.0.1:8000/api/voorbeeldschool"
PARENTS_AT_ONCE = 4
PARENTS = 25
MESSAGES_EACH = 8
SECONDS_TO_ANSWER = 60


class Load(NamedTuple):
    """What a load run saw: answers, failures, seconds in all, and the milliseconds of each answer."""

    answered: int
    failed: int
    seconds: float
    milliseconds: List[float]

    def in_words(self) -> str:
        tail = statistics.quantiles(self.milliseconds, n=20)[-1] if len(self.milliseconds) > 1 else float("nan")
        return (
            f"{self.answered} answers, {self.failed} failed, {self.answered / self.seconds:.1f} messages a second; "
            f"median {statistics.median(self.milliseconds):.0f} ms, 95 % within {tail:.0f} ms, "
            f"longest {max(self.milliseconds):.0f} ms"
        )


def post(address: str, body: Dict) -> Dict:
    request = urllib.request.Request(address, json.dumps(body).encode("utf-8"), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as reply:
        return json.load(reply)


def over_the_channel(address: str = CHANNEL) -> Callable[[str], Dict]:
    conversation = uuid.uuid4().hex
    return lambda text: post(address, {"conversation": conversation, "text": text})


def over_the_website() -> Callable[[str], Dict]:
    conversation = post(f"{WEBSITE}/gesprek", {})["conversation"]
    return lambda text: post(f"{WEBSITE}/bericht", {"conversation": conversation, "text": text})


def run(new_parent: Callable[[], Callable[[str], Dict]]) -> Load:
    """Let a few parents at a time ask their questions, each in a conversation of their own."""
    texts = [question.text for question in read_questions(REPORT_SET, TOPICS)][: PARENTS * MESSAGES_EACH]
    shares = [texts[start::PARENTS] for start in range(PARENTS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(PARENTS_AT_ONCE) as pool:
        timings = [time_ for times in pool.map(lambda share: one_parent(new_parent, share), shares) for time_ in times]
    milliseconds = [one for one in timings if one is not None]
    return Load(len(milliseconds), len(timings) - len(milliseconds), time.perf_counter() - started, milliseconds)


def one_parent(new_parent: Callable[[], Callable[[str], Dict]], texts: List[str]) -> List[float]:
    """Ask one question after the other. Returns the milliseconds of each answer, None where there was none."""
    ask = new_parent()
    return [timed(ask, text) for text in texts]


def timed(ask: Callable[[str], Dict], text: str):
    started = time.perf_counter()
    try:
        ask(text)
    except (OSError, ValueError):  # refused, broken off, too late, or no answer at all
        return None
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    for name, new_parent in (
        ("The bare parent channel", over_the_channel),
        ("The whole chain, through the website", over_the_website),
    ):
        say(name)
        try:
            print(f"    {run(new_parent).in_words()}")
        except (urllib.error.URLError, statistics.StatisticsError) as error:
            raise SystemExit(f"    Nothing answers ({error}). Run `make start` beside this.")


if __name__ == "__main__":
    main()
