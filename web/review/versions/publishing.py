"""Puts a version live, forward or back, by one mechanism that a crash at any point cannot leave half done.

What is going to happen is first written to `publishing.json` beside the versions (the journal). Then, each step
harmless when it is done twice: the candidate becomes a version of the registry, `data/` becomes exactly that version's
data, the pointer names it, the database notes it, and the journal goes. `recover` finishes what a crash left.

Several machines can share it: versions, pointer and journal lie in one folder (PESTWIJZER_MODELS), `data/` in another
(PESTWIJZER_KNOWLEDGE), and every assistant follows the pointer. Both lie on a disk that the machines share and that
keeps `flock` (NFS 4 does); candidates are made, and stopped, by the machine that began them.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chat import assistant
from foundation.topics import Topic, read_topic
from foundation.versions.registry import DATA_FOLDER, RegistryError, Version, data_files, data_fingerprint, make_equal
from foundation.versions.workplace import JOURNAL, REPORT, tell, told
from foundation.vocabulary import TOPIC_FOLDERS
from knowledge.content import content_of
from review.answers import drafts, second_reader
from review.models import Candidate, Publication
from review.trail import happenings
from review.versions.candidates import NotPossible, not_while_publishing, registry, workplace_of

logger = logging.getLogger("pestwijzer.publishing")

SET_ASIDE = ".set-aside-"

KIND = Publication.Kind
Journal = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A topic that is not the same in two data folders; None where it is not there."""

    before: Topic | None
    after: Topic | None

    @property
    def topic(self) -> Topic:
        topic = self.after or self.before
        if topic is None:
            raise ValueError("a topic that is in neither folder makes no difference")
        return topic


# --- asking -----------------------------------------------------------------------------------


def publish(user: Any, candidate: Candidate) -> Publication:
    """Let a candidate answer parents. Raises: NotPossible."""
    with not_while_publishing():
        _finish_what_is_left()
        candidate.refresh_from_db()
        if reason := why_not(candidate):
            raise NotPossible(reason)
        return _begin(user, KIND.PUBLISH, candidate=candidate.pk, workplace=candidate.folder)


def back(user: Any, version: str) -> Publication:
    """Let another version of the registry answer again, with its own data. Raises: NotPossible."""
    with not_while_publishing():
        _finish_what_is_left()
        if version == registry().live_name():
            raise NotPossible("Deze versie antwoordt al.")
        try:
            registry().get(version)
        except RegistryError as error:
            raise NotPossible("Deze versie is er niet meer, of ze is niet volledig.") from error
        return _begin(user, KIND.BACK, version=version)


def why_not(candidate: Candidate) -> str:
    """Return in Dutch why a candidate cannot be published, or nothing when it can."""
    if candidate.state == Candidate.State.PUBLISHED:
        return "Dit proefmodel is al gepubliceerd."
    report = candidate.report
    if candidate.state != Candidate.State.READY or report is None:
        return "Dit proefmodel is niet klaar."
    if not report["safety"]["passed"]:
        return "Dit proefmodel herkent of beantwoordt noodsituaties minder goed dan nu. Daarom kan het niet live."
    workplace = workplace_of(candidate)
    if not Version(workplace).model.is_file() or not (workplace / DATA_FOLDER).is_dir():
        return "Dit proefmodel is opgeruimd, omdat het te oud was. Maak een nieuw proefmodel."
    if data_fingerprint(settings.KNOWLEDGE) != candidate.data_fingerprint or report["live"] != registry().live_name():
        return "Intussen is er iets anders gepubliceerd of gewijzigd. Maak een nieuw proefmodel: daar zit alles in."
    if data_fingerprint(workplace / DATA_FOLDER) != report["data_fingerprint"]:
        return "De bestanden van dit proefmodel zijn beschadigd. Maak een nieuw proefmodel."
    if gone := list(drafts.no_longer_proposed(candidate.drafts)):
        return f"{' '.join(gone)} In dit proefmodel zit het nog. Maak een nieuw proefmodel."
    return second_reader.why_not(candidate.drafts)


# --- doing ------------------------------------------------------------------------------------


def _begin(user: Any, kind: str, **what: Any) -> Publication:
    live = registry().live_name()
    journal = {"kind": kind, "by": user.pk, "at": timezone.now().isoformat(), "previous": live, **what}
    tell(settings.MODELS / JOURNAL, journal)
    return _carry_out(journal)


def _carry_out(journal: Journal) -> Publication:
    """Do what the journal says, from wherever it was left. Raises: NotPossible when its version is gone."""
    version = _version(journal)
    _set_aside(journal)
    make_equal(settings.KNOWLEDGE, version.data)
    registry().make_live(version)
    publication = _note(journal, version)
    registry().prune()
    (settings.MODELS / JOURNAL).unlink(missing_ok=True)
    return publication


def unfinished() -> bool:
    """Tell whether a crash left a publication half done."""
    return (settings.MODELS / JOURNAL).exists()


def recover() -> Publication | None:
    """Finish what a crash left. Returns: what it was, if anything. Raises: NotPossible."""
    if not unfinished():
        return None
    with not_while_publishing():
        return _finish_what_is_left()


def _finish_what_is_left() -> Publication | None:
    journal = told(settings.MODELS / JOURNAL)
    return _carry_out(journal) if journal else None


