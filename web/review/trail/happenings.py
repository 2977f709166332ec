"""The trail: every event is a small dataclass, recorded with who and when, and shown in one sentence.

What parents wrote never goes into an event: a conversation is named by its id, which ends with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from review.models import Event, Membership
from review.permissions import MANAGE, schools_of
from schools.models import School


@dataclass(frozen=True)
class Happening:
    """Something that staff did. `sentence` is what the trail shows; it may name the fields."""

    sentence: ClassVar[str]


@dataclass(frozen=True)
class LoggedIn(Happening):
    sentence = "meldde zich aan met {how}"
    how: str = "wachtwoord"


@dataclass(frozen=True)
class LoginFailed(Happening):
    sentence = "kon zich niet aanmelden"


@dataclass(frozen=True)
class LockedOut(Happening):
    sentence = "kon zich te vaak niet aanmelden en moet even wachten"


@dataclass(frozen=True)
class LoggedOut(Happening):
    sentence = "meldde zich af"


@dataclass(frozen=True)
class PasswordChanged(Happening):
    sentence = "koos een nieuw wachtwoord"


@dataclass(frozen=True)
class AccountChanged(Happening):
    sentence = "wijzigde het account van {account}: {what}"
    account: str
    what: str


@dataclass(frozen=True)
class ConversationViewed(Happening):
    sentence = "bekeek een gesprek{when}"
    conversation: str
    asked: str = ""  # the day of the message


@dataclass(frozen=True)
class AllQuestionsViewed(Happening):
    sentence = "bekeek alle vragen{how}"
    how: str = ""  # never the words that were looked for: they may be a parent's


@dataclass(frozen=True)
class ConversationErased(Happening):
    sentence = "wiste een gesprek"
    conversation: str


@dataclass(frozen=True)
class ExampleLeft(Happening):
    sentence = "wiste een gesprek waaruit nog een voorbeeldvraag woordelijk staat bij {topics}"
    topics: str


@dataclass(frozen=True)
class ItemHandled(Happening):
    sentence = "behandelde een vraag: {what}{from_before}"
    item: int
    what: str
    before: str = ""


@dataclass(frozen=True)
class SampleDrawn(Happening):
    sentence = "zette {count} van de zekere antwoorden als steekproef in de lijst"
    count: int


@dataclass(frozen=True)
class DraftChanged(Happening):
    sentence = "wijzigde het antwoord {topic} in het voorstel: {what}"
    topic: str
    what: str
    # (what, before, after) of the words that changed; never a question, which may be a parent's.
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class DraftDropped(Happening):
    sentence = "nam de wijzigingen aan {topic} terug"
    topic: str


@dataclass(frozen=True)
class AnswerChecked(Happening):
    sentence = "keek het antwoord {topic} na in de bronnen: het klopt nog"
    topic: str


@dataclass(frozen=True)
class TopicRetired(Happening):
    sentence = "zette het antwoord {topic} stop in het voorstel; {where_to}"
    topic: str
    goes_to: str = ""


@dataclass(frozen=True)
class RetirementDropped(Happening):
    sentence = "liet het antwoord {topic} toch bestaan"
    topic: str


@dataclass(frozen=True)
class SecondAsked(Happening):
    sentence = "vroeg een tweede ja: iets dat als nood klinkt, bij {topic}"
    topic: str


@dataclass(frozen=True)
class SecondSaid(Happening):
    sentence = "zei als tweede collega {said}: iets dat als nood klinkt, bij {topic}"
    topic: str
    said: str


@dataclass(frozen=True)
class ProposalRead(Happening):
    sentence = "las als tweede collega de wijzigingen aan {topic} na en zei ja"
    topic: str


@dataclass(frozen=True)
class SecondReaderSet(Happening):
    sentence = "zette {what} dat elk voorstel door een tweede collega nagelezen wordt"
    what: str


@dataclass(frozen=True)
class CandidateStarted(Happening):
    sentence = "begon een proefmodel{holding}"
    candidate: int
    topics: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CandidateEnded(Happening):
    sentence = "een proefmodel is {state}"
    candidate: int
    state: str


@dataclass(frozen=True)
class Published(Happening):
    sentence = "publiceerde een nieuwe versie{holding}"
    version: str
    topics: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class WentBack(Happening):
    sentence = "ging terug naar de versie van {version}{from_previous}"
    version: str
    previous: str = ""


@dataclass(frozen=True)
class ProfileChanged(Happening):
    sentence = "wijzigde wat ouders van de school lezen: {what}"
    what: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ProfilePutBack(Happening):
    sentence = "zette terug wat ouders van de school lezen: {what}"
    what: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ProfilePeopleErased(Happening):
    sentence = "wiste uit de geschiedenis van de school wie er vroeger stond: {what}"
    what: str


@dataclass(frozen=True)
class OwnAnswerChanged(Happening):
    sentence = "wijzigde wat de school zelf zegt bij {topic}"
    topic: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class OwnAnswerPutBack(Happening):
    sentence = "zette terug wat de school zelf zegt bij {topic}"
    topic: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Exported(Happening):
    sentence = "haalde {what} op als bestand"
    what: str


KINDS: dict[str, type[Happening]] = {kind.__name__: kind for kind in Happening.__subclasses__()}
NO_TITLES: Mapping[str, str] = MappingProxyType({})
UNKNOWN, MACHINE = "iemand met een onbekende naam", "Pestwijzer zelf"


def record(user: Any, happening: Happening, school: School | None = None, username: str = "") -> Event:
    """Write an event. `user` may be None or anonymous, for what nobody or somebody unknown did."""
    known = user if user is not None and user.is_authenticated else None
    return Event.objects.create(
        user=known,
        username=known.get_username() if known else username,
        school=school,
        name=type(happening).__name__,
        about=asdict(happening),
    )


def in_words(event: Event, titles: Mapping[str, str] = NO_TITLES) -> str:
    """Return an event's sentence, without who and when; `titles` names the answers, by id."""
    kind = KINDS.get(event.name)
    return kind.sentence.format_map(_named(event, titles)) if kind else event.name


