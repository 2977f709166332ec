"""Writes topic files, so that an edit by a teacher and one by an engineer are the same kind of thing.

A file is changed where its content changed and nowhere else: comments, order, quotes and the style of every other line
stay. What the assistant could not read, or could not train on, is refused before anything is written.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from foundation.files import DataError
from foundation.helplines import HELPLINE_MARK, load_helplines
from foundation.school_profile import general_slots
from foundation.topics import EXAMPLE_MARK, Topic, load_topics, read_topic
from foundation.versions.registry import write_whole
from foundation.vocabulary import TOPIC_FOLDERS
from knowledge import plain

NEW_TOPICS = "topics"
LONGEST_ID = 60
# Addresses of the review tool below "antwoorden/", and names that Rasa keeps for itself.
RESERVED = frozenset(
    "nieuw hints voorbeeld suggesties misschien_gevaar nlu_fallback session_start restart back".split()
)
# What an id begins with that the assistant treats in a way of its own; and it has to begin with a letter.
ORDINARY = re.compile(r"(?!buiten_scope|noodsituatie)[a-z]")
# What a YAML file cannot hold as it is, or what would begin a new line when it is read.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
SLOT = re.compile(r"\{([^{}]*)\}")
HALF_A_MARK = re.compile(r"\[\[|\]\]|[{}]")

SKELETON = """\
version: "3.1"
nlu:
- intent: {id}
  metadata:
    title: x
    theme: x
    about: x
    sources:
    - x
    checked: 2000-01-01
    related: []
  examples: |
    - x
responses:
  utter_{id}:
  - text: |
      x
"""


class Refused(ValueError):
    """What was asked cannot be written; the message says in Dutch, for a teacher, what to mend."""


class MergeConflict(Exception):
    """Two people changed the same field. `fields` names them, as in Content."""

    def __init__(self, conflicting: list[str]) -> None:
        super().__init__(", ".join(conflicting))
        self.fields = conflicting


@dataclass(frozen=True)
class Content:
    """What a topic file says, without its id and the date on which it was checked."""

    title: str = ""
    theme: str = ""
    about: str = ""
    sources: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    answer: str = ""
    questions: list[str] = field(default_factory=list)

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
            answer=_paragraphs(self.answer),
            questions=_rows(self.questions),
        )


FIELDS = tuple(one.name for one in fields(Content))


def one_line(text: str) -> str:
    """Return a text on one line, as a question, a title and a source have to be."""
    return " ".join(UNWRITABLE.sub(" ", text).split())


def same_question(text: str) -> str:
    """Return what two questions have in common when they count as one."""
    return one_line(text).lower()


def content_of(topic: Topic) -> Content:
    """Return what a topic's file says."""
    return Content(
        title=topic.title,
        theme=topic.theme,
        about=topic.about,
        sources=[str(source) for source in topic.sources],
        related=list(topic.related),
        answer=topic.answer,
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


# --- writing ----------------------------------------------------------------------------------


def write_topic(data: Path, folder: str, topic_id: str, content: Content) -> None:
    """Write a topic into its file, or into a new file, changing only what differs.

    Raises: Refused when the assistant could not read or use it; the file is then as it was.
    """
    content = content.cleaned()
    check(content, load_helplines(data))
    if folder not in TOPIC_FOLDERS or not re.fullmatch(r"[a-z]\w*", topic_id, re.ASCII):
        raise Refused(f"‘{topic_id}’ kan geen naam van een antwoord zijn.")
    path = data / folder / f"{topic_id}.yml"
    is_new = not path.exists()
    before = SKELETON.format(id=topic_id) if is_new else path.read_text(encoding="utf-8")
    after = _changed(before, None if is_new else content_of(read_topic(path)), topic_id, content)
    _check_readable(after, path, content)
    if is_new or after != before:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, after)


