"""Measures what understanding costs: training time, size, milliseconds a message, memory. Reported, never asserted."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from pathlib import Path
from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple

from foundation.privacy import pseudonymiser


class Cost(NamedTuple):
    """Seconds to train, megabytes of model and memory, milliseconds to mask and to understand a message."""

    training_seconds: Optional[float] = None
    model_megabytes: Optional[float] = None
    understand_milliseconds: Optional[Tuple[float, float]] = None  # median, 95th percentile
    mask_milliseconds: Optional[Tuple[float, float]] = None
    memory_megabytes: Optional[float] = None

    def in_words(self) -> List[str]:
        words = []
        if self.training_seconds is not None:
            words.append(f"trained in {self.training_seconds:.0f} s")
        if self.model_megabytes is not None:
            words.append(f"model {self.model_megabytes:.0f} MB")
        for verb, times in (("understood", self.understand_milliseconds), ("masked", self.mask_milliseconds)):
            if times:
                words.append(f"a message {verb} in {times[0]:.1f} ms (95 %: {times[1]:.1f} ms)")
        if self.memory_megabytes is not None:
            words.append(f"memory at most {self.memory_megabytes:.0f} MB")
        return words


def cost_of_training(train: Callable[[], Path]) -> Tuple[Path, Cost]:
    """Run a training. Returns its model and what it cost."""
    started = time.perf_counter()
    model = train()
    return model, Cost(time.perf_counter() - started, _megabytes(model), memory_megabytes=_peak_memory())


def cost_of_messages(model: Path, texts: Sequence[str]) -> Cost:
    """Time masking and understanding in this process, message by message."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))

    async def understand_each() -> List[float]:
        return [await _timed(agent.parse_message(text)) for text in texts]

    return Cost(
        model_megabytes=_megabytes(model),
        understand_milliseconds=_median_and_tail(asyncio.run(understand_each())),
        mask_milliseconds=_median_and_tail([_timed_call(pseudonymiser.mask, text) for text in texts]),
        memory_megabytes=_peak_memory(),
    )


async def _timed(work) -> float:
    started = time.perf_counter()
    await work
    return 1000 * (time.perf_counter() - started)


def _timed_call(function: Callable[[str], str], text: str) -> float:
    started = time.perf_counter()
    function(text)
    return 1000 * (time.perf_counter() - started)


def _median_and_tail(milliseconds: List[float]) -> Tuple[float, float]:
    return statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
