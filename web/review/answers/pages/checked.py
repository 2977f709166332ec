"""That somebody checked an answer, and that it still holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from knowledge.checks import Refused
from review.answers import checking, drafts
from review.answers.pages.parts import address_of
from review.permissions import DECIDE, StaffRequest, staff


@staff(DECIDE)
@require_POST
def checked(request: StaffRequest, topic: str) -> HttpResponse:
    try:
        checking.confirm(request.user, topic, request.POST.get("gezien", ""))
    except drafts.Unknown as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Genoteerd. Ouders lezen nu dat dit antwoord vandaag nagekeken is.")
    return redirect(address_of(topic))
