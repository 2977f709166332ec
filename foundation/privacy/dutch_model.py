"""Loads what knows Dutch: spaCy's nl_core_news_sm, or a plain Dutch tokenizer on a machine without it.

The small model has no word vectors, so it adds nothing to understanding a question; its names serve the pseudonymiser.
"""

from __future__ import annotations

import logging
from functools import lru_cache

import spacy
from spacy.language import Language

logger = logging.getLogger(__name__)

MODEL = "nl_core_news_sm"
# Only names and parts of speech are asked for; leaving the parser and the lemmas out halves the time per message.
UNUSED_PIPES = ["parser", "trainable_lemmatizer", "lemmatizer", "morphologizer", "senter"]


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
