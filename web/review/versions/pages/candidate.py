"""One proefmodel: begun, followed, read, stopped, published."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review.models import Candidate, TopicDraft
from review.permissions import PUBLISH, READ, StaffRequest, staff
from review.versions import candidates, publishing
from review.versions.candidates import NotPossible
from review.versions.pages.versions import carry_out
from review.versions.report import measures, received


@staff(READ)
@require_GET
def candidate(request: StaffRequest, pk: int) -> HttpResponse:
    """One candidate: how far it is, or its report."""
    one = candidates.state(get_object_or_404(Candidate.objects.select_related("made_by"), pk=pk))
    ready = one.state in (Candidate.State.READY, Candidate.State.PUBLISHED)
    context = {
        "candidate": one,
        "progress": candidates.progress(one),
        "usual_seconds": candidates.usual_seconds(),
        "why_not": publishing.why_not(one) if ready else "",
        "changed_since": one.state == Candidate.State.READY and _proposal_changed_since(one),
        "measures": list(measures(one.report)) if ready and one.report else [],
        "received": received(request.user, one.report) if ready and one.report else None,
    }
    return render(request, "review/versions/candidate.html", context)


@staff(READ)
@require_GET
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a candidate is, for the page to follow."""
    one = candidates.state(get_object_or_404(Candidate, pk=pk))
    return JsonResponse({"state": one.state, **asdict(candidates.progress(one))})


def _proposal_changed_since(candidate: Candidate) -> bool:
    then = {(entry["topic"], entry["version"]) for entry in candidate.drafts}
    return not then.issuperset(TopicDraft.objects.values_list("topic", "version"))


@staff(PUBLISH)
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Begin a candidate with the proposal as it is."""
    try:
        return redirect("review:candidate", candidates.start(request.user).pk)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("review:versions")


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
