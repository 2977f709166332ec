"""Turns the Markdown of answers and profiles into HTML, on the server: the same few forms as the chat element knows."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

SCHEMES = ("https", "http", "mailto", "tel")
NEW_WINDOW = "new_window"
HINT = '<span class="visually-hidden"> (opent in een nieuw venster)</span>'


def render(text: str, new_window: bool = False) -> SafeString:
    """Return safe HTML: paragraphs, lists, bold and links. Anything else, HTML too, stays the text it is.

    new_window: open other websites beside the conversation, which would be lost otherwise.
    """
    html: str = _renderer.render(text, {NEW_WINDOW: new_window})
    return mark_safe(html)  # noqa: S308 - the renderer escapes all that is not of its own making


class _Markdown(MarkdownIt):
    """Makes links only of what may be followed."""

    def validateLink(self, url: str) -> bool:
        try:
            return urlsplit(url).scheme.lower() in SCHEMES
        except ValueError:
            return False


def _link_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    token.attrSet("rel", "noopener noreferrer")
    env["opens"] = env[NEW_WINDOW] and urlsplit(str(token.attrGet("href"))).scheme in ("http", "https")
    if env["opens"]:
        token.attrSet("target", "_blank")
    return self.renderToken(tokens, index, options, env)


def _link_close(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return (HINT if env["opens"] else "") + self.renderToken(tokens, index, options, env)


_renderer = _Markdown("zero", {"html": False, "breaks": True}).enable(["emphasis", "list", "link", "newline"])
_renderer.add_render_rule("link_open", _link_open)
_renderer.add_render_rule("link_close", _link_close)
