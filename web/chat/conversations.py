"""Makes conversation ids that nobody can guess, forge, use at another school, or keep for ever.

The token is the id with a time and a signature. Nothing is stored for it: a parent who only looks leaves no trace.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache, caches

from chat.problems import Problem
from common.cache import MEMORY
from schools.models import School

RANDOM_BYTES = 16
LONGEST_TOKEN = 200
HOUR = 3600
_signer = signing.TimestampSigner(salt="chat.conversation")


def mint(school: School) -> str:
    """Return the token of a new conversation."""
    return _signer.sign(f"{school.slug}.{secrets.token_hex(RANDOM_BYTES)}")


def read(token: object, school: School) -> str:
    """Return the conversation's id.

    Raises: Problem "unknown_conversation" when the token is forged, expired, erased or another school's.
    """
    conversation = _read(token, school, timedelta(hours=settings.CONVERSATION_HOURS))
    if is_erased(conversation):
        raise Problem("unknown_conversation")
    return conversation


def read_to_erase(token: object, school: School) -> str:
    """Return the conversation's id for as long as anything of it may still be kept: longer than one can go on with it.

    Raises: Problem "unknown_conversation" when the token is forged or another school's.
    """
    return _read(token, school, timedelta(days=settings.RETENTION_DAYS, hours=settings.CONVERSATION_HOURS))


def mark_erased(conversation: str) -> None:
    """Let nothing more be said in a conversation, nor an answer that is still under way bring it back."""
    for marks in (cache, caches[MEMORY]):  # the second, for as long as the first is away
        marks.set(f"erased:{conversation}", True, timeout=int(settings.CONVERSATION_HOURS * HOUR))


def is_erased(conversation: str) -> bool:
    return cache.get(f"erased:{conversation}", False) or caches[MEMORY].get(f"erased:{conversation}", False)


def _read(token: object, school: School, max_age: timedelta) -> str:
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise Problem("unknown_conversation")
    try:
        conversation = _signer.unsign(token, max_age=max_age)
    except signing.BadSignature as error:
        raise Problem("unknown_conversation") from error
    if conversation.rpartition(".")[0] != school.slug:
        raise Problem("unknown_conversation")
    return conversation


# --- answers ----------------------------------------------------------------------------------


def sign_message(conversation: str, understood: dict) -> str:
    """Return an id for an answer that carries what it was about, so that a judgement needs no look-up."""
    about = {"n": secrets.token_hex(8), "t": understood.get("topic") or "", "k": understood["kind"]}
    return signing.dumps(about, salt=f"chat.message:{conversation}")


def read_message(message_id: object, conversation: str) -> dict[str, str]:
    """Return what an answer was about, and its own number.

    Raises: Problem "unknown_message" when it does not belong to this conversation.
    """
    try:
        about = signing.loads(str(message_id), salt=f"chat.message:{conversation}")
    except signing.BadSignature as error:
        raise Problem("unknown_message") from error
    return {"message": about["n"], "topic": about["t"], "kind": about["k"]}
