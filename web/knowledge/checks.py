"""Refuses what the assistant could not use, before anything is written, in words for a teacher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from foundation import written_text
from foundation.files import DataError
from foundation.helplines import HELPLINE_MARK
from foundation.school_profile import general_slots
from foundation.topics import Topic, load_topics
from foundation.vocabulary import EMERGENCIES_FOLDER, TOPICS_FOLDER
from knowledge.content import Content, same_question
from knowledge.reading import FIRST_CHOICES

SLOT = re.compile(r"\{([^{}]*)\}")
HALF_A_MARK = re.compile(r"\[\[|\]\]|[{}]")


class Refused(ValueError):
    """What was asked cannot be written; the message says in Dutch, for a teacher, what to mend."""


def check(content: Content, helplines: Mapping[str, Any]) -> None:
    """Refuse a topic that by itself cannot be used. Raises: Refused."""
    if problems := list(problems_in(content.cleaned(), helplines)):
        raise Refused(" ".join(problems))


def problems_in(content: Content, helplines: Mapping[str, Any]) -> Iterable[str]:
    """Yield, in Dutch, what keeps a topic from being written."""
    for name, missing in MISSING.items():
        if not getattr(content, name):
            yield missing
    yield from _problems_with_marks(content.whole_answer, helplines)
    yield from written_text.problems_in(content.whole_answer, marks=True)
    for where, texts in _plain_texts(content).items():
        for problem in dict.fromkeys(problem for text in texts for problem in written_text.problems_in(text)):
            yield f"{where}: {problem}"
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


def _plain_texts(content: Content) -> dict[str, list[str]]:
    """Return what holds no marks, by where it stands. What parents ask may have a brace in it: that is theirs."""
    return {
        "In de titel": [content.title],
        "Bij waarover het gaat": [content.about],
        "Bij de bronnen": content.sources,
        "Bij de voorbeeldvragen": [_but_for_loose_braces(question) for question in content.questions],
    }


def _but_for_loose_braces(question: str) -> str:
    """Return a question without its braces, unless they make a mark that only an answer may hold."""
    is_a_mark = any(slot in general_slots() for slot in SLOT.findall(question))
    return question if is_a_mark else re.sub(r"[{}]", "", question)


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


def why_it_stays(topic: Topic) -> str:
    """Return in Dutch why a topic cannot be taken away, as the assistant leans on it; nothing when it can."""
    if topic.folder == EMERGENCIES_FOLDER:
        return "Dit antwoord krijgt een ouder als er gevaar is. Het kan niet stopgezet worden."
    if topic.folder != TOPICS_FOLDER:
        return "Zonder dit antwoord kan Pestwijzer geen gesprek voeren. Het kan niet stopgezet worden."
    if topic.id in FIRST_CHOICES:
        return "Met dit antwoord begint de chat: het staat op een knop bovenaan. Het kan niet stopgezet worden."
    if topic.tells or topic.asks:
        return "Hieruit onthoudt Pestwijzer over wie een gesprek gaat. Het kan niet stopgezet worden."
    return ""


def topics_in(data: Path) -> dict[str, Topic]:
    """Return the topics of a data folder. Raises: Refused, when a file there cannot be read."""
    try:
        return load_topics(data)
    except DataError as error:
        raise Refused(f"De map met antwoorden kan niet gelezen worden: {error}") from error
