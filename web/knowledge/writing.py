"""Writes topic files, so that an edit by a teacher and one by an engineer are the same kind of thing.

A file is changed where its content changed and nowhere else: comments, order, quotes and the style of every other line
stay. What the assistant could not read, or could not train on, is refused before anything is written.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from foundation.files import DataError, write_whole
from foundation.helplines import load_helplines
from foundation.topics import EXAMPLE_MARK, Topic, load_topics, read_topic, successor_of, topic_files, topic_in
from foundation.vocabulary import MORE, TOPIC_FOLDERS
from knowledge.checks import Refused, check
from knowledge.content import FIELDS, Content, content_of, led_on

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


def write_topic(data: Path, folder: str, topic_id: str, content: Content, as_it_went: str = "") -> None:
    """Write a topic into its file, or into a new file, changing only what differs.

    as_it_went: the file of a topic that had gone and comes back: all that a Content does not tell comes back with it.
    Raises: Refused when the assistant could not read or use it; the file is then as it was.
    """
    content = content.cleaned()
    check(content, load_helplines(data))
    if folder not in TOPIC_FOLDERS or not re.fullmatch(r"[a-z]\w*", topic_id, re.ASCII):
        raise Refused(f"‘{topic_id}’ kan geen naam van een antwoord zijn.")
    path = data / folder / f"{topic_id}.yml"
    is_new = not path.exists()
    if not is_new:
        before, old = path.read_text(encoding="utf-8"), content_of(read_topic(path))
    elif as_it_went:
        before, old = _to_come_back(as_it_went, path, load_topics(data))
    else:
        before, old = SKELETON.format(id=topic_id), None
    after = _changed(before, old, topic_id, content)
    _check_readable(after, path, content)
    if is_new or after != before:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, after)
    if is_new:  # one that has gone, and comes back
        _take_back(data, read_topic(path))


def remove_topic(data: Path, topic_id: str, goes_to: str = "") -> None:
    """Take a topic's file away, and lead on to another topic what led to it; without another, no button does any more.

    Raises: KeyError for a topic that is not there; DataError when the files cannot be read.
    """
    topics = load_topics(data)
    gone, successor = topics[topic_id], topics[goes_to] if goes_to else None
    gone.path.unlink()
    _mend_all(data, topic_id, lambda own, metadata, response: _lead_on(own, metadata, response, gone.id, successor))
    if successor:
        _mend(successor.path, lambda own, metadata, response: _replaces(metadata, [gone.id, *gone.replaces]))


def rename_buttons(data: Path, topic_id: str, old: str, new: str) -> None:
    """Give the buttons that are written out in other topics and bear a topic's old title its new one."""

    def change(own: str, metadata: Any, response: Any) -> None:
        for button in response.get("buttons", []):
            if button["payload"] == f"/{topic_id}" and button["title"] == old:
                button["title"] = DoubleQuotedScalarString(new)

    _mend_all(data, topic_id, change)


# What changes a file beside its content: it gets the topic's id, its metadata and its response.
Mend = Callable[[str, Any, Any], None]


def _mend_all(data: Path, named: str, change: Mend) -> None:
    """Change every topic's file in which an id is named; reading the others would take seconds."""
    for path in topic_files(data):
        if path.stem != named and re.search(rf"\b{named}\b", path.read_text(encoding="utf-8")):
            _mend(path, change)


def _mend(path: Path, change: Mend) -> None:
    before = path.read_text(encoding="utf-8")
    after = _mended(before, path.stem, change)
    if after != before:
        write_whole(path, after)


def _mended(text: str, topic_id: str, change: Mend) -> str:
    file = _yaml()
    document = file.load(text)
    change(topic_id, document["nlu"][0]["metadata"], document["responses"][f"utter_{topic_id}"][0])
    stream = io.StringIO()
    file.dump(document, stream)
    return stream.getvalue()


