"""How many messages a second, and how long parents wait: on one machine, and on the deployment of several.

`make load` starts each itself, on this machine and on loopback, in a folder that is thrown away: an assistant and its
website; then two of each behind nginx, on PostgreSQL and Redis, where those are installed. A few parents at once ask
one question after the other. Several machines on one tell what the way through nginx, PostgreSQL and Redis costs, and
not what more machines bring: all share the same cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from evaluation.faults import SCHOOL, running_house
from foundation.question_sets import REPORT_SET, TOPICS, read_questions
from tools.deployment import Deployment, Parent, deployed
from tools.say import say
from tools.servers import ServersMissing

PARENTS_AT_ONCE = 4
PARENTS = 25
MESSAGES_EACH = 8
SECONDS_TO_ANSWER = 60

Ask = Callable[[str], Any]


class Load(NamedTuple):
    """What a load run saw: answers, failures, seconds in all, and the milliseconds of each answer."""

    answered: int
    failed: int
    seconds: float
    milliseconds: List[float]

    def row(self, name: str) -> str:
        waits = self.milliseconds if len(self.milliseconds) > 1 else [float("nan")] * 2
        return (
            f"| {name} | {self.answered} | {self.failed} | {self.answered / self.seconds:.1f} | "
            f"{statistics.median(waits):.0f} | {statistics.quantiles(waits, n=20)[-1]:.0f} | {max(waits):.0f} |"
        )


def post(address: str, body: Dict) -> Dict:
    request = urllib.request.Request(address, json.dumps(body).encode("utf-8"), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as reply:
        return json.load(reply)


def over_the_channel(address: str) -> Ask:
    conversation = uuid.uuid4().hex
    return lambda text: post(address, {"conversation": conversation, "text": text})


def over_the_website(site: str) -> Ask:
    api = f"{site}/api/{SCHOOL}"
    conversation = post(f"{api}/gesprek", {})["conversation"]
    return lambda text: post(f"{api}/bericht", {"conversation": conversation, "text": text})


def over_nginx(deployment: Deployment) -> Ask:
    parent = Parent(deployment)

    def ask(text: str) -> None:
        status, answer = parent.say(text=text)
        if status != 200:
            raise OSError(f"{status}: {answer[:80]}")

    return ask


def run(new_parent: Callable[[], Ask], at_once: int = PARENTS_AT_ONCE, parents: int = PARENTS) -> Load:
    """Let a few parents at a time ask their questions, each in a conversation of their own."""
    texts = [question.text for question in read_questions(REPORT_SET, TOPICS)][: parents * MESSAGES_EACH]
    shares = [texts[start::parents] for start in range(parents)]
    asking = [new_parent() for _ in shares]
    started = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        timings = [time_ for times in pool.map(one_parent, asking, shares) for time_ in times]
    milliseconds = [one for one in timings if one is not None]
    return Load(len(milliseconds), len(timings) - len(milliseconds), time.perf_counter() - started, milliseconds)


def one_parent(ask: Ask, texts: List[str]) -> List[Optional[float]]:
    """Ask one question after the other. Returns the milliseconds of each answer, None where there was none."""
    return [timed(ask, text) for text in texts]


def timed(ask: Ask, text: str) -> Optional[float]:
    started = time.perf_counter()
    try:
        ask(text)
    except (OSError, ValueError):  # refused, broken off, too late, or no answer at all
        return None
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at-once", type=int, default=PARENTS_AT_ONCE, help="how many parents ask at the same time")
    parser.add_argument("--parents", type=int, default=PARENTS, help=f"how many, of {MESSAGES_EACH} messages each")
    given = parser.parse_args()

    def tell(name: str, new_parent: Callable[[], Ask]) -> None:
        run(new_parent, given.at_once, parents=given.at_once)  # the first messages of a process are slower
        print(run(new_parent, given.at_once, given.parents).row(name), flush=True)

    say(f"{given.parents} parents, {given.at_once} at once, {MESSAGES_EACH} messages each")
    print("| over | answered | failed | messages a second | median ms | 95 % within ms | longest ms |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name, running_house(Path(name)) as house:
        tell("one machine, the bare channel", lambda: over_the_channel(f"{house.assistant.url}/message"))
        tell("one machine, its website", lambda: over_the_website(house.site))
    try:
        with deployed() as running:
            tell("several machines, nginx and two of each", lambda: over_nginx(running))
    except ServersMissing as missing:
        say(f"Several machines were not measured: {missing}")


if __name__ == "__main__":
    main()
