"""Versions: which one answers parents, those that did before, and the way back."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from foundation.versions.registry import KEPT, RegistryError, Version
from review.models import Candidate, Publication, Revision
from review.permissions import PUBLISH, READ, StaffRequest, staff
from review.versions import asking, candidates, git, publishing
from review.versions.candidates import NotPossible

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
def versions(request: StaffRequest) -> HttpResponse:
    """The live version, the candidates, and the last ten versions."""
    rows = _rows()
    context = {
        "live": next((row for row in rows if row.is_live), None),
        "live_since": asking.live_since(),
        "answering": publishing.answering(),
        "rows": rows[:KEPT],
        "previous": _previous(),
        "candidates": [
            candidates.state(one) for one in Candidate.objects.select_related("made_by")[:RECENT_CANDIDATES]
        ],
        "running": candidates.running(),
        "unpublished_files": publishing.has_unpublished_files(),
        "unfinished": publishing.unfinished(),
        "went_back": _went_back(),
    }
    return render(request, "review/versions/versions.html", context)


def _rows() -> list[Row]:
    live, publications = candidates.registry().live_name(), _publications()
    return [
        Row(
            version=version,
            made=datetime.fromisoformat(version.about["made"]),
            publication=publications.get(version.name),
            is_live=version.name == live,
            titles=_titles(publications.get(version.name)),
        )
        for version in candidates.registry().versions()
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
    if last and last.kind == Publication.Kind.BACK and last.version < last.previous:
        return list(last.revisions.all())
    return []


def _previous() -> dict[str, Any] | None:
    """Return where "terug naar vorige" leads, and what would change for parents."""
    try:
        version = candidates.registry().previous()
    except RegistryError:
        return None
    if version is None:
        return None
    return {
        "version": version,
        "made": datetime.fromisoformat(version.about["made"]),
        "changes": publishing.titles_that_change(version),
    }


@staff(READ)
@require_GET
def answering(request: StaffRequest) -> HttpResponse:
    """Whether the assistant answers with the live version already, for the page to follow."""
    return JsonResponse(asdict(publishing.answering()))


@staff(PUBLISH)
@require_POST
def back(request: StaffRequest) -> HttpResponse:
    """Let another version answer again."""
    carry_out(request, lambda: publishing.back(request.user, request.POST.get("version", "")))
    return redirect("review:versions")


@staff(PUBLISH)
@require_POST
def finish(request: StaffRequest) -> HttpResponse:
    """Finish a publication that was interrupted."""
    carry_out(request, publishing.recover)
    return redirect("review:versions")


def carry_out(request: StaffRequest, publication: Any) -> Publication | None:
    """Publish or go back, and tell what came of it."""
    try:
        done = publication()
    except NotPossible as error:
        messages.error(request, str(error))
    except (OSError, DatabaseError, RegistryError) as error:
        logger.exception("A publication was interrupted: %s", type(error).__name__)
        messages.error(request, INTERRUPTED)
    else:
        if done and (problem := git.commit(done)):
            messages.warning(request, problem)
        return done
    return None
