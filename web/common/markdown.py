"""Turns the Markdown of answers and profiles into HTML, on the server: the same few forms as the chat element knows."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

SCHEMES = ("https", "http", "mailto", "tel")
NEW_WINDOW = "new_window"
HINT = '<span class="visually-hidden"> (opent in een nieuw venster)</span>'


def render(text: str, new_window: bool = False) -> SafeString:
    """Return safe HTML: paragraphs, lists, bold and links. Anything else, HTML too, stays the text it is.

    new_window: open other websites beside the conversation, which would be lost otherwise.
    """
    html = _renderer.render(text, {NEW_WINDOW: new_window})
    return mark_safe(html)  # noqa: S308 - the renderer escapes all that is not of its own making


def _allowed(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _link_open(self, tokens, index, options, env) -> str:
    token = tokens[index]
    token.attrSet("rel", "noopener noreferrer")
    env["opens"] = env[NEW_WINDOW] and urlsplit(token.attrGet("href")).scheme in ("http", "https")
    if env["opens"]:
        token.attrSet("target", "_blank")
    return self.renderToken(tokens, index, options, env)


def _link_close(self, tokens, index, options, env) -> str:
    return (HINT if env["opens"] else "") + self.renderToken(tokens, index, options, env)


_renderer = MarkdownIt("zero", {"html": False, "breaks": True}).enable(["emphasis", "list", "link", "newline"])
_renderer.validateLink = _allowed
_renderer.add_render_rule("link_open", _link_open)
_renderer.add_render_rule("link_close", _link_close)
