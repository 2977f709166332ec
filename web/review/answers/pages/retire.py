"""Ending the life of an answer: what leads to it, how often parents get it, and where its questions go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from knowledge.checks import Refused
from review.answers import drafts, editor, links, losses, retiring
from review.answers.drafts import Current
from review.answers.given import given_lately
from review.answers.pages.parts import about, address_of, current_or_404
from review.permissions import DECIDE, StaffRequest, staff

NOWHERE = "nergens"


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: StaffRequest, topic: str) -> HttpResponse:
    now = current_or_404(topic)
    if request.method != "POST":
        return _page(request, now)
    if "laat_bestaan" in request.POST:
        return _keep(request, now)
    try:
        goes_to = _chosen(request)
        told = retiring.retire(request.user, topic, goes_to, request.POST.get("gezien", ""))
    except Refused as error:
        return _page(request, drafts.current(topic), str(error), 400)
    messages.success(request, f"‘{now.title}’ wordt stopgezet. Ouders merken het als het voorstel gepubliceerd is.")
    if told:
        messages.warning(request, told)
    return redirect(f"{address_of(goes_to)}#gaat-hierin-op" if "samenvoegen" in request.POST else "review:proposal")


def _chosen(request: StaffRequest) -> str:
    """Return where the questions go, or nothing for nowhere. Raises: Refused when that was not chosen."""
    chosen, merges = request.POST.get("naar", ""), "samenvoegen" in request.POST
    if not chosen or (merges and chosen == NOWHERE):
        raise Refused("Kies eerst met welk antwoord." if merges else "Kies eerst waar de voorbeeldvragen naartoe gaan.")
    return "" if chosen == NOWHERE else chosen


def _keep(request: StaffRequest, now: Current) -> HttpResponse:
    """Let the answer stay after all."""
    try:
        retiring.keep(request.user, now.topic)
    except drafts.Unknown:
        messages.warning(request, "Dit antwoord bleef al bestaan.")
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"‘{now.title}’ blijft bestaan, met zijn voorbeeldvragen.")
    return redirect("review:proposal")


def _page(request: StaffRequest, now: Current, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        **about(request, now),
        "part": "stopzetten",
        "why_not": retiring.why_not(now),
        "problem": problem,
        "leading": links.leading_to(now),
        "in_own_words": links.in_own_words(now.topic),
        "school_parts": links.school_parts(now),
        "given": given_lately(request.user, now.topic),
        "others": losses.others_in(request.user, now),
        "choices": editor.successor_choices(now.topic),
        "chosen": request.POST.get("naar", ""),
        "seen": retiring.seen(now),
    }
    return render(request, "review/answers/retire.html", context, status=status)