def _changed(text: str, old: Content | None, topic_id: str, new: Content) -> str:
    """Return a file's text with the new content in it."""
    file = _yaml()
    document = file.load(text)
    intent = document["nlu"][0]
    response = document["responses"][f"utter_{topic_id}"][0]
    _change_metadata(intent["metadata"], old, new)
    if old is None or old.questions != new.questions:
        intent["examples"] = LiteralScalarString(_examples(intent["examples"], new.questions))
    if old is None or old.answer != new.answer:
        response["text"] = LiteralScalarString(f"{new.answer}\n")
    stream = io.StringIO()
    file.dump(document, stream)
    return stream.getvalue()


def _change_metadata(metadata: Any, old: Content | None, new: Content) -> None:
    for name in ("title", "theme", "about"):
        if old is None or getattr(old, name) != getattr(new, name):
            metadata[name] = _scalar(getattr(new, name))
    for name in ("sources", "related"):
        if old is None or getattr(old, name) != getattr(new, name):
            _refill(metadata[name], getattr(new, name))
    if old is None or (old.answer, old.sources) != (new.answer, new.sources):
        metadata["checked"] = timezone.localdate()


def _refill(sequence: CommentedSeq, items: list[str]) -> None:
    """Replace a list's items; those that stay keep their quotes."""
    in_row = bool(sequence.fa.flow_style()) or not sequence  # "[]" forgets that it stood in a row
    known = {str(item): item for item in sequence}
    del sequence[:]
    sequence.extend(known.get(item, _scalar(item, in_row)) for item in items)
    if in_row:
        sequence.fa.set_flow_style()


def _scalar(text: str, in_row: bool = False) -> str:
    """Return a text that YAML will not read as something else: as it is where that is safe, else in quotes."""
    try:
        read = yaml.safe_load(f"[{text}]" if in_row else f"a: {text}")
    except yaml.YAMLError:
        read = None
    return text if read == ([text] if in_row else {"a": text}) else DoubleQuotedScalarString(text)


def _examples(text: str, questions: list[str]) -> str:
    """Return the rows of the questions; a row that was there stays as it was."""
    rows = {row[len(EXAMPLE_MARK) :].strip(): row for row in text.splitlines() if row.startswith(EXAMPLE_MARK)}
    return "".join(f"{rows.get(question, EXAMPLE_MARK + question)}\n" for question in questions)


def _yaml() -> YAML:
    file = YAML()
    file.preserve_quotes = True
    file.width = 10**6
    file.indent(mapping=2, sequence=2, offset=0)
    return file


# --- refusing ---------------------------------------------------------------------------------


def check(content: Content, helplines: Mapping[str, Any]) -> None:
    """Refuse a topic that by itself cannot be used. Raises: Refused."""
    if problems := list(problems_in(content.cleaned(), helplines)):
        raise Refused(" ".join(problems))


def problems_in(content: Content, helplines: Mapping[str, Any]) -> Iterable[str]:
    """Yield, in Dutch, what keeps a topic from being written."""
    for name, missing in MISSING.items():
        if not getattr(content, name):
            yield missing
    yield from _problems_with_marks(content.answer, helplines)
    seen: set[str] = set()
    for question in content.questions:
        if same_question(question) in seen:
            yield f"De voorbeeldvraag ‘{question}’ staat er twee keer."
        seen.add(same_question(question))


MISSING = {
    "title": "Geef het antwoord een titel.",
    "theme": "Kies een thema.",
    "about": "Zeg in één zin waarover het antwoord gaat.",
    "sources": "Noem minstens één bron: waarop steunt dit antwoord?",
    "answer": "Schrijf een antwoord.",
    "questions": "Geef minstens één voorbeeldvraag.",
}


