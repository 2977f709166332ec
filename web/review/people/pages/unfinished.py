"""Going on, after logging in again, with what was sent when the session had just ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from review.people import unfinished as kept_forms
from review.people.pages.login import first_page
from review.permissions import READ, StaffRequest, staff


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def unfinished(request: StaffRequest) -> HttpResponse:
    """Offer it once more, or let it drop."""
    kept = kept_forms.sent_too_late(request.user)
    if request.method == "POST" and kept:
        kept.delete()
        kept = None
    if kept is None:
        return redirect(first_page(request))
    return render(request, "review/people/unfinished.html", {"kept": kept, "goes_on": kept_forms.GOES_ON})
