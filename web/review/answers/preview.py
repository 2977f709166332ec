"""An answer that is being written, as the real chat element shows it.

The element sends no cookies. So what it may show travels in the conversation's token, signed: whoever has the token has
the text already. Nothing is kept, and no parent's conversation is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing

from foundation import school_profile
from foundation.files import DataError
from foundation.helplines import fill_in_helplines
from foundation.topics import whole_answer
from foundation.vocabulary import RELATED_SHOWN, kind_of
from knowledge import reading
from knowledge.content import Content
from review.answers import drafts
from schools import own_answers
from schools.models import School

SALT = "review.preview"  # what is signed keeps its salt, wherever the code lives
HOURS = 12
WITHOUT_ANSWER = "leeg"  # the token of a chat that was wiped
NO_TEXT = "Schrijf een antwoord, dan verschijnt het hier."
ENDED = "Dit voorbeeld is afgelopen. Wijzig iets aan het antwoord, dan verschijnt het hier weer."
MESSAGE_ID = "voorbeeld"


def token(topic_id: str, folder: str, content: Content, school: School) -> str:
    """Return a conversation's token that holds what the preview needs to answer."""
    words = {"answer": content.answer, "more": content.more, "related": content.related}
    stored = {"topic": topic_id, "folder": folder, "content": words, "school": school.slug}
    return signing.dumps(stored, salt=SALT, compress=True)


def first_turn(topic_id: str, folder: str, content: Content, school: School) -> dict[str, Any]:
    """Return a question and its answer, as the chat element keeps a turn of a conversation."""
    said = content.questions[0] if content.questions else content.title or "Een vraag van een ouder"
    answer = reply(topic_id, folder, content, school)
    shown = {"messages": answer["messages"], "kind": answer["understood"]["kind"], "id": MESSAGE_ID}
    return {"text": said, "said": said, "reply": shown}


def answer_to(conversation: object, choice: object) -> dict[str, Any]:
    """Return the body of the chat's API for a message in the preview: the answer, or that of a related topic."""
    try:
        stored = signing.loads(str(conversation), salt=SALT, max_age=HOURS * 3600)
        school = School.objects.get(slug=stored["school"])
    except (signing.BadSignature, School.DoesNotExist):
        return _body("dialogue", ENDED)
    if choice:
        return _chosen(str(choice), school)
    return reply(stored["topic"], stored["folder"], Content.from_json(stored["content"]), school)


def _chosen(topic_id: str, school: School) -> dict[str, Any]:
    try:
        chosen = drafts.current(topic_id)
    except drafts.Unknown:
        return _body("dialogue", "Dit antwoord is er niet.")
    return reply(chosen.topic, chosen.folder, chosen.content, school)


def reply(topic_id: str, folder: str, content: Content, school: School) -> dict[str, Any]:
    """Return the body that a parent of this school would get for this answer."""
    lead, more = (filled(part, school.profile()) for part in (content.answer, content.more))
    own = own_answers.read_first(school, topic_id)
    return _body(kind_of(topic_id, folder), lead or NO_TEXT, more, _buttons(topic_id, content), own)


def whole(topic_id: str, content: Content, school: School) -> str:
    """Return the same as one text, for who has no scripts."""
    shared = filled(content.whole_answer, school.profile())
    return whole_answer(own_answers.read_first(school, topic_id), shared)


def filled(answer: str, profile: Mapping[str, Any]) -> str:
    """Return an answer with its helplines and school's parts; what is not known yet stays as it was typed."""
    try:
        answer = fill_in_helplines(answer, reading.load().helplines)
    except DataError:
        pass
    return school_profile.fill_in_slots(answer, school_profile.slots_from(profile))


def _buttons(topic_id: str, content: Content) -> list[dict[str, str]]:
    known, titles = reading.load().topics.get(topic_id), drafts.titles()
    if known and known.buttons:
        return [{"title": one["title"], "choice": one["payload"].lstrip("/")} for one in known.buttons]
    chosen = [related for related in content.related if related in titles][:RELATED_SHOWN]
    return [{"title": titles[related], "choice": related} for related in chosen]


def _body(
    kind: str, text: str, more: str = "", buttons: Sequence[Mapping[str, str]] = (), own: str = ""
) -> dict[str, Any]:
    first = [{"text": own, "more": "", "buttons": []}] if own else []
    return {
        "messages": [*first, {"text": text, "more": more, "buttons": list(buttons)}],
        "understood": {"kind": kind, "topic": None, "confidence": 1.0, "alternatives": []},
        "message_id": MESSAGE_ID,
    }
