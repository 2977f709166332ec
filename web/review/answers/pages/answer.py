"""One answer: reading it, or writing it, without losing what a colleague wrote meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from knowledge.checks import Refused
from knowledge.content import Content
from review.answers import drafts, editor, hints
from review.answers.drafts import Current
from review.answers.pages.parts import (
    about,
    address_of,
    current_or_404,
    form_context,
    keep_for_myself,
    questions_in_view,
    tell_saved,
)
from review.answers.pages.questions import questions_page
from review.models import Revision
from review.people import unfinished
from review.permissions import DECIDE, READ, StaffRequest, staff


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: StaffRequest, topic: str) -> HttpResponse:
    if _has_gone(topic):
        return redirect("review:answer_history", topic=topic)
    now = current_or_404(topic)
    if not request.user.has_perm(DECIDE):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "review/answers/read.html", {**about(request, now), **questions_in_view(request, now)})
    if now.retired:
        return _going_away(request, now)
    if request.GET.get("deel") == "vragen":
        return questions_page(request, now)
    if request.method == "POST":
        return _save(request, now)
    return _write_page(request, now)


def _has_gone(topic: str) -> bool:
    """Tell whether an answer was there once, and now is neither in the files nor in the proposal."""
    return topic not in drafts.titles() and Revision.objects.filter(topic=topic).exists()


def _going_away(request: StaffRequest, now: Current) -> HttpResponse:
    """Show an answer that goes away, to read; who was still writing in it keeps what they typed."""
    if request.method == "POST":
        unfinished.keep_typed(request.user, request.get_full_path(), request.POST)
        messages.error(request, "Niet bewaard: een collega zette dit antwoord intussen stop in het voorstel.")
    context = {**about(request, now), **questions_in_view(request, now)}
    return render(request, "review/answers/read.html", context, status=409 if request.method == "POST" else 200)


def _write_page(request: StaffRequest, now: Current) -> HttpResponse:
    """Show the form; with what this person left in it, once they ask for that."""
    form = unfinished.typed(request.user, request.get_full_path())
    if form is None:
        return edit_page(request, now, now.content)
    content, seen = editor.content_from(form, now.content.questions), editor.seen_in(form)
    if "verder" in request.GET:
        return edit_page(request, now, content, seen=seen, goes_on=True)
    return edit_page(request, now, now.content, left=content != now.content)


def _save(request: StaffRequest, now: Current) -> HttpResponse:
    mine, seen = editor.content_from(request.POST, now.content.questions), editor.seen_in(request.POST)
    if "voorbeeld" in request.POST:
        return edit_page(request, now, mine, seen=seen, show_preview=True)
    if "voor_mij" in request.POST:
        return keep_for_myself(request)
    try:
        drafts.save(request.user, now.topic, mine, seen)
    except drafts.Outdated as outdated:
        unfinished.keep_typed(request.user, request.get_full_path(), request.POST)
        told = editor.meanwhile(seen, mine, outdated.current)
        return edit_page(request, outdated.current, told.content, meanwhile=told, status=409)
    except Refused as error:
        unfinished.keep_typed(request.user, request.get_full_path(), request.POST)
        return edit_page(request, now, mine, seen=seen, refused=str(error), status=400)
    unfinished.forget(request.user, request.get_full_path())
    tell_saved(request, now.topic)
    return redirect(address_of(now.topic))


def edit_page(request: StaffRequest, now: Current, content: Content, status: int = 200, **more: Any) -> HttpResponse:
    seen = more.pop("seen", now.content)
    context = {
        **about(request, now),
        **form_context(request, now.topic, now.folder, content, more.get("show_preview", False)),
        "seen": editor.words_json(seen),
        "hints": hints.hints_for(now.topic, now.folder, content, []),
        **more,
    }
    return render(request, "review/answers/answer.html", context, status=status)
