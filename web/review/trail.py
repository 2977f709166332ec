"""The trail: every event is a small dataclass, recorded with who and when, and shown in one sentence.

What parents wrote never goes into an event: a conversation is named by its id, which ends with it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from review.models import Event
from schools.models import School


@dataclass(frozen=True)
class Happening:
    """Something that staff did. `sentence` is what the trail shows; it may name the fields."""

    sentence: ClassVar[str]


@dataclass(frozen=True)
class LoggedIn(Happening):
    sentence = "meldde zich aan"
    how: str = "wachtwoord"


@dataclass(frozen=True)
class LoginFailed(Happening):
    sentence = "probeerde zich aan te melden, zonder succes"


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
    sentence = "bekeek gesprek {conversation}"
    conversation: str


@dataclass(frozen=True)
class ConversationErased(Happening):
    sentence = "wiste gesprek {conversation}"
    conversation: str


@dataclass(frozen=True)
class ItemHandled(Happening):
    sentence = "behandelde vraag {item}: {what}"
    item: int
    what: str


@dataclass(frozen=True)
class DraftChanged(Happening):
    sentence = "wijzigde het antwoord {topic} in het voorstel: {what}"
    topic: str
    what: str


@dataclass(frozen=True)
class DraftDropped(Happening):
    sentence = "nam de wijzigingen aan {topic} terug"
    topic: str


@dataclass(frozen=True)
class CandidateStarted(Happening):
    sentence = "begon proefmodel {candidate}"
    candidate: int


@dataclass(frozen=True)
class CandidateEnded(Happening):
    sentence = "proefmodel {candidate}: {state}"
    candidate: int
    state: str


@dataclass(frozen=True)
class Published(Happening):
    sentence = "publiceerde versie {version}"
    version: str
    topics: list[str]


@dataclass(frozen=True)
class WentBack(Happening):
    sentence = "zette versie {version} terug"
    version: str


@dataclass(frozen=True)
class Exported(Happening):
    sentence = "haalde {what} op als bestand"
    what: str


KINDS: dict[str, type[Happening]] = {kind.__name__: kind for kind in Happening.__subclasses__()}


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


def in_words(event: Event) -> str:
    """Return an event's sentence, without who and when."""
    kind = KINDS.get(event.name)
    return kind.sentence.format(**event.about) if kind else event.name
