"""Lets a conversation go on from an answer: "en dan?", "hoe bereik ik die?", "dat heb ik al gedaan", or the same again.

All of it follows from the topic files. A dialogue topic says in its metadata what of the answer before it goes on
(`continues`) and with which words (`after_answer`); here that becomes a variation of its response for each answer,
chosen by Rasa on the slot that holds the topic spoken of. No answer is given twice: asked again it goes on with what
was folded, and asked once more it names people.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, List, Mapping, Sequence, Tuple

from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY

from components.parties import AT_SCHOOL as PARTIES_AT_SCHOOL
from foundation.configuration import thresholds
from foundation.helplines import HELPLINE_MARK, Helpline
from foundation.school_profile import SLOT_MARK, SLOT_PREFIX
from foundation.topics import READER, Topic
from foundation.vocabulary import (
    AGAIN,
    ALSO_OFFERED,
    ANSWER,
    EMERGENCY,
    FALLBACK,
    GOES_ON_FROM,
    NOT_KNOWN,
    OFTEN,
    PARTY_PREFIX,
    RELATED_SHOWN,
    TOLD,
    UNSURE,
    is_emergency,
    is_follow_up,
)

Response = Dict[str, Any]
Responses = Mapping[str, List[Response]]

# Which slot says in full whom an answer named by another: its contacts become names once they were shown.
AT_SCHOOL = {"contacts": "contacts_in_full", "contacts_others": "contacts_others", "clb": "clb"}
# Where an answer says what comes after its first step: "Heb je dat al gedaan? Vraag dan ..."
NEXT_STEP = re.compile(r"\**Heb je (?:dat|het|die|al)\b[^?\n]*\?\**")
PLAIN_NEXT_STEP = re.compile(r"\**Heb je dat al (?:gedaan|gevraagd)\?\**\s*")
TO_A_PERSON = "mens_spreken"
# How much likelier a follow-up is halfway, in a message of so many words. Between 2 and 20 times it hardly matters: of
# 548 messages of the written dialogues 9 are understood better with 5, and one worse.
HALFWAY, FEW_WORDS = 5.0, 12
# What goes on as the people whom an answer names: also somebody whom a parent names.
PEOPLE = "people"


def goes_on(topic: Topic) -> bool:
    """Tell whether a later message can be about what this topic answers."""
    return topic.kind in (ANSWER, EMERGENCY) or topic.id in (*ALSO_OFFERED, TO_A_PERSON)


def on_its_own(parse_data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how a message reads with no answer before it: then it cannot go on from one.

    What it may be instead becomes likelier by as much; when nothing is likely enough it stays what it is,
    and asks what it is about.
    """
    if not is_follow_up(parse_data[INTENT][INTENT_NAME_KEY]):
        return parse_data
    guesses = _guesses(parse_data)
    others = [guess for guess in guesses if not is_follow_up(guess[INTENT_NAME_KEY])]
    left = 1.0 - sum(guess[PREDICTED_CONFIDENCE_KEY] for guess in guesses if guess not in others)
    # Nothing is left when it is as certain as a number can be: what was learned word for word nearly is.
    if not others or left <= 0 or others[0][PREDICTED_CONFIDENCE_KEY] / left < thresholds().answer:
        return parse_data
    ranking = [{**guess, PREDICTED_CONFIDENCE_KEY: guess[PREDICTED_CONFIDENCE_KEY] / left} for guess in others]
    return {**parse_data, INTENT: ranking[0], INTENT_RANKING_KEY: ranking, UNSURE: True}


def halfway(parse_data: Mapping[str, Any], text: str) -> Mapping[str, Any]:
    """Return how a message reads with an answer before it: in few words it goes on from one more often than not.

    The questions that were learned stand by themselves, so they say nothing of that. An emergency stays one.
    """
    guesses = _guesses(parse_data)
    if len(text.split()) > FEW_WORDS or is_emergency(parse_data[INTENT][INTENT_NAME_KEY]) or not guesses:
        return parse_data
    likeliest = max(guesses, key=_weight_halfway)
    confidence = _weight_halfway(likeliest) / sum(map(_weight_halfway, guesses))
    if not is_follow_up(likeliest[INTENT_NAME_KEY]) or confidence < thresholds().answer:
        return parse_data
    best = {**likeliest, PREDICTED_CONFIDENCE_KEY: confidence}
    others = [guess for guess in guesses if guess is not likeliest]
    return {**parse_data, INTENT: best, INTENT_RANKING_KEY: [best, *others]}


def _weight_halfway(guess: Mapping[str, Any]) -> float:
    return guess[PREDICTED_CONFIDENCE_KEY] * (HALFWAY if is_follow_up(guess[INTENT_NAME_KEY]) else 1.0)


def _guesses(parse_data: Mapping[str, Any]) -> List[Mapping[str, Any]]:
    return [guess for guess in parse_data[INTENT_RANKING_KEY] if guess[INTENT_NAME_KEY] != FALLBACK]


def when(slot: str, holds: str) -> List[Dict[str, Any]]:
    """Return Rasa's condition for a variation of a response: what a slot must hold."""
    return [{"type": "slot", "name": slot, "value": holds}]


