"""A chat in the terminal, over the parent channel: what a parent sees, in plain text."""

from __future__ import annotations

import json
import re
import textwrap
import urllib.error
import urllib.request
import uuid
from typing import Any, Dict, List, Optional

WELCOME = """
Dag! Ik ben Pestwijzer, een machine die vragen van ouders over pesten op school beantwoordt.
Typ je vraag. Een keuze maak je met haar nummer. Stoppen doe je met een lege regel."""
MARKDOWN_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
WIDTH = 88
SECONDS_TO_ANSWER = 60


def post(url: str, body: Dict[str, Any]) -> Dict[str, Any]:
    """Send one message to the parent channel. Returns its answer, also when that is an error."""
    request = urllib.request.Request(
        f"{url}/message", json.dumps(body).encode("utf-8"), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as error:
        return json.load(error)


def chat(url: str, school: Optional[Dict[str, Any]] = None) -> None:
    """Talk with the assistant until an empty line."""
    conversation = uuid.uuid4().hex
    print(WELCOME)
    buttons: List[Dict[str, str]] = []
    while True:
        try:
            typed = input("\nJij: ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not typed:
            return
        body: Dict[str, Any] = {"conversation": conversation, **_what_was_meant(typed, buttons)}
        answer = post(url, {**body, "school": school} if school else body)
        buttons = _show(answer)


def _what_was_meant(typed: str, buttons: List[Dict[str, str]]) -> Dict[str, str]:
    if typed.isdigit() and 1 <= int(typed) <= len(buttons):
        return {"choice": buttons[int(typed) - 1]["choice"]}
    return {"text": typed}


def _show(answer: Dict[str, Any]) -> List[Dict[str, str]]:
    if "error" in answer:
        print(f"\n{answer['error']['message']}")
        return []
    buttons: List[Dict[str, str]] = []
    for message in answer["messages"]:
        print(f"\n{plain(message['text'])}")
        buttons += message["buttons"]
    for number, button in enumerate(buttons, start=1):
        print(f"  [{number}] {button['title']}")
    return buttons


def plain(markdown: str) -> str:
    """Return an answer's Markdown as lines for a terminal."""
    text = MARKDOWN_LINK.sub(_spelled_out, markdown).replace("**", "")
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "") for line in text.split("\n")
    )


def _spelled_out(link: re.Match[str]) -> str:
    label, target = link.groups()
    return label if target.startswith(("tel:", "mailto:")) or label in target else f"{label} <{target}>"
