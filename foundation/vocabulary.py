"""The words that assistant, training, evaluation and website agree on, each said once.

Which topics are emergencies, which lie outside our subject, what an answer can be, how long a message may be, and what
a parent reads when something goes wrong.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

# --- what an answer can be: `understood.kind` in the parent channel's contract ----------------

ANSWER = "answer"
SUGGESTIONS = "suggestions"
EMERGENCY = "emergency"
DIALOGUE = "dialogue"
OUT_OF_SCOPE = "out_of_scope"
KINDS = (ANSWER, SUGGESTIONS, EMERGENCY, DIALOGUE, OUT_OF_SCOPE)

# --- topics by their id -----------------------------------------------------------------------

EMERGENCY_PREFIX = "noodsituatie"
OUT_OF_SCOPE_PREFIX = "buiten_scope"
# The same, one for each other language that is answered with a sentence in that language.
OTHER_LANGUAGE_PREFIX = f"{OUT_OF_SCOPE_PREFIX}_"
# Words that only go on from an answer: "en dan?", "hoe bereik ik die?".
FOLLOW_UP_PREFIX = "vervolg_"
NONE_OF_THESE = "geen_van_deze"
NONE_OF_THESE_TITLE = "Geen van deze"
# The intent that Rasa's FallbackClassifier gives to a message that is not understood well enough.
FALLBACK = "nlu_fallback"
# Set by the emergency guard on a message that may tell of danger without being answered as an emergency.
DOUBT = "possible_emergency"
# Set by the classifier on a message of whose topic it is not sure: the answer says how it was read, and offers others.
UNSURE = "unsure"
# What a conversation remembers, as slots: the topic of the last answer, about whom it goes and how old that child is,
# in the words that a parent reads; who writes, when it is no parent; and how often the answer that is asked now was
# given before.
TOPIC_SLOT, WHO, AGE, WRITER, TOLD = "topic", "who", "age", "writer", "told"
# Who may write and reads answers that were not written for them.
PUPIL, TEACHER = "leerling", "leerkracht"
# What a word like "en dan?" goes on from: that topic, a party that was named, or OFTEN when it was asked of it before.
GOES_ON_FROM = "goes_on_from"
# The helpline, service or person of the school that was asked for by name since the last answer: an entity and a slot.
PARTY, PARTY_PREFIX = "party", "party:"
AGAIN, OFTEN = "again", "often"
# Of a dialogue topic: what of the answer before it goes on. A key of its file and of its response's metadata.
CONTINUES = "continues"
NOT_KNOWN = ""
# What only the channel knows and fills in: the title of the topic that a message was taken for.
TITLE_MARK = "onderwerp"
# And what it remembers of the situation.
SITUATION_MARK = "situatie"
# The part of an answer that is folded behind its lead: a key of a response and of the contract's messages.
MORE = "more"

EMERGENCIES_FOLDER, DIALOGUE_FOLDER, TOPICS_FOLDER = "emergencies", "dialogue", "topics"
TOPIC_FOLDERS = (TOPICS_FOLDER, DIALOGUE_FOLDER, EMERGENCIES_FOLDER)
_KIND_OF_FOLDER = {TOPICS_FOLDER: ANSWER, DIALOGUE_FOLDER: DIALOGUE, EMERGENCIES_FOLDER: EMERGENCY}


def is_emergency(topic_id: str) -> bool:
    return topic_id.startswith(EMERGENCY_PREFIX)


def is_out_of_scope(topic_id: str) -> bool:
    return topic_id.startswith(OUT_OF_SCOPE_PREFIX)


def is_follow_up(topic_id: str) -> bool:
    return topic_id.startswith(FOLLOW_UP_PREFIX)


def kind_of(topic_id: str, folder: str) -> str:
    """Return the kind of a topic, from its id and the folder of its file. Raises: KeyError for another folder."""
    return OUT_OF_SCOPE if is_out_of_scope(topic_id) else _KIND_OF_FOLDER[folder]


# --- what is offered --------------------------------------------------------------------------

SUGGESTIONS_SHOWN = 3
RELATED_SHOWN = 3


# Who writes, or that it is no question about bullying: said by a button as well as by an answer about bullying.
ALSO_OFFERED = frozenset(
    ["leerling_zelf", "leerkracht_vraagt", "hulpverlener_vraagt", "buiten_scope_school", "buiten_scope_werk"]
)


def suggestible(ranking: Iterable[str], kinds: Mapping[str, str]) -> list[str]:
    """Return which topics of a ranking, the best first, are offered as suggestions.

    Other dialogue and emergencies are no suggestions: nobody is helped by "Bedoel je: hallo?", and the guard decides
    about danger. `kinds` gives each topic's kind; what it does not name has no answer.
    """
    offered = (topic for topic in ranking if kinds.get(topic) == ANSWER or (topic in kinds and topic in ALSO_OFFERED))
    return [*itertools.islice(offered, SUGGESTIONS_SHOWN)]


# --- what a parent may send, and reads when that goes wrong -----------------------------------

LONGEST_MESSAGE = 4000  # characters

DANGER = "Is er nu gevaar? Wacht niet op een antwoord hier en bel 112."
# By code: the HTTP status, and what a parent may read.
ERRORS: dict[str, tuple[int, str]] = {
    "bad_json": (400, "Het bericht kon niet gelezen worden. Probeer het opnieuw."),
    "bad_request": (400, "Het bericht is niet volledig. Laad de pagina opnieuw en probeer het nog eens."),
    "empty": (400, "Je bericht is leeg. Typ je vraag in een paar woorden."),
    "unknown_choice": (400, "Deze keuze bestaat niet meer. Typ je vraag in je eigen woorden."),
    "too_long": (
        413,
        f"Je bericht is te lang: hoogstens {LONGEST_MESSAGE} tekens. Vertel in het kort wat er gebeurt. {DANGER}",
    ),
}
