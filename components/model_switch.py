"""Lets the running assistant change to another model while parents go on asking.

Rasa's own reload replaces the model inside the event loop, which stalls every message for seconds. Here the new
agent is loaded in a thread, beside the one that answers, and put in its place when it is ready. A message that is
under way ends with the agent it began with. A model that cannot be loaded changes nothing; at a start, when no other
answers yet, the newest version takes its place that can be loaded.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import logging
from pathlib import Path
from typing import List, Optional, Set

from rasa.core.agent import Agent
from rasa.core.nlg import NaturalLanguageGenerator
from sanic import Sanic

from foundation.versions.registry import ModelRegistry, Version

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5


def version_of(agent: Agent) -> str:
    """Return the name of the registry's version that an agent has loaded."""
    return Path(agent.processor.model_path).resolve().parent.name


def model_at_start() -> Optional[Path]:
    """Return the model that this process was told to start with: an agent that could not load it does not tell."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", "--model", type=Path)
    model: Optional[Path] = parser.parse_known_args()[0].model
    return model


def load_beside(agent: Agent, model: Path) -> Agent:
    """Return a new agent with another model that shares the stores and the locks of a running one."""
    beside = copy.copy(agent)
    beside.nlg = NaturalLanguageGenerator.create(None, None)  # an agent's answers are its own
    beside.load_model(model)
    return beside


class ModelSwitch:
    """Follows the registry's pointer, for as long as a server runs."""

    def __init__(self) -> None:
        self.failed = ""  # the version that could not be loaded, until the pointer names another
        self._broken: Set[str] = set()  # those that were tried in its place at the start, in vain

    async def follow(self, app: Sanic) -> None:
        """Load what the pointer names, again and again; ends with the server."""
        while True:
            if app.ctx.agent and app.ctx.agent.is_ready():
                await self._look(app)
            elif app.ctx.agent:
                await self._start_with_another(app, model_at_start())
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def _look(self, app: Sanic) -> None:
        agent: Agent = app.ctx.agent
        registry = ModelRegistry.of_model(agent.processor.model_path)
        wanted = _pointer(registry)
        if not wanted or wanted in (self.failed, version_of(agent)):
            return
        try:
            app.ctx.agent = await asyncio.to_thread(load_beside, agent, registry.get(wanted).model)
        except Exception as error:  # whatever is wrong with a model, the one that answers goes on
            self.failed = wanted
            logger.error("Version %s could not be loaded, the old one goes on: %s", wanted, type(error).__name__)
        else:
            self.failed = ""
            logger.warning("Version %s answers from now on", wanted)

    async def _start_with_another(self, app: Sanic, model: Optional[Path]) -> None:
        """Load the version that comes first after the one that Rasa could not load at its start."""
        if model is None:
            return
        registry = ModelRegistry.of_model(model)
        self.failed = model.resolve().parent.name
        for version in _others(registry, {self.failed, *self._broken}):
            try:
                app.ctx.agent = await asyncio.to_thread(load_beside, app.ctx.agent, version.model)
            except Exception as error:  # then perhaps an older one
                self._broken.add(version.name)
                logger.error("Nor could version %s be loaded: %s", version.name, type(error).__name__)
            else:
                logger.error("Version %s could not be loaded, %s answers", self.failed, version.name)
                return


def _others(registry: ModelRegistry, tried: Set[str]) -> List[Version]:
    """Return the versions that are left to try, the newest first; none when the folder cannot be read now."""
    try:
        return [version for version in registry.as_wanted() if version.name not in tried]
    except OSError:
        return []


def _pointer(registry: ModelRegistry) -> str:
    """Return what the pointer names, or "" when it cannot be read now: it is looked at again."""
    try:
        return registry.live_name()
    except OSError:
        return ""
