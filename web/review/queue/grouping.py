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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from foundation.text import normalise
from review.models import Publication, Question, QueueItem, Revision
from schools.models import School

BAR = 90
SHORT = 3  # words
AT_ONCE = 500  # items that are read at a time
STEP = 8  # characters: messages are kept apart by their length in steps of so many
TURNS = re.compile(r"^(niet|nie|ni|geen|gene|nooit|wel|zonder|gepest|pest)")
OF_THE_TEXT = ("meaning", "group", "asked_of", "ranked", "answered_now")  # fields of an item that its text gives
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
class Place:
    """Where messages that ask nearly the same stand: an item of the queue, and what it is compared by."""

    key: Key
    emergency: bool
    pk: int | None = None  # none before it is saved
    item: QueueItem | None = None  # in this batch only: staff may change it before the next


class Shelf:
    """The places of one school, ordinary ones or emergencies. Its key is that of an item's oldest message.

    A message is compared with few of them: equal ones are found at once, and nearly equal ones turn the question round
    in the same way and are about as long.
    """

    def __init__(self, school: School | None, emergency: bool) -> None:
        self.school, self.emergency = school, emergency
        self._last = 0
        self._equal: dict[str, Place] = {}
        # Places, and beside them what they are compared by.
        self._near: dict[tuple[tuple[str, ...], int], tuple[list[Place], list[str]]] = defaultdict(lambda: ([], []))

    def catch_up(self) -> None:
        """Take in the items that were made since the last time, here or elsewhere."""
        items = QueueItem.objects.filter(school=self.school, emergency=self.emergency, pk__gt=self._last)
        new = list(items.order_by("pk").values_list("pk", "text"))
        for start in range(0, len(new), AT_ONCE):
            part = new[start : start + AT_ONCE]
            asked = Question.objects.filter(item__in=[pk for pk, _text in part]).order_by("-asked", "-pk")
            oldest = dict(asked.values_list("item_id", "text"))
            for pk, text in part:
                self.add(Place(Key.of(oldest.get(pk, text)), self.emergency, pk))
                self._last = pk

    def add(self, place: Place) -> None:
        self._equal.setdefault(place.key.plain, place)
        if not place.key.short:
            places, plain = self._near[place.key.turns, _about(place.key)]
            places.append(place)
            plain.append(place.key.plain)

    def saved(self, places: Iterable[Place]) -> None:
        """Let go of the items, and know the new ones by their key from now on."""
        for place in places:
            place.pk, place.item = place.item.pk if place.item else place.pk, None
            self._last = max(self._last, place.pk or 0)

    def find(self, key: Key) -> Place | None:
        """Return the place that a message belongs to."""
        if equal := self._equal.get(key.plain):
            return equal
        if key.short:
            return None
        near = sorted(self._nearly(key), key=lambda scored: -scored[0])
        return next((place for _score, place in near if alike(key, place.key)), None)

    def _nearly(self, key: Key) -> Iterator[tuple[float, Place]]:
        """Yield the places that may be alike, each with how much."""
        for length in _lengths_near(_about(key)):
            places, plain = self._near.get((key.turns, length), ([], []))
            near = process.extract(key.plain, plain, scorer=fuzz.ratio, processor=None, limit=5, score_cutoff=BAR)
            yield from ((score, places[place]) for _text, score, place in near)


def _about(key: Key) -> int:
    """Return about how long a message is: a step for every so many characters."""
    return len(key.plain) // STEP


def _lengths_near(about: int) -> range:
    """Return the lengths at which two messages can be as alike as the bar asks: a tenth of both together may differ."""
    shortest = about * STEP * BAR // (200 - BAR)
    longest = ((about + 1) * STEP * (200 - BAR)) // BAR
    return range(shortest // STEP, longest // STEP + 1)


class Shelves:
    """The shelves of all schools, for one reading of what is new: filled once, and then kept in step."""

    def __init__(self) -> None:
        self._shelves: dict[tuple[int | None, bool], Shelf] = {}
        self._fresh: set[tuple[int | None, bool]] = set()

    def begin(self) -> None:
        """Let each shelf look, before it is used again, for what others have put there."""
        self._fresh.clear()

    def of(self, school: School | None, emergency: bool) -> Shelf:
        where = school.pk if school else None, emergency
        shelf = self._shelves.setdefault(where, Shelf(school, emergency))
        if where not in self._fresh:
            shelf.catch_up()
            self._fresh.add(where)
        return shelf


def place(questions: list[tuple[Question, bool]], shelves: Shelves, apart: bool = False) -> None:
    """Put questions into the queue, the oldest first; the questions themselves are not saved.

    questions: each with whether it tells, or may tell, of danger; those never stand with ordinary ones.
    apart: each in an item of its own, also where a question that is nearly the same has one.
    """
    shelves.begin()
    placed: list[tuple[Question, Place]] = []
    used: dict[int, tuple[Shelf, Place]] = {}
    for question, urgent in sorted(questions, key=lambda one: one[0].asked):
        emergency = urgent or question.outcome == Question.Outcome.EMERGENCY
        # What stands apart is compared with nothing: its shelf need not be filled, which takes long at a large school.
        shelf = Shelf(question.school, emergency) if apart else shelves.of(question.school, emergency)
        where = _placed(question, shelf)
        placed.append((question, where))
        used[id(where)] = shelf, where
    _fetch(used.values())
    for question, where in placed:
        question.item = _with(question, where)
    _save([where.item for _shelf, where in used.values() if where.item])
    for question, _where in placed:
        question.item = question.item  # takes over the key that the item has by now
    for shelf, where in used.values():
        shelf.saved([where])


def _placed(question: Question, shelf: Shelf) -> Place:
    key = Key.of(question.text)
    where = shelf.find(key)
    if where is None:
        where = Place(key, shelf.emergency)
        shelf.add(where)
    return where


def _fetch(used: Iterable[tuple[Shelf, Place]]) -> None:
    """Read the items as they are now; a place whose item is gone, as when it was erased, gets a new one."""
    places = [where for _shelf, where in used if where.pk]
    items = QueueItem.objects.in_bulk([where.pk for where in places if where.pk])
    for where in places:
        where.item = items.get(where.pk or 0)
        where.pk = where.item.pk if where.item else None


def _with(question: Question, where: Place) -> QueueItem:
    """Return the item of a place with one more question in it: a new one where it had none."""
    if where.item:
        _join(where.item, question)
    else:
        where.item = QueueItem(
            school=question.school,
            text=question.text,
            emergency=where.emergency,
            first_asked=question.asked,
            last_asked=question.asked,
        )
    return where.item


def _join(item: QueueItem, question: Question) -> None:
    item.count += 1
    item.answered_now = ""  # what is asked again tells by itself what it gets
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
    # What staff found right may be no answer to the next one, who needs a person for a reason of their own.
    return item.emergency or item.decision == QueueItem.Decision.RIGHT or went_live(item, question.asked)


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
    told = ["count", "text", "first_asked", "last_asked", "state", "came_back", "answered_now"]
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
        # Read and asked anew: it may be that of a message that is gone.
        item.meaning, item.group, item.asked_of, item.ranked, item.answered_now = None, None, "", None, ""
        item.save(update_fields=["count", "text", "first_asked", "last_asked", *OF_THE_TEXT])
