"""The queue: what parents asked that needs a person, and the emergencies apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Max, Prefetch, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.answers import drafts
from review.models import Question, QueueItem
from review.permissions import DECIDE, READ, StaffRequest, schools_of, staff, visible_to
from review.queue import answered_now, decisions, harvest, meaning
from review.queue.certainty import Guess, guesses
from review.queue.filter import QueueFilter
from schools.models import School

ON_A_PAGE = 25
MOST_WELL = 50


@dataclass(frozen=True)
class Row:
    """One item as the list shows it."""

    item: QueueItem
    question: Question | None
    guess: Guess | None
    reasons: list[str]
    decided: str  # the title of the answer it belongs to
    may_decide: bool
    others: int = 0  # open questions that mean the same
    answered_now: str = ""  # the title of the answer that it surely gets since

    @property
    def key(self) -> str:
        return f"{self.item.pk}.{decisions.stamp(self.item)}"


@staff(READ)
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    return _list(request, emergencies=False)


@staff(READ)
@require_safe
def emergencies(request: StaffRequest) -> HttpResponse:
    return _list(request, emergencies=True)


@staff(READ)
@require_safe
def emergencies_now(request: StaffRequest) -> HttpResponse:
    """What changes with every emergency that comes in or is dealt with, for the page to follow."""
    harvest.catch_up()
    return JsonResponse({"now": _now(request.user)})


def _now(user: User) -> str:
    waiting = visible_to(user, QueueItem.objects.waiting(emergency=True))
    return "-".join(str(part) for part in waiting.aggregate(Count("pk"), Max("last_asked"), Sum("count")).values())


def _list(request: StaffRequest, emergencies: bool) -> HttpResponse:
    whole = harvest.catch_up()
    chosen = QueueFilter(request.user, request.GET, emergencies)
    asked = Prefetch("questions", Question.objects.prefetch_related("reasons"))
    found = chosen.items().select_related("school", "assignee", "handled_by").prefetch_related(asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("pagina"))
    deciding = list(schools_of(request.user, DECIDE))
    titles, standing = drafts.names(), drafts.standing()
    context = {
        "emergencies": emergencies,
        "whole": whole,
        "newcomer": not emergencies and bool(deciding) and not _decided_before(request.user),
        "filter": chosen,
        "page": page,
        "rows": _rows(request.user, list(page), titles, deciding),
        "anything": chosen.visible.exists(),
        "well": [] if emergencies else _well_answered(request.user, titles),
        "several_schools": "school" in chosen.fields,
        "colleagues": [one for one in decisions.colleagues(deciding) if one != request.user],
        "titles": sorted(set(standing.values()), key=str.lower),
        "now": _now(request.user) if emergencies else "",
        "here": request.get_full_path(),
    }
    return render(request, "review/queue/queue.html", context)


def _well_answered(user: User, titles: dict[str, str]) -> list[Row]:
    """Return what the version of today answers well, for who may decide about it."""
    found = visible_to(user, answered_now.well_answered(user), DECIDE).select_related("school")
    items = list(found.prefetch_related("questions__reasons")[:MOST_WELL])
    heirs = decisions.heirs_for(items)
    return [row_of(item, titles, heirs, True) for item in items]


def _decided_before(user: User) -> bool:
    return QueueItem.objects.filter(handled_by=user).exists()


def _rows(user: User, items: list[QueueItem], titles: dict[str, str], deciding: list[School]) -> list[Row]:
    others, heirs = meaning.others_like(items), decisions.heirs_for(items)
    return [
        row_of(item, titles, heirs, user.is_superuser or item.school in deciding, others.get(item.pk, 0))
        for item in items
    ]


def row_of(
    item: QueueItem, titles: Mapping[str, str], heirs: Mapping[str, str], may_decide: bool, others: int = 0
) -> Row:
    """Return an item as a list shows it; its questions and their reasons are best read ahead.

    heirs: as `decisions.heirs_for` returns them.
    """
    questions = list(item.questions.all())
    newest = questions[0] if questions else None
    thought = guesses(newest, titles) if newest else []
    reasons = {reason.get_kind_display(): None for question in questions for reason in question.reasons.all()}
    guess, decided = thought[0] if thought else None, titles.get(heirs[item.topic], "")
    return Row(item, newest, guess, list(reasons), decided, may_decide, others, answered_now.title_of(item, titles))