def changes_of(event: Event) -> list[tuple[str, str, str]]:
    """Return which words an event changed: (what, before, after)."""
    return [(what, before, after) for what, before, after in event.about.get("changes") or []]


def _named(event: Event, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what a sentence may name, each in words: never an id, a hash or a number of a version."""
    about = defaultdict(str, event.about)
    named = {
        "topic": _title(about["topic"], titles),
        "topics": ", ".join(_title(one.strip(), titles) for one in _listed(about["topics"])),
        "where_to": _where_to(about["goes_to"], titles),
        "holding": f" met {_quoted(_listed(about['topics']))}" if about["topics"] else "",
        "version": _day_of(about["version"]),
        "from_previous": f"; voordien antwoordde die van {_day_of(about['previous'])}" if about["previous"] else "",
        "from_before": f" (voordien: {about['before']})" if about["before"] else "",
        "when": f" van {about['asked']}" if about["asked"] else "",
    }
    return {**about, **named}


def _where_to(topic: str, titles: Mapping[str, str]) -> str:
    """Return what becomes of the questions of an answer that goes away."""
    return f"de vragen gaan naar {_title(topic, titles)}" if topic else "de vragen gaan nergens heen"


def _title(topic: str, titles: Mapping[str, str]) -> str:
    return f"‘{titles.get(topic, topic.replace('_', ' '))}’"


def _listed(topics: str | list[str]) -> list[str]:
    return topics.split(",") if isinstance(topics, str) else topics


def _quoted(titles: list[str]) -> str:
    return ", ".join(f"‘{title.strip()}’" for title in titles)


def _day_of(version: str) -> str:
    """Return when a version was made: its name begins with that, in UTC."""
    try:
        made = datetime.strptime(version[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return "vroeger"
    return date_format(localtime(made), "j F Y, H:i")


def kinds() -> list[tuple[str, str]]:
    """Return every kind's name with its sentence, each field as "…"."""
    fields = re.compile(r"\{\w+\}")
    labels = [(name, fields.sub("…", kind.sentence).removesuffix(": …")) for name, kind in KINDS.items()]
    return sorted(labels, key=lambda kind: kind[1])


def who(event: Event) -> str:
    """Return the name under which an event happened."""
    if event.username:
        return event.username
    return UNKNOWN if event.name in (LoginFailed.__name__, LockedOut.__name__) else MACHINE


def seen_by(user: Any) -> QuerySet[Event]:
    """Return the events that a manager may see: of their schools, and without a school by people of their schools."""
    if user.is_superuser:
        return Event.objects.all()
    schools = schools_of(user, MANAGE)
    people = Membership.objects.filter(school__in=schools).values("user")
    return Event.objects.filter(Q(school__in=schools) | Q(school=None, user__in=people))
