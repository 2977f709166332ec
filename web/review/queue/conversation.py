"""A conversation as staff read it: what was said, which message it is about, what was tapped, and the thumbs.

An answer stands here as the parent saw it, where that was kept (chat/shown.py). Of an older one only the assistant's
own part is known; then it says so.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chat.models import Judgement, KeptQuestion, Shown, UnkeptMessage
from common import tracker
from common.tracker import Said
from foundation.topics import whole_answer
from foundation.vocabulary import is_emergency
from knowledge import reading
from review.models import Question

PARENT, PESTWIJZER, NOBODY, UNKEPT = "parent", "pestwijzer", "nobody", "unkept"


@dataclass(frozen=True)
class Choice:
    """A button that stood under an answer."""

    title: str
    taken: bool


@dataclass(frozen=True)
class Turn:
    """One bubble."""

    by: str  # PARENT, PESTWIJZER, NOBODY: no answer came, or UNKEPT: one came that could not be kept
    at: datetime
    text: str
    topic: str = ""  # what an answer is about
    tapped: bool = False
    asked: bool = False  # the message that the page is about
    incomplete: bool = False  # what the parent saw beside this was not kept
    choices: tuple[Choice, ...] = ()
    thumb: bool | None = field(default=None)
    missing: str = ""  # what a parent said an answer lacked

    @property
    def emergency(self) -> bool:
        return self.by == PESTWIJZER and is_emergency(self.topic)


def turns(question: Question, titles: Mapping[str, str]) -> list[Turn]:
    """Return the conversation in which a question was asked, in order.

    Raises: django.db.Error when the assistant's database cannot be read.
    """
    unkept = UnkeptMessage.objects.filter(conversation=question.conversation)
    said = [*tracker.conversation(question.conversation), *(message.as_said() for message in unkept)]
    said.sort(key=lambda one: one.at)
    told = _with_thumbs(_told(said, question, titles), question.conversation)
    return sorted([*told, *_without_answer(said, question)], key=lambda turn: turn.at)


def _told(said: list[Said], question: Question, titles: Mapping[str, str]) -> list[Turn]:
    told: list[Turn] = []
    kept = _Kept(question.conversation, said)
    topic, seen = "", False
    for place, one in enumerate(said):
        later = said[place + 1 :]
        if one.by == tracker.USER:
            topic = one.choice or ("" if one.fell_back else one.topic)
            told.append(_from_parent(one, question, titles))
            shown = kept.of(one)
            seen = shown is not None
            if shown:
                told += _as_shown(shown, topic, later)
            elif one.unkept:
                told.append(Turn(UNKEPT, _moment(one), ""))
        elif not seen:
            told.append(_from_pestwijzer(one, topic, later))
    return told


class _Kept:
    """Finds what was shown in answer to a message: what was kept between it and the next one."""

    def __init__(self, conversation: str, said: list[Said]) -> None:
        self._shown = list(Shown.objects.filter(conversation=conversation))
        times = [one.at for one in said if one.by == tracker.USER]
        self._until = dict(itertools.pairwise([*times, float("inf")]))

    def of(self, said: Said) -> Shown | None:
        until = self._until[said.at]
        return next((one for one in self._shown if said.at <= one.created.timestamp() < until), None)


def _as_shown(shown: Shown, topic: str, later: list[Said]) -> list[Turn]:
    follow_up = next((one.choice for one in later if one.by == tracker.USER), "")
    turns = []
    for message in shown.messages:
        buttons = message.get("buttons") or []
        choices = tuple(Choice(button["title"], button["choice"] == follow_up) for button in buttons)
        text = whole_answer(message["text"], message.get("more") or "")
        turns.append(Turn(PESTWIJZER, shown.created, text, topic=topic, choices=choices))
    return turns


def numbers_seen(turns: Sequence[Turn]) -> bool | None:
    """Tell whether the parent saw an emergency number in answer to the message that the page is about.

    Returns: None when that was not kept, or when no answer is known.
    """
    after = itertools.dropwhile(lambda turn: not turn.asked, turns)
    answer = [*itertools.takewhile(lambda turn: turn.by == PESTWIJZER, itertools.islice(after, 1, None))]
    if not answer or any(turn.incomplete for turn in answer):
        return None
    numbers = [f"(tel:{line['phone'].replace(' ', '')})" for line in reading.load().emergency_numbers()]
    return any(number in turn.text for turn in answer for number in numbers)


def _from_parent(said: Said, question: Question, titles: Mapping[str, str]) -> Turn:
    text = titles.get(said.choice, said.choice) if said.choice else said.text
    asked = said.unkept == question.unkept_id if said.unkept else said.row == question.event
    return Turn(PARENT, _moment(said), text, tapped=bool(said.choice), asked=asked)


def _from_pestwijzer(said: Said, topic: str, later: list[Said]) -> Turn:
    follow_up = next((one.choice for one in later if one.by == tracker.USER), "")
    choices = tuple(Choice(button.title, button.choice == follow_up) for button in said.buttons)
    return Turn(
        PESTWIJZER, _moment(said), whole_answer(said.text, said.more), topic=topic, choices=choices, incomplete=True
    )


def _moment(said: Said) -> datetime:
    return datetime.fromtimestamp(said.at, UTC)


def _with_thumbs(told: list[Turn], conversation: str) -> list[Turn]:
    """Put each thumb under the last answer before it about the same."""
    told = list(told)
    for judgement in Judgement.objects.filter(conversation=conversation).order_by("created"):
        for place in reversed(range(len(told))):
            turn = told[place]
            if turn.by == PESTWIJZER and turn.topic == judgement.topic and turn.at <= judgement.created:
                told[place] = replace(turn, thumb=judgement.useful, missing=judgement.missing)
                break
    return told


def _without_answer(said: list[Said], question: Question) -> list[Turn]:
    """Return the messages that got no answer, each with why."""
    there = {one.text for one in said}
    missed: list[Turn] = []
    for kept in KeptQuestion.objects.filter(conversation=question.conversation):
        if kept.text not in there:
            text = kept.text or "(De tekst is niet bewaard, omdat de namen er niet uit gehaald konden worden.)"
            missed.append(Turn(PARENT, kept.created, text, asked=kept.pk == question.kept_id))
        missed.append(Turn(NOBODY, kept.created, kept.get_reason_display()))
    return missed
