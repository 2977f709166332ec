"""Writing a new answer, perhaps to a question of the queue, to several that mean the same, or out of another answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation.vocabulary import TOPICS_FOLDER
from knowledge.checks import Refused
from knowledge.content import Content, one_line, same_question
from review.answers import drafts, editor, hints
from review.answers.pages.parts import address_of, form_context, keep_for_myself, tell_saved
from review.models import QueueItem, TopicDraft
from review.people import unfinished
from review.permissions import DECIDE, StaffRequest, staff, visible_to
from review.queue import decisions, undo

BETWEEN = "-"  # the keys of the questions in an address
OUT_OF = "uit"  # in an address: the answer that is split


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    items = _items(request)
    if request.method != "POST":
        return _begin(request, items)
    if "voor_mij" in request.POST:
        return keep_for_myself(request)
    content = editor.content_from(request.POST)
    if "voorbeeld" in request.POST:
        return _new_page(request, items, content, show_preview=True)
    try:
        draft = drafts.create(request.user, content, request.GET.get(OUT_OF, ""))
    except drafts.Unknown as error:
        raise Http404 from error
    except Refused as error:
        unfinished.keep_typed(request.user, request.get_full_path(), request.POST)
        return _new_page(request, items, content, refused=str(error), status=400)
    _close(request, items, draft)
    unfinished.forget(request.user, request.get_full_path())
    tell_saved(request, draft.topic)
    return redirect(address_of(draft.topic))


def _close(request: StaffRequest, items: list[QueueItem], draft: TopicDraft) -> None:
    """Close the questions that the answer was written for; with an undo where they are several."""
    written = draft.content["questions"]
    if len(items) == 1:
        added = [question for question in written if question in _messages_of(items)]
        decisions.answered_with(request.user, items[0], draft.topic, added)
    elif items:
        try:
            together = decisions.all_answered_with(request.user, [item.pk for item in items], draft.topic, written)
        except Refused as error:
            messages.warning(request, f"Het antwoord is bewaard, maar de vragen staan nog open. {error}")
            return
        if together.acted:
            undo.offer(request, f"Vragen die nu bij dit nieuwe antwoord horen: {len(together.acted)}.", together.acted)
        for note in together.told:
            messages.warning(request, note)


def _begin(request: StaffRequest, items: list[QueueItem]) -> HttpResponse:
    """Show an empty form; or what this person left in it, once they ask for that."""
    empty = Content(questions=_messages_of(items))
    form = unfinished.typed(request.user, request.get_full_path())
    if form is None:
        return _new_page(request, items, empty)
    content = editor.content_from(form)
    if "verder" in request.GET:
        return _new_page(request, items, content, goes_on=True)
    return _new_page(request, items, empty, left=content != empty.cleaned())


def _new_page(
    request: StaffRequest, items: list[QueueItem], content: Content, status: int = 200, **more: Any
) -> HttpResponse:
    folder = TOPICS_FOLDER
    begun = request.method == "POST"
    context = {
        **form_context(request, "", folder, content, more.get("show_preview", False)),
        "asked": joined(item.pk for item in items),
        "out_of": request.GET.get(OUT_OF, ""),
        "title": "Nieuw antwoord",
        "hints": hints.hints_for("", folder, content, content.questions) if begun else [],
        **more,
    }
    return render(request, "review/answers/answer.html", context, status=status)


def joined(keys: Iterable[int]) -> str:
    """Return how the address of this page names the questions that it begins from."""
    return BETWEEN.join(map(str, keys))


def _items(request: StaffRequest) -> list[QueueItem]:
    """Return the questions from which a new answer begins, without those that were erased since.

    Raises: Http404 for what someone may not see.
    """
    keys = list(filter(None, (request.POST.get("vraag") or request.GET.get("vraag") or "").split(BETWEEN)))
    if not all(key.isdecimal() for key in keys):
        raise Http404
    named = QueueItem.objects.filter(pk__in=keys)
    items = list(visible_to(request.user, named, DECIDE).order_by("-last_asked", "-pk"))
    if len(items) != named.count() or (keys and not items):
        raise Http404
    return items


def _messages_of(items: list[QueueItem]) -> list[str]:
    texts = [text for item in items for text in (item.text, *item.questions.values_list("text", flat=True))]
    return list({same_question(text): one_line(text) for text in texts if text.strip()}.values())
