"""Brings a message into the one form in which words are looked at, and cuts it into its sentences."""

from __future__ import annotations

import re
import unicodedata

# What the pseudonymiser left in the place of a name, a phone number, ...
PRIVACY_MARK = re.compile(r"\[([A-Z]+)(?: \d+)?\]")
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")


def normalise(text: str) -> str:
    """Return the text in the plain form that features and patterns work on.

    Lower case, without accents, "heeeelp" as "heelp", one kind of apostrophe, and privacy marks as
    words of their own ("[NAAM 1]" as "xnaam").
    """
    text = PRIVACY_MARK.sub(lambda mark: f" x{mark.group(1).lower()} ", text)
    text = text.lower().replace("\u2019", "'").replace("\u2018", "'")
    if not text.isascii():  # looking at every sign takes longer than all the rest, and most messages have no accent
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = re.sub(r"(\w)\1{2,}", r"\1\1", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def sentences(text: str) -> list[str]:
    """Split a message into its sentences, by punctuation and line breaks."""
    return [part for part in SENTENCE_END.split(text) if part.strip()]
