"""Versions: which one answers parents, the candidates that may follow it, and the way back."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from foundation.versions.registry import KEPT, LIVE_FILE, RegistryError, Version
from review import publishing, training
from review.models import Candidate, Publication, Revision, TopicDraft
from review.permissions import PUBLISH, READ, staff
from review.training import NotPossible

logger = logging.getLogger("pestwijzer.publishing")

RECENT_CANDIDATES = 5
INTERRUPTED = (
    "Het publiceren is onderbroken. Ouders krijgen intussen gewoon antwoord. Klik op ‘Werk het publiceren af’; lukt "
    "dat niet, vraag dan hulp aan een technicus."
)


@dataclass(frozen=True)
class Row:
    """A version as the list shows it."""

    version: Version
    made: datetime
    publication: Publication | None
    is_live: bool
    titles: list[str]


# --- looking ----------------------------------------------------------------------------------


@staff(READ)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """The live version, the candidates, and the last ten versions."""
    rows = _rows()
    context = {
        "live": next((row for row in rows if row.is_live), None),
        "live_since": _live_since(),
        "answering": publishing.answering(),
        "rows": rows[:KEPT],
        "previous": _previous(),
        "candidates": [training.state(one) for one in Candidate.objects.select_related("made_by")[:RECENT_CANDIDATES]],
        "running": training.running(),
        "unpublished_files": publishing.has_unpublished_files(),
        "unfinished": publishing.unfinished(),
        "went_back": _went_back(),
    }
    return render(request, "review/versions.html", context)


def _rows() -> list[Row]:
    live, publications = training.registry().live_name(), _publications()
    return [
        Row(
            version=version,
            made=datetime.fromisoformat(version.about["made"]),
            publication=publications.get(version.name),
            is_live=version.name == live,
            titles=_titles(publications.get(version.name)),
        )
        for version in training.registry().versions()
    ]


def _publications() -> dict[str, Publication]:
    """Return the publication that made each version."""
    made = Publication.objects.filter(kind=Publication.Kind.PUBLISH).select_related("by")
    return {publication.version: publication for publication in made.prefetch_related("revisions")}


def _titles(publication: Publication | None) -> list[str]:
    revisions = publication.revisions.all() if publication else []
    return sorted(revision.title for revision in revisions)


def _went_back() -> list[Revision]:
    """Return what parents no longer see, for as long as the last thing that happened was going back in time."""
    last = Publication.objects.first()
    is_older = last and last.kind == Publication.Kind.BACK and last.version < last.previous
    return list(last.revisions.all()) if is_older else []


def _live_since() -> datetime | None:
    try:
        return datetime.fromtimestamp((settings.MODELS / LIVE_FILE).stat().st_mtime, UTC)
    except OSError:
        return None


def _previous() -> dict[str, Any] | None:
    """Return where "terug naar vorige" leads, and what would change for parents."""
    try:
        version = training.registry().previous()
    except RegistryError:
        return None
    return version and {
        "version": version,
        "made": datetime.fromisoformat(version.about["made"]),
        "changes": publishing.titles_that_change(version),
    }


@staff(READ)
@require_GET
def answering(request: HttpRequest) -> HttpResponse:
    """Whether the assistant answers with the live version already, for the page to follow."""
    return JsonResponse(asdict(publishing.answering()))


@staff(READ)
@require_GET
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate: how far it is, or its report."""
    one = training.state(get_object_or_404(Candidate.objects.select_related("made_by"), pk=pk))
    ready = one.state in (Candidate.State.READY, Candidate.State.PUBLISHED)
    context = {
        "candidate": one,
        "progress": training.progress(one),
        "usual_seconds": training.usual_seconds(),
        "why_not": publishing.why_not(one) if ready else "",
        "changed_since": one.state == Candidate.State.READY and _proposal_changed_since(one),
        "tables": _tables(one.report) if ready else [],
    }
    return render(request, "review/candidate.html", context)


@staff(READ)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a candidate is, for the page to follow."""
    one = training.state(get_object_or_404(Candidate, pk=pk))
    return JsonResponse({"state": one.state, **asdict(training.progress(one))})


def _proposal_changed_since(candidate: Candidate) -> bool:
    then = {(entry["topic"], entry["version"]) for entry in candidate.drafts}
    return not then.issuperset(TopicDraft.objects.values_list("topic", "version"))


# What is measured, in words; True where more is better.
MEASURES = {
    "right": ("Vragen die meteen het juiste antwoord krijgen", True),
    "suggested": ("Vragen die een keuze krijgen, met het juiste antwoord erbij", None),
    "wrong": ("Vragen die een verkeerd antwoord krijgen", False),
    "kept_out": ("Berichten over iets anders, die terecht geen antwoord over pesten krijgen", True),
    "emergencies_heard": ("Noodberichten die als nood herkend worden", True),
    "numbers_first": ("Noodberichten waarbij de noodnummers eerst komen", True),
    "look_alikes_let_be": ("Berichten die op nood lijken en terecht gewoon beantwoord worden", True),
}
SETS = {"toets": "Verborgen controlevragen", "afstellen": "Testvragen"}


def _tables(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the scores, a table for each question set."""
    return [
        {
            "title": title,
            "questions": report["scores"][name]["questions"],
            "measures": list(_measures(report["scores"][name]["before"], report["scores"][name]["after"])),
        }
        for name, title in SETS.items()
    ]


def _measures(before: dict[str, float], after: dict[str, float]) -> Iterable[dict[str, Any]]:
    for name, (label, more_is_better) in MEASURES.items():
        was, becomes = 100 * before[name], 100 * after[name]
        yield {"label": label, "before": was, "after": becomes, "mark": _mark(becomes - was, more_is_better)}


def _mark(gain: float, more_is_better: bool | None) -> str:
    if abs(gain) < 0.05:  # it reads the same in the table
        return "gelijk"
    if more_is_better is None:
        return "meer" if gain > 0 else "minder"
    return "beter" if (gain > 0) == more_is_better else "slechter"


# --- doing ------------------------------------------------------------------------------------


@staff(PUBLISH)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Begin a candidate with the proposal as it is."""
    try:
        return redirect("review:candidate", training.start(request.user).pk)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("review:versions")


@staff(PUBLISH)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a candidate in the making."""
    training.stop(request.user, get_object_or_404(Candidate, pk=pk))
    return redirect("review:candidate", pk)


@staff(PUBLISH)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a candidate answer parents."""
    one = training.state(get_object_or_404(Candidate, pk=pk))
    published = _carry_out(request, lambda: publishing.publish(request.user, one))
    return redirect("review:versions") if published else redirect("review:candidate", pk)


@staff(PUBLISH)
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Let another version answer again."""
    _carry_out(request, lambda: publishing.back(request.user, request.POST.get("version", "")))
    return redirect("review:versions")


@staff(PUBLISH)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Finish a publication that was interrupted."""
    _carry_out(request, publishing.recover)
    return redirect("review:versions")


def _carry_out(request: HttpRequest, publication: Any) -> Publication | None:
    """Publish or go back, and tell what came of it."""
    try:
        done = publication()
    except NotPossible as error:
        messages.error(request, str(error))
    except (OSError, DatabaseError, RegistryError) as error:
        logger.exception("A publication was interrupted: %s", type(error).__name__)
        messages.error(request, INTERRUPTED)
    else:
        if done and (problem := publishing.commit_to_git(done)):
            messages.warning(request, problem)
        return done
    return None