def _problems_with_marks(answer: str, helplines: Mapping[str, Any]) -> Iterable[str]:
    for mark in HELPLINE_MARK.finditer(answer):
        key, part = mark.groups()
        if key not in helplines:
            yield f"De hulplijn [[{key}]] bestaat niet. Kies er een uit de lijst."
        elif not helplines[key].markdown(part or ""):
            yield f"[[{key}.{part}]] kan niet: van {helplines[key].name} is dat niet bekend."
    rest = HELPLINE_MARK.sub("", answer)
    for slot in SLOT.findall(rest):
        if slot not in general_slots():
            yield f"{{{slot}}} bestaat niet. Kies een onderdeel van de school uit de lijst."
    if HALF_A_MARK.search(SLOT.sub("", rest)):
        yield "Er staat een losse [[, ]], { of } in het antwoord. Die horen bij een ingevoegde hulplijn of schooldeel."


def check_together(topics: Mapping[str, Topic], changed: Iterable[str]) -> None:
    """Refuse what is wrong only beside the other topics: a related topic that is not there, a question known twice.

    Raises: Refused, about the first of the changed topics with a fault.
    """
    owner: dict[str, str] = {}
    ours = set(changed)
    for topic in sorted(topics.values(), key=lambda topic: topic.id in ours):
        for related in topic.related:
            if topic.id in ours and (related not in topics or related == topic.id):
                raise Refused(f"‘{topic.title}’ verwijst naar ‘{related}’, maar dat antwoord is er niet.")
        for question in topic.questions:
            other = owner.setdefault(same_question(question), topic.id)
            if other != topic.id and topic.id in ours:
                raise Refused(f"De vraag ‘{question}’ staat bij ‘{topic.title}’ én bij ‘{topics[other].title}’.")


def _check_readable(text: str, path: Path, content: Content) -> None:
    """Read the text as the assistant will, before it takes the place of the file."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder, path.parent.name, path.name)
        trial.parent.mkdir()
        trial.write_text(text, encoding="utf-8")
        try:
            read = content_of(read_topic(trial))
        except DataError as error:
            raise Refused("Dit antwoord kan niet bewaard worden: er staan tekens in die niet kunnen.") from error
    different = [name for name in FIELDS if getattr(read, name) != getattr(content, name)]
    if different:
        raise Refused("Dit antwoord kan niet bewaard worden zoals het er staat: er staan tekens in die niet kunnen.")


# --- two people, one topic --------------------------------------------------------------------


def merge(base: Content, file: Content, draft: Content) -> Content:
    """Bring what a draft changed since `base` into a file that changed meanwhile; questions and sources one by one.

    Raises: MergeConflict when both changed the same field to something else.
    """
    together = {name: _merged_rows(*(getattr(one, name) for one in (base, file, draft))) for name in BY_ROW}
    conflicting = []
    for name in (name for name in FIELDS if name not in BY_ROW):
        was, theirs, ours = (getattr(one, name) for one in (base, file, draft))
        if was != theirs and was != ours and theirs != ours:
            conflicting.append(name)
        together[name] = theirs if ours == was else ours
    if conflicting:
        raise MergeConflict(conflicting)
    return Content(**together)


BY_ROW = ("sources", "questions")


def _merged_rows(base: list[str], file: list[str], draft: list[str]) -> list[str]:
    if file == base:
        return draft
    removed = set(base) - set(draft)
    added = [row for row in draft if row not in base and row not in file]
    return [row for row in file if row not in removed] + added


def settled(base: Content, content: Content, file: Content, name: str, keep_ours: bool) -> tuple[Content, Content]:
    """Settle a conflict in one field. Returns: base and content in which `merge` finds no conflict there."""
    theirs = {name: getattr(file, name)}
    return replace(base, **theirs), content if keep_ours else replace(content, **theirs)


# --- small things -----------------------------------------------------------------------------


def topics_in(data: Path) -> dict[str, Topic]:
    """Return the topics of a data folder. Raises: Refused, when a file there cannot be read."""
    try:
        return load_topics(data)
    except DataError as error:
        raise Refused(f"De map met antwoorden kan niet gelezen worden: {error}") from error


def _rows(rows: Iterable[str]) -> list[str]:
    return [row for row in map(one_line, rows) if row]


def _paragraphs(text: str) -> str:
    lines = [UNWRITABLE.sub(" ", line).replace("\t", " ").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
