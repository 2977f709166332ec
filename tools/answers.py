"""`make answers`: every answer as a parent reads it, so that a person of the field can review them on paper.

With its buttons, the words of each part, how hard it reads, on what it rests, and what changed since a revision of the
repository. The school is one of which nothing is known; `TOPIC=` names one topic, `SINCE=` the revision to compare
with.
"""

from __future__ import annotations

import argparse
import difflib
import re
import subprocess
import textwrap
from typing import Iterator, List, Mapping

import yaml

from components.topic_importer import related_buttons
from foundation import answer_style
from foundation.helplines import Helpline, fill_in_helplines, load_helplines
from foundation.repository import ROOT
from foundation.school_profile import fill_in_slots, general_slots
from foundation.topics import Topic, load_topics, topic_in

WIDTH = 100
LONG_WORD = 6  # letters: longer ones make a text hard, says the index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topic", nargs="*", help="ids of topics; all without")
    parser.add_argument("--since", help="a revision of the repository: only what changed since, with the difference")
    arguments = parser.parse_args()
    topics, helplines = load_topics(), load_helplines()
    for topic in topics.values():
        if arguments.topic and topic.id not in arguments.topic:
            continue
        before = text_at(arguments.since, topic) if arguments.since else None
        if before != in_every_wording(topic):
            print("\n".join(page(topic, topics, helplines, before)), end="\n\n")


def page(
    topic: Topic, topics: Mapping[str, Topic], helplines: Mapping[str, Helpline], before: str | None
) -> Iterator[str]:
    """Yield the lines on one answer; `before` is what it said at an earlier revision, if that is asked."""
    yield f"=== {topic.title}  ({topic.id})"
    for name, part in (("", topic.answer), ("--- Toon meer", topic.more), ("--- Na een antwoord", topic.after_answer)):
        if part:
            yield from filter(None, [name])
            yield from as_read(part, helplines)
    buttons = topic.buttons or related_buttons(topic, topics)
    yield f"  [knoppen: {' | '.join(button['title'] for button in buttons)}]"
    yield f"  [nagekeken op {topic.checked}; steunt op: {'; '.join(map(str, topic.sources))}]"
    yield from measured(topic, helplines)
    for reader in topic.wordings:
        yield from page_for(reader, topic.worded_for(reader), helplines)
    if before is not None:
        yield from (f"  {line}" for line in difference(before, in_every_wording(topic)))


def page_for(reader: str, topic: Topic, helplines: Mapping[str, Helpline]) -> Iterator[str]:
    """Yield the lines on what somebody who is no parent reads instead. topic: in the words for them."""
    yield f"--- Voor een {reader}: {topic.title}"
    yield from as_read(topic.answer, helplines)
    if topic.more:
        yield "--- Toon meer"
        yield from as_read(topic.more, helplines)
    yield from measured(topic, helplines)


def measured(topic: Topic, helplines: Mapping[str, Helpline]) -> Iterator[str]:
    """Yield how long a text is, how hard it reads, and what could be better about it."""
    lead, more = (len(answer_style.words_shown(part, helplines)) for part in (topic.answer, topic.more))
    yield f"  [{lead} woorden, achter ‘Toon meer’ {more}; leesbaarheid (LIX) {lix(topic.whole_answer):.0f}]"
    for remark in answer_style.remarks(answer_style.Written.in_topic(topic), helplines):
        yield f"  {'MOET BETER' if remark.blocks else 'misschien'}: {remark.text}"


def in_every_wording(topic: Topic) -> str:
    return "\n\n".join(worded.whole_answer for worded in topic.in_all_wordings)


def as_read(part: str, helplines: Mapping[str, Helpline]) -> Iterator[str]:
    """Yield a part's lines with helplines and slots filled in, folded to a page's width."""
    filled = fill_in_slots(fill_in_helplines(part, helplines), general_slots())
    for line in filled.splitlines():
        yield from textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="  ") or [""]


def lix(text: str) -> float:
    """Return the readability index of Björnsson (1968): below 30 is easy, above 50 hard, in any language."""
    words = [re.sub(r"\W", "", word) for word in answer_style.words_of(text)]
    sentences = answer_style.sentences_of(text)
    return len(words) / max(1, len(sentences)) + 100 * sum(len(word) > LONG_WORD for word in words) / max(1, len(words))


def text_at(revision: str, topic: Topic) -> str:
    """Return what a topic's answer said at a revision; nothing when it was not there."""
    name = f"{revision}:{topic.path.relative_to(ROOT).as_posix()}"
    shown = subprocess.run(["git", "show", name], capture_output=True, text=True, cwd=ROOT)
    if shown.returncode:
        return ""
    return in_every_wording(topic_in(yaml.safe_load(shown.stdout), topic.path))


def difference(before: str, after: str) -> List[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "eerst", "nu", lineterm="", n=0)
    return [line for line in lines if not line.startswith("@@")]


if __name__ == "__main__":
    main()
