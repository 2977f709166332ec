"""The one module that reads `../data`: what Pestwijzer knows, for the pages to read and for the chat's first screen.

The topic files are read again when one of them changes, so a page never shows older text than the files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from foundation import school_profile
from foundation.helplines import Helpline, fill_in_helplines, load_helplines
from foundation.topics import Topic, load_topics, topic_files

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
    "wat_is_pesten": "Ik wil iets weten",
}
EMERGENCY_HELPLINES = ("noodnummer", "zelfmoordlijn", "hulplijn_1712", "child_focus", "awel", "tele_onthaal")

SLOT = re.compile(r"\{(school_\w+)\}")


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
        """Return a topic's answer as Markdown, with the helplines and the school's own details in it."""
        slots = school_profile.slots_from(profile)
        return SLOT.sub(lambda slot: slots[slot.group(1)], fill_in_helplines(topic.answer, self.helplines))

    def emergency_numbers(self) -> list[dict[str, str]]:
        """Return whom to call, as the chat's first screen shows it."""
        lines = [self.helplines[key] for key in EMERGENCY_HELPLINES if key in self.helplines]
        return [{"name": line.name, "phone": line.phone, "for": line.audience} for line in lines if line.phone]

    def first_choices(self) -> list[dict[str, str]]:
        return [{"title": title, "choice": topic} for topic, title in FIRST_CHOICES.items() if topic in self.topics]

    def search(self, query: str) -> dict[str, Topic]:
        """Return the topics in which every word of the query occurs, else those with any; the best first."""
        words = [word for word in plain(query).split() if word not in STOP_WORDS]
        if not words:
            return {}
        found = {topic.id: [_weight(topic, word) for word in words] for topic in self.pages.values()}
        hits = {key: weights for key, weights in found.items() if all(weights)}
        hits = hits or {key: weights for key, weights in found.items() if any(weights)}
        return {key: self.pages[key] for key in sorted(hits, key=lambda key: -sum(hits[key]))}


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


# --- sources ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """Where an answer comes from, as a reader wants to see it."""

    name: str
    url: str = ""


ORGANISATIONS = {
    "1712.be": "1712",
    "5dok.net": "Brochure ‘Pesten aanpakken: wat kunnen ouders doen?’, inhoudstafel",
    "allesoverpesten.be": "Alles over pesten",
    "childfocus.be": "Child Focus",
    "clbchat.be": "CLBch@t",
    "go-ouders.be": "vzw GO! ouders",
    "hbvl.be": "Het Belang van Limburg",
    "hln.be": "Het Laatste Nieuws",
    "jongeren-en-gezondheid.ugent.be": "Jongeren en Gezondheid, UGent",
    "katholiekonderwijs.vlaanderen": "Katholiek Onderwijs Vlaanderen",
    "kinderrechten.be": "Kinderrechtencommissariaat",
    "kivaschool.be": "KiVa",
    "klasse.be": "Klasse",
    "knack.be": "Knack",
    "koogo.be": "KOOGO",
    "libelle.be": "Libelle",
    "mediawijs.be": "Mediawijs",
    "nieuws.vtm.be": "VTM Nieuws",
    "nieuwsblad.be": "Het Nieuwsblad",
    "onderwijs.vlaanderen.be": "Onderwijs Vlaanderen",
    "onderwijsinspectie.be": "Onderwijsinspectie",
    "politie.be": "Politie",
    "pro.g-o.be": "GO! onderwijs van de Vlaamse Gemeenschap",
    "pro.katholiekonderwijs.vlaanderen": "Katholiek Onderwijs Vlaanderen",
    "scoutsengidsenvlaanderen.be": "Scouts en Gidsen Vlaanderen",
    "sensoa.be": "Sensoa",
    "slachtofferzorg.be": "Website over zorg na cyberpesten",
    "sos-kinderdorpen.be": "SOS Kinderdorpen",
    "unia.be": "Unia",
    "vcov.be": "VCOV",
    "veiligonline.be": "Veilig online",
    "vlaanderen.be": "Vlaanderen.be",
    "vrt.be": "VRT",
    "zelfmoord1813.be": "Zelfmoordlijn 1813",
}
READABLE_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+", re.IGNORECASE)
LONGEST_PAGE_NAME = 80


def day(checked: str) -> date | None:
    """Return the day on which an answer was last checked, or None when the file does not tell it as a date."""
    try:
        return date.fromisoformat(checked)
    except ValueError:
        return None


def source(text: str) -> Source:
    """Return a source's name and address: "Alles over pesten: wegwijzer voor ouders" for a page's address."""
    if not text.startswith(("https://", "http://")):
        return Source(text)
    parts = urlsplit(text)
    host = parts.netloc.removeprefix("www.")
    name = ORGANISATIONS.get(host, host)
    return Source(f"{name}{_page_name(parts.path)}", text)


def _page_name(path: str) -> str:
    last = unquote(path.rstrip("/").rpartition("/")[2])
    words = re.sub(r"\W+|_", " ", last).strip()
    if not READABLE_PATH.fullmatch(last) or len(words) > LONGEST_PAGE_NAME or re.search(r"\d{4,}", words):
        return ""
    return f": {words}"


# --- searching --------------------------------------------------------------------------------

STOP_WORDS = frozenset(
    """aan al als ben bij da dan dat de den die dit doe doen een en er gaat ge gij haar heb heeft hem het hij hoe ik in
    is ja je kan kind kunnen kun maar mag me met mijn moet na naar nee ni nie niet nog nu of om onze ons ook op over te
    tot uit van veel voor wa wat wel we weer welke wie wil wordt ze zich zij zijn zo""".split()
)
TITLE, QUESTION, ABOUT, ANSWER = 8, 4, 3, 2


def plain(text: str) -> str:
    """Return lower-case words without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(char for char in letters if not unicodedata.combining(char))))


def _weight(topic: Topic, word: str) -> int:
    """Return how well a word fits a topic; a word also fits where it begins another ("klacht", "klachten")."""
    return sum(weight for weight, text in _searchable(topic.id, topic) if f" {word}" in text)


@lru_cache(maxsize=512)
def _searchable_of(topic_id: str, title: str, questions: str, about: str, answer: str) -> tuple[tuple[int, str], ...]:
    texts = ((TITLE, title), (QUESTION, questions), (ABOUT, about), (ANSWER, answer))
    return tuple((weight, f" {plain(text)}") for weight, text in texts)


def _searchable(topic_id: str, topic: Topic) -> tuple[tuple[int, str], ...]:
    return _searchable_of(topic_id, topic.title, "\n".join(topic.questions), topic.about, topic.answer)
