"""What the editor tells whoever writes an answer: what must change before it can go live, and what deserves a look."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from common import masking
from foundation import answer_style
from foundation.helplines import HELPLINE_MARK
from foundation.question_sets import is_test_question
from foundation.text import PRIVACY_MARK
from foundation.vocabulary import TOPICS_FOLDER, kind_of
from knowledge import checks, reading
from knowledge.content import Content, same_question
from review.answers import similar

logger = logging.getLogger("pestwijzer.hints")

SCHOOL_PARTS = {
    "school_name": "de naam van de school",
    "school_contacts": "de contactpersonen van de school",
    "school_contacts_others": "de contactpersonen zonder de klasleerkracht",
    "school_clb": "het CLB van de school",
    "school_method": "de methode van de school",
    "school_prevention": "wat de school doet om pesten te voorkomen",
    "school_approach": "hoe de school pesten aanpakt",
    "school_follow_up": "hoe de school opvolgt",
    "school_referral": "wanneer en naar wie de school doorverwijst",
    "school_parents_group": "de ouderwerking van de school",
    "school_information": "hoe de school ouders informeert",
    "school_words": "de woorden die de school gebruikt",
}
MANY_CHECKED = 30  # questions; more would make the hints slow while someone types
NEARLY_THE_SAME = 95
COLLIDES = 88
NOT_SEARCHED = "Pestwijzer kon nu niet nakijken of er namen of nummers van een persoon in staan. Kijk dat zelf even na."


@dataclass(frozen=True)
class Hint:
    """One thing to tell. `topic` is the other answer that it is about, `blocks` whether the answer can go live."""

    text: str
    blocks: bool = False
    topic: str = ""


def hints_for(topic_id: str, folder: str, content: Content, questions: Iterable[str]) -> list[Hint]:
    """Return all hints, what blocks first. `questions` are those to look at: the new ones."""
    new = list(questions)
    found = [Hint(text, blocks=True) for text in blocking(topic_id, folder, content)]
    found += [Hint(remark.text) for remark in _remarks(topic_id, folder, content) if not remark.blocks]
    found += about_other_readers(topic_id)
    found += [*_personal_details({"het antwoord": content.whole_answer}), *about_questions(topic_id, content, new)]
    return sorted(dict.fromkeys(found), key=lambda hint: not hint.blocks)


def blocking(topic_id: str, folder: str, content: Content) -> list[str]:
    """Return what keeps an answer from going live: what the assistant cannot use, and what our tests refuse."""
    content = content.cleaned()
    problems = list(checks.problems_in(content, reading.load().helplines))
    problems += [remark.text for remark in _remarks(topic_id, folder, content) if remark.blocks]
    problems += [f"{source!r} is te kort voor een bron." for source in content.sources if not _is_a_source(source)]
    if folder == TOPICS_FOLDER and len(content.questions) < answer_style.FEWEST_QUESTIONS:
        problems.append(
            f"Geef minstens {answer_style.FEWEST_QUESTIONS} voorbeeldvragen, elk op hun eigen manier gevraagd."
        )
    return problems + [
        f"‘{question}’ is een van de vragen waarmee we Pestwijzer testen. Verwoord ze anders."
        for question in content.questions
        if is_test_question(question)
    ]


def about_other_readers(topic_id: str) -> Iterator[Hint]:
    """Yield who reads other words than those that are edited here."""
    topic = reading.load().topics.get(topic_id)
    for reader in topic.wordings if topic else ():
        yield Hint(
            f"Een {reader} leest hier eigen woorden, die in het bestand staan. Verandert de raad? Vraag een technicus "
            "om ook die aan te passen."
        )


def _remarks(topic_id: str, folder: str, content: Content) -> list[answer_style.Remark]:
    kind = kind_of(topic_id, folder)
    written = answer_style.Written(topic_id, kind, content.theme, content.title, content.answer, content.more)
    return answer_style.remarks(written, reading.load().helplines)


def _is_a_source(source: str) -> bool:
    return source.startswith("http") or len(source) > 8


def about_questions(topic_id: str, content: Content, new: list[str]) -> Iterator[Hint]:
    """Yield what to look at in the new questions of a topic."""
    if len(content.questions) < 10:
        yield Hint("Met tien voorbeeldvragen of meer lukt het beter: kort en lang, en zoals ouders echt schrijven.")
    for question in new[-MANY_CHECKED:]:
        if mark := PRIVACY_MARK.search(question):
            yield Hint(f"In ‘{_short(question)}’ staat nog {mark.group()}. Schrijf er gewoon ‘mijn kind’ of ‘de juf’.")
        yield from _collisions(topic_id, question)
    yield from _personal_details({f"‘{_short(question)}’": question for question in new[-MANY_CHECKED:]})
    yield from _twins(new[-MANY_CHECKED:], content.questions)


def _personal_details(texts: Mapping[str, str]) -> Iterator[Hint]:
    """Yield where details of a person may stand. texts: by what to call the place."""
    for where, text in texts.items():
        rest = checks.SLOT.sub(" ", PRIVACY_MARK.sub(" ", HELPLINE_MARK.sub(" ", text)))
        try:
            details = masking.details(rest)
        except masking.MaskingFailed as error:
            logger.error("An answer could not be searched for personal details: %s", error)
            yield Hint(NOT_SEARCHED)
            return  # the others would take as long again, and who saved waits for this page
        if details:
            yield Hint(f"Staan er gegevens van een persoon in {where}? Kijk naar: {', '.join(details)}.")


def _collisions(topic_id: str, question: str) -> Iterator[Hint]:
    titles = {topic.id: topic.title for topic in reading.load().topics.values()}
    for topic, known, _score in similar.similar_in_others(question, topic_id, limit=2, least=COLLIDES):
        title = titles.get(topic, topic)
        same = same_question(known) == same_question(question)
        said = "staat al bij" if same else f"lijkt erg op ‘{_short(known)}’, die hoort bij"
        yield Hint(f"‘{_short(question)}’ {said} ‘{title}’.", blocks=same, topic=topic)


def _twins(new: list[str], questions: list[str]) -> Iterator[Hint]:
    for question in new:
        others = [other for other in questions if other != question]
        best = process.extractOne(question.lower(), others, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
        if best:
            yield Hint(f"‘{_short(question)}’ en ‘{_short(best[0])}’ zijn bijna gelijk. Eén ervan volstaat.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
