"""One decision about many items of the queue, and the way back from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from knowledge.checks import Refused
from review.answers import drafts
from review.models import QueueItem
from review.people.accounts import name_of
from review.permissions import DECIDE, StaffRequest, staff
from review.queue import decisions, undo
from review.queue.choices import Unclear, colleague, topic_of

MOST_AT_ONCE = 500
SIMPLE: dict[str, tuple[decisions.Action, str]] = {
    "opzij": (decisions.set_aside, "opzij gezet"),
    "klaar": (decisions.done, "klaar"),
    "goed": (decisions.answered_well_now, "klaar: het antwoord van nu is goed"),
    "heropen": (decisions.reopen, "opnieuw open"),
    "niet_voor_ons": (decisions.not_for_us, "bij ‘niet voor ons’ gezet"),
}

Chosen = dict[int, str]  # the items that were ticked, each with the stamp that the page showed
Acted = list[tuple[QueueItem, dict[str, Any]]]
Bulk = Callable[[Any, Chosen], tuple[Acted, list[str]]]


@staff(DECIDE)
@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    here = _here(request)
    chosen = chosen_in(request)
    try:
        if not chosen:
            raise Unclear("Kruis eerst één of meer vragen aan.")
        action, told = action_in(request)
    except Unclear as unclear:
        messages.error(request, str(unclear))
        return HttpResponseRedirect(here)
    carry_out(request, chosen, action, told)
    return HttpResponseRedirect(here)


def carry_out(request: StaffRequest, chosen: Chosen, action: Bulk, told: str) -> Acted:
    """Do it with the chosen items, and tell what was done, with an undo, and what was not. Raises: Http404."""
    acted, notes = action(request.user, chosen)
    if acted:
        undo.offer(request, f"{_count(len(acted))} {told}.", acted)
    for note in notes:
        messages.warning(request, note)
    return acted


@staff(DECIDE)
@require_POST
def take_back(request: StaffRequest) -> HttpResponse:
    back, left, told = undo.take_back(request)
    if back:
        messages.success(request, f"{_count(back)} weer zoals voordien.")
    if left or not back:
        messages.warning(request, _not_back(left))
    for note in told:
        messages.info(request, note)
    return HttpResponseRedirect(_here(request))


def _not_back(left: int) -> str:
    if not left:
        return "Er valt niets meer ongedaan te maken."
    return f"{_count(left)} intussen veranderd door een collega. Daar is niets aan gewijzigd."


def _count(number: int) -> str:
    return "1 vraag is" if number == 1 else f"{number} vragen zijn"


def _here(request: StaffRequest) -> str:
    """Return the page of ours from which a form was sent."""
    here = request.POST.get("hier", "")
    return here if url_has_allowed_host_and_scheme(here, None) else reverse("review:queue")


def chosen_in(request: StaffRequest) -> Chosen:
    """Return what was ticked in a form."""
    pairs = [value.partition(".") for value in request.POST.getlist("vraag")[:MOST_AT_ONCE]]
    return {int(pk): stamp for pk, _dot, stamp in pairs if pk.isdecimal()}


def action_in(request: StaffRequest) -> tuple[Bulk, str]:
    """Return what to do with the chosen items, and how to tell that it was done. Raises: Unclear."""
    name = request.POST.get("actie", "")
    if name in SIMPLE:
        action, told = SIMPLE[name]
        return partial(_one_by_one, action=action), told
    if name == "geef":
        person = colleague(request.user, request.POST.get("collega", ""))
        told = f"toegewezen aan {name_of(person)}" if person else "aan niemand meer toegewezen"
        return partial(_one_by_one, action=partial(_assign, assignee=person)), told
    if name == "hoort":
        topic = topic_of(request.POST.get("titel", ""))
        return belong(topic)
    raise Unclear("Kies wat er met de aangekruiste vragen moet gebeuren.")


def belong(topic: str) -> tuple[Bulk, str]:
    """Return how to add the question of each to an answer, and how to tell that it was done."""
    return partial(_belong, topic=topic), f"toegevoegd aan het antwoord ‘{drafts.titles()[topic]}’"


def _assign(user: Any, item: QueueItem, assignee: User | None) -> str:
    return decisions.assign(user, item, assignee)


def _one_by_one(user: Any, chosen: Chosen, action: decisions.Action) -> tuple[Acted, list[str]]:
    """Return what was changed, and in sentences what was not. Raises: Http404, PermissionDenied."""
    acted, notes, taken, strangers = [], [], 0, 0
    for pk, stamp in chosen.items():
        try:
            item, before, told = decisions.act(user, pk, stamp, action)
            acted.append((item, before))
            notes += [told] if told else []
        except decisions.Taken:
            taken += 1
        except decisions.NotAColleague:
            strangers += 1
        except Refused as refused:
            notes.append(str(refused))
        except QueueItem.DoesNotExist as error:
            raise Http404 from error
    if strangers:
        notes.append(f"{_count(strangers)} van een school waar die collega geen vragen behandelt.")
    return acted, [*_taken(taken), *dict.fromkeys(notes)]


def _belong(user: Any, chosen: Chosen, topic: str) -> tuple[Acted, list[str]]:
    """Add them all to one answer at once. Returns and raises as `_one_by_one`."""
    try:
        together = decisions.belong(user, chosen, topic)
    except QueueItem.DoesNotExist as error:
        raise Http404 from error
    except Refused as refused:
        return [], [str(refused)]
    return together.acted, [*_taken(together.taken), *dict.fromkeys(together.told)]


def _taken(number: int) -> list[str]:
    told = f"{_count(number)} intussen door een collega behandeld of veranderd. Daar is niets aan gewijzigd."
    return [told] if number else []
