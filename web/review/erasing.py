"""Erases in the review tool what has to go: no copy of what a parent wrote outlives the conversation it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from common.batches import delete, in_order
from knowledge.content import same_question
from review.answers import danger, drafts
from review.models import DroppedDraft, Event, KeptForm, Question, QueueItem, SecondLook
from review.queue import decisions, grouping
from schools.models import OwnAnswerChange, ProfileChange

TYPED_FOR = timedelta(days=14)


def where_quoted(conversation: str) -> list[str]:
    """Return the ids of topics, in files or in the proposal, that hold word for word what stood in the queue of this.

    To be asked before the conversation is erased: an example that staff chose stays, so they must be told. What staff
    copied by hand from another message is not told: those often ask, word for word, what was an example all along.
    """
    listed = Question.objects.filter(conversation=conversation).exclude(item=None)
    texts = listed.exclude(text="").values_list("text", flat=True)
    owners = drafts.Owners()
    return list(dict.fromkeys(owner for text in texts if (owner := owners.owner_of(text))))


def erase_questions(questions: QuerySet[Question]) -> dict[str, int]:
    """Delete questions, and from the queue whatever came from them alone. Returns: how much, by its Dutch name."""
    with transaction.atomic():
        count = questions.count()
        items = set(questions.exclude(item=None).values_list("item", flat=True))
        # Of every message, as staff can copy from each.
        erased = {same_question(text) for text in questions.exclude(text="").values_list("text", flat=True)}
        grouping.forget(questions)
        left = QueueItem.objects.filter(pk__in=items)
        _forget_examples(left, erased)
        _forget_waiting(erased)
        _forget_typed(erased)
        return {"vragen van ouders": count, "vragen om na te kijken": len(items) - left.count()}


def erase_older_than(limit: datetime) -> dict[str, int]:
    """Delete what came from messages before a moment. Returns: how much, by its Dutch name."""
    asked = (erase_questions(Question.objects.filter(pk__in=keys)) for keys in _keys(Question, asked__lt=limit))
    # No question takes these along. There should be none; if there is one, its text must not stay for ever.
    empty = (_erase_items(keys) for keys in _keys(QueueItem, questions=None, last_asked__lt=limit))
    erased = _all_of(chain(asked, empty))
    return {**erased, "teruggenomen wijzigingen": delete(DroppedDraft.objects.filter(at__lt=limit))}


def _erase_items(keys: list[int]) -> dict[str, int]:
    _all, deleted = QueueItem.objects.filter(pk__in=keys, questions=None).delete()
    return {"vragen om na te kijken": deleted.get(QueueItem._meta.label, 0)}


def erase_old_trail() -> dict[str, int]:
    """Delete events, also of the administration, and what a school's profile and own answers were, past their time.

    Returns: how much, by its Dutch name.
    """
    limit = timezone.now() - timedelta(days=settings.TRAIL_DAYS)
    managed = LogEntry.objects.filter(action_time__lt=limit)
    return {
        "gebeurtenissen in het spoor": delete(Event.objects.filter(at__lt=limit)) + delete(managed),
        "wijzigingen aan profielen": delete(ProfileChange.objects.filter(at__lt=limit)),
        "wijzigingen aan eigen antwoorden": delete(OwnAnswerChange.objects.filter(at__lt=limit)),
    }


def _keys(model: type[Model], **which: Any) -> Iterator[list[int]]:
    return in_order(model._default_manager.filter(**which))


def _all_of(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)


def forget_sessions() -> None:
    """Delete the sessions of staff that are over: Django leaves them in the table. And what nobody went on with."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    KeptForm.objects.filter(at__lt=timezone.now() - TYPED_FOR).delete()


def _forget_waiting(erased: set[str]) -> None:
    """Take an erased text out of what waits for a second person; where nothing is left, nothing waits any more."""
    waiting = SecondLook.objects.filter(state=SecondLook.State.WAITING).select_related("item")
    for look in waiting:
        gone = erased - _asked_in(look.item) if look.item else erased
        kept = [text for text in look.texts if same_question(text) not in gone]
        if not kept:
            look.delete()
        elif kept != look.texts:
            waiting.filter(pk=look.pk).update(texts=kept, keys=danger.keys_of(kept), why=danger.told_of(kept, look.why))


def _asked_in(item: QueueItem) -> set[str]:
    """Return what the messages of an item ask, as it is compared."""
    return {same_question(question.text) for question in item.questions.all()}


def _forget_typed(erased: set[str]) -> None:
    """Take out of what staff typed and did not save the rows that are an erased text."""
    for kept in KeptForm.objects.all():
        fields = [[name, _without(value, erased)] for name, value in kept.fields]
        if fields != kept.fields:
            KeptForm.objects.filter(pk=kept.pk).update(fields=fields)


def _without(text: str, erased: set[str]) -> str:
    rows = text.splitlines()
    kept = [row for row in rows if same_question(row) not in erased]
    return text if len(kept) == len(rows) else "\n".join(kept)


def _forget_examples(items: QuerySet[QueueItem], erased: set[str]) -> None:
    """Take out of items the examples that are an erased text word for word, and no text that is left."""
    for item in items.exclude(example="").prefetch_related("questions"):
        gone = erased - _asked_in(item)
        item.example = "\n".join(text for text in decisions.examples(item) if same_question(text) not in gone)
        item.save(update_fields=["example"])
