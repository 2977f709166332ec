"""Reads what parents did since the last time into Question rows, and gives each the reasons why staff should see it.

From the assistant's tracker store, and from the website's own records: failed deliveries, messages that the assistant
could not keep, and thumbs. Whoever reads twice, or two
at once, ends up with the same: a row of the tracker store is one Question, and a reason is given once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import Error, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chat import conversations
from chat.models import Judgement, KeptQuestion, UnkeptMessage
from common import tracker
from common.tracker import Said
from foundation import vocabulary
from foundation.topics import Topic
from foundation.vocabulary import FALLBACK, NONE_OF_THESE, is_emergency, is_out_of_scope
from knowledge import reading
from review.models import Question, ReadMark, Reason
from review.queue import grouping
from review.queue.grouping import Shelves
from schools.models import School

logger = logging.getLogger("pestwijzer.harvest")

Outcome, Kind = Question.Outcome, Reason.Kind

# Of the tuning messages (evaluation/questions/afstellen) 5 of the 7 written questions between the assistant's bar, 0.3,
# and this one were answered wrong, and 10 of 665 above it; of real messages 20 of 58: those are worth reading again.
SURE_ENOUGH = 0.5
GUESSES = 5
READ_AHEAD = "questions_read_ahead"
# Small enough that nobody waits long for the database.
BATCH = 500
# PostgreSQL hands out row numbers before it commits: a lower one may appear after a higher one.
OVERLAP = 300
# A question that the website gave up on, and the assistant's own record of it, are this near in time.
SAME_MESSAGE = timedelta(minutes=3)
ARRIVED_ALL_THE_SAME = (KeptQuestion.Reason.TIMEOUT, KeptQuestion.Reason.BAD_ANSWER)
OUTCOMES = {
    vocabulary.ANSWER: Outcome.ANSWERED,
    vocabulary.DIALOGUE: Outcome.DIALOGUE,
    vocabulary.OUT_OF_SCOPE: Outcome.UNANSWERED,
    vocabulary.EMERGENCY: Outcome.EMERGENCY,
}


def harvest() -> bool:
    """Read what is new.

    Returns: whether all of it could be read. When not, what was read before is still there.
    """
    shelves = grouping.Shelves()
    try:
        _harvest_events(shelves)
        _harvest_unkept(shelves)
        _harvest_failures(shelves)
        _harvest_thumbs(shelves)
    except Error as error:
        logger.error("New questions could not be read: %s", type(error).__name__)
        return False
    return True


def harvest_ahead() -> bool:
    """Do `harvest`, and spare the pages that are opened next from doing it again. Returns: as `harvest`."""
    whole = harvest()
    if whole:
        cache.set(READ_AHEAD, True, timeout=settings.QUESTIONS_FRESH_SECONDS)
    return whole


def catch_up() -> bool:
    """Do `harvest`, unless that was done ahead a moment ago. Returns: as `harvest`."""
    return True if cache.get(READ_AHEAD) else harvest()


def _oldest() -> datetime:
    return timezone.now() - timedelta(days=settings.RETENTION_DAYS)


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


# --- the assistant's events -------------------------------------------------------------------


def _harvest_events(shelves: Shelves) -> None:
    mark, _made = ReadMark.objects.get_or_create(pk=1)
    newest = tracker.newest()
    if newest == (mark.event, mark.at):
        return
    row = _where_to_begin(mark)
    while True:
        events, last = tracker.typed_and_tapped_after(row, _oldest().timestamp(), BATCH)
        if not last:
            break
        row = last
        with transaction.atomic():
            ReadMark.objects.select_for_update().get(pk=1)  # whoever reads at the same time waits here
            _take(events, shelves)
            ReadMark.objects.filter(pk=1).update(event=last, at=tracker.time_of(last) or 0)
        _forget_erased({said.conversation for said in events})
    if row < newest[0] or not row:  # the newest are too old to be read
        ReadMark.objects.filter(pk=1).update(event=newest[0], at=newest[1])


def _where_to_begin(mark: ReadMark) -> int:
    """Return a row: a little before the last one read, or the beginning when that one has been erased."""
    return mark.event - OVERLAP if tracker.time_of(mark.event) == mark.at else 0


def _take(events: list[Said], shelves: Shelves) -> None:
    events = [said for said in events if not conversations.is_erased(said.conversation)]
    known = _known([said.row for said in events], {said.row: said.conversation for said in events})
    typed = [said for said in events if not said.choice and said.row not in known]
    given_up = _given_up(typed)
    new = [said for said in typed if said.unkept or not _joins(said, given_up)]
    schools = {school.slug: school for school in School.objects.all()}
    topics = reading.load().topics
    questions = [_question(said, schools, topics) for said in new]
    pairs = [*zip(questions, new, strict=True)]
    reasons = [(question, kind) for question, said in pairs for kind in _reasons(question, said)]
    _queue(reasons, shelves)
    Question.objects.bulk_create(questions)
    _note(reasons)
    follow_ups = [said for said in events if said.choice or (said.topic == NONE_OF_THESE and said.row not in known)]
    _follow_up(follow_ups, shelves)


def _known(rows: list[int], conversation_of: dict[int, str]) -> set[int]:
    """Return which rows are Questions already; one of another conversation was erased, and its number given away."""
    asked = Question.objects.filter(event__in=rows).values_list("pk", "event", "conversation")
    found = [(pk, row, conversation) for pk, row, conversation in asked if row is not None]
    stale = [pk for pk, row, conversation in found if conversation_of[row] != conversation]
    if stale:
        grouping.forget(Question.objects.filter(pk__in=stale))
    return {row for pk, row, _conversation in found if pk not in stale}


def _guesses(said: Said) -> list[dict[str, Any]]:
    return [{"topic": topic, "confidence": round(value, 4)} for topic, value in said.ranking[:GUESSES]]


def _question(said: Said, schools: Mapping[str, School], topics: Mapping[str, Topic]) -> Question:
    guesses = _guesses(said)
    unsure = said.fell_back or not said.topic
    return Question(
        school=schools.get(said.conversation.rpartition(".")[0]),
        conversation=said.conversation,
        event=said.row or None,
        unkept_id=said.unkept or None,
        text=said.text,
        asked=_moment(said.at),
        outcome=_outcome(said.topic, topics),
        topic="" if unsure else said.topic,
        confidence=(guesses[0]["confidence"] if guesses else None) if unsure else said.confidence,
        guesses=guesses,
    )


def _outcome(topic: str, topics: Mapping[str, Topic]) -> str:
    if topic in ("", FALLBACK):
        return Outcome.SUGGESTED
    if topic in topics:
        return OUTCOMES[topics[topic].kind]
    # A topic that has been taken out since.
    if is_emergency(topic):
        return Outcome.EMERGENCY
    return Outcome.UNANSWERED if is_out_of_scope(topic) else Outcome.ANSWERED


def _reasons(question: Question, said: Said) -> list[str]:
    reasons = {
        Kind.SUGGESTIONS: question.outcome == Outcome.SUGGESTED,
        Kind.OUT_OF_SCOPE: question.outcome == Outcome.UNANSWERED,
        Kind.EMERGENCY: question.outcome == Outcome.EMERGENCY,
        Kind.LOW_CONFIDENCE: question.outcome == Outcome.ANSWERED and (question.confidence or 0) < SURE_ENOUGH,
        Kind.DOUBT: said.doubt and question.outcome != Outcome.EMERGENCY,
    }
    return [kind for kind, holds in reasons.items() if holds]


def _follow_up(events: list[Said], shelves: Shelves) -> None:
    """Tell by the question before it what a parent did with its answer: took a suggestion, or none of them."""
    before = _asked_in({said.conversation for said in events})
    changed, reasons = [], []
    for said in events:
        question = _last(before[said.conversation], said)
        if question is None:
            continue
        if NONE_OF_THESE in (said.choice, said.topic):
            reasons.append((question, Kind.NONE_OF_THESE))
            if question.outcome in (Outcome.SUGGESTED, Outcome.ANSWERED):
                question.outcome = Outcome.UNANSWERED
        elif question.outcome in (Outcome.SUGGESTED, Outcome.EMERGENCY) and not question.chosen:
            question.chosen = said.choice[: Question._meta.get_field("chosen").max_length]
        changed.append(question)
    Question.objects.bulk_update(changed, ["outcome", "chosen"])
    _give(reasons, shelves)


def _asked_in(names: set[str]) -> dict[str, list[Question]]:
    """Return, by conversation, what was really asked there, the first first."""
    asked: dict[str, list[Question]] = defaultdict(list)
    answered = Q(event__isnull=False) | Q(unkept__isnull=False)
    real = Question.objects.exclude(outcome=Outcome.DIALOGUE).filter(answered, conversation__in=names)
    for question in real.order_by("asked", "event"):
        asked[question.conversation].append(question)
    return asked


def _last(questions: list[Question], said: Said) -> Question | None:
    return next((question for question in reversed(questions) if _came_before(question, said)), None)


def _came_before(question: Question, said: Said) -> bool:
    return question.row < said.row if question.row and said.row else question.asked < _moment(said.at)


# --- reasons ----------------------------------------------------------------------------------


def bring(questions: Sequence[Question], kind: str, apart: bool = False) -> None:
    """Put questions that are known already, and not in the queue, there for a reason that is found elsewhere.

    apart: each in an item of its own, whatever stands there already.
    """
    with transaction.atomic():
        ReadMark.objects.select_for_update().get_or_create(pk=1)
        _give([(question, kind) for question in questions], grouping.Shelves(), apart)
    _forget_erased({question.conversation for question in questions})


def _give(reasons: Sequence[tuple[Question, str]], shelves: Shelves, apart: bool = False) -> None:
    """Say of questions that are known already why they need a person. For whoever holds the lock of ReadMark."""
    reasons = _as_they_are_now(reasons)
    Question.objects.bulk_update(_queue(reasons, shelves, apart), ["item"], batch_size=200)
    _note(reasons)


def _as_they_are_now(reasons: Sequence[tuple[Question, str]]) -> list[tuple[Question, str]]:
    """Return them with the item that each question stands in by now, without what was erased.

    The questions were read before the lock was there: whoever held it may have put them into the queue.
    """
    now = Question.objects.only("item").in_bulk([question.pk for question, _kind in reasons])
    left = [(question, kind) for question, kind in reasons if question.pk in now]
    for question, _kind in left:
        question.item_id = now[question.pk].item_id
    return left


def _queue(reasons: Sequence[tuple[Question, str]], shelves: Shelves, apart: bool = False) -> list[Question]:
    """Put questions that are not in the queue yet there. Returns: those; they are not saved."""
    waiting = {_key(question): question for question, _kind in reasons if not question.item_id and question.text}
    urgent = {_key(question) for question, kind in reasons if kind in Reason.URGENT}
    grouping.place([(question, key in urgent) for key, question in waiting.items()], shelves, apart)
    return [*waiting.values()]


def _key(question: Question) -> int:
    return question.pk or id(question)


def _note(reasons: Sequence[tuple[Question, str]]) -> None:
    Reason.objects.bulk_create(
        [Reason(question=question, kind=kind) for question, kind in reasons], ignore_conflicts=True
    )


def _forget_erased(names: Iterable[str]) -> None:
    """Take back what was read while its conversation was being erased."""
    erased = [name for name in names if conversations.is_erased(name)]
    if erased:
        grouping.forget(Question.objects.filter(conversation__in=erased))


# --- what the assistant could not keep --------------------------------------------------------


def _harvest_unkept(shelves: Shelves) -> None:
    new = UnkeptMessage.objects.filter(read=False, asked__gte=_oldest()).order_by("asked")
    while messages := list(new[:BATCH]):
        with transaction.atomic():
            ReadMark.objects.select_for_update().get(pk=1)
            unread = UnkeptMessage.objects.filter(pk__in=[message.pk for message in messages], read=False)
            _take([message.as_said() for message in unread.order_by("asked")], shelves)
            unread.update(read=True)
        _forget_erased({message.conversation for message in messages})


# --- failed deliveries ------------------------------------------------------------------------


def _harvest_failures(shelves: Shelves) -> None:
    read = Question.objects.filter(kept=OuterRef("pk"))
    new = KeptQuestion.objects.filter(~Exists(read), created__gte=_oldest()).order_by("created")
    if not new.exists():
        return
    with transaction.atomic():
        ReadMark.objects.select_for_update().get(pk=1)
        questions = [_failed(kept) for kept in new if not conversations.is_erased(kept.conversation)]
        _give([(question, Kind.FAILED) for question in questions], shelves)
    _forget_erased({question.conversation for question in questions})


def _failed(kept: KeptQuestion) -> Question:
    """Return the Question of a failed delivery: the assistant's own, when the message did reach it."""
    question = _same_message(kept)
    if question is None:
        question = Question(school=kept.school, conversation=kept.conversation, asked=kept.created, text=kept.text)
    question.kept, question.outcome = kept, Outcome.FAILED
    question.save()
    return question