def _version(journal: Journal) -> Version:
    """Return the version that the journal is about; a candidate becomes one here."""
    try:
        if journal["kind"] == KIND.BACK:
            return registry().get(journal["version"])
        return _made_of(journal["workplace"]) or _add(journal)
    except (RegistryError, OSError) as error:
        # Nothing was changed yet: this is the first step.
        (settings.MODELS / JOURNAL).unlink(missing_ok=True)
        raise NotPossible("De bestanden van deze versie zijn er niet meer. Er is niets gewijzigd.") from error


def _made_of(workplace: str) -> Version | None:
    return next((one for one in registry().versions() if one.about.get("made_in") == workplace), None)


def _add(journal: Journal) -> Version:
    workplace = settings.MODELS / journal["workplace"]
    report = told(workplace / REPORT)
    if not report:
        raise RegistryError(f"{workplace} holds no finished candidate")
    return registry().add(workplace, report["fingerprint"], "", made_in=workplace.name, seconds=report["seconds"])


def _set_aside(journal: Journal) -> None:
    """Keep what stands in `data/` and nowhere else, such as an engineer's edit, before going back over it."""
    aside = settings.MODELS / f"{SET_ASIDE}{journal['at'][:19].replace(':', '')}"
    if journal["kind"] == KIND.BACK and not aside.exists() and has_unpublished_files():
        copy = aside.with_name(f"{aside.name}.part")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(settings.KNOWLEDGE, copy)
        copy.rename(aside)


def _note(journal: Journal, version: Version) -> Publication:
    """Write into the database what happened, once."""
    already = Publication.objects.filter(version=version.name, kind=journal["kind"], at__gte=_at(journal)).first()
    if already:
        return already
    by = get_user_model().objects.filter(pk=journal["by"]).first()
    candidate = Candidate.objects.filter(pk=journal["candidate"]).first() if "candidate" in journal else None
    with transaction.atomic():
        publication = Publication.objects.create(
            kind=journal["kind"], version=version.name, previous=journal["previous"], candidate=candidate, by=by
        )
        snapshot = _snapshot(journal, version, candidate)
        drafts.after_publication(publication, snapshot)
        if candidate:
            Candidate.objects.filter(pk=candidate.pk).update(state=Candidate.State.PUBLISHED)
        happenings.record(by, _happening(publication, drafts.in_words(snapshot)))
    return publication


def _at(journal: Journal) -> Any:
    return parse_datetime(journal["at"])


def _happening(publication: Publication, titles: list[str]) -> happenings.Happening:
    if publication.kind == KIND.BACK:
        return happenings.WentBack(publication.version, publication.previous)
    return happenings.Published(publication.version, titles)


def _snapshot(journal: Journal, version: Version, candidate: Candidate | None) -> list[dict[str, Any]]:
    """Return what went live: the candidate's drafts, and every other topic that is not what it was."""
    entries = list(candidate.drafts) if candidate else []
    known = {entry["topic"] for entry in entries}
    others = [one for one in _differences(journal["previous"], version) if one.topic.id not in known]
    return entries + [_entry(one) for one in others]


def _entry(difference: Difference) -> dict[str, Any]:
    before, after = (content_of(topic).as_json() if topic else None for topic in (difference.before, difference.after))
    topic = difference.topic
    return {
        "topic": topic.id,
        "title": topic.title,
        "is_new": before is None,
        "draft": None,
        "version": None,
        "before": before,
        "after": after,
        "file": "" if difference.after else topic.path.read_text(encoding="utf-8"),
    }


# --- looking ----------------------------------------------------------------------------------


def differences(before: Path, after: Path) -> list[Difference]:
    """Return the topics that two data folders have not in common; only files that differ are read."""
    ours, theirs = _topic_files(before), _topic_files(after)
    return [
        Difference(*(read_topic(files[name]) if name in files else None for files in (ours, theirs)))
        for name in sorted({*ours, *theirs})
        if name not in ours or name not in theirs or ours[name].read_bytes() != theirs[name].read_bytes()
    ]


def _topic_files(data: Path) -> dict[str, Path]:
    found = {str(path.relative_to(data)): path for path in data_files(data)}
    return {name: path for name, path in found.items() if name.split("/")[0] in TOPIC_FOLDERS}


def _differences(previous: str, version: Version) -> list[Difference]:
    with contextlib.suppress(RegistryError, ValueError):  # an old version that is gone, or cannot be read
        return differences(registry().get(previous).data, version.data)
    return []


def titles_that_change(version: Version) -> list[Difference]:
    """Return what parents would get another answer to, if this version took the place of the live one."""
    return _differences(registry().live_name(), version)


def has_unpublished_files() -> bool:
    """Tell whether `data/` differs from what the live version learned, as after an engineer's edit."""
    with contextlib.suppress(RegistryError):
        live = registry().live()
        return live is not None and data_fingerprint(settings.KNOWLEDGE) != data_fingerprint(live.data)
    return False


@dataclass(frozen=True)
class Answering:
    """Which version the assistant answers with. `how` is "live", "switching", "failed" or "away"."""

    how: str
    model: str = ""


def answering() -> Answering:
    """Ask the assistant whether it follows the pointer already."""
    health, wanted = assistant.health(), registry().live_name()
    if not health:
        return Answering("away")
    if health.get("model") == wanted:
        return Answering("live", wanted)
    return Answering("failed" if health.get("failed") == wanted else "switching", str(health.get("model", "")))
