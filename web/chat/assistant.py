"""Talks to the assistant's parent channel (components/parent_channel.py), and expects the worst of it.

It may be dead, starting, stalled for seconds while it takes a new model, or return nonsense. A message is sent a second
time only when the first certainly was not taken, so that a parent's question never stands twice in a conversation.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings

from chat.problems import Problem
from foundation.vocabulary import KINDS

logger = logging.getLogger("pestwijzer.assistant")

MOST_BYTES = 256 * 1024
MOST_TEXTS = 100  # that the channel takes at once
# The assistant's refusals that are the parent's to mend; any other is ours.
PARENTS_OWN = ("empty", "too_long", "unknown_choice")


class NotTaken(Exception):
    """The message certainly did not reach a conversation; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(
    conversation: str, profile: dict[str, Any], *, text: str = "", choice: str = ""
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Bring a message to the assistant.

    Returns: the channel's {"messages": [...], "understood": {...}, "asked": "..."}; and the message as the assistant
    would have kept it (see chat/models.py), when it says that it could not, else None.
    Raises: Problem when there is no usable answer.
    """
    message = {"conversation": conversation, "school": profile, **({"choice": choice} if choice else {"text": text})}
    if not _places().acquire(timeout=settings.ASSISTANT_CONNECT_TIMEOUT):
        raise Problem("busy", retry_after=30)
    try:
        body = _ask_twice(message)
    finally:
        _places().release()
    return _checked(body), _unkept(body)


def danger_in(texts: list[str]) -> list[str]:
    """Ask what the guard of the version that answers now hears in texts that staff want to teach; it keeps nothing.

    Returns: for each EMERGENCY, DOUBT or "".
    Raises: Problem "unreachable" when the assistant does not tell.
    """
    heard: list[str] = []
    for start in range(0, len(texts), MOST_TEXTS):
        part = texts[start : start + MOST_TEXTS]
        try:
            response = _client().post(
                f"{settings.ASSISTANT_URL}/danger", json={"texts": part}, timeout=settings.ASSISTANT_ANSWER_TIMEOUT
            )
        except httpx.HTTPError as error:
            raise Problem("unreachable") from error
        body = _json(response.content)
        told = body.get("danger") if isinstance(body, dict) else None
        if response.status_code != httpx.codes.OK or not isinstance(told, list) or len(told) != len(part):
            raise Problem("unreachable")
        heard += [str(one) for one in told]
    return heard


def state() -> str:
    """Return "ready", "not_kept" (it answers, but keeps nothing), "not_ready" or "unreachable"."""
    try:
        status, body = _health()
    except httpx.HTTPError:
        return "unreachable"
    if status == httpx.codes.OK:
        return "ready"
    return "not_kept" if _code(body) == "not_kept" else "not_ready"


def health() -> dict[str, Any]:
    """Return what the assistant tells of itself ("model", "failed"), or nothing when it has no model that answers."""
    try:
        _, body = _health()
    except httpx.HTTPError:
        return {}
    return body if isinstance(body, dict) and "model" in body else {}


def _health() -> tuple[int, Any]:
    response = _client().get(f"{settings.ASSISTANT_URL}/health", timeout=settings.ASSISTANT_CONNECT_TIMEOUT)
    return response.status_code, _json(response.content)


def _ask_twice(message: dict[str, Any]) -> Any:
    try:
        return _ask_once(message)
    except NotTaken:
        time.sleep(settings.ASSISTANT_RETRY_WAIT)
    try:
        return _ask_once(message)
    except NotTaken as error:
        raise Problem(error.code) from error


def _ask_once(message: dict[str, Any]) -> Any:
    """Send once. Raises: NotTaken when it may safely be sent again, Problem when not."""
    try:
        status, content = _post(message)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotTaken("unreachable") from error
    except httpx.TimeoutException as error:
        raise Problem("timeout") from error
    except httpx.HTTPError as error:
        logger.warning("The assistant broke off: %s", type(error).__name__)
        raise Problem("bad_answer") from error
    body = _json(content)
    if status == httpx.codes.OK:
        return body
    code = _code(body)
    if code == "not_ready":
        raise NotTaken("not_ready")
    if code in PARENTS_OWN:
        raise Problem(code)
    logger.error("The assistant answered %s, code %.40s", status, code)
    raise Problem("bad_answer")


def _post(message: dict[str, Any]) -> tuple[int, bytes]:
    """Return the status and the body, within a time and a size that also hold for an answer that drips in."""
    client, content = _client(), b""
    timeout = httpx.Timeout(settings.ASSISTANT_ANSWER_TIMEOUT, connect=settings.ASSISTANT_CONNECT_TIMEOUT)
    deadline = time.monotonic() + settings.ASSISTANT_ANSWER_TIMEOUT
    with client.stream("POST", f"{settings.ASSISTANT_URL}/message", json=message, timeout=timeout) as response:
        for piece in response.iter_bytes():
            content += piece
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the answer took too long", request=response.request)
            if len(content) > MOST_BYTES:
                raise httpx.DecodingError("the answer is too large", request=response.request)
        return response.status_code, content


def _code(body: Any) -> str | None:
    """Return the code of an error body, or None for any other."""
    return body["error"].get("code") if isinstance(body, dict) and isinstance(body.get("error"), dict) else None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _checked(body: Any) -> dict[str, Any]:
    """Return the body in exactly the form of the contract. Raises: Problem "bad_answer" when it is not that."""
    try:
        messages = [
            {
                "text": _text(message["text"]),
                "more": str(message.get("more") or ""),
                "buttons": [
                    {"title": _text(button["title"]), "choice": _text(button["choice"])}
                    for button in message.get("buttons") or []
                ],
            }
            for message in body["messages"]
        ]
        understood = body["understood"]
        if not messages or understood["kind"] not in KINDS:
            raise ValueError("no messages, or an unknown kind")
        preceding = int(understood.get("preceding", 0))
        if preceding not in range(len(messages)):
            raise ValueError("more messages before the answer than there are")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        logger.error("The assistant gave an answer of another form: %s", type(error).__name__)
        raise Problem("bad_answer") from error
    return {
        "messages": messages,
        "understood": {**understood, "preceding": preceding, "writer": str(understood.get("writer") or "")},
        "asked": str(body.get("asked") or ""),
    }


def _unkept(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the assistant could not keep, in exactly the form of the contract; None when it kept the message."""
    if body.get("kept", True) is True:
        return None
    try:
        said = body["unkept"]
        return {
            "text": str(said["text"]),
            "choice": str(said["choice"]),
            "asked": datetime.fromtimestamp(float(said["at"]), UTC),
            "topic": _text(said["topic"]),
            "confidence": float(said["confidence"]),
            "ranking": [
                {"topic": _text(guess["topic"]), "confidence": float(guess["confidence"])} for guess in said["ranking"]
            ],
            "doubt": bool(said["doubt"]),
        }
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        logger.error("What the assistant could not keep has another form, and is lost: %s", type(error).__name__)
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("no text")
    return value


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    # A new connection for every message: a kept one may be closed by the other side just as a question goes out, and
    # then nobody knows whether it arrived. On one machine a connection costs a fifth of a millisecond.
    return httpx.Client(limits=httpx.Limits(max_connections=None, max_keepalive_connections=0), trust_env=False)


@lru_cache(maxsize=1)
def _places() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.ASSISTANT_AT_ONCE)
