"""What somebody is writing and did not save: kept while they type, for nobody else to see."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from review.people import unfinished
from review.permissions import DECIDE, StaffRequest, staff

FORMS = ("review:answer", "review:answer_new")


@staff(DECIDE)
@require_POST
def keep(request: StaffRequest) -> HttpResponse:
    """Keep the form of an answer as it stands, or with `weg` forget it. Raises: Http404 for another address."""
    address = _address(request)
    if "weg" in request.POST:
        unfinished.forget(request.user, address)
        return redirect(address)
    form = request.POST.copy()
    del form["adres"]
    return JsonResponse({"kept": unfinished.keep_typed(request.user, address, form)})


def _address(request: StaffRequest) -> str:
    address = request.POST.get("adres", "")
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404 as error:
        raise Http404 from error
    if match.view_name not in FORMS or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        raise Http404
    return address
