"""Puts near-duplicates at one school into one item of the queue, so that staff decide once about what is asked often.

The bar, on pairs of real questions (evaluation/questions), the lower of two likenesses: in the order of the words, and
in alphabetical order.

     98  mijn kind wordt gepest in de klas wat moet ik doen | mijn kind word gepest in de klas wa moet ik doen
     96  ik word gepest in mijn klas                        | ik word gepest in mn klas
     94  de school doet niks aan het pesten                 | de school doet niks aan pesten
     92  ik wil met de directeur spreken                    | ik wil met de directeur praten
     91  mijn kind wil naar school                          | mijn kind wil niet naar school
 ----90------------------------------------------------------------------------------------------------
     87  mijn zoon wordt gepest wat nu                      | mijn zoon wordt geslagen wat nu
     81  mijn zoon wordt gepest op school                   | mijn dochter wordt gepest op school
     76  mijn zoon pest op school                           | mijn zoon gepest op school
     48  mijn zoon pest andere kinderen                     | andere kinderen pesten mijn zoon

One order alone would take the last two for the same. One word weighs little, the more so in a long message, so the
words that turn a question round (niet, pest, gepest, ...) must be the same ones: that keeps the pair at 91 apart.
Messages of up to three words must be equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from foundation.text import normalise
from review.models import Publication, Question, QueueItem, Revision
from schools.models import School

BAR = 90
SHORT = 3  # words
TURNS = re.compile(r"^(niet|nie|ni|geen|gene|nooit|wel|zonder|gepest|pest)")
DECIDED = (QueueItem.Decision.BELONGS, QueueItem.Decision.NEW_ANSWER)


@dataclass(frozen=True)
class Key:
    """What two messages are compared by."""

    plain: str
    sorted: str
    turns: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Key:
        words = re.findall(r"\w+", normalise(text)) or [text.strip()]
        turns = [found.group(1) for word in words if (found := TURNS.match(word))]
        return cls(" ".join(words), " ".join(sorted(words)), tuple(sorted(turns)))

    @property
    def short(self) -> bool:
        return self.plain.count(" ") < SHORT


def alike(one: Key, other: Key) -> bool:
    """Tell whether two messages ask nearly the same."""
    if one.plain == other.plain:
        return True
    if one.short or other.short or one.turns != other.turns:
        return False
    return min(fuzz.ratio(one.plain, other.plain), fuzz.ratio(one.sorted, other.sorted)) >= BAR


@dataclass
class Shelf:
    """The items of one school, ordinary ones or emergencies, with what each is compared by: its oldest message."""

    items: list[QueueItem] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, school: School | None, emergency: bool) -> Shelf:
        shelf = cls()
        asked = Question.objects.filter(item__school=school, item__emergency=emergency).order_by("-asked", "-pk")
        oldest = dict(asked.values_list("item_id", "text"))
        for item in QueueItem.objects.filter(school=school, emergency=emergency):
            shelf.add(item, Key.of(oldest.get(item.pk, item.text)))
        return shelf

    def add(self, item: QueueItem, key: Key) -> None:
        self.items.append(item)
        self.keys.append(key)
        self.plain.append(key.plain)

    def find(self, key: Key) -> QueueItem | None:
        """Return the item that a message belongs to."""
        near = process.extract(key.plain, self.plain, scorer=fuzz.ratio, processor=None, limit=5, score_cutoff=BAR)
        return next((self.items[place] for _text, _score, place in near if alike(key, self.keys[place])), None)


def place(questions: list[tuple[Question, bool]]) -> None:
    """Put questions (with their texts) into the queue, the oldest first; the questions themselves are not saved.

    questions: each with whether it tells, or may tell, of danger; those never stand with ordinary ones.
    """
    shelves: dict[tuple[int | None, bool], Shelf] = {}
    touched: dict[int, QueueItem] = {}
    for question, urgent in sorted(questions, key=lambda one: one[0].asked):
        where = question.school_id, urgent or question.outcome == Question.Outcome.EMERGENCY
        if where not in shelves:
            shelves[where] = Shelf.of(question.school, where[1])
        question.item = _placed(question, shelves[where], where[1])
        touched[id(question.item)] = question.item
    _save(list(touched.values()))
    for question, _urgent in questions:
        question.item = question.item  # takes over the key that the item has by now


def _placed(question: Question, shelf: Shelf, emergency: bool) -> QueueItem:
    key = Key.of(question.text)
    item = shelf.find(key)
    if item is None:
        item = QueueItem(
            school=question.school,
            text=question.text,
            emergency=emergency,
            first_asked=question.asked,
            last_asked=question.asked,
        )
        shelf.add(item, key)
    else:
        _join(item, question)
    return item


def _join(item: QueueItem, question: Question) -> None:
    item.count += 1
    item.first_asked = min(item.first_asked, question.asked)
    if question.asked >= item.last_asked:
        item.last_asked, item.text = question.asked, question.text
    if comes_back(item, question):
        item.state, item.came_back = QueueItem.State.OPEN, timezone.now()


def comes_back(item: QueueItem, question: Question) -> bool:
    """Tell whether a message opens an item again: what was decided should have helped, and did not.

    An emergency is about another child each time.
    """
    if item.state != QueueItem.State.DONE or not item.handled or question.asked < item.handled:
        return False
    return item.emergency or went_live(item, question.asked)


def went_live(item: QueueItem, before: object = None) -> bool:
    """Tell whether what was decided about an item has reached parents (before a moment)."""
    if item.decision not in DECIDED or not item.topic or not item.handled:
        return False
    published = Revision.objects.filter(
        topic=item.topic,
        publication__kind=Publication.Kind.PUBLISH,
        publication__at__gte=item.handled,
        publication__at__lte=before or timezone.now(),
    )
    return published.exists()


def _save(items: list[QueueItem]) -> None:
    known = [item for item in items if item.pk]
    QueueItem.objects.bulk_create([item for item in items if not item.pk])
    told = ["count", "text", "first_asked", "last_asked", "state", "came_back"]
    QueueItem.objects.bulk_update(known, told, batch_size=200)


# --- the other way ----------------------------------------------------------------------------


def forget(questions: QuerySet[Question]) -> None:
    """Delete questions, and from the queue what nobody asks any more."""
    items = set(questions.exclude(item=None).values_list("item_id", flat=True))
    questions.delete()
    recount(items)


def recount(items: Iterable[int]) -> None:
    """Let items tell again what their messages say; those without messages are deleted."""
    for item in QueueItem.objects.filter(pk__in=items):
        left = item.questions.order_by("-asked")
        if not left:
            item.delete()
            continue
        item.count, item.text = len(left), left[0].text
        item.first_asked, item.last_asked = left[len(left) - 1].asked, left[0].asked
        item.save(update_fields=["count", "text", "first_asked", "last_asked"])
