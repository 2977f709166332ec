"""Reads the topic files: the one place that knows what a file under `data/` looks like.

A topic is one file: how parents ask it, what we answer, on what source. Everything else (the
importer, the channel, the tests, the evaluation) works with the `Topic` objects made here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
TOPIC_FOLDERS = ("topics", "dialogue", "emergencies")

OUT_OF_SCOPE_PREFIX = "buiten_scope"
KIND_BY_FOLDER = {"topics": "answer", "dialogue": "dialogue", "emergencies": "emergency"}

HELPLINE_MARK = re.compile(r"\[\[(\w+)(?:\.(phone|web|mail))?\]\]")
EXAMPLE_MARK = "- "

# The C loader reads the full data in a quarter of the time of the pure Python one.
YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TopicError(ValueError):
    """A topic file that cannot be used; the message names the file and what to mend."""


@dataclass(frozen=True)
class Helpline:
    """A phone number, chat, mail address or page that answers may name by its key."""

    key: str
    name: str
    phone: str = ""
    url: str = ""
    mail: str = ""
    audience: str = ""
    source: str = ""
    checked: str = ""

    def markdown(self, part: str = "") -> str:
        """Return what `[[key]]` (or `[[key.part]]`) becomes in an answer, as Markdown."""
        if part == "phone":
            return self._phone_link()
        if part == "web":
            return f"[{_bare_address(self.url)}]({self.url})" if self.url else ""
        if part == "mail":
            return f"[{self.mail}](mailto:{self.mail})" if self.mail else ""
        return self._everything()

    def _phone_link(self) -> str:
        return f"[{self.phone}](tel:{self.phone.replace(' ', '')})" if self.phone else ""

    def _everything(self) -> str:
        name = f"[{self.name}]({self.url})" if self.url else self.name
        if not self.phone:
            return name if self.url or not self.mail else f"{name} ({self.markdown('mail')})"
        if self.name == self.phone:
            return self._phone_link() if not self.url else f"{self._phone_link()} ({self.markdown('web')})"
        return f"{name} ({self._phone_link()})"


@dataclass(frozen=True)
class Topic:
    """One intent with its questions and its answer, as its file states them."""

    id: str
    folder: str
    path: Path
    title: str
    theme: str
    about: str
    sources: List[str]
    checked: str
    related: List[str]
    questions: List[str]
    answer: str
    buttons: List[Dict[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return the `understood.kind` that the parent channel reports for this topic."""
        return "out_of_scope" if self.id.startswith(OUT_OF_SCOPE_PREFIX) else KIND_BY_FOLDER[self.folder]

    @property
    def response_name(self) -> str:
        return f"utter_{self.id}"


def topic_files(data: Path = DATA) -> Iterator[Path]:
    """Yield every topic file, in a fixed order."""
    for folder in TOPIC_FOLDERS:
        yield from sorted((data / folder).glob("*.yml"))


def load_topics(data: Path = DATA) -> Dict[str, Topic]:
    """Read every topic file below `data`.

    Returns: the topics by id, in the order of the folders.
    Raises: TopicError, naming the file, when one cannot be used.
    """
    topics: Dict[str, Topic] = {}
    for path in topic_files(data):
        topic = read_topic(path)
        if topic.id in topics:
            raise TopicError(f"{path}: the topic '{topic.id}' already stands in {topics[topic.id].path}")
        topics[topic.id] = topic
    return topics


def read_topic(path: Path) -> Topic:
    """Read one topic file.

    Raises: TopicError when the file is no valid YAML, or lacks its intent, metadata or response.
    """
    content = _read_yaml(path)
    try:
        (intent,) = content["nlu"]
        meta = intent["metadata"]
        topic_id = intent["intent"]
        (response,) = content["responses"][f"utter_{topic_id}"]
        topic = Topic(
            id=topic_id,
            folder=path.parent.name,
            path=path,
            title=meta["title"],
            theme=meta["theme"],
            about=meta["about"],
            sources=list(meta["sources"]),
            checked=str(meta["checked"]),
            related=list(meta["related"]),
            questions=_questions(intent["examples"]),
            answer=response["text"].strip(),
            buttons=list(response.get("buttons", [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TopicError(
            f"{path}: expected one intent with metadata (title, theme, about, sources, checked, related), "
            f"examples, and one response utter_<intent> with a text ({error!r})"
        ) from error
    if topic.id != path.stem:
        raise TopicError(f"{path}: the file must be named after its intent, '{topic.id}.yml'")
    return topic


def load_helplines(data: Path = DATA) -> Dict[str, Helpline]:
    """Read `helplines.yml`. Returns the helplines by key."""
    return {
        key: Helpline(
            key=key,
            name=str(entry["name"]),
            phone=str(entry.get("phone", "")),
            url=entry.get("url", ""),
            mail=entry.get("mail", ""),
            audience=entry["for"],
            source=entry["source"],
            checked=str(entry["checked"]),
        )
        for key, entry in _read_yaml(data / "helplines.yml").items()
    }


def fill_in_helplines(text: str, helplines: Mapping[str, Helpline]) -> str:
    """Replace each `[[key]]` in an answer by the helpline it names.

    Raises: TopicError for a key that stands nowhere in `helplines.yml`.
    """

    def replacement(match: re.Match[str]) -> str:
        key, part = match.group(1), match.group(2) or ""
        if key not in helplines:
            raise TopicError(f"[[{key}]] stands in an answer but not in helplines.yml")
        return helplines[key].markdown(part)

    return HELPLINE_MARK.sub(replacement, text)


def _read_yaml(path: Path) -> Dict[str, Any]:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=YamlLoader) or {}
    except yaml.YAMLError as error:
        raise TopicError(f"{path}: no valid YAML: {error}") from error


def _questions(examples: str) -> List[str]:
    return [line[len(EXAMPLE_MARK) :].strip() for line in examples.splitlines() if line.startswith(EXAMPLE_MARK)]


def _bare_address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
