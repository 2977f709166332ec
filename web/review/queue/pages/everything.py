"""Every question that parents asked, to browse and search; one that staff doubt about can be put into the queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from review.answers import drafts
from review.models import Question
from review.permissions import DECIDE, MANAGE, READ, StaffRequest, allowed, require, staff, visible_to
from review.queue import decisions, harvest
from review.queue.certainty import Guess, guesses
from review.queue.everything import EverythingFilter
from review.queue.pages.item import read_conversation
from review.trail import happenings

ON_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One question as the list shows it."""

    question: Question
    title: str  # of what the parent got, also by choosing it, or else of what it was taken for
    guess: Guess | None  # how sure that was, if it was thought of at all


@staff(READ)
@require_safe
def everything(request: StaffRequest) -> HttpResponse:
    """List them; each look is noted, and for what words is not."""
    whole = harvest.catch_up()
    chosen = EverythingFilter(request.user, request.GET)
    page = Paginator(chosen.questions().select_related("school"), ON_A_PAGE).get_page(request.GET.get("pagina"))
    _record_look(request, chosen)
    titles = drafts.names()
    context = {
        "whole": whole,
        "filter": chosen,
        "page": page,
        "rows": [_row(question, titles) for question in page],
        "several_schools": len(chosen.schools) > 1,
    }
    return render(request, "review/queue/everything.html", context)


def _row(question: Question, titles: dict[str, str]) -> Row:
    thought = guesses(question, titles)
    topic = question.chosen or question.topic or (thought[0].topic if thought else "")
    title = titles.get(topic, topic)
    if topic == question.topic and question.confidence is not None:
        return Row(question, title, Guess(topic, title, question.confidence))
    return Row(question, title, next((guess for guess in thought if guess.topic == topic), None))


def _record_look(request: StaffRequest, chosen: EverythingFilter) -> None:
    slug = chosen.chosen.get("school", "")
    schools = [one for one in chosen.schools if one.slug == slug] if slug else chosen.schools
    how = ", en zocht op woorden" if chosen.chosen["zoek"] else ""
    happenings.record(request.user, happenings.AllQuestionsViewed(how), schools[0] if len(schools) == 1 else None)


@staff(READ)
@require_safe
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one question in its conversation; one of the queue is shown there."""
    question = _visible(request, pk)
    if question.item_id:
        return HttpResponseRedirect(f"{reverse('review:item', args=[question.item_id])}?bericht={pk}")
    titles = drafts.names()
    context = {
        "question": question,
        "conversation": read_conversation(request, question, titles),
        "guesses": guesses(question, titles),
        "answer_title": titles.get(question.topic, ""),
        "chosen_title": titles.get(question.chosen, ""),
        "may_decide_this": allowed(request.user, DECIDE, question.school),
        "may_erase": allowed(request.user, MANAGE, question.school),
    }
    return render(request, "review/queue/message.html", context)


@staff(DECIDE)
@require_POST
def pick(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a question into the queue that came to no list by itself."""
    question = _visible(request, pk)
    require(request.user, DECIDE, question.school)
    if not question.item_id:
        decisions.pick(request.user, question)
    if not question.item_id:
        messages.warning(request, "Van deze vraag is de tekst niet bewaard. Ze kan niet in de lijst.")
        return HttpResponseRedirect(reverse("review:message", args=[pk]))
    messages.success(request, "De vraag staat nu bij de vragen om na te kijken. Je kan meteen beslissen.")
    return HttpResponseRedirect(f"{reverse('review:item', args=[question.item_id])}?bericht={pk}")


def _visible(request: StaffRequest, pk: int) -> Question:
    return get_object_or_404(visible_to(request.user, Question.objects.select_related("school")), pk=pk)
