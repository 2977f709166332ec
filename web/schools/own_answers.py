"""What a school says itself about a topic: its parents read it first, before the shared answer.

Nothing of the shared answer gives way for it (docs/engineering/decisions/0044-a-schools-own-words-stand-first.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from foundation import answer_style
from foundation.answer_style import Remark, Written
from foundation.helplines import HELPLINE_MARK
from foundation.topics import Topic
from foundation.vocabulary import ANSWER
from knowledge import reading
from schools.models import OwnAnswer, School
from schools.validators import problems_in_text

OTHER_LINK = re.compile(r"\]\((?!https://|mailto:|tel:)", re.IGNORECASE)
# Whose numbers nothing may stand before: keys of helplines.yml.
IN_DANGER = {"noodnummer", "zelfmoordlijn"}
NOT_HERE = (
    "Bij dit onderwerp kan je school zelf niets zeggen: het is er niet meer, het gaat niet over pesten, of het noemt "
    "meteen een noodnummer."
)
# The school's own words end where the answer that every parent reads begins.
THEN = "**In het algemeen:**"


def topics() -> dict[str, Topic]:
    """Return the topics beside which a school may say something itself: none in which danger may be near."""
    return {topic.id: topic for topic in reading.load().topics.values() if topic.kind == ANSWER and _is_calm(topic)}


def _is_calm(topic: Topic) -> bool:
    return IN_DANGER.isdisjoint(mark.group(1) for mark in HELPLINE_MARK.finditer(topic.answer))


def read_first(school: School, topic_id: str) -> str:
    """Return, as Markdown, what the school's parents read before a shared answer; nothing where it says nothing."""
    text = _text(school, topic_id)
    return framed(school, text) if text else ""


def read_after(school: School, topic_id: str) -> str:
    """Return the same as who is no parent reads it, after the answer: with whose it is, and for whom."""
    text = _text(school, topic_id)
    return f"**Dit schreef {school.name} voor ouders:**\n\n{text}" if text else ""


def _text(school: School, topic_id: str) -> str:
    # All of them: they were read together with the school, and stay while the database cannot be.
    text = next((own.text for own in school.own_answers.all() if own.topic == topic_id), "")
    return text if topic_id in topics() else ""


def framed(school: School, text: str) -> str:
    """Return a school's own words with whose they are, and where they end."""
    return f"**Bij {school.name}:**\n\n{text}\n\n{THEN}"


def not_shown(schools: Iterable[School]) -> list[OwnAnswer]:
    """Return the own answers of schools that parents do not read: of a topic that is gone, say. They are kept."""
    return list(OwnAnswer.objects.filter(school__in=schools).exclude(topic__in=topics()).select_related("school"))


def problems_in(topic_id: str, text: str) -> list[str]:
    """Return, in Dutch, what must be mended before parents may read a school's own words."""
    if topic_id not in topics():
        return [NOT_HERE]
    problems = problems_in_text(text)
    if OTHER_LINK.search(text):
        problems.append("Een link begint met https://, mailto: of tel:. Een andere werkt niet in de chat.")
    problems += [_of_a_helpline(number) for number in _numbers_of_helplines(text)]
    return problems + [remark.text for remark in _remarks(topic_id, text) if remark.blocks]


def tips_for(topic_id: str, text: str) -> list[str]:
    """Return, in Dutch, what may be right and deserves a second look."""
    return [remark.text for remark in _remarks(topic_id, text) if not remark.blocks]


def _remarks(topic_id: str, text: str) -> list[Remark]:
    """Return what holds for a shared lead; but a number or an address may stand here: it is the school's own."""
    written = Written(topic_id, ANSWER, theme="", title="", lead=text)
    found = answer_style.remarks(written, reading.load().helplines)
    return [remark for remark in found if remark.rule != "number"]


def _numbers_of_helplines(text: str) -> list[str]:
    known = {re.sub(r"\D", "", line.phone) for line in reading.load().helplines.values() if line.phone}
    any_way_written = ("[ ./-]?".join(number) for number in known)
    number = re.compile(rf"(?<!\d)(?:{'|'.join(any_way_written)})(?!\d)")
    return [*dict.fromkeys(number.findall(text))]


def _of_a_helpline(number: str) -> str:
    return (
        f"‘{number}’ is het nummer van een hulplijn. Hulplijnen staan in het gedeelde antwoord: daar klopt het nummer "
        "ook als het ooit verandert. Laat het hier weg."
    )
