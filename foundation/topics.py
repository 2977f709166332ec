"""Reads the topic files: the one place that knows what a file under `data/` looks like.

A topic is one file: how parents ask it, what we answer, on what source. Everything else (the importer, the channel, the
website, the tests, the evaluation) works with the `Topic` objects made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from foundation.files import DataError, read_yaml
from foundation.repository import DATA
from foundation.vocabulary import (
    EMERGENCIES_FOLDER,
    EMERGENCY_PREFIX,
    MORE,
    PUPIL,
    TEACHER,
    TOPIC_FOLDERS,
    is_emergency,
    kind_of,
)

EXAMPLE_MARK = "- "
# For whom words are that are not for parents: the slot of their condition, a value of `writer`; and, in the metadata of
# a response, whose they are.
READER = "reader"


@dataclass(frozen=True)
class Wording:
    """What somebody who is no parent reads instead: the title on a button, what is shown at once, what is folded."""

    title: str
    answer: str
    more: str = ""


@dataclass(frozen=True)
class Topic:
    """One intent with its questions and its answer, as its file states them."""

    id: str
    folder: str
    path: Path
    title: str
    theme: str
    about: str
    sources: list[str]
    checked: str
    related: list[str]
    questions: list[str]
    answer: str  # what is shown at once
    more: str = ""  # what is folded behind it in the chat
    buttons: list[dict[str, str]] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)  # topics that were merged into this one
    # What a parent tells of the situation by asking it, by slot: {"who": "je kind wordt gepest"}.
    tells: dict[str, str] = field(default_factory=dict)
    asks: str = ""  # the response of domain.yml that asks below this answer how old the child is
    # How a dialogue topic goes on from the answer before it: what of it, after which words (components/follow_ups.py).
    continues: str = ""
    after_answer: str = ""
    wordings: dict[str, Wording] = field(default_factory=dict)  # for who is no parent, by the value of the slot

    @property
    def kind(self) -> str:
        """Return the `understood.kind` that the parent channel reports for this topic."""
        return kind_of(self.id, self.folder)

    @property
    def whole_answer(self) -> str:
        return whole_answer(self.answer, self.more)

    @property
    def response_name(self) -> str:
        return f"utter_{self.id}"

    def worded_for(self, reader: str) -> Topic:
        """Return the topic in the words for a reader; as it is when it has none for them."""
        wording = self.wordings.get(reader)
        if wording is None:
            return self
        return replace(self, title=wording.title, answer=wording.answer, more=wording.more)

    @property
    def in_all_wordings(self) -> list[Topic]:
        """Return the topic as a parent reads it, and as each other reader does."""
        return [self, *(self.worded_for(reader) for reader in self.wordings)]


def whole_answer(lead: str, more: str) -> str:
    """Return what stands to be read where nothing is folded."""
    return "\n\n".join(filter(None, (lead, more)))


def topic_files(data: Path = DATA) -> Iterator[Path]:
    """Yield every topic file, in a fixed order."""
    for folder in TOPIC_FOLDERS:
        yield from sorted((data / folder).glob("*.yml"))


def load_topics(data: Path = DATA) -> dict[str, Topic]:
    """Read every topic file below `data`.

    Returns: the topics by id, in the order of the folders.
    Raises: DataError, naming the file, when one cannot be used.
    """
    topics: dict[str, Topic] = {}
    for path in topic_files(data):
        topic = read_topic(path)
        if topic.id in topics:
            raise DataError(f"{path}: the topic '{topic.id}' already stands in {topics[topic.id].path}")
        topics[topic.id] = topic
    for topic in topics.values():
        for gone in topic.replaces:
            if gone in topics:
                raise DataError(f"{topic.path}: replaces '{gone}', which still stands in {topics[gone].path}")
    return topics


def successor_of(gone: str, topics: Mapping[str, Topic]) -> str | None:
    """Return the id of the topic that another was merged into, or None."""
    return next((topic.id for topic in topics.values() if gone in topic.replaces), None)


def read_topic(path: Path) -> Topic:
    """Read one topic file.

    Raises: DataError when the file is no valid YAML, lacks its intent, metadata or response, or when its name and its
    folder do not both say whether it is about an emergency.
    """
    return topic_in(read_yaml(path), path)


def topic_in(content: Any, path: Path) -> Topic:
    """Return the topic that a file's content states. Raises: DataError, as `read_topic`."""
    try:
        (intent,) = content["nlu"]
        meta = intent["metadata"]
        topic_id = intent["intent"]
        response, *others = content["responses"][f"utter_{topic_id}"]
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
            more=_folded(response),
            buttons=list(response.get("buttons", [])),
            replaces=list(meta.get("replaces", [])),
            tells=dict(meta.get("tells", {})),
            asks=meta.get("asks", ""),
            continues=meta.get("continues", ""),
            after_answer=meta.get("after_answer", "").strip(),
            wordings=dict(map(_wording, others)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: expected one intent with metadata (title, theme, about, sources, checked, related), "
            "examples, and a response utter_<intent> with a text; further ones have a title and the condition that the "
            f"slot '{READER}' holds who reads them ({error!r})"
        ) from error
    _check_name(topic)
    return topic


def questions_of(topics: Mapping[str, Topic]) -> tuple[list[str], list[str]]:
    """Return every question, and beside it the id of its topic."""
    pairs = [(question, topic.id) for topic in topics.values() for question in topic.questions]
    return [question for question, _ in pairs], [label for _, label in pairs]


def kinds_of(topics: Mapping[str, Topic]) -> dict[str, str]:
    """Return the kind of each topic, by id."""
    return {topic.id: topic.kind for topic in topics.values()}


def _folded(response: Mapping[str, Any]) -> str:
    text: str = response.get("custom", {}).get(MORE, "")
    return text.strip()


def _wording(response: Mapping[str, Any]) -> tuple[str, Wording]:
    """Return who reads a response that is not for parents, and what it says. Raises: ValueError, KeyError."""
    (condition,) = response["condition"]
    reader = condition["value"]
    if (condition["type"], condition["name"]) != ("slot", READER) or reader not in (PUPIL, TEACHER):
        raise ValueError(f"not a condition that the slot '{READER}' holds {PUPIL} or {TEACHER}")
    return reader, Wording(response["metadata"]["title"], response["text"].strip(), _folded(response))


def _check_name(topic: Topic) -> None:
    if topic.id != topic.path.stem:
        raise DataError(f"{topic.path}: the file must be named after its intent, '{topic.id}.yml'")
    # The guard and the training know an emergency by its id: one that does not say so would go unguarded.
    if is_emergency(topic.id) != (topic.folder == EMERGENCIES_FOLDER):
        raise DataError(
            f"{topic.path}: a topic in {EMERGENCIES_FOLDER}/ has an id that begins with '{EMERGENCY_PREFIX}', "
            "and no other topic has"
        )


def _questions(examples: str) -> list[str]:
    return [line[len(EXAMPLE_MARK) :].strip() for line in examples.splitlines() if line.startswith(EXAMPLE_MARK)]
