"""What parents notice when a version goes live: `python -m evaluation.publishing`, or `make publishing`.

A real assistant on free ports, with a registry and conversations of its own; four parents ask without pause while it
switches between two versions, again and again. Nothing of what runs on this machine is touched.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import statistics
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional

from evaluation.load import MESSAGES_EACH, PARENTS_AT_ONCE, over_the_channel, timed
from foundation.question_sets import REPORT_SET, TOPICS, read_questions
from foundation.versions.registry import ModelRegistry, Version
from tools.running import running_in
from tools.say import say

SWITCHES = 10
SECONDS_TO_SWITCH = 120
SECONDS_BETWEEN = 2
SECONDS_TO_WARM_UP = 10
LONGEST_WAIT = 2000  # milliseconds that a parent may wait, whatever happens behind


class Switching(NamedTuple):
    """What was seen: milliseconds of every answer (None: lost), seconds a switch, megabytes of memory."""

    milliseconds: List[Optional[float]]
    seconds: List[float]
    memory_before: float
    memory_after: float

    @property
    def lost(self) -> int:
        return self.milliseconds.count(None)

    @property
    def longest(self) -> float:
        return max(filter(None, self.milliseconds), default=float("nan"))

    def in_words(self) -> List[str]:
        answered = [one for one in self.milliseconds if one is not None]
        usual, slowest = statistics.median(self.seconds), max(self.seconds)
        return [
            f"{len(self.seconds)} switches, {usual:.1f} s each (longest {slowest:.1f})",
            f"{len(answered)} messages answered, {self.lost} lost",
            f"median {statistics.median(answered):.0f} ms, longest {self.longest:.0f} ms (at most {LONGEST_WAIT})",
            f"memory {self.memory_before:.0f} MB before, {self.memory_after:.0f} MB after",
        ]


def two_versions(folder: Path) -> ModelRegistry:
    """Return a registry of its own with two versions: the last two made, or the live one twice."""
    ours, registry = ModelRegistry(), ModelRegistry(folder / "models")
    live = ours.require_live()
    last = [live, *(version for version in ours.versions() if version != live)]
    for name, version in zip(("a", "b"), itertools.islice(itertools.cycle(last), 2)):
        shutil.copytree(version.folder, registry.folder / name)
    registry.make_live(registry.get("a"))
    return registry


def measure(switches: int) -> Switching:
    """Let parents ask while the assistant switches."""
    with tempfile.TemporaryDirectory() as name:
        registry = two_versions(Path(name))
        with running_in(Path(name), registry.get("a").model) as assistant:
            over = threading.Event()
            timings: List[Optional[float]] = []
            with ThreadPoolExecutor(PARENTS_AT_ONCE) as parents:
                for start in range(PARENTS_AT_ONCE):
                    parents.submit(keep_asking, f"{assistant.url}/message", start, over, timings)
                try:
                    time.sleep(SECONDS_TO_WARM_UP)
                    timings.clear()  # the first messages after a start are slow, with or without a switch
                    before = memory_of(registry.get("a").model)
                    versions = to_and_fro(registry, switches)
                    seconds = [seconds_to(registry, version, assistant.url) for version in versions]
                    after = memory_of(registry.get("a").model)
                finally:
                    over.set()
            return Switching(timings, seconds, before, after)


def to_and_fro(registry: ModelRegistry, switches: int) -> Iterator[Version]:
    return itertools.islice(itertools.cycle([registry.get("b"), registry.get("a")]), switches)


def keep_asking(address: str, start: int, over: threading.Event, timings: List[Optional[float]]) -> None:
    """Ask one question after the other, each few in a conversation of their own as parents do, until it is over."""
    texts = itertools.cycle([question.text for question in read_questions(REPORT_SET, TOPICS)][start::PARENTS_AT_ONCE])
    while not over.is_set():
        ask = over_the_channel(address)
        timings += [timed(ask, text) for text in itertools.islice(texts, MESSAGES_EACH)]


def seconds_to(registry: ModelRegistry, version: Version, url: str) -> float:
    """Switch, and wait until the assistant says that it answers with this version. Raises: TimeoutError."""
    started = time.perf_counter()
    registry.make_live(version)
    while answers_with(url) != version.name:
        if time.perf_counter() - started > SECONDS_TO_SWITCH:
            raise TimeoutError(f"The assistant does not answer with version {version.name}")
        time.sleep(0.1)
    seconds = time.perf_counter() - started
    time.sleep(SECONDS_BETWEEN)
    return seconds


def answers_with(url: str) -> str:
    with urllib.request.urlopen(f"{url}/health", timeout=60) as reply:
        return json.load(reply)["model"]


def memory_of(model: Path) -> float:
    """Return the megabytes that the assistant holds which was started with this model."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--model\0{model}" in (process / "cmdline").read_text(encoding="utf-8"):
                return int((process / "status").read_text().split("VmRSS:")[1].split()[0]) / 1024
        except (OSError, IndexError):
            continue  # a process that ended meanwhile
    return float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switches", type=int, default=SWITCHES)
    arguments = parser.parse_args()
    say(f"{arguments.switches} switches while {PARENTS_AT_ONCE} parents ask")
    seen = measure(arguments.switches)
    print("\n".join(f"    {line}" for line in seen.in_words()))
    if seen.lost or seen.longest > LONGEST_WAIT:
        raise SystemExit("    A parent noticed: a message was lost, or an answer took too long.")


if __name__ == "__main__":
    main()