def for_each_reader(topic: Topic) -> Iterator[Tuple[Topic, List[Dict[str, Any]]]]:
    """Yield a topic in the words for each reader, parents first, with the condition under which they are said."""
    for reader in (NOT_KNOWN, *topic.wordings):
        # Where there are no other words nothing needs to be held apart: a condition less for Rasa to load.
        yield topic.worded_for(reader), when(READER, reader) if topic.wordings else []


def told_before(topic: Topic, said: Responses) -> List[Response]:
    """Return what an answer becomes when it stands in the conversation already: once, and more often.

    said: the responses that begin them, by name. None has buttons: the channel adds them (`nearby`), as Rasa takes
    twice as long to load a domain that is twice as long.
    """
    if topic.kind != ANSWER:
        return []  # an emergency is said whole, each time
    again = said["utter_opnieuw"][0]["text"]
    return [
        *(
            {"text": f"{again}\n\n{worded.more or worded.answer}", "condition": [*when(TOLD, AGAIN), *read_so]}
            for worded, read_so in for_each_reader(topic)
        ),
        {"text": said["utter_vaak"][0]["text"], "condition": when(TOLD, OFTEN)},
    ]


def continuations(
    dialogue: Topic, topics: Mapping[str, Topic], helplines: Mapping[str, Helpline], said: Responses
) -> List[Response]:
    """Return how a dialogue topic goes on from each answer. Raises: KeyError for a way that does not exist."""
    if not (dialogue.continues or is_follow_up(dialogue.id)):
        return []
    named = parties(helplines) if dialogue.continues == PEOPLE else {}
    others = {party: f"{dialogue.after_answer}\n\n{reached}" for party, reached in named.items()}
    others[OFTEN] = said["utter_vaak"][0]["text"]
    return [
        *(
            {"text": text, "condition": [*when(GOES_ON_FROM, topic.id), *read_so]}
            for topic in topics.values()
            if goes_on(topic)
            for worded, read_so in for_each_reader(topic)
            if (text := said_after(dialogue, worded, helplines))
        ),
        *({"text": text, "condition": when(GOES_ON_FROM, before)} for before, text in others.items()),
    ]


def said_after(dialogue: Topic, before: Topic, helplines: Mapping[str, Helpline]) -> str:
    """Return with what a dialogue topic goes on from an answer; nothing when it says what it says after any."""
    if before.kind == EMERGENCY and dialogue.continues != PEOPLE:
        return before.answer  # a card is said whole again, its number first: no other word may stand before it
    if not dialogue.continues:
        return ""
    return f"{dialogue.after_answer}\n\n{WAYS[dialogue.continues](before, helplines)}"


def parties(helplines: Mapping[str, Helpline]) -> Dict[str, str]:
    """Return how to reach each party that a parent may name, by the value that stands for it."""
    at_school = {PARTY_PREFIX + part: f"{{{SLOT_PREFIX}{part}}}" for part in PARTIES_AT_SCHOOL}
    return {**at_school, **{PARTY_PREFIX + line.key: _reached(line) for line in helplines.values() if line.called}}


def nearby(topic: str, responses: Mapping[str, Sequence[Response]], writer: str = NOT_KNOWN) -> List[Dict[str, str]]:
    """Return the buttons below what goes on from an answer: some of its own, for who writes, and a person."""
    first, *others = responses[f"utter_{topic}"]
    read = next((one for one in others if one.get("metadata", {}).get(READER) == writer), first)
    own = read["buttons"][: RELATED_SHOWN - 1]
    person = responses[f"utter_{TO_A_PERSON}"][0]
    return [*own, {"title": person["metadata"]["title"], "payload": f"/{TO_A_PERSON}"}]


def button_to(topic: Topic) -> Dict[str, str]:
    return {"title": topic.title, "payload": f"/{topic.id}"}


def _more(topic: Topic, helplines: Mapping[str, Helpline]) -> str:
    return topic.more or topic.answer


def _next_step(topic: Topic, helplines: Mapping[str, Helpline]) -> str:
    """Return what an answer advises to who did the first step, or all that goes on behind its lead."""
    text = _more(topic, helplines)
    found = NEXT_STEP.search(text)
    if found is None:
        return text
    return PLAIN_NEXT_STEP.sub("", text[found.start() :], count=1)


def _people(topic: Topic, helplines: Mapping[str, Helpline]) -> str:
    """Return whom an answer names, with how to reach each and for whom it is."""
    named = dict.fromkeys(match.group(1) for match in HELPLINE_MARK.finditer(topic.whole_answer))
    lines = [_reached(helplines[key]) for key in named if helplines[key].audience]
    parts = dict.fromkeys(match.group(1).removeprefix(SLOT_PREFIX) for match in SLOT_MARK.finditer(topic.whole_answer))
    at_school = [AT_SCHOOL[part] for part in parts if part in AT_SCHOOL]
    if not lines and not at_school:
        at_school = [AT_SCHOOL["contacts"]]
    return "\n\n".join((*(f"{{{SLOT_PREFIX}{part}}}" for part in at_school), "\n".join(lines))).strip()


def _reached(line: Helpline) -> str:
    return f"- [[{line.key}]]: {line.audience}"


WAYS: Dict[str, Callable[[Topic, Mapping[str, Helpline]], str]] = {
    "more": _more,
    "next_step": _next_step,
    PEOPLE: _people,
}
