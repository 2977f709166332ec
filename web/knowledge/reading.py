"""Reads what Pestwijzer knows, for the pages to read and for the chat's first screen.

The topic files are read again when one of them changes, so a page never shows older text than the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from foundation import school_profile
from foundation.helplines import Helpline, fill_in_helplines, load_helplines
from foundation.topics import Topic, load_topics, topic_files
from knowledge.search import search

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


def load() -> Knowledge:
    """Return what the files hold now."""
    return _load(settings.KNOWLEDGE, fingerprint(settings.KNOWLEDGE))


def contact(profile: Mapping[str, Any]) -> str:
    """Return, as Markdown, whom a parent can turn to at this school and its CLB."""
    slots = school_profile.slots_from(profile)
    return f"{slots['school_contacts']}\n\n{slots['school_clb']}"


def fingerprint(data: Path) -> int:
    """Return what changes whenever a file below `data` changes, comes or goes; also when an older one is put back."""
    files = [*topic_files(data), data / "helplines.yml"]
    return hash(tuple((path, stat.st_mtime_ns, stat.st_size) for path in files for stat in [path.stat()]))


@lru_cache(maxsize=2)
def _load(data: Path, fingerprint: int) -> Knowledge:
    return Knowledge(load_topics(data), load_helplines(data))


def day(checked: str) -> date | None:
    """Return the day on which an answer was last checked, or None when the file does not tell it as a date."""
    try:
        return date.fromisoformat(checked)
    except ValueError:
        return None
