"""Where a school wants it: nothing goes live before another person than who wrote it said yes to each part of it.

The answers are those of all schools of a website, so this holds for all of them as soon as one wants it, and nobody of
another school can switch that off. What a part is, and whose, is told by authors.py. A yes counts for a part as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from knowledge.checks import Refused
from knowledge.content import Content
from review.answers import authors, drafts, losses
from review.answers.authors import Parts
from review.models import ProposalReading, TopicDraft
from review.permissions import BEHEERDER, REDACTEUR
from review.trail import happenings
from schools.models import School

CHANGED = "Dit voorstel is intussen gewijzigd. Lees het opnieuw, en zeg dan ja."
ALL_YOURS = "Jij schreef dit zelf. Iemand anders moet ja zeggen."
NOBODY_ELSE = (
    "Er is maar één redacteur of beheerder, dus zou niemand nog kunnen publiceren. Voeg eerst een collega toe die "
    "redacteur of beheerder is."
)


@dataclass(frozen=True)
class Reading:
    """How far the reading of one draft is, for one person."""

    stamp: str  # of all parts as they stand
    unread: Parts  # what still waits for a yes
    readers: list[User]
    may_say_yes: bool  # whether anything of that is somebody else's work


# --- who wants it -----------------------------------------------------------------------------


def is_wanted() -> bool:
    return School.objects.filter(second_reader=True, active=True).exists()


def switch(user: Any, school: School, on: bool) -> bool:
    """Switch it on or off for a school. Returns: whether that changed anything. Raises: Refused."""
    if on and _people_who_may_read() < 2:
        raise Refused(NOBODY_ELSE)
    changed = School.objects.filter(pk=school.pk, second_reader=not on).update(second_reader=on)
    if changed:
        happenings.record(user, happenings.SecondReaderSet("aan" if on else "uit"), school)
    return bool(changed)


def _people_who_may_read() -> int:
    may = Q(memberships__role__name__in=[REDACTEUR, BEHEERDER]) | Q(is_superuser=True)
    return User.objects.filter(may, is_active=True).distinct().count()


# --- reading ----------------------------------------------------------------------------------


def reading_of(user: Any, now: drafts.Current) -> Reading | None:
    """Return how far the reading of a draft is; None where there is no draft."""
    if now.draft is None:
        return None
    parts = _read_parts(now.draft, now)
    unread, whose = _unread(now.draft, parts), losses.whose(now.draft, parts)
    readers = [one.by for one in now.draft.readings.select_related("by") if _keys(parts).intersection(one.parts)]
    return Reading(_stamp(parts), unread, readers, any(whose[part] != user.pk for part in unread))


@transaction.atomic
def say_yes(user: Any, topic_id: str, seen: str) -> None:
    """Say yes to what others wrote in a draft. `seen`: the stamp of what was read. Raises: Refused, Unknown."""
    draft = TopicDraft.objects.select_for_update().filter(topic=topic_id).first()
    if draft is None:
        raise drafts.Unknown(topic_id)
    now = drafts.current(topic_id)
    parts = _read_parts(draft, now)
    if _stamp(parts) != seen:
        raise Refused(CHANGED)
    whose = losses.whose(draft, parts)
    of_others = {part: value for part, value in parts.items() if whose[part] != user.pk}
    if not of_others:
        raise Refused(ALL_YOURS)
    ProposalReading.objects.update_or_create(draft=draft, by=user, defaults={"parts": sorted(_keys(of_others))})
    happenings.record(user, happenings.ProposalRead(topic_id))


def why_not(snapshot: Iterable[Mapping[str, Any]]) -> str:
    """Return in Dutch why what `drafts.apply_to` wrote may not go live yet, or nothing when it may."""
    if not is_wanted():
        return ""
    waiting = {draft.topic: draft for draft in TopicDraft.objects.prefetch_related("readings")}
    titles = [f"‘{one['title']}’" for one in snapshot if one["topic"] in waiting and _waits(one, waiting[one["topic"]])]
    if not titles:
        return ""
    return (
        f"Nog niet helemaal nagelezen door een tweede collega: {', '.join(titles)}. Wie het niet schreef, zegt ja "
        "onder Voorstel. Dan kan dit proefmodel live."
    )


def _waits(entry: Mapping[str, Any], draft: TopicDraft) -> bool:
    if entry["after"] is None:
        return bool(_unread(draft, _going(entry["goes_to"])))
    before = Content.from_json(entry["before"]) if entry["before"] else None
    written = authors.parts_of(Content.from_json(entry["after"]), before)
    # What leads on to another answer, as one goes away, was changed by nobody and stands on no page.
    shown = _read_parts(draft, drafts.current(draft.topic))
    return bool(_unread(draft, {part: value for part, value in shown.items() if part in written}))


def _read_parts(draft: TopicDraft, now: drafts.Current) -> Parts:
    """Return what there is to say yes to: of an answer that goes away, only that."""
    return _going(draft.goes_to) if draft.retired else authors.parts_of(now.content, now.file)


def _going(goes_to: str) -> Parts:
    return {authors.RETIRED + goes_to: True}


def _unread(draft: TopicDraft, parts: Parts) -> Parts:
    """Return the parts to which nobody but who wrote them said yes, as they are now."""
    whose = losses.whose(draft, parts)
    said = [(one.by_id, set(one.parts)) for one in draft.readings.all()]
    return {
        part: value
        for part, value in parts.items()
        if not any(by != whose[part] and _key(part, value) in keys for by, keys in said)
    }


def _keys(parts: Parts) -> set[str]:
    return {_key(part, value) for part, value in parts.items()}


def _key(part: str, value: Any) -> str:
    """Return what is another as soon as a part is, and holds none of its words: they may be a parent's."""
    return hashlib.sha256(json.dumps([part, value]).encode()).hexdigest()


def _stamp(parts: Parts) -> str:
    return hashlib.sha256("".join(sorted(_keys(parts))).encode()).hexdigest()
