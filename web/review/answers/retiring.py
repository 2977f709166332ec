"""Ends the life of an answer: as a part of the proposal it goes away, and its questions go to another, or nowhere.

The questions move to the other answer's draft at once, so that everybody sees there what it becomes. The file, and what
leads to it, change in the proefmodel only (drafts.apply_to).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from foundation.vocabulary import TOPICS_FOLDER
from knowledge import reading
from knowledge.checks import Refused
from knowledge.content import same_question
from review.answers import authors, danger, drafts, losses, seconds
from review.answers.danger import SecondNeeded
from review.answers.drafts import Current
from review.models import SecondLook, TopicDraft
from review.trail import happenings

CHANGED = "Een collega wijzigde dit antwoord intussen. Er is niets stopgezet. Kijk het na en kies opnieuw."


# --- looking ----------------------------------------------------------------------------------


def why_not(one: Current) -> str:
    """Return in Dutch why an answer cannot be retired, or nothing when it can."""
    if one.is_new:
        return "Dit antwoord is nog niet gepubliceerd. Wil je het weg? Neem het terug in het voorstel."
    if one.retired:
        return "Dit antwoord wordt al stopgezet."
    if why := drafts.why_it_stays(reading.load().topics.get(one.topic), "", ()):
        return why
    coming = ", ".join(f"‘{other.title}’" for other in going_to(one.topic))
    if coming:
        return f"In dit antwoord gaat {coming} op. Laat dat eerst bestaan, of kies er een ander antwoord voor."
    return ""


def going_to(topic_id: str) -> list[Current]:
    """Return the answers of the proposal that go away, and of which the questions go to this one."""
    topics = TopicDraft.objects.filter(retired=True, goes_to=topic_id).order_by("topic").values_list("topic", flat=True)
    return [drafts.current(topic) for topic in topics]


def moved(one: Current) -> list[str]:
    """Return the questions of an answer that goes away which stand at the one that takes them."""
    try:
        there = {same_question(text) for text in drafts.current(one.goes_to).questions}
    except drafts.Unknown:
        return []
    return [text for text in one.content.questions if same_question(text) in there]


def problems(one: Current) -> list[str]:
    """Return, in Dutch, why what the proposal wants to retire cannot go away now."""
    why = drafts.why_it_stays(reading.load().topics.get(one.topic), one.goes_to, drafts.titles())
    return [why] if why else []


def seen(one: Current) -> str:
    """Return what tells whether an answer changed since somebody looked at it."""
    return f"{one.draft.pk}-{one.draft.version}" if one.draft else ""


# --- changing ---------------------------------------------------------------------------------


@transaction.atomic
def retire(user: Any, topic_id: str, goes_to: str, as_seen: str | None = None) -> str:
    """Let an answer go away with the proposal, and bring its questions to another; without another, they go too.

    as_seen: what `seen` told when somebody looked, to be told when it changed since.
    Returns: what there is to tell beside. What sounds like danger waits for a second person's yes (danger.py).
    Raises: Refused, in Dutch; nothing is changed then. Unknown.
    """
    draft, now = drafts.locked(topic_id), drafts.current(topic_id)
    if as_seen is not None and as_seen != seen(now):
        raise Refused(CHANGED)
    if why := why_not(now):
        raise Refused(why)
    _check_successor(topic_id, goes_to)
    if draft is None:
        draft = TopicDraft(topic=topic_id, folder=now.folder, base=now.content.as_json(), content=now.content.as_json())
    whose = losses.whose(draft, losses.parts_of(draft, now)) if draft.pk else {}
    draft.retired, draft.goes_to = True, goes_to
    draft.authors = {**whose, authors.RETIRED + goes_to: user.pk}
    drafts.store(user, draft)
    happenings.record(user, happenings.TopicRetired(topic_id, goes_to))
    return _move(user, now, goes_to) if goes_to else ""


def _check_successor(topic_id: str, goes_to: str) -> None:
    """Raise Refused for an answer that cannot take the questions of another."""
    if not goes_to:
        return
    try:
        successor = drafts.current(goes_to)
    except drafts.Unknown as error:
        raise Refused("Kies een antwoord uit de lijst.") from error
    if goes_to == topic_id or successor.folder != TOPICS_FOLDER:
        raise Refused("Naar dat antwoord kunnen de voorbeeldvragen niet gaan. Kies een ander.")
    drafts.check_stays(successor)


def _move(user: Any, now: Current, goes_to: str) -> str:
    """Bring the questions to the other answer, but for what sounds like danger: a second person decides about that."""
    owners = drafts.Owners()
    texts = [text for text in now.content.questions if owners.owner_of(text) is None]
    if not texts:
        return ""
    try:
        drafts.add_questions(user, goes_to, texts, came_from=now.title)
    except SecondNeeded as needed:
        calm = [text for text in texts if text not in needed.heard]
        if calm:
            drafts.add_questions(user, goes_to, calm, came_from=now.title)
        return seconds.ask(user, SecondNeeded(goes_to, list(needed.heard), needed.heard))
    return ""


@transaction.atomic
def keep(user: Any, topic_id: str) -> None:
    """Let an answer stay after all: its questions come back, and what else was proposed of it is as it was.

    Whose decision it was is told. Raises: Refused when no question is left for it; Unknown when it stays already.
    """
    draft = drafts.locked(topic_id)
    if draft is None or not draft.retired:
        raise drafts.Unknown(topic_id)
    now = drafts.current(topic_id)
    if now.goes_to:
        _bring_back(user, now)
    owners = drafts.Owners()
    own = [text for text in now.content.questions if owners.owner_of(text) is None]
    if not own:
        raise Refused("Al zijn voorbeeldvragen staan nu bij andere antwoorden. Haal er daar eerst weg.")
    losses.keep_retirement(user, draft, now)
    whose = losses.whose(draft, losses.parts_of(draft, now))
    draft.authors = {part: who for part, who in whose.items() if not part.startswith(authors.RETIRED)}
    draft.retired, draft.goes_to = False, ""
    draft.content = {**draft.content, "questions": own}
    if draft.content == draft.base:
        draft.delete()
    else:
        drafts.store(user, draft)
    happenings.record(user, happenings.RetirementDropped(topic_id))


def _bring_back(user: Any, now: Current) -> None:
    """Take out of the other answer what came from this one, also what still waits for a second yes."""
    try:
        there = drafts.current(now.goes_to)
    except drafts.Unknown:  # a new answer that was taken back
        return
    standing = {same_question(text) for text in there.file.questions} if there.file else set()
    home = [text for text in moved(now) if same_question(text) not in standing]
    if home:
        drafts.give_away(user, now.goes_to, home, now.title)
    keys = {danger.key_of(text) for text in now.content.questions}
    for look in SecondLook.objects.filter(topic=now.goes_to, state=SecondLook.State.WAITING, item=None):
        if keys.issuperset(look.keys):
            look.delete()


def put_back(user: Any, key: int) -> str:
    """Put back what was taken out of the proposal, be it that an answer goes away.

    Returns: its title. Raises: Refused, drafts.Unknown.
    """
    one = losses.of(user).filter(pk=key, whole=False).first()
    part = next((part for part in one.authors if part.startswith(authors.RETIRED)), "") if one else ""
    if one is None or not part:
        return drafts.put_back(user, key)
    with transaction.atomic():
        retire(user, one.topic, part.removeprefix(authors.RETIRED))
        losses.give_back(one, TopicDraft.objects.filter(topic=one.topic).first())
    return one.title