def _to_come_back(as_it_went: str, path: Path, topics: Mapping[str, Topic]) -> tuple[str, Content]:
    """Return the file of a topic that comes back, and what it says. Raises: Refused, when it can no longer be read."""
    try:
        topic_in(yaml.safe_load(as_it_went), path)
    except (DataError, yaml.YAMLError) as error:
        raise Refused("Dit antwoord kan niet terugkomen zoals het wegging. Vraag hulp aan een technicus.") from error
    before = _fitting(as_it_went, path, topics)
    return before, content_of(topic_in(yaml.safe_load(before), path))


def _fitting(as_it_went: str, path: Path, topics: Mapping[str, Topic]) -> str:
    """Return the file of a topic that comes back, without what has gone or come back itself since."""

    def change(own: str, metadata: Any, response: Any) -> None:
        led_to = {button["payload"].lstrip("/") for button in response.get("buttons", [])}
        for gone in led_to - topics.keys() - {own}:
            _lead_on(own, metadata, response, gone, topics.get(successor_of(gone, topics) or ""))
        _no_longer_replaces(metadata, topics)

    return _mended(as_it_went, path.stem, change)


def _take_back(data: Path, back: Topic) -> None:
    """Let no other topic say any more that it replaces one that came back, or what had been merged into that one."""
    ours = [back.id, *back.replaces]

    def change(own: str, metadata: Any, response: Any) -> None:
        if own != back.id:
            _no_longer_replaces(metadata, ours)

    for one in ours:
        _mend_all(data, one, change)


def _lead_on(own: str, metadata: Any, response: Any, gone: str, successor: Topic | None) -> None:
    """Let the related topics and the buttons of a topic lead to a successor instead of to what has gone."""
    goes_to = successor.id if successor else ""
    related = led_on(own, list(metadata["related"]), {gone: goes_to})
    if related != list(metadata["related"]):
        _refill(metadata["related"], related)
    buttons = response.get("buttons", [])
    stands = {button["payload"] for button in buttons} | {f"/{own}"}
    for place, button in reversed([*enumerate(buttons)]):
        if button["payload"] != f"/{gone}":
            continue
        if successor and f"/{goes_to}" not in stands:
            button["payload"], button["title"] = f"/{goes_to}", DoubleQuotedScalarString(successor.title)
        else:
            del buttons[place]
    if "buttons" in response and not buttons:
        del response["buttons"]


def _replaces(metadata: Any, gone: list[str]) -> None:
    """Note in a topic which others were merged into it."""
    if "replaces" not in metadata:
        metadata.insert(list(metadata).index("related") + 1, "replaces", CommentedSeq())
    _refill(metadata["replaces"], [*map(str, metadata["replaces"]), *gone])


def _no_longer_replaces(metadata: Any, back: Collection[str]) -> None:
    left = [str(one) for one in metadata.get("replaces", []) if one not in back]
    if "replaces" in metadata and not left:
        del metadata["replaces"]
    elif "replaces" in metadata:
        _refill(metadata["replaces"], left)


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
    if (old.more if old else "") != new.more:
        _change_more(response, new.more)
    stream = io.StringIO()
    file.dump(document, stream)
    return stream.getvalue()


def _change_more(response: Any, more: str) -> None:
    """Write what is folded behind an answer, after its text; or take it away."""
    if not more:
        del response["custom"]
    elif "custom" in response:
        response["custom"][MORE] = LiteralScalarString(f"{more}\n")
    else:
        place = list(response).index("text") + 1
        response.insert(place, "custom", CommentedMap({MORE: LiteralScalarString(f"{more}\n")}))


def _change_metadata(metadata: Any, old: Content | None, new: Content) -> None:
    for name in ("title", "theme", "about"):
        if old is None or getattr(old, name) != getattr(new, name):
            metadata[name] = _scalar(getattr(new, name))
    for name in ("sources", "related"):
        if old is None or getattr(old, name) != getattr(new, name):
            _refill(metadata[name], getattr(new, name))
    if old is None or (old.answer, old.more, old.sources) != (new.answer, new.more, new.sources):
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
