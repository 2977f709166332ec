"""The queue: what parents asked that needs a person, and the emergencies apart; in bulk or one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from knowledge.editing import Refused
from review import drafts, harvest, queue_items, undo
from review.accounts import name_of
from review.certainty import Guess, guesses
from review.models import Question, QueueItem
from review.permissions import DECIDE, READ, schools_of, staff
from review.queue_filter import MINE, NOBODY, QueueFilter
from schools.models import School

ON_A_PAGE = 25
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Row:
    """One item as the list shows it."""

    item: QueueItem
    question: Question | None
    guess: Guess | None
    reasons: list[str]
    decided: str  # the title of the answer it belongs to
    may_decide: bool

    @property
    def key(self) -> str:
        return f"{self.item.pk}.{queue_items.stamp(self.item)}"


@staff(READ)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return _list(request, emergencies=False)


@staff(READ)
@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    return _list(request, emergencies=True)


def _list(request: HttpRequest, emergencies: bool) -> HttpResponse:
    whole = harvest.harvest()
    chosen = QueueFilter(request.user, request.GET, emergencies)
    asked = Prefetch("questions", Question.objects.prefetch_related("reasons"))
    found = chosen.items().select_related("school", "assignee", "handled_by").prefetch_related(asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("pagina"))
    deciding = list(schools_of(request.user, DECIDE))
    titles = drafts.titles()
    context = {
        "emergencies": emergencies,
        "whole": whole,
        "filter": chosen,
        "page": page,
        "rows": [_row(item, titles, deciding, request.user) for item in page],
        "anything": chosen.visible.exists(),
        "several_schools": "school" in chosen.fields,
        "colleagues": [one for one in queue_items.colleagues(deciding) if one != request.user],
        "titles": sorted(set(titles.values()), key=str.lower),
        "here": request.get_full_path(),
    }
    return render(request, "review/queue.html", context)


def _row(item: QueueItem, titles: dict[str, str], deciding: list[School], user: User) -> Row:
    questions = list(item.questions.all())
    newest = questions[0] if questions else None
    thought = guesses(newest, titles) if newest else []
    reasons = {reason.get_kind_display(): None for question in questions for reason in question.reasons.all()}
    may_decide = user.is_superuser or item.school in deciding
    return Row(item, newest, thought[0] if thought else None, list(reasons), titles.get(item.topic, ""), may_decide)


# --- in bulk ----------------------------------------------------------------------------------


class Unclear(ValueError):
    """What was asked in bulk lacks something; the message says what, in Dutch."""


@staff(DECIDE)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    here = _here(request)
    chosen = _chosen(request)
    try:
        if not chosen:
            raise Unclear("Kruis eerst één of meer vragen aan.")
        action, told = _action(request)
    except Unclear as unclear:
        messages.error(request, str(unclear))
        return HttpResponseRedirect(here)
    acted, notes = _act_on_all(request, chosen, action)
    if acted:
        undo.offer(request, f"{_count(len(acted))} {told}.", acted)
    for note in notes:
        messages.warning(request, note)
    return HttpResponseRedirect(here)


@staff(DECIDE)
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
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


def _here(request: HttpRequest) -> str:
    """Return the page of ours from which a form was sent."""
    here = request.POST.get("hier", "")
    return here if url_has_allowed_host_and_scheme(here, None) else reverse("review:queue")


def _chosen(request: HttpRequest) -> list[tuple[int, str]]:
    pairs = [value.partition(".") for value in request.POST.getlist("vraag")[:MOST_AT_ONCE]]
    return [(int(pk), stamp) for pk, _dot, stamp in pairs if pk.isdecimal()]


def _action(request: HttpRequest) -> tuple[queue_items.Action, str]:
    """Return what to do with each chosen item, and how to tell that it was done. Raises: Unclear."""
    simple: dict[str, tuple[Callable[..., str], str]] = {
        "opzij": (queue_items.set_aside, "opzij gezet"),
        "klaar": (queue_items.done, "klaar"),
        "heropen": (queue_items.reopen, "opnieuw open"),
        "niet_voor_ons": (queue_items.not_for_us, "bij ‘niet voor ons’ gezet"),
    }
    name = request.POST.get("actie", "")
    if name in simple:
        return simple[name]
    if name == "geef":
        person = colleague(request.user, request.POST.get("collega", ""))
        told = f"toegewezen aan {name_of(person)}" if person else "aan niemand meer toegewezen"
        return partial(_assign, assignee=person), told
    if name == "hoort":
        topic = topic_of(request.POST.get("titel", ""))
        return partial(_belongs, topic=topic), f"toegevoegd aan het antwoord ‘{drafts.titles()[topic]}’"
    raise Unclear("Kies wat er met de aangekruiste vragen moet gebeuren.")


def colleague(user: User, chosen: str) -> User | None:
    """Return whom somebody chose: "mij", "niemand" or a user's key. Raises: Unclear."""
    if chosen in (MINE, NOBODY):
        return user if chosen == MINE else None
    people = queue_items.colleagues(schools_of(user, DECIDE))
    found = people.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if not found:
        raise Unclear("Kies eerst een collega.")
    return found


def topic_of(title: str) -> str:
    """Return the answer with this title. Raises: Unclear."""
    wanted = title.strip().lower()
    found = [topic for topic, known in drafts.titles().items() if known.lower() == wanted]
    if not found:
        raise Unclear("Kies een antwoord uit de lijst: typ een paar letters van de titel.")
    return found[0]


def _assign(user: Any, item: QueueItem, assignee: User | None) -> str:
    return queue_items.assign(user, item, assignee)


def _belongs(user: Any, item: QueueItem, topic: str) -> str:
    return queue_items.belongs(user, item, topic, [item.text])


def _act_on_all(
    request: HttpRequest, chosen: Iterable[tuple[int, str]], action: queue_items.Action
) -> tuple[list[tuple[QueueItem, dict[str, Any]]], list[str]]:
    """Return what was changed, and in sentences what was not. Raises: Http404, PermissionDenied."""
    acted, notes, taken, strangers = [], [], 0, 0
    for pk, stamp in chosen:
        try:
            item, before, told = queue_items.act(request.user, pk, stamp, action)
            acted.append((item, before))
            notes += [told] if told else []
        except queue_items.Taken:
            taken += 1
        except queue_items.NotAColleague:
            strangers += 1
        except Refused as refused:
            notes.append(str(refused))
        except QueueItem.DoesNotExist as error:
            raise Http404 from error
    if taken:
        notes.append(f"{_count(taken)} intussen door een collega behandeld of veranderd. Daar is niets aan gewijzigd.")
    if strangers:
        notes.append(f"{_count(strangers)} van een school waar die collega geen vragen behandelt.")
    return acted, list(dict.fromkeys(notes))
