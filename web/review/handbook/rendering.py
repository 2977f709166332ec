"""Turns the staff's handbook, docs/school/handboek.md, into a page: headings to point at, contents, pictures.

The file reads the same on GitHub: headings get the ids that GitHub gives them, pictures lie in docs/school/handboek/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

PICTURE = re.compile(r"handboek/([a-z0-9-]+)\.png")
CHAPTER, PART = "h2", "h3"


@dataclass(frozen=True)
class Chapter:
    """A day of the week, or what is looked up; `parts` are (id, heading)."""

    id: str
    heading: str
    parts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Handbook:
    """The handbook as HTML, with its chapters for the table of contents."""

    html: SafeString
    chapters: list[Chapter] = field(default_factory=list)


def read() -> Handbook:
    """Return the handbook as it is now. Raises: OSError."""
    tokens = _markdown.parse((settings.DOCS / "handboek.md").read_text(encoding="utf-8"))
    headings = list(_give_ids(tokens))
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Handbook(mark_safe(html), _chapters(headings))  # noqa: S308 - a file of ours, in which HTML stays text


def picture(name: str) -> Path:
    """Return the file of a picture; `name` without its ending, and never with a dot or a slash in it."""
    return settings.DOCS / "handboek" / f"{name}.png"


def anchor(heading: str) -> str:
    """Return the id that GitHub gives to a heading.

    >>> anchor("Wat doe je als … iets misloopt?")
    'wat-doe-je-als--iets-misloopt'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _give_ids(tokens: list[Token]) -> Iterator[tuple[str, str, str]]:
    """Give every heading its id. Yields: its tag, id and text."""
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type == "heading_open":
            text = "".join(part.content for part in inline.children or [])
            opening.attrSet("id", anchor(text))
            yield opening.tag, anchor(text), text


def _chapters(headings: list[tuple[str, str, str]]) -> list[Chapter]:
    """Return the chapters with what stands below each. What stands below none is left out of the contents."""
    chapters: list[Chapter] = []
    for tag, heading, text in headings:
        if tag == CHAPTER:
            chapters.append(Chapter(heading, text))
        elif tag == PART and chapters:
            chapters[-1].parts.append((heading, text))
    return chapters


def _table_open(self, tokens, index, options, env) -> str:
    env["table"] = env.get("table", 0) + 1
    label = f"Tabel {env['table']}"
    table = self.renderToken(tokens, index, options, env)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{table}'


def _table_close(self, tokens, index, options, env) -> str:
    return f"{self.renderToken(tokens, index, options, env)}</div>"


def _image(self, tokens, index, options, env) -> str:
    """Return a picture that opens in full when it is clicked; its size is told, so that the page does not jump."""
    token = tokens[index]
    found = PICTURE.fullmatch(token.attrGet("src") or "")
    if not found:
        return escape(token.content)
    address = reverse("review:handbook_picture", args=[found.group(1)])
    described = f'alt="{escape(token.content)}"{_size(found.group(1))}'
    return f'<a href="{address}"><img src="{address}" {described} loading="lazy"></a>'


def _size(name: str) -> str:
    try:
        with Image.open(picture(name)) as opened:
            return f' width="{opened.width}" height="{opened.height}"'
    except OSError:
        return ""  # the page is still of use without the picture


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_markdown.add_render_rule("table_open", _table_open)
_markdown.add_render_rule("table_close", _table_close)
_markdown.add_render_rule("image", _image)
