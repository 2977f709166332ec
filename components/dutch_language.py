"""Loads what knows Dutch: spaCy's nl_core_news_sm, or a plain Dutch tokenizer on a machine without it.

The small model has no word vectors, so it adds nothing to understanding a question (see
`evaluation/`); its tokens, parts of speech and names serve the pseudonymiser.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache
from typing import List

import spacy
from spacy.language import Language

logger = logging.getLogger(__name__)

MODEL = "nl_core_news_sm"
# Only names and parts of speech are asked for; leaving the parser and the lemmas out halves the time per message.
UNUSED_PIPES = ["parser", "trainable_lemmatizer", "lemmatizer", "morphologizer", "senter"]


# What the pseudonymiser left in the place of a name, a phone number, ...
PRIVACY_MARK = re.compile(r"\[([A-Z]+)(?: \d+)?\]")
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")


def normalise(text: str) -> str:
    """Return the text in the plain form that features and patterns work on.

    Lower case, without accents, "heeeelp" as "heelp", one kind of apostrophe, and privacy marks as
    words of their own ("[NAAM 1]" as "xnaam").
    """
    text = PRIVACY_MARK.sub(lambda mark: f" x{mark.group(1).lower()} ", text)
    text = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'").replace("\u2018", "'"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"(\w)\1{2,}", r"\1\1", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def sentences(text: str) -> List[str]:
    """Split a message into its sentences, by punctuation and line breaks."""
    return [part for part in SENTENCE_END.split(text) if part.strip()]


@lru_cache(maxsize=1)
def load_dutch() -> Language:
    """Return the Dutch pipeline, loaded once a process.

    Falls back to `spacy.blank("nl")`, with one warning, when the model is not installed: names are
    then found by cue words and lists alone.
    """
    try:
        return spacy.load(MODEL, exclude=UNUSED_PIPES)
    except OSError:
        logger.warning(
            "%s is not installed: names in messages are recognised by cue words and name lists only. "
            "`make setup` installs it where spaCy's release page or UV_FIND_LINKS can be reached.",
            MODEL,
        )
        return spacy.blank("nl")