def _same_message(kept: KeptQuestion) -> Question | None:
    if kept.reason not in ARRIVED_ALL_THE_SAME or not kept.text:
        return None
    same = Question.objects.filter(
        conversation=kept.conversation,
        text=kept.text,
        kept=None,
        asked__range=(kept.created - SAME_MESSAGE, kept.created + SAME_MESSAGE),
    ).exclude(event=None)
    return min(same, key=lambda question: abs(question.asked - kept.created), default=None)


def _given_up(typed: list[Said]) -> list[Question]:
    """Return the failed deliveries that may turn out to have reached the assistant after all."""
    names = {said.conversation for said in typed}
    return list(
        Question.objects.filter(
            event=None, kept__reason__in=ARRIVED_ALL_THE_SAME, conversation__in=names, outcome=Outcome.FAILED
        )
    )


def _joins(said: Said, given_up: list[Question]) -> bool:
    """Tell whether an event is a failed delivery that is known already, and write that down."""
    for question in given_up:
        near = abs(question.asked - _moment(said.at)) < SAME_MESSAGE
        if near and (question.conversation, question.text) == (said.conversation, said.text) and not question.event:
            question.event, question.guesses = said.row, _guesses(said)
            question.save()
            return True
    return False


# --- thumbs -----------------------------------------------------------------------------------


def _harvest_thumbs(shelves: Shelves) -> None:
    new = Judgement.objects.filter(useful=False, reason=None, created__gte=_oldest()).order_by("created")
    judged = [(judgement, question) for judgement in new if (question := _judged(judgement))]
    if not judged:
        return
    with transaction.atomic():
        ReadMark.objects.select_for_update().get(pk=1)
        _give([(question, Kind.THUMBS_DOWN) for _judgement, question in judged], shelves)
        for judgement, question in judged:
            Reason.objects.filter(question=question, kind=Kind.THUMBS_DOWN, judgement=None).update(judgement=judgement)
    _forget_erased({question.conversation for _judgement, question in judged})


def _judged(judgement: Judgement) -> Question | None:
    """Return the last question before a thumb to which the judged answer was given, at once or after a tap."""
    asked: QuerySet[Question] = Question.objects.filter(
        conversation=judgement.conversation, asked__lte=judgement.created
    ).exclude(reasons__kind=Kind.THUMBS_DOWN)
    about = Q(topic=judgement.topic) | Q(chosen=judgement.topic)
    if not judgement.topic:
        about = Q(topic="") & ~Q(outcome=Outcome.FAILED)
    return asked.filter(about).order_by("-asked").first()
