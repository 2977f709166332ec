"""What was taken out of the proposal, kept for a while: whose it was is told, and both can put it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from knowledge.checks import Refused
from knowledge.content import FIELDS, Content
from review.answers import authors
from review.answers.authors import Authors
from review.models import DroppedDraft, TopicDraft

if TYPE_CHECKING:
    from review.answers.drafts import Current, Owners

SHOWN_FOR = timedelta(days=14)  # a part of a draft; a whole one, until there is a draft again

CHANGED_SINCE = "Iemand heeft dit antwoord intussen opnieuw gewijzigd. Er is niets overschreven."


def note(
    user: Any,
    draft: TopicDraft,
    before: Content,
    content: Content,
    file: Content | None,
    replaces: bool = False,
    reworded: Mapping[str, str] | None = None,
) -> Authors:
    """Keep what somebody's change takes back of others. Returns: whose each part is from now on.

    replaces: whether a whole text takes the place of another; reworded: as for `authors.after`.
    """
    was, becomes = authors.parts_of(before, file), authors.parts_of(content, file)
    before_it = whose(draft, was)
    goes_on = set((reworded or {}).values())
    may_be_lost = {part: who for part, who in before_it.items() if part not in goes_on}
    taken = authors.taken_from(may_be_lost, was, becomes, user, replaces)
    if taken:
        _keep(user, draft, before, taken, whole=False, became=content.as_json())
    return authors.after(before_it, was, becomes, user, reworded or {})


def keep_whole(user: Any, draft: TopicDraft, now: Current) -> None:
    """Keep a draft that somebody takes out of the proposal. It replaces what they took out before of the same topic."""
    DroppedDraft.objects.filter(topic=draft.topic, whole=True, by=user).delete()
    _keep(user, draft, Content.from_json(draft.content), whose(draft, parts_of(draft, now)))


def keep_retirement(user: Any, draft: TopicDraft, now: Current) -> None:
    """Keep that a topic was to go, which somebody takes back, when that was a colleague's decision."""
    everything = whose(draft, parts_of(draft, now))
    taken = {part: who for part, who in everything.items() if part.startswith(authors.RETIRED)}
    if set(taken.values()) - {user.pk, None}:
        _keep(user, draft, now.content, taken, whole=False, became=now.content.as_json())


def parts_of(draft: TopicDraft, now: Current) -> authors.Parts:
    """Return the parts of a draft, and that its topic goes away when it does."""
    going = {authors.RETIRED + draft.goes_to: True} if draft.retired else {}
    return {**authors.parts_of(now.content, now.file), **going}


def whose(draft: TopicDraft, parts: authors.Parts) -> Authors:
    """Return whose each part of a draft is."""
    return {part: (draft.authors or {}).get(part, draft.updated_by_id) for part in parts}


def _keep(
    user: Any, draft: TopicDraft, content: Content, taken: Authors, whole: bool = True, became: Any = None
) -> None:
    others = _people(set(taken.values()) - {user.pk})
    row: dict[str, Any] = {"topic": draft.topic, "folder": draft.folder, "content": content.as_json(), "authors": taken}
    row |= {"whole": whole, "became": became, "by": user, "at": timezone.now()}
    DroppedDraft.objects.bulk_create([DroppedDraft(**row, of=who) for who in others] or [DroppedDraft(**row)])


# --- looking ----------------------------------------------------------------------------------


def of(user: Any) -> QuerySet[DroppedDraft]:
    """Return what this person took back, or was taken back of theirs."""
    return DroppedDraft.objects.filter(Q(by=user) | Q(of=user)).select_related("by", "of")


def to_undo(user: Any) -> list[dict[str, Any]]:
    """Return what this person can put back, each act once: "one", "own" (whether they lost it), and "of" (who did)."""
    acts: dict[Any, list[DroppedDraft]] = {}
    waiting, since = set(TopicDraft.objects.values_list("topic", flat=True)), timezone.now() - SHOWN_FOR
    for one in of(user):
        if one.topic not in waiting if one.whole else one.at >= since:
            acts.setdefault((one.topic, one.at), []).append(one)
    return [
        {"one": rows[0], "own": any(row.of == user for row in rows), "of": [row.of for row in rows if row.of]}
        for rows in acts.values()
    ]


def others_in(user: Any, one: Current) -> list[User]:
    """Return whose work beside this person's own is in a draft."""
    everybody = whose(one.draft, parts_of(one.draft, one)).values() if one.draft else []
    return _people({*everybody} - {user.pk})


def _people(keys: Iterable[int | None]) -> list[User]:
    return list(User.objects.filter(pk__in=[key for key in keys if key is not None]).order_by("pk"))


def forget_parts(topic_id: str) -> None:
    """Forget which parts were taken out of what is live now; who has not been told of theirs yet still is."""
    DroppedDraft.objects.filter(Q(of=None) | Q(told=True), topic=topic_id, whole=False).delete()


# --- putting back -----------------------------------------------------------------------------


def restored(one: DroppedDraft, now: Content, owners: Owners) -> Content:
    """Return a topic with what was taken away. Raises: Refused, AlreadyKnown, when others went on since."""
    became = Content.from_json(one.became or {})
    if any(getattr(now, name) != getattr(became, name) for name in FIELDS if name in one.authors):
        raise Refused(CHANGED_SINCE)
    content = authors.put_back(now, Content.from_json(one.content), one.authors)
    for question in content.questions:
        if question not in now.questions:
            owners.check_unknown(question)
    return content


def give_back(one: DroppedDraft, draft: TopicDraft | None) -> None:
    """Let what was put back be whose it was, and forget that it was taken away."""
    if draft is not None:
        TopicDraft.objects.filter(pk=draft.pk).update(authors={**(draft.authors or {}), **one.authors})
    DroppedDraft.objects.filter(topic=one.topic, at=one.at).delete()
