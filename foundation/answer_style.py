"""How an answer is written: the one place for the rules that the tests hold every topic to and the editor explains.

A remark that blocks is one on which the tests fail; the others are advice. What it says is for a teacher, in Dutch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from foundation.helplines import HELPLINE_MARK, Helpline, fill_in_helplines
from foundation.school_profile import fill_in_slots, general_slots
from foundation.topics import Topic, whole_answer
from foundation.vocabulary import ANSWER, EMERGENCY, OTHER_LANGUAGE_PREFIX

LONGEST_TITLE = 45
# What a parent reads at once, on a phone: counted as it is shown, numbers and the school's own parts included.
WORDS_IN_A_LEAD = 60
WORDS_IN_WHAT_FOLLOWS = 150
WORDS_IN_AN_EMERGENCY = 120
# What the answer to "what can I do?" says, in this order: the first in the lead, the others in what follows.
TODAY, AT_SCHOOL, READ = "**Vandaag**", "**Op school**", "**Lees**"
THEME_OF_DOING = "doen"
WORDS_IN_A_SENTENCE = 15  # on average
WORDS_IN_A_LONG_SENTENCE = 20
LETTERS_IN_A_LONG_WORD = 22
FEWEST_QUESTIONS = 3
# The one that is about the words themselves.
SPEAKS_OF_LABELS = "schuld_en_woordgebruik"

LABELS = re.compile(
    r"\w*slachtoffer\w*|\bdaders?\b|\w*pestkop\w*|\bpesters?\b|\w*schuldige\w*|\w*getuige\w*", re.IGNORECASE
)
INSTEAD = {
    "slachtoffer": "kind dat gepest wordt",
    "dader": "kind dat pest",
    "pest": "kind dat pest",
    "beschuldig": "verwijten",
    "schuldige": "kind dat iets deed",
    "getuige": "omstaander",
}
QUOTED = re.compile(r"[\"‘“'][^\"’”']{0,60}[\"’”']")
BURDEN_ON_THE_CHILD = re.compile(
    r"je kind moet (?:sterker|weerbaarder|flinker|veranderen|van zich)|negeer ze\b(?!['’”\"])", re.IGNORECASE
)
PROMISE = re.compile(r"\bstopt zeker\b|\bkomt zeker goed\b|\bgegarandeerd\b|\bwe beloven\b", re.IGNORECASE)
BARE_NUMBER_OR_ADDRESS = re.compile(
    r"https?:\S*|www\.\S*|[\w.]+@[\w.]+|\b(?:1712|1813|1700|10[1-7]|112)\b|\b0\d{1,3}[ /.]?\d{2,3}[\d /.]*"
)
POLITE = re.compile(r"\bu(?:w)?\b")
POLITE_CAPITAL = re.compile(r"\bU(?:w)?\b")
LAW = re.compile(
    r"\b(?:strafbaar|rechtbank|rechter|advocaat|aanklagen|schadevergoeding|strafrecht\w*|wettelijk|geschorst|"
    r"uitgesloten van school|definitief uitgesloten)\b",
    re.IGNORECASE,
)
SOFT_PROMISE = re.compile(r"\b(?:altijd|nooit|zeker|ongetwijfeld)\b", re.IGNORECASE)

# A mark as it is typed, right or wrong: what may stand in it is checked elsewhere.
ANY_MARK = re.compile(r"\[\[.*?\]\]")
LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))+\)")
NOT_READ = re.compile(r"\*\*|^- ", re.MULTILINE)
IN_PLACE_OF_TEXT = re.compile(r"\[\[.*?\]\]|\{.*?\}|\*\*|^- ", re.MULTILINE)
SENTENCE_END = re.compile(r"[.!?:]+\s|\n")


@dataclass(frozen=True)
class Remark:
    """What can be better about an answer. `rule` names the rule, `text` says in Dutch what to do."""

    rule: str
    text: str
    blocks: bool = True


@dataclass(frozen=True)
class Written:
    """An answer as it is written: its lead, and what is folded behind it. `kind` and `theme` as in Topic."""

    topic_id: str
    kind: str
    theme: str
    title: str
    lead: str
    more: str = ""

    @classmethod
    def in_topic(cls, topic: Topic) -> Written:
        return cls(topic.id, topic.kind, topic.theme, topic.title, topic.answer, topic.more)

    @property
    def whole(self) -> str:
        return whole_answer(self.lead, self.more)


def remarks(written: Written, helplines: Mapping[str, Helpline]) -> list[Remark]:
    """Return all that can be said about an answer, what blocks first."""
    topic_id, title, whole = written.topic_id, written.title, written.whole
    found = [*about_title(title), *about_tone(topic_id, title, whole), *about_numbers(topic_id, whole)]
    if written.kind == ANSWER:
        found += [*about_length(written, helplines), *about_sentences(whole), *about_order(written)]
    if written.kind == EMERGENCY:
        found += [*about_emergency(written.lead), *about_length(written, helplines), *about_sentences(whole)]
    return found + list(advice(whole))


def most_words(kind: str) -> tuple[int, int]:
    """Return how many words a lead may have, and what follows it: in an emergency nothing is folded."""
    return (WORDS_IN_AN_EMERGENCY, 0) if kind == EMERGENCY else (WORDS_IN_A_LEAD, WORDS_IN_WHAT_FOLLOWS)


def words_of(answer: str) -> list[str]:
    """Return an answer's own words, without those of helplines and of the school's own parts."""
    return IN_PLACE_OF_TEXT.sub(" ", answer).split()


def words_shown(answer: str, helplines: Mapping[str, Helpline]) -> list[str]:
    """Return the words of an answer as a parent sees it, for a school of which nothing is known."""
    known = HELPLINE_MARK.sub(lambda mark: mark.group() if mark.group(1) in helplines else "", answer)
    filled = fill_in_slots(fill_in_helplines(known, helplines), general_slots())
    return NOT_READ.sub(" ", LINK.sub(r"\1", filled)).split()


def sentences_of(answer: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(answer) if part.strip()]


# --- what blocks ------------------------------------------------------------------------------


def about_title(title: str) -> Iterator[Remark]:
    if len(title) > LONGEST_TITLE:
        yield Remark(
            "title",
            f"De titel is {len(title)} tekens lang. Hij komt op een knop te staan: hoogstens {LONGEST_TITLE} kan.",
        )


def about_tone(topic_id: str, title: str, answer: str) -> Iterator[Remark]:
    """Yield words that fix a child in a role, burdens put on a child, promises, and "u"."""
    spoken = QUOTED.sub("", answer) if topic_id == SPEAKS_OF_LABELS else answer
    for word in _each(LABELS, f"{title}\n{spoken}"):
        yield Remark(
            "label", f"Schrijf niet ‘{word}’: dat zet een kind vast in een rol. Schrijf ‘{_instead_of(word)}’."
        )
    for words in _each(BURDEN_ON_THE_CHILD, answer):
        yield Remark("burden", f"‘{words}’ legt de last bij het kind. Zeg wat volwassenen kunnen doen.")
    for words in _each(PROMISE, answer):
        yield Remark("promise", f"‘{words}’ is een belofte die we niet kunnen houden. Zeg wat je kan doen.")
    for word in _each(POLITE, answer):
        yield Remark("polite", f"Je schrijft ‘{word}’. Pestwijzer zegt ‘je’ en ‘jouw’.")


def about_numbers(topic_id: str, answer: str) -> Iterator[Remark]:
    """Yield phone numbers and addresses that stand in the answer itself."""
    if topic_id.startswith(OTHER_LANGUAGE_PREFIX):  # they speak of 112 in their own words
        return
    for number in _each(BARE_NUMBER_OR_ADDRESS, ANY_MARK.sub("", answer)):
        yield Remark(
            "number",
            f"‘{number.strip()}’ staat los in de tekst. Voeg de hulplijn of pagina in met de knop, bijvoorbeeld "
            "[[awel]]. Zo klopt het nummer overal, ook als het ooit verandert.",
        )


def about_length(written: Written, helplines: Mapping[str, Helpline]) -> Iterator[Remark]:
    """Yield a lead, or what follows it, that is too long."""
    at_once, after = most_words(written.kind)
    for name, text, most in (("De kern", written.lead, at_once), ("Het vervolg", written.more, after)):
        words = len(words_shown(text, helplines))
        if words > most:
            yield Remark("length", f"{name} telt {words} woorden, hoogstens {most} mogen. Schrap er {words - most}.")


def about_order(written: Written) -> Iterator[Remark]:
    """Yield what an answer to "what can I do?" lacks: what to do today, with the school, and what to read."""
    if written.theme != THEME_OF_DOING:
        return
    for heading, part, name in (
        (TODAY, written.lead, "de kern"),
        (AT_SCHOOL, written.more, "het vervolg"),
        (READ, written.more, "het vervolg"),
    ):
        if heading not in part:
            yield Remark("order", f"Zet ‘{heading}’ in {name}: zo vindt elke ouder meteen wat eerst komt.")


def about_sentences(answer: str) -> Iterator[Remark]:
    """Yield sentences that are too long on average."""
    average = len(words_of(answer)) / max(1, len(sentences_of(answer)))
    if average > WORDS_IN_A_SENTENCE:
        yield Remark(
            "sentences",
            f"De zinnen tellen gemiddeld {average:.0f} woorden. Maak er kortere van: hoogstens {WORDS_IN_A_SENTENCE}.",
        )


def about_emergency(answer: str) -> Iterator[Remark]:
    """Yield what an answer in an emergency lacks: a number at once, and that a machine says so."""
    if not ANY_MARK.search(answer[:160]):
        yield Remark("emergency", "Een antwoord bij nood begint met een nummer om te bellen, in de eerste zin.")
    if "machine" not in answer:
        yield Remark("emergency", "Zeg dat een machine antwoordt: het woord ‘machine’ moet in het antwoord staan.")
    if "niemand" not in answer:
        yield Remark("emergency", "Zeg dat niemand live meeleest: het woord ‘niemand’ moet in het antwoord staan.")


# --- advice -----------------------------------------------------------------------------------


def advice(answer: str) -> Iterator[Remark]:
    """Yield what may be right, and deserves a second look."""
    for sentence in sentences_of(answer):
        length = len(words_of(sentence))
        if length > WORDS_IN_A_LONG_SENTENCE:
            yield Remark("sentence", f"Deze zin telt {length} woorden, maak er twee van: ‘{_short(sentence)}’", False)
    for word in dict.fromkeys(re.findall(r"\w+", IN_PLACE_OF_TEXT.sub(" ", answer))):
        if len(word) > LETTERS_IN_A_LONG_WORD:
            yield Remark("word", f"‘{word}’ is een lang woord. Kan het eenvoudiger?", False)
    for word in _each(LAW, answer):
        yield Remark(
            "law", f"‘{word}’: geef geen juridisch advies en voorspel geen straf. Verwijs naar wie het weet.", False
        )
    for word in _each(SOFT_PROMISE, answer):
        yield Remark("certain", f"‘{word}’ klinkt als een belofte. Klopt het voor elk kind en elke school?", False)
    if POLITE_CAPITAL.search(answer):
        yield Remark("polite", "Je schrijft ‘U’. Pestwijzer zegt ‘je’ en ‘jouw’.", False)


def _each(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what a pattern finds, each once."""
    return list(dict.fromkeys(match.group() for match in pattern.finditer(text)))


def _instead_of(word: str) -> str:
    return next((better for start, better in INSTEAD.items() if start in word.lower()), "kind")


def _short(sentence: str) -> str:
    words = sentence.split()
    return sentence if len(words) <= 9 else f"{' '.join(words[:9])} …"
