"""What can be done with an item of the queue, how it is taken back, and how colleagues stay out of each other's way.

Every form carries the item's stamp; who acts on an item that changed meanwhile is told, and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from foundation.vocabulary import EMERGENCIES_FOLDER, is_out_of_scope
from knowledge.checks import Refused
from knowledge.content import same_question
from review.answers import danger, drafts
from review.models import Question, QueueItem, Reason
from review.people.accounts import name_of
from review.permissions import DECIDE, require, visible_to
from review.queue import harvest
from review.trail import happenings
from schools.models import School

State, Decision = QueueItem.State, QueueItem.Decision
FIELDS = ("state", "assignee_id", "decision", "topic", "example", "right", "handled_by_id", "handled")


class Taken(Exception):
    """A colleague changed the item meanwhile. `item` is how it stands now."""

    def __init__(self, item: QueueItem) -> None:
        super().__init__(item.pk)
        self.item = item


class NotAColleague(Exception):
    """An item cannot be given to somebody who decides nothing at its school."""


# --- looking ----------------------------------------------------------------------------------


def stamp(item: QueueItem) -> str:
    """Return what changes with everything that staff do with an item, for the forms to carry."""
    return hashlib.sha256(repr(snapshot(item)).encode()).hexdigest()[:12]


def snapshot(item: QueueItem) -> dict[str, Any]:
    """Return all that staff decided about an item, fit for a session."""
    values = {name: getattr(item, name) for name in FIELDS}
    values = {name: str(value) if isinstance(value, str) else value for name, value in values.items()}  # no enums
    return {**values, "handled": item.handled.isoformat() if item.handled else None}


def colleagues(schools: Iterable[School | None]) -> QuerySet[User]:
    """Return who may decide at any of these schools."""
    permission = DECIDE.removeprefix("review.")
    ids = [school.pk for school in schools if school]
    member = Q(memberships__school__in=ids, memberships__role__permissions__codename=permission)
    return User.objects.filter(member, is_active=True).distinct().order_by("first_name", "username")


def title_of(item: QueueItem, titles: Mapping[str, str]) -> str:
    """Return the title of the answer that an item was decided to belong to, or nothing."""
    return titles.get(topic_of(item), "")


def topic_of(item: QueueItem) -> str:
    """Return the answer that an item was decided to belong to, or what that was merged into; "" for none."""
    return drafts.heir_of(item.topic) if item.topic else ""


def heirs_for(items: Iterable[QueueItem]) -> dict[str, str]:
    """Return the same for many items, by the topic of each: a list asks it once."""
    return drafts.heirs_of(item.topic for item in items)


def examples(item: QueueItem) -> list[str]:
    """Return the questions that were added to an answer because of this item."""
    return item.example.splitlines()


# --- changing ---------------------------------------------------------------------------------

Action = Callable[[Any, QueueItem], str]


def act(user: Any, pk: int, seen: str, action: Action) -> tuple[QueueItem, dict[str, Any], str]:
    """Do something with an item as somebody saw it.

    seen: the stamp from the form.
    Returns: the item, its snapshot from before, and what there is to tell beside.
    Raises: QueueItem.DoesNotExist for an item that the user may not see; PermissionDenied; Taken; and what the
    action raises. Nothing is changed then.
    """
    with transaction.atomic():
        item = visible_to(user, _locked_items()).get(pk=pk)
        require(user, DECIDE, item.school)
        if stamp(item) != seen:
            raise Taken(item)
        before = snapshot(item)
        told = action(user, item)
    return item, before, told


def assign(user: Any, item: QueueItem, assignee: User | None) -> str:
    """Give an item to a colleague, or to nobody. Raises: NotAColleague."""
    if assignee and not (assignee.is_superuser or colleagues([item.school]).filter(pk=assignee.pk).exists()):
        raise NotAColleague
    before = f"toegewezen aan {name_of(item.assignee)}" if item.assignee else ""
    item.assignee = assignee
    item.save(update_fields=["assignee"])
    _record(user, item, f"toegewezen aan {name_of(assignee)}" if assignee else "aan niemand toegewezen", before)
    return ""


def set_aside(user: Any, item: QueueItem) -> str:
    """Put an item by for later."""
    before = _stand(item)
    item.state = State.ASIDE
    item.save(update_fields=["state"])
    _record(user, item, "opzij gezet", before)
    return ""


def done(user: Any, item: QueueItem) -> str:
    """Close an item: seen, and there is nothing to change."""
    return _decide(user, item, Decision.SEEN, what="bekeken, niets te doen")


def answered_well_now(user: Any, item: QueueItem) -> str:
    """Close an item to which the version of today gives a good answer. Raises: Refused when it does not any more."""
    if not item.answered_now:
        raise Refused(f"‘{item.text}’ krijgt nu geen zeker antwoord meer. Beslis er apart over.")
    title = drafts.titles().get(item.answered_now, item.answered_now)
    return _decide(user, item, Decision.SEEN, what=f"krijgt nu een goed antwoord: ‘{title}’")


def in_doubt(item: QueueItem) -> Question | None:
    """Return the message of an item of which staff are asked whether it got the right answer, if there is one."""
    if item.emergency:
        return None
    asked = item.questions.filter(reasons__kind=Reason.Kind.SAMPLE, outcome=Question.Outcome.ANSWERED)
    return asked.order_by("-asked").first()


def answer_was_right(user: Any, item: QueueItem) -> str:
    """Close an item of which the confident answer was the right one, unless messages in it ask for something else."""
    if Reason.objects.filter(question__item=item).exclude(kind=Reason.Kind.SAMPLE).exists():
        return _judge(user, item, True) or "Er staan nog andere berichten bij deze vraag. Beslis daar apart over."
    return _decide(user, item, Decision.RIGHT, what="het was het juiste antwoord")


def answer_was_wrong(user: Any, item: QueueItem) -> str:
    """Note that a confident answer was not the right one; what it should have been is decided as for any question."""
    return _judge(user, item, False)


def _judge(user: Any, item: QueueItem, right: bool) -> str:
    item.right = right
    item.save(update_fields=["right"])
    _record(user, item, "het was het juiste antwoord" if right else "het was niet het juiste antwoord")
    return ""


def not_for_us(user: Any, item: QueueItem, topic: str = "", text: str = "") -> str:
    """Close an item that is out of scope; `text`, if any, teaches the assistant so, as an example of `topic`.

    Raises: what drafts.add_question raises.
    """
    added = _add(user, item, topic, [text]) if text else []
    return _decide(user, item, Decision.NOT_FOR_US, topic, added, "niet voor ons")


def belongs(user: Any, item: QueueItem, topic: str, texts: list[str]) -> str:
    """Close an item by adding questions to an existing answer; what that answer knows already is not added again.

    Raises: what drafts.add_questions raises, such as AlreadyKnown for a question of another answer.
    """
    title = drafts.titles()[topic]
    return _decide(user, item, Decision.BELONGS, topic, _add(user, item, topic, texts), f"hoort bij ‘{title}’")


def pick(user: Any, question: Question) -> None:
    """Put a question into the queue that somebody found among all questions, and open its item if that was closed."""
    with transaction.atomic():
        harvest.bring([question], Reason.Kind.PICKED)
        if question.item:
            item = _locked_items().get(pk=question.item.pk)
            before = _stand(item)
            if item.state != State.OPEN:
                item.state, item.came_back = State.OPEN, timezone.now()
                item.save(update_fields=["state", "came_back"])
            _record(user, item, "vanuit alle vragen in de lijst gezet", before)


def confirmed(user: Any, item: QueueItem, topic: str, texts: list[str]) -> str:
    """Close an item as somebody wanted, now that a second person agreed. Raises: as `belongs`; drafts.Unknown."""
    what = f"hoort bij ‘{drafts.current(topic).title}’, na een tweede ja"
    decision = Decision.NOT_FOR_US if is_out_of_scope(topic) else Decision.BELONGS
    return _decide(user, item, decision, topic, _add(user, item, topic, texts), what)


@dataclass
class Together:
    """What came of one decision about many items: which are closed, each with its snapshot, and why others are not."""

    acted: list[tuple[QueueItem, dict[str, Any]]] = field(default_factory=list)
    taken: int = 0  # changed by a colleague meanwhile
    told: list[str] = field(default_factory=list)


def belong(user: Any, seen: Mapping[int, str], topic: str) -> Together:
    """Close many items by adding the question of each to one existing answer.

    seen: the stamp of each item, by key. What another answer knows already is told and stays open.
    Raises: QueueItem.DoesNotExist for an item that the user may not see; PermissionDenied. Nothing is changed then.
    """
    together = Together()
    texts: list[str] = []
    folder = drafts.current(topic).folder
    title, owners = drafts.titles()[topic], drafts.Owners()
    with transaction.atomic():
        items = {item.pk: item for item in visible_to(user, _locked_items()).filter(pk__in=seen)}
        if missing := set(seen) - set(items):
            raise QueueItem.DoesNotExist(missing)
        for school in {item.school for item in items.values()}:
            require(user, DECIDE, school)
        heard = {} if folder == EMERGENCIES_FOLDER else danger.heard_in([item.text for item in items.values()])
        for pk, stamped in seen.items():
            item, owner = items[pk], owners.owner_of(items[pk].text)
            if stamp(item) != stamped:
                together.taken += 1
            elif owner not in (None, topic):
                together.told.append(str(drafts.AlreadyKnown(item.text, owner)))
            elif owner is None and (item.text in heard or (item.emergency and folder != EMERGENCIES_FOLDER)):
                together.told.append(decides_apart(item))
            else:
                texts += [item.text] if owner is None and not _stands_in(texts, item.text) else []
                together.acted.append((item, snapshot(item)))
        if texts:
            drafts.add_questions(user, topic, texts)
        for item, _before in together.acted:
            # Of two items that ask the same, one has added it.
            own = [texts.pop(texts.index(item.text))] if item.text in texts else []
            _decide(user, item, Decision.BELONGS, topic, own, f"hoort bij ‘{title}’")
    return together


def alarming(items: Iterable[QueueItem]) -> set[int]:
    """Return the keys of the items in which danger was or is heard: about each of those is decided by itself.

    Raises: Refused, when nobody can tell.
    """
    texts = {item.pk: [item.text, *item.questions.values_list("text", flat=True)] for item in items}
    heard = danger.heard_in(list(dict.fromkeys(text for all_of_one in texts.values() for text in all_of_one)))
    return {item.pk for item in items if _hears_danger(item) or not heard.keys().isdisjoint(texts[item.pk])}


def _hears_danger(item: QueueItem) -> bool:
    """Tell whether danger was heard in an item when it came, or by a version that was asked since."""
    return item.emergency or bool((item.ranked or {}).get("danger"))


def _stands_in(texts: Iterable[str], wanted: str) -> bool:
    return same_question(wanted) in map(same_question, texts)


def _locked_items() -> QuerySet[QueueItem]:
    return QueueItem.objects.select_for_update(of=("self",)).select_related("school")


def answered_with(user: Any, item: QueueItem, topic: str, added: list[str]) -> str:
    """Close an item for which a new answer was written; `added` are its questions there."""
    return _decide(user, item, Decision.NEW_ANSWER, topic, added, "kreeg een nieuw antwoord")


def all_answered_with(user: Any, keys: Iterable[int], topic: str, questions: list[str]) -> Together:
    """Close open items for which one new answer was written, each with what of it stands among its `questions`.

    What sounds like danger stays open. Raises: PermissionDenied; Refused, when nobody can tell what sounds so.
    """
    together = Together()
    with transaction.atomic():
        items = list(visible_to(user, _locked_items(), DECIDE).filter(pk__in=keys).exclude(state=State.DONE))
        apart = alarming(items)
        for item in items:
            if item.pk in apart:
                together.told.append(decides_apart(item))
                continue
            together.acted.append((item, snapshot(item)))
            own = {same_question(text) for text in item.questions.values_list("text", flat=True)}
            answered_with(user, item, topic, [text for text in questions if same_question(text) in own])
    return together


def decides_apart(item: QueueItem) -> str:
    """Return in words that an item cannot be decided about together with others."""
    return f"‘{item.text}’ klinkt als nood. Open die vraag en beslis er apart over."


def reopen(user: Any, item: QueueItem) -> str:
    """Open an item again and take back what it added to an answer, as long as that is not live.

    Returns: what stays as it is, in a sentence, or nothing.
    """
    before, told = _stand(item), _take_examples_back(user, item)
    item.state, item.decision, item.topic, item.example, item.right = State.OPEN, Decision.NONE, "", "", None
    item.handled_by = item.handled = None
    item.save(update_fields=FIELDS)
    _record(user, item, "heropend", before)
    return told


def take_back(user: Any, item: QueueItem, before: Mapping[str, Any]) -> str:
    """Make the last action undone: `before` is the snapshot that `act` returned."""
    told, stood = "", _stand(item)
    old, new = before["example"].splitlines(), examples(item)
    if old != new:
        told = _take_examples_back(user, item) if new else ""
        if old:
            _add(user, item, drafts.heir_of(before["topic"]), old)
    for name in FIELDS:
        setattr(item, name, before[name])
    item.handled = parse_datetime(before["handled"]) if before["handled"] else None
    item.save(update_fields=FIELDS)
    _record(user, item, "ongedaan gemaakt", stood)
    return told


def _decide(
    user: Any, item: QueueItem, decision: str, topic: str = "", added: Iterable[str] = (), what: str = ""
) -> str:
    before = _stand(item)
    asked = in_doubt(item)
    if asked and item.right is None:  # the decision says it as well
        item.right = decision in (Decision.RIGHT, Decision.SEEN) or topic == drafts.heir_of(asked.topic)
    item.state, item.decision, item.topic = State.DONE, decision, topic
    item.example = "\n".join(" ".join(text.split()) for text in added)
    item.handled_by, item.handled = user, timezone.now()
    item.save(update_fields=FIELDS)
    _record(user, item, what, before)
    return ""


def _add(user: Any, item: QueueItem, topic: str, texts: list[str]) -> list[str]:
    """Add to an answer what it does not know yet. Returns: what was added."""
    return drafts.add_new_questions(user, topic, texts, received=item.emergency)


def _take_examples_back(user: Any, item: QueueItem) -> str:
    """Take out of the proposal what an item added, where it is still the item's. Returns: what stays, in a sentence."""
    topic, owners = topic_of(item), drafts.Owners()
    standing = _standing_at(topic)
    stays_at: dict[str, None] = {}
    for text in examples(item):
        owner = owners.owner_of(text) or (topic if same_question(text) in standing else None)
        if owner == topic and not owners.is_live(text):
            try:
                drafts.remove_question(user, topic, text)
                continue
            except Refused:  # the last question of a new answer, or an answer that goes away
                pass
        if owner:
            stays_at[owner] = None
    titles = drafts.titles()
    at = " en ".join(f"‘{titles.get(owner, owner)}’" for owner in stays_at)
    return f"De voorbeeldvraag blijft bij {at} staan. Je kan ze daar zelf weghalen." if at else ""


def _standing_at(topic: str) -> set[str]:
    """Return the questions of a topic, also of one that goes away: it may be left to stay after all."""
    try:
        return {same_question(text) for text in drafts.current(topic).content.questions}
    except drafts.Unknown:
        return set()


def _record(user: Any, item: QueueItem, what: str, before: str = "") -> None:
    happenings.record(user, happenings.ItemHandled(item.pk, what, before), item.school)


def _stand(item: QueueItem) -> str:
    """Return in words how an item stands: for the trail, before it is changed."""
    if item.state != State.DONE:
        return item.get_state_display()
    title = title_of(item, drafts.titles())
    return f"{item.get_decision_display()}: ‘{title}’" if title else item.get_decision_display()
