"""Reads what Pestwijzer knows, for the pages to read and for the chat's first screen.

The topic files are read again when one of them changes, so a page never shows older text than the files; unless they
cannot be read, as when one is half saved: then what they held before is shown, and `trouble` says so.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from foundation import school_profile
from foundation.files import DataError
from foundation.helplines import HELPLINES_FILE, Helpline, fill_in_helplines, load_helplines
from foundation.topics import Topic, load_topics, read_topic, successor_of, topic_files
from foundation.versions.registry import ModelRegistry
from knowledge.search import prepare, search
from knowledge.sources import day, read_on

logger = logging.getLogger("pestwijzer.knowledge")

# In the order of the page. A topic with another theme is not there to read: greetings, "geen van deze", ...
THEMES = {
    "opmerken": "Opmerken en begrijpen wat er speelt",
    "begrijpen": "Wat is pesten?",
    "doen": "Wat kan je zelf doen?",
    "school": "Samen met de school",
    "samen": "Ouders en school",
    "online": "Online pesten",
    "hulp": "Hulp en hulplijnen",
    "materiaal": "Om verder te lezen",
    "nood": "Bij gevaar",
}
FIRST_CHOICES = {
    "kind_gepest_wat_doen": "Mijn kind wordt gepest",
    "kind_omstaander_wat_doen": "Mijn kind ziet pesten",
    "kind_pest_wat_doen": "Mijn kind pest zelf",
    "themas": "Ik wil iets weten",
}
EMERGENCY_HELPLINES = ("noodnummer", "zelfmoordlijn", "hulplijn_1712", "child_focus", "awel", "tele_onthaal")

# No more than data/helplines.yml says of them: of Awel no hours are known.
ALSO_IN_HOLIDAYS = "Wie wil praten, ook een ouder, belt dag en nacht naar [[tele_onthaal]]. Je kind kan naar [[awel]]."


@dataclass(frozen=True)
class Knowledge:
    """The topics and helplines as they stand in the files now."""

    topics: Mapping[str, Topic]
    helplines: Mapping[str, Helpline]

    @property
    def pages(self) -> dict[str, Topic]:
        """Return the topics that have a page of their own."""
        return {topic.id: topic for topic in self.topics.values() if topic.theme in THEMES}

    def by_theme(self, topics: Mapping[str, Topic] | None = None) -> list[tuple[str, str, list[Topic]]]:
        """Return (theme, its title, its topics) for each theme that has any, in the order of `THEMES`."""
        chosen = (self.pages if topics is None else topics).values()
        groups = {theme: [topic for topic in chosen if topic.theme == theme] for theme in THEMES}
        return [(theme, THEMES[theme], topics) for theme, topics in groups.items() if topics]

    def related(self, topic: Topic) -> list[Topic]:
        return [self.pages[other] for other in topic.related if other in self.pages]

    def answer(self, topic: Topic, profile: Mapping[str, Any]) -> str:
        """Return a topic's whole answer as Markdown, with the helplines and the school's own details in it."""
        filled = fill_in_helplines(topic.whole_answer, self.helplines)
        return school_profile.fill_in_slots(filled, school_profile.slots_from(profile))

    def emergency_numbers(self) -> list[dict[str, str]]:
        """Return whom to call, as the chat's first screen shows it."""
        lines = [self.helplines[key] for key in EMERGENCY_HELPLINES if key in self.helplines]
        return [{"name": line.name, "phone": line.phone, "for": line.audience} for line in lines if line.phone]

    def first_choices(self) -> list[dict[str, str]]:
        return [{"title": title, "choice": topic} for topic, title in FIRST_CHOICES.items() if topic in self.topics]

    def search(self, query: str) -> dict[str, Topic]:
        """Return the topics with a page that fit a query, the best first."""
        return search(self.pages, query)

    def prepare_search(self) -> None:
        """Do beforehand what makes a first search slow."""
        prepare(self.pages)


