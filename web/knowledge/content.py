"""What a topic's file says, as staff write it: read from a topic, cleaned, and kept as JSON in a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from foundation.topics import Topic, whole_answer
from foundation.vocabulary import EMERGENCY_PREFIX, FOLLOW_UP_PREFIX, OUT_OF_SCOPE_PREFIX
from knowledge.search import plain

LONGEST_ID = 60
# Addresses of the review tool below "antwoorden/", and names that Rasa keeps for itself.
RESERVED = frozenset(
    "nieuw hints voorbeeld onthoud suggesties suggesties_bij_twijfel zo_gelezen misschien_gevaar opnieuw vaak hoe_oud "
    "situatie voor_leerling voor_leerkracht verhaal_gelezen verhaal_en_meer nlu_fallback session_start restart "
    "back".split()
)
# What an id begins with that the assistant treats in a way of its own; and it has to begin with a letter.
ORDINARY = re.compile(rf"(?!{OUT_OF_SCOPE_PREFIX}|{EMERGENCY_PREFIX}|{FOLLOW_UP_PREFIX})[a-z]")
# What a YAML file cannot hold as it is, or what would begin a new line when it is read.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Content:
    """What a topic file says, without its id and the date on which it was checked."""

    title: str = ""
    theme: str = ""
    about: str = ""
    sources: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    answer: str = ""
    more: str = field(default="", kw_only=True)
    questions: list[str] = field(default_factory=list)

    @property
    def whole_answer(self) -> str:
        return whole_answer(self.answer, self.more)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Content:
        """Return the content that `as_json` made; what is left out is empty."""
        return cls(**{name: stored[name] for name in FIELDS if name in stored})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def cleaned(self) -> Content:
        """Return the content as a file can hold it: no stray spaces, control characters or empty rows."""
        return Content(
            title=one_line(self.title),
            theme=one_line(self.theme),
            about=one_line(self.about),
            sources=_rows(self.sources),
            related=_rows(self.related),
            answer=paragraphs(self.answer),
            more=paragraphs(self.more),
            questions=_rows(self.questions),
        )


FIELDS = tuple(one.name for one in fields(Content))


def one_line(text: str) -> str:
    """Return a text on one line, as a question, a title and a source have to be."""
    return " ".join(UNWRITABLE.sub(" ", text).split())


def same_question(text: str) -> str:
    """Return what two questions have in common when they count as one."""
    return one_line(text).lower()


def led_on(topic_id: str, related: Iterable[str], moves: Mapping[str, str]) -> list[str]:
    """Return a topic's related topics when some have gone: each becomes what it leads on to, or is left out.

    moves: what each topic that has gone leads on to, or nothing.
    """
    wanted = dict.fromkeys(moves.get(one, one) for one in related)
    return [one for one in wanted if one and one != topic_id]


def content_of(topic: Topic) -> Content:
    """Return what a topic's file says."""
    return Content(
        title=topic.title,
        theme=topic.theme,
        about=topic.about,
        sources=[str(source) for source in topic.sources],
        related=list(topic.related),
        answer=topic.answer,
        more=topic.more,
        questions=list(topic.questions),
    )


def new_id(title: str, taken: Iterable[str]) -> str:
    """Return a free id for a new topic, from its title."""
    words = plain(title).replace(" ", "_")[:LONGEST_ID].strip("_")
    wanted = words if ORDINARY.match(words) else f"antwoord_{words}".strip("_")
    used = {*taken, *RESERVED}
    number = 1
    while (free := wanted if number == 1 else f"{wanted}_{number}") in used:
        number += 1
    return free


def paragraphs(text: str) -> str:
    """Return a text of several lines without stray spaces, control characters and empty lines too many."""
    lines = [UNWRITABLE.sub(" ", line).replace("\t", " ").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _rows(rows: Iterable[str]) -> list[str]:
    return [row for row in map(one_line, rows) if row]
