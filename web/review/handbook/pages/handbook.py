"""The handbook, in the review tool itself, so that it is always at hand and about the version that one uses."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from review.handbook import rendering as pages
from review.permissions import READ, StaffRequest, staff


@staff(READ)
@require_GET
def handbook(request: StaffRequest) -> HttpResponse:
    """The whole handbook on one page, which a browser can search and print."""
    return render(request, "review/handbook/handbook.html", {"handbook": pages.read()})


@staff(READ)
@require_GET
def picture(request: StaffRequest, name: str) -> FileResponse:
    """One picture. The address allows letters, digits and dashes in the name, nothing that leads elsewhere."""
    try:
        return FileResponse(open(pages.picture(name), "rb"), content_type="image/png")  # noqa: SIM115 - it closes it
    except OSError as error:
        raise Http404 from error