def load() -> Knowledge:
    """Return what the files hold now, or held when they could last be read.

    Raises: DataError when they never could, and no version's copy of them can either.
    """
    return _now()[0]


def still_there(topic_id: str) -> str:
    """Return the id of a topic, or of the one into which it was merged: what a parent kept of it leads there."""
    return all_still_there([topic_id])[topic_id]


def all_still_there(topic_ids: Iterable[str]) -> dict[str, str]:
    """Return the same for many topics, by the id of each: to see whether a file changed takes milliseconds."""
    topics: Mapping[str, Topic] = {}
    with contextlib.suppress(DataError):  # then whoever answers knows
        topics = load().topics
    return {one: one if one in topics else successor_of(one, topics) or one for one in topic_ids}


def trouble() -> str:
    """Return in Dutch why the files cannot be read now, or "" when they can."""
    return _now()[1]


# By data folder, what it held when it could last be read.
_last_good: dict[Path, Knowledge] = {}


def _now() -> tuple[Knowledge, str]:
    data = settings.KNOWLEDGE
    read = _load(data, fingerprint(data))
    if isinstance(read, Knowledge):
        _last_good[data] = read
        return read, ""
    if data not in _last_good:  # as after a restart
        _last_good[data] = _copy_of_live(read)
    return _last_good[data], read


def _copy_of_live(why: str) -> Knowledge:
    """Return what the live version learned, or the newest version where that one is not whole."""
    for version in ModelRegistry(settings.MODELS).as_wanted():
        with contextlib.suppress(Exception):  # the next one, perhaps
            return _read(version.data)
    raise DataError(why)


def contact(profile: Mapping[str, Any], on: date | None = None) -> str:
    """Return, as Markdown, whom a parent can turn to at this school and its CLB, and when; today, or on another day."""
    slots, reachable = school_profile.slots_from(profile, on), school_profile.when_reachable(profile)
    if school_profile.when_away(profile, on):
        with contextlib.suppress(DataError):  # nothing may keep a parent from the people above it
            reachable += f" {fill_in_helplines(ALSO_IN_HOLIDAYS, load().helplines)}"
    return "\n\n".join([slots["school_contacts"], slots["school_clb"], reachable])


def fingerprint(data: Path) -> int:
    """Return what changes whenever a file below `data` changes, comes or goes; also when an older one is put back."""
    return hash(tuple((path, *_stamp(path)) for path in [*topic_files(data), data / HELPLINES_FILE]))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:  # taken away just now
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def _load(data: Path, fingerprint: int) -> Knowledge | str:
    """Return what the files hold, or why they cannot be read: nobody tries that twice."""
    try:
        return _read(data)
    except Exception as error:  # whatever stands in a file, parents read what stood there before
        logger.error("The topic files cannot be read: %s", error)
        return str(error).replace(f"{data}/", "")


def _read(data: Path) -> Knowledge:
    """Read files of which every answer can be shown. Raises: DataError, and OSError for what is no file."""
    try:
        known = Knowledge(load_topics(data), load_helplines(data))
    except AttributeError as error:  # a number where a text should stand, and the like
        raise DataError(f"{_unreadable(data)}: {error}") from error
    if not known.topics:
        raise DataError(f"{data}: no topics")
    for topic in known.topics.values():
        _check_helplines(topic, known.helplines)
    return known


def _unreadable(data: Path) -> str:
    """Return the file that a reader stumbles over."""
    for path in topic_files(data):
        try:
            read_topic(path)
        except Exception:  # this one
            return str(path)
    return HELPLINES_FILE


def _check_helplines(topic: Topic, helplines: Mapping[str, Helpline]) -> None:
    try:
        fill_in_helplines(topic.whole_answer, helplines)
    except DataError as error:
        raise DataError(f"{topic.path}: {error}") from error


def checked_on(topic: Topic) -> date | None:
    """Return when an answer was last checked as its file tells: by its date, else by the source that was read last."""
    return day(topic.checked) or max(filter(None, map(read_on, topic.sources)), default=None)
