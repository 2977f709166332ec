"""What a school says itself: all of it, and what it says about one topic: to write, to preview and to put back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.security import allow_framing
from foundation.topics import Topic, successor_of, whole_answer
from knowledge import reading
from review.answers.hints import Hint
from review.permissions import DECIDE, READ, StaffRequest, allowed, require, schools_of, staff
from review.school import own_answers as own
from review.school.forms import OwnAnswerForm
from review.school.pages.my_school import chosen
from review.school.profile import Changed
from schools import own_answers
from schools.models import OwnAnswer, OwnAnswerChange, School


@staff(READ)
@require_safe
def all_own(request: StaffRequest) -> HttpResponse:
    """Show what a school says itself, and what of it parents do not read; from here one begins another."""
    school = chosen(request)
    known = own_answers.topics()
    if request.GET.get("onderwerp") in known:
        return redirect(address(school, request.GET["onderwerp"]))
    written = list(school.own_answers.all())
    context = {
        **_about(request, school),
        "shown": [(one, known[one.topic].title) for one in written if one.topic in known],
        "gone": [_gone(one) for one in written if one.topic not in known],
        "themes": reading.load().by_theme(known),
    }
    return render(request, "review/school/own_answers.html", context)


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def one_own(request: StaffRequest, topic: str) -> HttpResponse:
    school = chosen(request)
    now = own.text_of(school, topic)
    shared = own_answers.topics().get(topic)
    if shared is None and not now:
        raise Http404
    if request.method != "POST":
        return _page(request, school, topic, OwnAnswerForm(topic, initial={"text": now}))
    require(request.user, DECIDE, school)
    form = OwnAnswerForm(topic, request.POST)
    seen = request.POST.get("gezien", "")
    if not form.is_valid():
        return _page(request, school, topic, form, seen=seen)
    text = form.cleaned_data["text"]
    try:
        changed = own.save(request.user, school, topic, seen, text)
    except Changed:
        return _page(request, school, topic, form, taken=own.history(school, topic).first(), was_taken=True)
    messages.success(request, _saved(text) if changed else "Er is niets gewijzigd.")
    return redirect(address(school, topic))


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, topic: str) -> HttpResponse:
    """Show what a parent reads, as it stands or as it is being written. Raises: Http404 where nothing may stand."""
    school = chosen(request)
    shared = own_answers.topics().get(topic)
    if shared is None:
        raise Http404
    text, wrong = own.text_of(school, topic), False
    if request.method == "POST":
        form = OwnAnswerForm(topic, request.POST)
        wrong = not form.is_valid()
        text = text if wrong else form.cleaned_data["text"]
    first = own_answers.framed(school, text) if text else ""
    read = [(shared.title, whole_answer(first, reading.load().answer(shared, school.profile())))]
    context = {"school": school, "name": school.name, "wrong": wrong, "read": read}
    return allow_framing(render(request, "review/school/preview.html", context), [])


@staff(DECIDE)
@require_POST
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one change back. Raises: Http404 for one of a school where one may not write."""
    change = get_object_or_404(OwnAnswerChange, pk=pk, school__in=schools_of(request.user, DECIDE))
    try:
        changed = own.put_back(request.user, change)
    except own.CannotGoBack as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Teruggezet. Ouders lezen dit meteen." if changed else "Dat stond al terug.")
    return redirect(address(change.school, change.topic))


def address(school: School, topic: str) -> str:
    """Return the page of an own answer; all of them, where the topic is gone."""
    page = (
        reverse("review:own_answer", args=[topic]) if topic in own_answers.topics() else reverse("review:own_answers")
    )
    return f"{page}?school={school.slug}"


def _page(request: StaffRequest, school: School, topic: str, form: OwnAnswerForm, **more: Any) -> HttpResponse:
    now, shared = own.text_of(school, topic), own_answers.topics().get(topic)
    context = {
        **_about(request, school),
        "topic_id": topic,
        "title": shared.title if shared else _called(topic),
        "shared": shared,
        "successor": None if shared else _successor(topic),
        "now": now,
        "form": form,
        "seen": own.stamp(now),
        "tips": [Hint(tip) for tip in own_answers.tips_for(topic, form["text"].value() or "")],
        "history": [(one, own.difference(one.before, one.after)) for one in own.history(school, topic)],
        **more,
    }
    if taken := more.get("taken"):
        context["taken_parts"] = own.difference(taken.before, taken.after)
    return render(request, "review/school/own_answer.html", context)


def _about(request: StaffRequest, school: School) -> dict[str, Any]:
    return {
        "school": school,
        "schools": schools_of(request.user),
        "may_change": allowed(request.user, DECIDE, school),
    }


def _saved(text: str) -> str:
    return "Bewaard. Ouders lezen dit meteen." if text else "Weggehaald. Ouders lezen alleen nog het gedeelde antwoord."


def _gone(one: OwnAnswer) -> dict[str, Any]:
    return {"own": one, "title": _called(one.topic), "successor": _successor(one.topic)}


def _successor(topic: str) -> Topic | None:
    known = own_answers.topics()
    return known.get(successor_of(topic, known) or "")


def _called(topic: str) -> str:
    """Return the title of a topic; of one that is gone, what its id says."""
    known = reading.load().topics
    return known[topic].title if topic in known else topic.replace("_", " ")
