"""Hears danger in what staff want to teach as something else: one such lesson, and the next cry for help is missed.

What a parent sent is judged by what the guard heard when it came, which is kept with the question; any other text by
the guard of the version that answers now. What looks like a question of an emergency answer counts as danger too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.db.models import Q

from chat import assistant
from chat.problems import Problem
from foundation.vocabulary import DOUBT, EMERGENCIES_FOLDER, EMERGENCY, is_emergency
from knowledge.checks import Refused
from knowledge.content import same_question
from review.answers import similar
from review.models import Question, Reason, SecondLook

NEARLY_THE_SAME = 88.0
RECEIVED, LISTED = "received", "listed"
WHY = {
    RECEIVED: "kwam binnen als noodbericht",
    LISTED: "lijkt op een voorbeeldvraag van een antwoord bij nood",
    EMERGENCY: "hoort Pestwijzer als nood",
    DOUBT: "hoort Pestwijzer als misschien nood",
}
SILENT = (
    "Pestwijzer antwoordt nu niet. Daardoor kunnen we niet nagaan of dit een noodbericht is, en is er niets "
    "toegevoegd. Probeer het over een minuutje opnieuw."
)


class SecondNeeded(Refused):
    """Texts that sound like danger cannot be taught as something else by one person alone.

    `texts` are all that were to be taught together, `heard` gives the alarming ones a key of `WHY`, and `why` says in
    Dutch what is heard in each.
    """

    def __init__(self, topic: str, texts: list[str], why: Mapping[str, str]) -> None:
        self.topic, self.texts, self.heard = topic, texts, dict(why)
        self.why = [f"{_quoted(text)} {WHY[reason]}." for text, reason in why.items()]
        told = " ".join(self.why)
        super().__init__(f"{told} Alleen als een tweede collega ja zegt, leert Pestwijzer dit als iets anders.")


def told_of(texts: Iterable[str], why: Iterable[str]) -> list[str]:
    """Return the sentences of a SecondNeeded that are about some of its texts."""
    begins = tuple(map(_quoted, texts))
    return [sentence for sentence in why if sentence.startswith(begins)]


def _quoted(text: str) -> str:
    return f"‘{text}’"


def check_taught(topic: str, folder: str, texts: list[str], received: bool = False) -> None:
    """Refuse to teach danger as something else, unless a second person confirmed it.

    received: whether the texts come from a message that came in as an emergency, whatever they were made into.
    Raises: SecondNeeded; Refused when nobody can tell, as the assistant is away.
    """
    if folder == EMERGENCIES_FOLDER or not texts:
        return
    confirmed = _confirmed(topic)
    new = [text for text in texts if key_of(text) not in confirmed]
    why = dict.fromkeys(new, RECEIVED) if received else heard_in(new)
    if why:
        raise SecondNeeded(topic, texts, why)


def heard_in(texts: list[str]) -> dict[str, str]:
    """Return the texts that sound like danger, each with a key of `WHY`. Raises: Refused, when nobody can tell."""
    kept = _kept_understanding()
    found = {text: kept[same_question(text)] for text in texts if kept.get(same_question(text))}
    # Few are near an emergency at all: only of those it is asked whether they are nearer to something else.
    near = similar.near_some_of([text for text in texts if text not in found], is_emergency, NEARLY_THE_SAME)
    found |= {text: LISTED for text in near if _is_listed(text)}
    unknown = [text for text in texts if text not in found and same_question(text) not in kept]
    return {**found, **_heard_now(unknown)}


def key_of(text: str) -> str:
    """Return what tells that a text was confirmed before, without being the text."""
    return hashlib.sha256(same_question(text).encode()).hexdigest()


def keys_of(texts: Iterable[str]) -> list[str]:
    """Return the keys of texts that wait together."""
    return sorted(map(key_of, texts))


def _confirmed(topic: str) -> set[str]:
    looks = SecondLook.objects.filter(topic=topic, state=SecondLook.State.CONFIRMED)
    return {key for keys in looks.values_list("keys", flat=True) for key in keys}


def _kept_understanding() -> dict[str, str]:
    """Return, by what was asked, RECEIVED for what came in as danger and nothing for what did not."""
    heard = Q(event__isnull=False) | Q(unkept__isnull=False)
    asked = Question.objects.exclude(text="").exclude(item=None).filter(heard)
    kept = {same_question(text): "" for text in asked.values_list("text", flat=True)}
    urgent = asked.filter(reasons__kind__in=Reason.URGENT).values_list("text", flat=True)
    return {**kept, **{same_question(text): RECEIVED for text in urgent}}


def _is_listed(text: str) -> bool:
    best = similar.similar(text, limit=3, least=NEARLY_THE_SAME)
    return any(is_emergency(topic) for topic, _question, _score in best)


def _heard_now(texts: Iterable[str]) -> dict[str, str]:
    asked = list(texts)
    if not asked:
        return {}
    try:
        heard = assistant.danger_in(asked)
    except Problem as problem:
        raise Refused(SILENT) from problem
    return {text: what for text, what in zip(asked, heard, strict=True) if what in WHY}
