"""A conversation as staff read it: what was said, which message it is about, what was tapped, and the thumbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chat.models import Judgement, KeptQuestion, UnkeptMessage
from common import tracker
from common.tracker import Said
from foundation.topics import whole_answer
from foundation.vocabulary import is_emergency
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
    doubt: bool = False  # the emergency numbers stood above the answer
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
    topic = ""
    for place, one in enumerate(said):
        if one.by == tracker.USER:
            topic = one.choice or ("" if one.fell_back else one.topic)
            told.append(_from_parent(one, question, titles))
            if one.unkept:
                told.append(Turn(UNKEPT, _moment(one), ""))
        else:
            told.append(_from_pestwijzer(one, topic, said[place + 1 :]))
    return told


def _from_parent(said: Said, question: Question, titles: Mapping[str, str]) -> Turn:
    text = titles.get(said.choice, said.choice) if said.choice else said.text
    asked = said.unkept == question.unkept_id if said.unkept else said.row == question.event
    return Turn(PARENT, _moment(said), text, tapped=bool(said.choice), asked=asked, doubt=said.doubt)


def _from_pestwijzer(said: Said, topic: str, later: list[Said]) -> Turn:
    follow_up = next((one.choice for one in later if one.by == tracker.USER), "")
    choices = tuple(Choice(button.title, button.choice == follow_up) for button in said.buttons)
    return Turn(PESTWIJZER, _moment(said), whole_answer(said.text, said.more), topic=topic, choices=choices)


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
