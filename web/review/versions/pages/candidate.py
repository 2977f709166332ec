"""One proefmodel: begun, followed, read, stopped, published."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review.answers import drafts, second_reader
from review.models import Candidate, Publication, TopicDraft
from review.permissions import PUBLISH, READ, StaffRequest, staff
from review.versions import candidates, effects, publishing
from review.versions.candidates import NotPossible
from review.versions.pages.versions import carry_out
from review.versions.report import measures, received


@staff(READ)
@require_GET
def candidate(request: StaffRequest, pk: int) -> HttpResponse:
    """One candidate: how far it is, or its report."""
    one = candidates.state(get_object_or_404(Candidate.objects.select_related("made_by"), pk=pk))
    ready = one.state in (Candidate.State.READY, Candidate.State.PUBLISHED)
    why_not = publishing.why_not(one) if ready else ""
    context = {
        "candidate": one,
        "progress": candidates.progress(one),
        "usual_seconds": candidates.usual_seconds(),
        "why_not": why_not,
        "waits_for_reader": bool(why_not) and why_not == second_reader.why_not(one.drafts),
        "left_out": _left_out(one) if one.state == Candidate.State.READY else [],
        "chosen_again": _still_proposed(one),
        "measures": list(measures(one.report)) if ready and one.report else [],
        "publication": (publication := _publication(one)),
        "effects": effects.of(request.user, publication) if publication else None,
        "received": received(request.user, one.report) if ready and one.report else None,
    }
    return render(request, "review/versions/candidate.html", context)


def _publication(candidate: Candidate) -> Publication | None:
    return candidate.publications.filter(kind=Publication.Kind.PUBLISH).first()


@staff(READ)
@require_GET
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a candidate is, for the page to follow."""
    one = candidates.state(get_object_or_404(Candidate, pk=pk))
    return JsonResponse({"state": one.state, **asdict(candidates.progress(one))})


def _left_out(candidate: Candidate) -> list[str]:
    """Return the titles of what the proposal has beside this candidate: not chosen, or changed since."""
    then = {(entry["topic"], entry["version"]) for entry in candidate.drafts}
    return [one.title for one in drafts.proposal() if one.draft and (one.topic, one.draft.version) not in then]


def _still_proposed(candidate: Candidate) -> list[str]:
    """Return what a next candidate like this one would be made of."""
    waiting = set(TopicDraft.objects.values_list("topic", flat=True))
    return [entry["topic"] for entry in candidate.drafts if entry["topic"] in waiting]


@staff(PUBLISH)
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Begin a candidate with the chosen answers."""
    try:
        candidate = candidates.start(request.user, request.POST.getlist("kies"))
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("review:proposal")
    return redirect("review:candidate", candidate.pk)


@staff(PUBLISH)
@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop a candidate in the making."""
    candidates.stop(request.user, get_object_or_404(Candidate, pk=pk))
    return redirect("review:candidate", pk)


@staff(PUBLISH)
@require_POST
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a candidate answer parents."""
    one = candidates.state(get_object_or_404(Candidate, pk=pk))
    published = carry_out(request, lambda: publishing.publish(request.user, one))
    return redirect("review:versions") if published else redirect("review:candidate", pk)
