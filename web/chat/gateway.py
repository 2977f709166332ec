"""One message's way through the website: checks, limits, the assistant, and what is kept when no answer came.

The API and the page without scripts both go through here, so both keep the same promises.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from chat import assistant, conversations, keeping, limits, own_answers, retention, shown
from chat.problems import Problem
from chat.signals import BROKEN, message_answered, message_failed
from common import masking
from foundation.vocabulary import LONGEST_MESSAGE
from knowledge import reading
from schools.models import School

logger = logging.getLogger("pestwijzer.gateway")

LONGEST_CHOICE = 100


def start(request: HttpRequest, school: School) -> str:
    """Return the token of a new conversation. Raises: Problem "too_many"."""
    try:
        limits.check_new_conversation(request)
    except Problem as problem:
        raise _with_contact(problem, school) from problem
    return conversations.mint(school)


def send(request: HttpRequest, school: School, token: object, text: object, choice: object) -> dict[str, Any]:
    """Bring a parent's message to the assistant, and tell whoever counts what became of it.

    Returns: the contract's 200 body.
    Raises: Problem, which says what to tell the parent.
    """
    began = time.monotonic()
    try:
        answer = _send(request, school, token, text, choice)
    except Exception as error:
        code = error.code if isinstance(error, Problem) else BROKEN
        message_failed.send_robust(sender=None, code=code)
        raise
    kind, seconds = answer["understood"]["kind"], time.monotonic() - began
    message_answered.send_robust(sender=None, kind=kind, seconds=seconds)
    return answer


def _send(request: HttpRequest, school: School, token: object, text: object, choice: object) -> dict[str, Any]:
    conversation = conversations.read(token, school)
    text, choice = _checked(text, choice)
    try:
        limits.check_message(request, school)
    except Problem as problem:
        raise _with_contact(problem, school) from problem
    try:
        answer, unkept = assistant.ask(conversation, school.profile(), text=text, choice=choice)
        if unkept:
            keeping.keep_unkept(school, conversation, unkept)
        answer = own_answers.add(school, conversation, answer)
        shown.keep(conversation, answer)
    except Problem as problem:
        if problem.status >= 500:  # ours, not the parent's
            problem.kept = bool(text) and _keep(school, conversation, text, problem.code)
            raise _with_contact(problem, school) from problem
        raise
    finally:
        if conversations.is_erased(conversation):  # while the answer was under way
            retention.erase(conversation)
    return {**answer, "message_id": conversations.sign_message(conversation, answer["understood"])}


def _checked(text: object, choice: object) -> tuple[str, str]:
    """Return (text, "") or ("", choice): a button of an answer that was merged into another leads to that one.

    Raises: Problem for anything else.
    """
    if (text is None) == (choice is None):
        raise Problem("bad_request")
    if choice is not None:
        if not isinstance(choice, str) or not choice or len(choice) > LONGEST_CHOICE:
            raise Problem("unknown_choice")
        return "", reading.still_there(choice)
    if not isinstance(text, str):
        raise Problem("bad_request")
    if len(text) > LONGEST_MESSAGE:
        raise Problem("too_long")
    if not text.strip():
        raise Problem("empty")
    return text, ""


def _keep(school: School, conversation: str, text: str, reason: str) -> bool:
    """Keep a question for staff, personal details hidden. Returns: whether its text is kept."""
    masked = hidden(text)
    return keeping.keep_question(school, conversation, masked, reason, timezone.now()) and bool(masked)


def hidden(text: str) -> str:
    """Return the text as the assistant would have stored it, or nothing when that cannot be done here."""
    try:
        return masking.mask(text)
    except masking.MaskingFailed as error:  # a text with names in it is not stored
        logger.error("A question could not be pseudonymised and is not kept: %s", error)
        return ""


def _with_contact(problem: Problem, school: School) -> Problem:
    problem.contact = reading.contact(school.profile())
    return problem
