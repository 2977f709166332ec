"""What of the proposal goes into a proefmodel: the answers that somebody chose, where they can do without the rest.

So nobody's unfinished work holds back what a colleague wants to publish.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.content import same_question
from review.answers import drafts
from review.answers.drafts import Current, DraftConflict

NOTHING = "Je koos geen enkel antwoord. Vink er in het voorstel minstens één aan."
GONE = "Een antwoord dat je koos, staat niet meer in het voorstel. Kijk het voorstel na en kies opnieuw."


def check(chosen: Iterable[str]) -> None:
    """Refuse a choice that cannot stand by itself. Raises: DraftConflict, in Dutch, with what to choose as well."""
    wanted = set(chosen)
    waiting = {one.topic: one for one in drafts.proposal()}
    if not wanted.issubset(waiting):
        raise DraftConflict(GONE)
    left = [one for topic, one in waiting.items() if topic not in wanted]
    for topic in sorted(wanted):
        for other in left:
            if why := _needs(waiting[topic], other):
                raise DraftConflict(why, topic)


def _needs(one: Current, other: Current) -> str:
    """Return in Dutch why a chosen answer cannot do without one that was left out, or nothing when it can."""
    if one.retired and other.is_new and other.topic == one.goes_to:
        return (
            f"De voorbeeldvragen van ‘{one.title}’ gaan naar het nieuwe antwoord ‘{other.title}’, en dat koos je niet. "
            "Kies ze samen."
        )
    if other.is_new and other.topic in one.content.related and not one.retired:
        return (
            f"‘{one.title}’ verwijst naar het nieuwe antwoord ‘{other.title}’, en dat koos je niet. "
            f"Kies ‘{other.title}’ mee, of haal het weg bij de verwante antwoorden van ‘{one.title}’."
        )
    for source, target in ((other, one), (one, other)):
        if question := _moves(source, target):
            return (
                f"De voorbeeldvraag ‘{question}’ verhuist van ‘{source.title}’ naar ‘{target.title}’, "
                f"en ‘{other.title}’ koos je niet. Kies ze samen."
            )
    return ""


def _moves(source: Current, target: Current) -> str:
    """Return a question that goes from one answer to another: known twice by half of that, or to nobody any more."""
    stays, arrives = _by_key(source.questions), _by_key(target.questions)
    was = source.file.questions if source.file else []
    return next((arrives[key] for key in _by_key(was) if key in arrives and key not in stays), "")


def _by_key(questions: Iterable[str]) -> dict[str, str]:
    return {same_question(question): question for question in questions}
