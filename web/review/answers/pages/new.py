"""Writing a new answer, perhaps to a question of the queue."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from foundation.vocabulary import TOPICS_FOLDER
from knowledge.checks import Refused
from knowledge.content import Content, one_line, same_question
from review.answers import drafts, editor, hints
from review.answers.pages.parts import address_of, form_context, keep_for_myself, tell_saved
from review.models import QueueItem
from review.people import unfinished
from review.permissions import DECIDE, StaffRequest, staff, visible_to
from review.queue import decisions


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    item = _item(request)
    if request.method != "POST":
        return _begin(request, item)
    if "voor_mij" in request.POST:
        return keep_for_myself(request)
    content = editor.content_from(request.POST)
    if "voorbeeld" in request.POST:
        return _new_page(request, item, content, show_preview=True)
    try:
        draft = drafts.create(request.user, content)
    except Refused as error:
        unfinished.keep_typed(request.user, request.get_full_path(), request.POST)
        return _new_page(request, item, content, refused=str(error), status=400)
    if item:
        example = "\n".join(question for question in draft.content["questions"] if question in _messages_of(item))
        decisions.answered_with(request.user, item, draft.topic, example)
    unfinished.forget(request.user, request.get_full_path())
    tell_saved(request, draft.topic)
    return redirect(address_of(draft.topic))


def _begin(request: StaffRequest, item: QueueItem | None) -> HttpResponse:
    """Show an empty form; or what this person left in it, once they ask for that."""
    empty = Content(questions=_messages_of(item))
    form = unfinished.typed(request.user, request.get_full_path())
    if form is None:
        return _new_page(request, item, empty)
    content = editor.content_from(form)
    if "verder" in request.GET:
        return _new_page(request, item, content, goes_on=True)
    return _new_page(request, item, empty, left=content != empty.cleaned())


def _new_page(
    request: StaffRequest, item: QueueItem | None, content: Content, status: int = 200, **more: Any
) -> HttpResponse:
    folder = TOPICS_FOLDER
    begun = request.method == "POST"
    context = {
        **form_context(request, "", folder, content, more.get("show_preview", False)),
        "item": item,
        "title": "Nieuw antwoord",
        "hints": hints.hints_for("", folder, content, content.questions) if begun else [],
        **more,
    }
    return render(request, "review/answers/answer.html", context, status=status)


def _item(request: StaffRequest) -> QueueItem | None:
    """Return the question from which a new answer begins, if any. Raises: Http404 for what someone may not see."""
    key = request.POST.get("vraag") or request.GET.get("vraag")
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(visible_to(request.user, QueueItem.objects.all(), DECIDE), pk=key)


def _messages_of(item: QueueItem | None) -> list[str]:
    if item is None:
        return []
    texts = [item.text, *item.questions.values_list("text", flat=True)]
    return list({same_question(text): one_line(text) for text in texts if text.strip()}.values())
