"""The parent channel: the one way in for what parents type, and the promise of what comes back.

    POST /webhooks/ouders/message
      {"conversation": "<opaque id>", "text": "..."}      what a parent typed; never a command, whatever it begins with
      {"conversation": "<opaque id>", "choice": "clb"}    a button: the id of a topic or dialogue that exists
      optional "school": {...}                            a profile as in foundation/school_profile.py
    200 {"messages": [{"text": "markdown", "more": "markdown, folded behind it, or empty",
                       "buttons": [{"title": "...", "choice": "..."}]}],
         "understood": {"kind": "answer" | "suggestions" | "emergency" | "dialogue" | "out_of_scope",
                        "topic": "<intent id or null>", "confidence": 0.93,
                        "worry": true when danger is suspected and the numbers stand before the answer,
                        "preceding": how many messages stand before the one that is the answer itself,
                        "writer": "leerling", "leerkracht", "grootouder", ...; empty for a parent,
                        "alternatives": [{"topic": "...", "confidence": 0.04, "sentence": "what speaks of it"}]},
         "asked": "the text as it may be kept, personal details hidden, or empty for a button",
         "kept": true}
        or "kept": false, when the message could not be written where it can be read again, and then
         "unkept": {"text": "the message, personal details hidden, or empty", "choice": "the button, or empty",
                    "at": <seconds since 1970>, "topic": "<intent id, or nlu_fallback>", "confidence": 0.93,
                    "ranking": [{"topic": "...", "confidence": 0.93}], "doubt": false}
    4xx/5xx {"error": {"code": "...", "message": "..."}}  the message is Dutch and fit to show; never an empty 200

    POST /webhooks/ouders/danger
      {"texts": ["...", ...]}                             at most 100; for staff who want to teach them: nothing is kept
    200 {"danger": ["emergency" | "possible_emergency" | "", ...]}    what the guard makes of each

    GET /webhooks/ouders/health
    200 {"status": "ready", "model": "<version>", "failed": "<a version that could not be loaded, or empty>"},
    or 503 with an error, code "not_ready" while no model is loaded, or "not_kept", beside "model" and "failed", while
    messages are answered but the last one could not be written; it is tried again at each such look

What was typed is pseudonymised here, before Rasa, its logs or its tracker store see it.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import time
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Awaitable, Callable, Dict, List, Mapping, Optional, Sequence, Set, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from sanic import Blueprint, Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from components import heartbeat
from components.entity_in_text import entity_in
from components.follow_ups import PEOPLE, halfway, nearby, on_its_own
from components.model_switch import ModelSwitch, version_of
from components.parties import asked_by_name, party_in
from components.short_choice import chosen_in_words
from components.topic_classifier import IN_ITS_SENTENCE, SENTENCE
from components.tracker_store import Keeping, one_message, store_of
from components.writer import speaks_to_a_parent, spoken_to, tells_of_an_own_child
from foundation import vocabulary
from foundation.privacy import pseudonymiser
from foundation.privacy.dutch_model import load_dutch
from foundation.question_sets import WORDS_OF_MIDDLE
from foundation.school_profile import SLOT_PREFIX, ProfileError, general_slots, read_profile, slots_from
from foundation.topics import READER
from foundation.vocabulary import (
    AGAIN,
    AGE,
    ANSWER,
    CONTINUES,
    DANGER,
    DIALOGUE,
    DOUBT,
    EMERGENCY,
    FALLBACK,
    GOES_ON_FROM,
    LONGEST_MESSAGE,
    MORE,
    NOT_KNOWN,
    OFTEN,
    PARTY,
    PUPIL,
    SITUATION_MARK,
    SUGGESTIONS,
    TEACHER,
    TITLE_MARK,
    TOLD,
    TOPIC_SLOT,
    UNSURE,
    WHO,
    WRITER,
    is_emergency,
    is_follow_up,
    suggestible,
)

logger = logging.getLogger(__name__)

CONVERSATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
MOST_TEXTS = 100
ALTERNATIVES = 5
# From here on what a sentence of a story tells beside its topic is offered as well.
ALSO_TOLD = 0.6
# What a pupil's own situation is, whatever topic is asked: the topics tell of a parent's child.
IS_A_PUPIL = "je bent leerling"
CONTACTS, CONTACTS_AGAIN = f"{SLOT_PREFIX}contacts", f"{SLOT_PREFIX}contacts_again"

CONTROL_CHARACTERS = ("Cc", "Cf", "Cs", "Co")
KEPT_CONTROL_CHARACTERS = "\n\t\u200d"  # the last one joins emoji

ERRORS: Dict[str, Tuple[int, str]] = {
    **vocabulary.ERRORS,
    "bad_school": (400, "Het profiel van de school klopt niet."),
    "not_ready": (503, f"Ik ben nog aan het opstarten. Probeer het over een minuutje opnieuw. {DANGER}"),
    "not_kept": (503, f"Ik antwoord, maar kan nu niets bewaren. {DANGER}"),
    "no_answer": (500, f"Er ging iets mis aan onze kant. Probeer het nog eens. {DANGER}"),
}


class ChannelError(Exception):
    """A message that cannot be answered; becomes the contract's error body."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = ERRORS[code]
        self.message = f"{self.message} {detail}".strip()

    def as_response(self, **more: Any) -> HTTPResponse:
        return response.json({"error": {"code": self.code, "message": self.message}, **more}, status=self.status)


