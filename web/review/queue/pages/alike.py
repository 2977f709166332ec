"""Open questions that mean the same, on one page: decided about together, with one click."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.vocabulary import is_out_of_scope
from knowledge.checks import Refused
from review.answers import drafts
from review.answers.pages.new import joined
from review.models import Question, QueueItem
from review.permissions import DECIDE, READ, StaffRequest, allowed, staff, visible_to
from review.queue import decisions, meaning
from review.queue.choices import Unclear
from review.queue.pages import bulk
from review.queue.pages.bulk import Chosen
from review.queue.pages.queue import row_of
from review.queue.suggestion import suggestion

# The address of a new answer, which is kept for who writes it, names each of them.
MOST_SHOWN = 50


@staff(READ)
@require_safe
def alike(request: StaffRequest, pk: int) -> HttpResponse:
    """The questions that mean the same as one, and what fits them all."""
    item = _visible(request, pk)
    asked = Prefetch("questions", Question.objects.prefetch_related("reasons"))
    found = meaning.same_as(request.user, item).select_related("school", "assignee", "handled_by")
    items = list(found.prefetch_related(asked)[:MOST_SHOWN])
    if len(items) < 2:  # noqa: PLR2004 - one question is alone
        messages.info(request, "Er staan geen andere vragen meer open die op deze vraag lijken.")
        return HttpResponseRedirect(reverse("review:item", args=[pk]))
    titles = drafts.standing()
    may_decide = allowed(request.user, DECIDE, item.school)
    best, heirs = suggestion(items, titles), decisions.heirs_for(items)
    context = {
        "item": item,
        "rows": [row_of(one, titles, heirs, may_decide) for one in items],
        "number": found.count(),
        "best": best,
        "best_not_for_us": bool(best and is_out_of_scope(best.topic)),
        "titles": sorted(set(titles.values()), key=str.lower),
        "may_decide_this": may_decide,
    }
    return render(request, "review/queue/alike.html", context)


def _visible(request: StaffRequest, pk: int) -> QueueItem:
    return get_object_or_404(visible_to(request.user, QueueItem.objects.select_related("school")), pk=pk)


@staff(DECIDE)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Do one thing with all that are ticked; what sounds like danger is left for a decision of its own."""
    _visible(request, pk)
    try:
        chosen = _without_alarming(request, bulk.chosen_in(request))
        if request.POST.get("actie") == "nieuw":
            return HttpResponseRedirect(f"{reverse('review:answer_new')}?vraag={joined([*chosen][:MOST_SHOWN])}")
        action, told = _action(request)
    except (Unclear, Refused) as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("review:item_alike", args=[pk]))
    acted = bulk.carry_out(request, chosen, action, told)
    return HttpResponseRedirect(reverse("review:queue") if acted else reverse("review:item_alike", args=[pk]))


def _without_alarming(request: StaffRequest, chosen: Chosen) -> Chosen:
    """Return what can be decided about together, and tell what cannot. Raises: Unclear, Refused."""
    items = list(visible_to(request.user, QueueItem.objects.filter(pk__in=chosen), DECIDE))
    apart = decisions.alarming(items)
    for item in items:
        if item.pk in apart:
            messages.warning(request, decisions.decides_apart(item))
    left = {key: stamp for key, stamp in chosen.items() if key not in apart}
    if not left:
        raise Unclear("Er is niets gewijzigd." if chosen else "Kruis eerst één of meer vragen aan.")
    return left


def _action(request: StaffRequest) -> tuple[bulk.Bulk, str]:
    """Return what was chosen: the answer whose button was pressed, or else as for any ticked questions."""
    pressed = request.POST.get("antwoord", "")
    return bulk.belong(pressed) if pressed in drafts.standing() else bulk.action_in(request)
