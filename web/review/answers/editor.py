"""What the pages around one answer share: reading the form, what may be inserted, and who changed what meanwhile."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from foundation.vocabulary import RELATED_SHOWN, TOPICS_FOLDER
from knowledge import merging, reading
from knowledge.content import Content
from knowledge.merging import MergeConflict
from knowledge.reading import THEMES
from review.answers import differences, drafts
from review.answers.drafts import WORDS, Current
from review.answers.hints import SCHOOL_PARTS
from review.models import Revision

EMERGENCIES = "emergencies"


def content_from(form: QueryDict, questions: list[str] | None = None) -> Content:
    """Return what the editor's form holds; without `questions`, those of its own field."""
    return Content(
        title=form.get("title", ""),
        theme=form.get("theme", ""),
        about=form.get("about", ""),
        sources=form.get("sources", "").splitlines(),
        related=list(dict.fromkeys(filter(None, form.getlist("related")))),
        answer=form.get("answer", ""),
        more=form.get("more", ""),
        questions=form.get("questions", "").splitlines() if questions is None else questions,
    ).cleaned()


def words_json(content: Content) -> str:
    """Return the words of a topic as the form carries them: what its editor began from."""
    return json.dumps({name: getattr(content, name) for name in WORDS}, ensure_ascii=False)


def seen_in(form: QueryDict) -> Content:
    """Return what the editor began from. A form without it began from nothing, and overwrites nothing."""
    try:
        stored = json.loads(form.get("seen", ""))
        return Content.from_json({name: stored[name] for name in WORDS})
    except (ValueError, TypeError, KeyError):
        return Content()


def to_insert() -> dict[str, list[tuple[str, str]]]:
    """Return what an answer may hold beside text: (mark, what it becomes), by kind."""
    lines = sorted(reading.load().helplines.values(), key=lambda line: line.name.casefold())
    return {
        "helplines": [(f"[[{line.key}]]", f"{line.name} ({line.phone})") for line in lines if line.phone],
        "pages": [(f"[[{line.key}]]", line.name) for line in lines if not line.phone],
        "school": [(f"{{{slot}}}", text) for slot, text in SCHOOL_PARTS.items()],
    }


def related_rows(content: Content) -> list[str]:
    """Return the chosen related answers, with empty places up to what is shown as buttons."""
    return [*content.related, *[""] * (RELATED_SHOWN - len(content.related))]


Choices = list[tuple[str, list[tuple[str, str]]]]


def related_choices(topic_id: str, chosen: Container[str]) -> Choices:
    """Return (theme, [(id, title)]) for every answer that another may lead to: not to one that goes away.

    chosen: those that stay in the list, as it leads to them now.
    """
    known = drafts.all_current().values()
    return _by_theme(one for one in known if one.topic != topic_id and (not one.retired or one.topic in chosen))


def successor_choices(topic_id: str) -> Choices:
    """Return (theme, [(id, title)]) for every answer that may take the questions of one that goes away."""
    known = [one for one in drafts.all_current().values() if one.folder == TOPICS_FOLDER]
    return _by_theme(one for one in known if one.topic != topic_id and not one.retired)


def _by_theme(answers: Iterable[Current]) -> Choices:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in answers:
        if one.content.theme in THEMES:
            groups.setdefault(one.content.theme, []).append((one.topic, one.title))
    return [(THEMES[theme], sorted(groups[theme], key=lambda pair: pair[1])) for theme in THEMES if theme in groups]


def theme_choices(folder: str) -> list[tuple[str, str]]:
    """Return the themes among which a topic of this folder can be put; none where it has a fixed one."""
    return [pair for pair in THEMES.items() if pair[0] != "nood"] if folder == TOPICS_FOLDER else []


# --- somebody else was first ------------------------------------------------------------------


@dataclass(frozen=True)
class Meanwhile:
    """What a colleague changed while somebody was writing, and the form's content with theirs in it."""

    by: Any
    at: Any
    changes: list[differences.Change]
    both: list[str]  # the fields, in words, that both changed
    content: Content


def meanwhile(seen: Content, mine: Content, now: Current) -> Meanwhile:
    """Bring a colleague's words and somebody's own together; where both changed a field, his own stays."""
    theirs, base = replace(now.content, questions=mine.questions), replace(seen, questions=mine.questions)
    together, both = base, []
    try:
        together = merging.merge(base, theirs, mine)
    except MergeConflict as conflict:
        both = conflict.fields
        for name in both:
            base, _mine = merging.settled(base, mine, theirs, name, keep_ours=True)
        together = merging.merge(base, theirs, mine)
    by, at = (now.draft.updated_by, now.draft.updated) if now.draft else _last_publication(now.topic)
    changed = differences.changes(replace(seen, questions=[]), replace(now.content, questions=[]), drafts.titles())
    return Meanwhile(by, at, changed, [drafts.FIELD_NAMES[name] for name in both], together)


def _last_publication(topic_id: str) -> tuple[Any, Any]:
    last = Revision.objects.filter(topic=topic_id).select_related("publication__by").first()
    return (last.publication.by, last.publication.at) if last else (None, None)