class WholeMessages(CollectingOutputChannel):
    """Keeps each message whole: Rasa's own cuts a text without buttons at its empty lines, into up to eight."""

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        await self._persist_message(self._message(recipient_id, text=text.strip()))


@dataclass(frozen=True)
class ParentMessage:
    """What a parent sent, checked: either a typed text (pseudonymised) or a choice."""

    conversation: str
    text: Optional[str]
    choice: Optional[str]
    school_slots: Optional[Dict[str, str]]

    @property
    def for_rasa(self) -> str:
        return f"/{self.choice}" if self.choice else self.text or ""


class ParentChannel(InputChannel):
    """Rasa input channel `ouders`; see the module's docstring for the contract."""

    def __init__(self, school_slots: Optional[Dict[str, str]] = None) -> None:
        self.school_slots = school_slots

    @classmethod
    def name(cls) -> str:
        return "ouders"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> ParentChannel:
        """Create the channel; `school` may name the profile of a school that has no website to send it."""
        load_dutch()  # now, as it takes seconds, and not while the first parent waits
        path = (credentials or {}).get("school")
        return cls(slots_from(read_profile(path)) if path else None)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("ouders", __name__)
        switch = ModelSwitch()

        @routes.listener("after_server_start")
        async def follow_the_pointer(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.add_task(switch.follow(app))
            app.add_task(heartbeat.beat())

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            try:
                agent = _ready_agent(request)
            except ChannelError as error:
                return error.as_response()
            versions = {"model": version_of(agent), "failed": switch.failed}
            store = store_of(agent)
            if store is None or not await store.works():
                return ChannelError("not_kept").as_response(**versions)
            return response.json({"status": "ready", **versions})

        @routes.post("/message")
        async def receive(request: Request) -> HTTPResponse:
            try:
                agent = _ready_agent(request)
                message = read_message(_json(request), agent.domain, self.school_slots)
                return response.json(await answer(agent, message))
            except ChannelError as error:
                return error.as_response()
            except Exception as error:
                # Neither the text nor the traceback: an error may quote what the parent typed.
                logger.error("A message could not be answered: %s", type(error).__name__)
                return ChannelError("no_answer").as_response()

        @routes.post("/danger")
        async def tell_danger(request: Request) -> HTTPResponse:
            try:
                agent = _ready_agent(request)
                texts = read_texts(_json(request))
                return response.json({"danger": [danger_in(await agent.parse_message(text)) for text in texts]})
            except ChannelError as error:
                return error.as_response()
            except Exception as error:  # as above: it may quote a text
                logger.error("Nobody can tell whether texts are danger: %s", type(error).__name__)
                return ChannelError("no_answer").as_response()

        return routes


def _ready_agent(request: Request) -> Agent:
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise ChannelError("not_ready")
    return agent


def _json(request: Request) -> Any:
    try:
        return request.json
    except SanicException as error:
        raise ChannelError("bad_json") from error


# --- in ---------------------------------------------------------------------------------------


def read_message(body: Any, domain: Domain, default_school: Optional[Dict[str, str]] = None) -> ParentMessage:
    """Check a request's body.

    Raises: ChannelError for whatever the contract does not allow.
    """
    if not isinstance(body, Mapping):
        raise ChannelError("bad_json")
    conversation, text, choice = body.get("conversation"), body.get("text"), body.get("choice")
    if not isinstance(conversation, str) or not CONVERSATION_ID.fullmatch(conversation):
        raise ChannelError("bad_request")
    if (text is None) == (choice is None):
        raise ChannelError("bad_request")
    return ParentMessage(
        conversation=conversation,
        text=None if text is None else _typed_text(text),
        choice=None if choice is None else _existing_choice(choice, domain),
        school_slots=_school_slots(body.get("school"), default_school),
    )


def _typed_text(text: Any) -> str:
    if not isinstance(text, str):
        raise ChannelError("bad_request")
    if len(text) > LONGEST_MESSAGE:
        raise ChannelError("too_long")
    text = neutralise(text)
    if not text:
        raise ChannelError("empty")
    return pseudonymiser.mask(text)


def read_texts(body: Any) -> List[str]:
    """Return what staff ask about, as a parent's message would be read. Raises: ChannelError."""
    texts = body.get("texts") if isinstance(body, Mapping) else None
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST_TEXTS:
        raise ChannelError("bad_request")
    return [_typed_text(text) for text in texts]


def neutralise(text: str) -> str:
    """Return the text without control characters and without the slash that Rasa takes for a command."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if c in KEPT_CONTROL_CHARACTERS or unicodedata.category(c) not in CONTROL_CHARACTERS)
    return re.sub(r"^[\s/]+", "", text).strip()


def _existing_choice(choice: Any, domain: Domain) -> str:
    if choice not in choices(domain):
        raise ChannelError("unknown_choice")
    return choice


def choices(domain: Domain) -> List[str]:
    """Return the intents that a button may name: those with an answer of their own."""
    return [name for name in domain.intents if name not in DEFAULT_INTENTS and f"utter_{name}" in domain.responses]


def _school_slots(profile: Any, default: Optional[Dict[str, str]]) -> Optional[Dict[str, str]]:
    if profile is None:
        return default
    try:
        return slots_from(profile)
    except ProfileError as error:
        raise ChannelError("bad_school", str(error)) from error


# --- out --------------------------------------------------------------------------------------


async def answer(agent: Agent, message: ParentMessage) -> Dict[str, Any]:
    """Let Rasa handle a checked message, from beginning to end with one agent: see components/model_switch.py.

    Returns: the contract's 200 body.
    Raises: ChannelError "no_answer" when nothing came out, as when the action server is down.
    """
    with one_message() as keeping:
        return await _answered(agent, message, keeping)


def _about_keeping(keeping: Keeping, parse_data: Mapping[str, Any], received: float) -> Dict[str, Any]:
    return {"kept": True} if keeping.kept else {"kept": False, "unkept": _unkept(parse_data, received)}


def _unkept(parse_data: Mapping[str, Any], received: float) -> Dict[str, Any]:
    """Return what stands in the store of a message that is kept, for who can keep it elsewhere."""
    text, intent = parse_data[TEXT], parse_data[INTENT]
    is_choice = text.startswith("/")
    return {
        "text": "" if is_choice else text,
        "choice": text[1:] if is_choice else "",
        "at": received,
        "topic": intent[INTENT_NAME_KEY],
        "confidence": float(intent[PREDICTED_CONFIDENCE_KEY]),
        "ranking": [
            {"topic": guess[INTENT_NAME_KEY], "confidence": float(guess[PREDICTED_CONFIDENCE_KEY])}
            for guess in parse_data.get(INTENT_RANKING_KEY, [])[: 1 + ALTERNATIVES]
        ],
        "doubt": bool(parse_data.get(DOUBT)),
    }


async def _answered(agent: Agent, message: ParentMessage, keeping: Keeping) -> Dict[str, Any]:
    received = time.time()
    collected = WholeMessages()
    conversation = message.conversation
    async with agent.lock_store.lock(conversation):
        before = await agent.processor.fetch_tracker_and_update_session(conversation)
        known = situation(before)
        asked = message.text or ""
        message = _as_choice(message, before, agent.domain)
        user_message = UserMessage(message.for_rasa, collected, conversation, input_channel=ParentChannel.name())
        # Parsed here and handed on, so that what we report is about this message, also when two arrive at once.
        parse_data = await agent.processor.parse_message(user_message)
        parse_data = asked_by_name(parse_data, about_people(agent.domain))
        if before.get_slot(TOPIC_SLOT):
            parse_data = halfway(parse_data, asked)
        elif not party_in(parse_data):
            parse_data = on_its_own(parse_data)
        user_message.parse_data = parse_data
        if before.get_slot(WRITER) in (PUPIL, TEACHER) and tells_of_an_own_child(asked):
            await _tell(agent, before, {WRITER: NOT_KNOWN, WHO: NOT_KNOWN})
        told = _told(parse_data, before, agent.domain)
        goes_on_from = _goes_on_from(parse_data, told, before, agent.domain)
        reader = _reader(parse_data, goes_on_from, before, agent.domain)
        slots = _for_who_read_them(message.school_slots or general_slots(), before)
        await _tell(agent, before, slots | {TOLD: told, GOES_ON_FROM: goes_on_from, READER: reader})
    await agent.handle_message(user_message)
    about_keeping = _about_keeping(keeping, parse_data, received)  # now: what fails from here on loses nothing
    messages = _as_contract(collected.messages)
    if not messages:
        raise ChannelError("no_answer")
    itself = len(messages)
    seen = understood(parse_data, agent.domain)
    after = await agent.tracker_store.get_or_create_tracker(conversation)
    messages[-1]["buttons"] = _below(messages[-1]["buttons"], parse_data, after, agent.domain)
    if seen["kind"] == ANSWER and (_is_unsure(parse_data) or _is_a_story(parse_data)):
        messages = [*_as_it_was_read(parse_data, after, agent.domain), *messages]
    if seen["kind"] != EMERGENCY and _reads_what_is_for_parents(after, messages):
        messages = [_phrase(f"utter_voor_{after.get_slot(WRITER)}", agent.domain), *messages]
    now = situation(after)
    if now != known and now and seen["kind"] != EMERGENCY:
        messages = [_situation(now, agent.domain), *messages]
    if parse_data.get(DOUBT):
        messages = [_numbers_first(agent.domain), *messages]
    seen["preceding"], seen["writer"] = len(messages) - itself, after.get_slot(WRITER) or NOT_KNOWN
    spoken = _as_spoken_to(after.get_slot(WRITER), messages)
    return {"messages": spoken, "understood": seen, "asked": asked, **about_keeping}


def _as_choice(message: ParentMessage, tracker: DialogueStateTracker, domain: Domain) -> ParentMessage:
    """Return a typed message as the choice that it makes among the buttons shown last, if it makes one."""
    choice = chosen_in_words(message.text, *_shown_last(tracker, domain)) if message.text else None
    return replace(message, text=None, choice=choice) if choice and choice in choices(domain) else message


def _shown_last(tracker: DialogueStateTracker, domain: Domain) -> Tuple[List[Dict[str, str]], List[Dict[str, str]]]:
    """Return the buttons below the last thing that was said and those above it, with what this channel adds."""
    backwards = reversed(tracker.events)  # not the tracker's latest message: a new session forgets that one
    said = next((event for event in backwards if isinstance(event, BotUttered)), None)
    heard = next((event for event in backwards if isinstance(event, UserUttered)), None)
    if said is None or heard is None:
        return [], []
    below = _below(_message("", said.data.get("buttons") or [])["buttons"], heard.parse_data, tracker, domain)
    doubted = _numbers_first(domain)["buttons"] if heard.parse_data.get(DOUBT) else []
    return below, [*doubted, *(_situation("", domain)["buttons"] if _told_of_itself(tracker) else [])]


def _told_of_itself(tracker: DialogueStateTracker) -> bool:
    """Tell whether the last message told of the situation, so that it was shown with a button to change it."""
    since = itertools.takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))
    return any(isinstance(event, SlotSet) and event.key in (WHO, AGE) and event.value for event in since)


def _below(
    buttons: List[Dict[str, str]], parse_data: Mapping[str, Any], tracker: DialogueStateTracker, domain: Domain
) -> List[Dict[str, str]]:
    """Return the buttons of an answer as a parent sees them: what else may be asked stands there too, or instead.

    Buttons that reply to a question of ours always stay: those of dialogue, and those that lead to dialogue.
    """
    answered = parse_data[INTENT][INTENT_NAME_KEY]
    kinds = {topic: kind_of(topic, domain) for topic in choices(domain)}
    spoken_of, writer = tracker.get_slot(TOPIC_SLOT), tracker.get_slot(WRITER) or NOT_KNOWN
    # A conversation may go on from a topic that staff let go since.
    if not buttons and spoken_of in kinds and (_continues(answered, domain) or kinds.get(answered) == ANSWER):
        buttons = _message("", nearby(spoken_of, domain.responses, writer))["buttons"]
    others = _offered_beside(parse_data, kinds)
    if others and kinds.get(answered) != DIALOGUE and not is_emergency(answered):
        buttons = [button for button in buttons if kinds.get(button["choice"]) == DIALOGUE]
    below = dict.fromkeys([*(button["choice"] for button in buttons), *others])
    titles = {button["choice"]: button["title"] for button in buttons}
    return [
        {"title": _title_for(writer, choice, domain) or titles.get(choice) or _title(choice, domain), "choice": choice}
        for choice in below
    ]


def _is_unsure(parse_data: Mapping[str, Any]) -> bool:
    """Tell whether a topic is answered of which it is not sure that the message is about it."""
    return bool(parse_data.get(UNSURE)) and parse_data[INTENT][INTENT_NAME_KEY] != FALLBACK


def other_topics(parse_data: Mapping[str, Any], kinds: Mapping[str, str]) -> List[str]:
    """Return which topics are offered beside an answer or instead of it, so that a wrong guess costs a parent one tap.

    kinds: the kind of each topic that can be answered, by id.
    """
    answered = parse_data[INTENT][INTENT_NAME_KEY]
    ranking = [guess[INTENT_NAME_KEY] for guess in parse_data[INTENT_RANKING_KEY]]
    others = suggestible([topic for topic in ranking if topic not in (FALLBACK, answered)], kinds)
    return others if answered == FALLBACK or is_emergency(answered) or parse_data.get(UNSURE) else []


def _offered_beside(parse_data: Mapping[str, Any], kinds: Mapping[str, str]) -> List[str]:
    """Return the topics whose titles stand below what is said: what it may be instead, or what a story also tells."""
    answered = parse_data[INTENT][INTENT_NAME_KEY]
    if kinds.get(answered) == ANSWER and not _is_unsure(parse_data) and _is_a_story(parse_data):
        return suggestible(_also_told(parse_data), kinds)
    return [] if answered == FALLBACK else other_topics(parse_data, kinds)


def _is_a_story(parse_data: Mapping[str, Any]) -> bool:
    """Tell whether a message is so long that a parent wants to see what was understood of it."""
    return len(parse_data.get(TEXT, "").split()) > WORDS_OF_MIDDLE


def _also_told(parse_data: Mapping[str, Any]) -> List[str]:
    """Return the topics that other sentences of a story are about than the one that speaks of its topic."""
    topic, *others = parse_data[INTENT_RANKING_KEY]
    apart = (guess for guess in others if guess.get(SENTENCE) != topic.get(SENTENCE))
    return [guess[INTENT_NAME_KEY] for guess in apart if guess.get(IN_ITS_SENTENCE, 0.0) >= ALSO_TOLD]


def _as_it_was_read(
    parse_data: Mapping[str, Any], tracker: DialogueStateTracker, domain: Domain
) -> List[Dict[str, Any]]:
    """Return the line that says how a message was read: when that is not sure, and when it was long.

    A version of before the line for long messages is gone back to now and then: it says none.
    """
    topic = parse_data[INTENT][INTENT_NAME_KEY]
    title = _title_for(tracker.get_slot(WRITER), topic, domain) or _title(topic, domain)
    if _is_unsure(parse_data):
        said = "utter_zo_gelezen"
    else:
        said = "utter_verhaal_en_meer" if _also_told(parse_data) else "utter_verhaal_gelezen"
    return [_phrase(said, domain, **{TITLE_MARK: title})] if said in domain.responses else []


def situation(tracker: DialogueStateTracker) -> str:
    """Return what a parent told of the situation, as "je kind wordt gepest, lagere school", or nothing."""
    who = IS_A_PUPIL if tracker.get_slot(WRITER) == PUPIL else tracker.get_slot(WHO)
    return ", ".join(filter(None, (who, tracker.get_slot(AGE))))


def _reader(parse_data: Mapping[str, Any], goes_on_from: str, tracker: DialogueStateTracker, domain: Domain) -> str:
    """Return for whom the words are that answer a message: who writes, where there are words for them."""
    writer = entity_in(parse_data, WRITER) or tracker.get_slot(WRITER)
    asked = parse_data[INTENT][INTENT_NAME_KEY]
    about = goes_on_from if _continues(asked, domain) or is_follow_up(asked) else asked
    return writer if writer and _title_for(writer, about, domain) else NOT_KNOWN


def _reads_what_is_for_parents(tracker: DialogueStateTracker, messages: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether a pupil or a teacher reads words that were written to a parent."""
    said = (part for message in messages for part in (message["text"], message[MORE]))
    return tracker.get_slot(WRITER) in (PUPIL, TEACHER) and any(map(speaks_to_a_parent, said))


def _as_spoken_to(writer: Optional[str], messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    return [{**one, "text": spoken_to(writer, one["text"]), MORE: spoken_to(writer, one[MORE])} for one in messages]


def _situation(known: str, domain: Domain) -> Dict[str, Any]:
    """Return the line that shows what is remembered from now on, with a button to change it."""
    return _phrase("utter_situatie", domain, **{SITUATION_MARK: known})


def _title(topic: str, domain: Domain) -> str:
    return domain.responses[f"utter_{topic}"][0]["metadata"]["title"]


def _title_for(writer: Optional[str], topic: str, domain: Domain) -> str:
    """Return the title of a topic in the words for who writes; nothing when it has none for them."""
    about = (variation.get("metadata", {}) for variation in domain.responses.get(f"utter_{topic}", []))
    return next((one["title"] for one in about if writer and one.get(READER) == writer), "")


def _numbers_first(domain: Domain) -> Dict[str, Any]:
    """Return the message that stands before an answer when the guard doubts whether somebody is in danger."""
    return _phrase("utter_misschien_gevaar", domain)


def _phrase(name: str, domain: Domain, **fillings: str) -> Dict[str, Any]:
    """Return one of our own responses as a message, its marks filled in."""
    response = domain.responses[name][0]
    text = response["text"]
    for mark, filling in fillings.items():
        text = text.replace(f"{{{mark}}}", filling)
    return _message(text, response.get("buttons") or [])


async def _tell(agent: Agent, tracker: DialogueStateTracker, slots: Mapping[str, str]) -> None:
    """Set slots in a conversation's tracker where they differ from what it holds."""
    changed = [SlotSet(name, text) for name, text in slots.items() if tracker.get_slot(name) != text]
    if changed:
        tracker.update_with_events(changed, agent.domain)
        await agent.processor.save_tracker(tracker)


def _for_who_read_them(slots: Dict[str, str], tracker: DialogueStateTracker) -> Dict[str, str]:
    """Return the school's slots; the contacts stand in a conversation once: after that, only their names."""
    return {**slots, CONTACTS: slots[CONTACTS_AGAIN]} if _was_shown(slots[CONTACTS], tracker) else slots


def _told(parse_data: Mapping[str, Any], tracker: DialogueStateTracker, domain: Domain) -> str:
    """Return how often the answer to a message was given before: NOT_KNOWN, AGAIN or OFTEN.

    An answer counts since the parent last said that it is about somebody else: then all is asked and told anew. A word
    that goes on from an answer ("en dan?") counts since that answer.
    """
    asked = parse_data[INTENT][INTENT_NAME_KEY]
    begins_anew = _intents_that_set(WHO, domain, to=NOT_KNOWN)
    if asked not in (answers := _intents_that_set(TOPIC_SLOT, domain)):
        begins_anew |= answers
    backwards = (event.intent_name for event in reversed(tracker.events) if isinstance(event, UserUttered))
    heard = [*itertools.takewhile(lambda intent: intent not in begins_anew, backwards)]
    return (NOT_KNOWN, AGAIN, OFTEN)[min(heard.count(asked), 2)]


def _intents_that_set(slot_name: str, domain: Domain, to: Optional[str] = None) -> Set[str]:
    """Return the intents that put something in a slot, or only those that put `to` in it."""
    mappings = next(slot.mappings for slot in domain.slots if slot.name == slot_name)
    return {mapping["intent"] for mapping in mappings if "intent" in mapping and to in (None, mapping["value"])}


def _goes_on_from(parse_data: Mapping[str, Any], told: str, tracker: DialogueStateTracker, domain: Domain) -> str:
    """Return what a word like "en dan?" goes on from: a party that is named, the last answer, or OFTEN.

    What follows on somebody in danger is never that there is no more to say.
    """
    topic = tracker.get_slot(TOPIC_SLOT) or NOT_KNOWN
    if parse_data[INTENT][INTENT_NAME_KEY] in about_people(domain):
        named = party_in(parse_data)
        if named or (tracker.get_slot(PARTY) and not told):
            return named or tracker.get_slot(PARTY)
    return OFTEN if told and not is_emergency(topic) else topic


def about_people(domain: Domain) -> List[str]:
    """Return the intents that go on from an answer as the people whom it names: how to reach them, what they cost."""
    return [name for name in choices(domain) if _continues(name, domain) == PEOPLE]


def _continues(intent: str, domain: Domain) -> str:
    first = domain.responses.get(f"utter_{intent}", [{}])[0]
    return first.get("metadata", {}).get(CONTINUES, "")


def _was_shown(text: str, tracker: DialogueStateTracker) -> bool:
    said = (event for event in tracker.events if isinstance(event, BotUttered))
    return any(text in (event.text or "") or text in _more_of(event.data.get("custom")) for event in said)


def _more_of(custom: Optional[Mapping[str, str]]) -> str:
    return (custom or {}).get(MORE, "")


def _as_contract(collected: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Return the messages that Rasa sent, what is folded behind one joined to it."""
    messages: List[Dict[str, Any]] = []
    for sent in collected:
        if sent.get("text"):
            messages.append(_message(sent["text"], sent.get("buttons") or []))
        elif messages:
            messages[-1][MORE] = _more_of(sent.get("custom"))
    return messages


def _message(text: str, buttons: Sequence[Mapping[str, str]] = ()) -> Dict[str, Any]:
    choices = [{"title": button["title"], "choice": button["payload"].lstrip("/")} for button in buttons]
    return {"text": text, MORE: "", "buttons": choices}


def understood(parse_data: Mapping[str, Any], domain: Domain) -> Dict[str, Any]:
    """Return what the contract tells of the understanding: kind, topic, confidence and the next best guesses."""
    intent = parse_data[INTENT][INTENT_NAME_KEY]
    guesses = [guess for guess in parse_data.get(INTENT_RANKING_KEY, []) if guess[INTENT_NAME_KEY] != FALLBACK]
    fell_back = intent == FALLBACK
    confidence = (
        guesses[0][PREDICTED_CONFIDENCE_KEY] if fell_back and guesses else parse_data[INTENT][PREDICTED_CONFIDENCE_KEY]
    )
    return {
        "kind": SUGGESTIONS if fell_back else kind_of(intent, domain),
        "topic": None if fell_back else intent,
        "confidence": round(float(confidence), 4),
        "worry": bool(parse_data.get(DOUBT)),
        "alternatives": [
            {
                "topic": guess[INTENT_NAME_KEY],
                "confidence": round(float(guess[PREDICTED_CONFIDENCE_KEY]), 4),
                "sentence": guess.get(SENTENCE, ""),
            }
            for guess in guesses
            if guess[INTENT_NAME_KEY] != intent
        ][:ALTERNATIVES],
    }


def danger_in(parse_data: Mapping[str, Any]) -> str:
    """Return whether the guard heard danger, doubts, or neither (nothing)."""
    if is_emergency(parse_data[INTENT][INTENT_NAME_KEY]):
        return EMERGENCY
    return DOUBT if parse_data.get(DOUBT) else ""


def kind_of(intent: str, domain: Domain) -> str:
    """Return the kind that the importer wrote beside the topic's answer."""
    return domain.responses[f"utter_{intent}"][0]["metadata"]["kind"]
