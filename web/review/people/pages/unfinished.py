"""Going on with what was sent too late: when the session had just ended, or from a page of before a new login."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.errors import csrf_failure
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


def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is too old, as Django's CSRF_FAILURE_VIEW: a page of staff can be sent once more."""
    view = request.resolver_match.func if request.resolver_match else None
    if hasattr(view, "permission") and kept_forms.keep_outdated(request):
        return redirect("review:unfinished")
    return csrf_failure(request, reason)
