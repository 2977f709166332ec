"""Whose work in the proposal is whose, part by part, so that nobody takes a colleague's away without both knowing.

A part is a field of words that is not the file's, a question that came, one that went, or that the whole topic goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from knowledge.content import FIELDS, Content, same_question

CAME, WENT = "erbij: ", "weg: "
RETIRED = "stopgezet: "  # and where its questions go
Parts = dict[str, Any]
Authors = dict[str, int | None]  # the key of a person, by part


def parts_of(content: Content, file: Content | None) -> Parts:
    """Return what of a content is not the file's, by part; a question as it is written."""
    stands = file or Content()
    changed = {name: getattr(content, name) for name in FIELDS if getattr(content, name) != getattr(stands, name)}
    changed.pop("questions", None)
    ours, theirs = ({same_question(text): text for text in one.questions} for one in (content, stands))
    came = {CAME + key: text for key, text in ours.items() if key not in theirs}
    went = {WENT + key: text for key, text in theirs.items() if key not in ours}
    return {**changed, **came, **went}


def after(authors: Authors, before: Parts, now: Parts, user: Any, reworded: Mapping[str, str]) -> Authors:
    """Return whose each part is after somebody's change.

    authors, before: whose what was, and what it was. reworded: the old part, by the new one that is still theirs.
    """
    was = {new: authors.get(old, user.pk) for new, old in reworded.items()}
    same = {part: authors.get(part) for part in now if part in before and before[part] == now[part]}
    return {part: user.pk for part in now} | {part: who for part, who in was.items() if part in now} | same


def taken_from(authors: Authors, before: Parts, now: Parts, user: Any, replaced: bool) -> Authors:
    """Return which parts of others somebody's change took back, and whose they are.

    replaced: whether words that became other words count as well, as when an older text takes the place of all.
    """
    others = {part: who for part, who in authors.items() if part in before and who not in (None, user.pk)}
    return {part: who for part, who in others.items() if part not in now or (replaced and now[part] != before[part])}


def put_back(content: Content, stored: Content, parts: Authors) -> Content:
    """Return a content with in it the parts that were taken out of `stored`."""
    words = {part: getattr(stored, part) for part in parts if part in FIELDS}
    keys = {same_question(text) for text in content.questions}
    came = [text for text in stored.questions if CAME + (key := same_question(text)) in parts and key not in keys]
    kept = [text for text in content.questions if WENT + same_question(text) not in parts]
    return replace(content, **words, questions=[*kept, *came])
