"""The proposal: everything that changed and is not live yet, to look at, to take back, and to try out together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.checks import Refused
from knowledge.content import same_question
from review.answers import authors, differences, drafts, hints, links, losses, retiring, second_reader, seconds
from review.answers.drafts import Current
from review.models import DroppedDraft, SecondLook
from review.people import unfinished
from review.permissions import DECIDE, READ, StaffRequest, staff
from review.versions import publishing


@staff(READ)
@require_http_methods(["GET", "HEAD"])
def proposal(request: StaffRequest) -> HttpResponse:
    titles = drafts.titles()
    is_read_first = second_reader.is_wanted()
    entries = [_entry(request, one, titles, is_read_first) for one in drafts.proposal()]
    context = {
        "entries": entries,
        "is_read_first": is_read_first,
        "blocked": not all(entry["ready"] for entry in entries),
        "ready": any(entry["ready"] for entry in entries),
        "unpublished_files": publishing.has_unpublished_files(),
        "dropped": [{**one, "parts": _in_words(one["one"])} for one in losses.to_undo(request.user)],
        "typed": unfinished.all_typed(request.user),
        "looks": [_look(request, one, titles) for one in seconds.waiting(request.user)],
    }
    page = render(request, "review/answers/proposal.html", context)
    DroppedDraft.objects.filter(of=request.user).update(told=True)
    return page


def _entry(request: StaffRequest, one: Current, titles: dict[str, str], is_read_first: bool) -> dict[str, Any]:
    reading = _reading(request, one) if is_read_first else None
    if one.retired:
        return {**_going_away(request, one, titles), "reading": reading}
    problems = hints.blocking(one.topic, one.folder, one.content) + _missing_related(one, titles)
    return {
        "answer": one,
        "changes": differences.changes(one.file, one.content, titles),
        "problems": problems,
        "ready": not problems and not one.conflicts,
        "others": losses.others_in(request.user, one),
        "conflicts": [_conflict(one, name, titles) for name in one.conflicts],
        "reading": reading,
        "renamed": links.bearing_its_title(one),
    }


def _going_away(request: StaffRequest, one: Current, titles: dict[str, str]) -> dict[str, Any]:
    """Return what the proposal tells of an answer that goes away."""
    problems = retiring.problems(one)
    return {
        "answer": one,
        "problems": problems,
        "ready": not problems,
        "others": losses.others_in(request.user, one),
        "goes_to": titles.get(one.goes_to, ""),
        "moved": len(retiring.moved(one)),
        "leading": links.leading_to(one),
        "in_own_words": links.in_own_words(one.topic),
    }


def _reading(request: StaffRequest, one: Current) -> dict[str, Any] | None:
    reading = second_reader.reading_of(request.user, one)
    unread = [_part_in_words(part, text) for part, text in reading.unread.items()] if reading else []
    return {"state": reading, "unread": unread} if reading else None


def _in_words(one: DroppedDraft) -> list[str]:
    """Return which parts of a draft were taken away; nothing for a whole one."""
    if one.whole:
        return []
    known = [*(one.became or {}).get("questions", []), *one.content["questions"]]
    texts = {same_question(text): text for text in known}
    fields_first = sorted(one.authors, key=lambda part: part not in drafts.FIELD_NAMES)
    return [_part_in_words(part, texts.get(part.partition(": ")[2], "")) for part in fields_first]


def _part_in_words(part: str, text: Any) -> str:
    """Return what a part of a draft is called; `text` is the question, when it is one."""
    if part.startswith(authors.CAME):
        return f"de voorbeeldvraag ‘{text}’"
    if part.startswith(authors.WENT):
        return f"het weghalen van de voorbeeldvraag ‘{text}’"
    if part.startswith(authors.RETIRED):
        return "het stopzetten"
    return drafts.FIELD_NAMES[part]


def _missing_related(one: Current, titles: dict[str, str]) -> list[str]:
    missing = [related for related in one.content.related if related not in titles]
    return [f"Het verwante antwoord ‘{related}’ is er niet meer. Kies een ander." for related in missing]


def _conflict(one: Current, name: str, titles: dict[str, str]) -> dict[str, Any]:
    shown = {"name": name, "label": differences.LABELS[name]}
    for side, content in (("ours", one.content), ("theirs", one.file)):
        value: str | list[str] = getattr(content, name)
        shown[side] = ", ".join(titles.get(row, row) for row in value) if isinstance(value, list) else value
    return shown


def _look(request: StaffRequest, one: SecondLook, titles: dict[str, str]) -> dict[str, Any]:
    topic = drafts.heir_of(one.topic)
    title, may = titles.get(topic, topic), seconds.may_decide(request.user, one)
    return {"look": one, "topic": topic, "title": title, "may_decide": may, "own": one.asked_by == request.user}


@staff(DECIDE)
@require_POST
def second(request: StaffRequest, pk: int) -> HttpResponse:
    """Say yes or no to what a colleague wants to teach although it sounds like danger."""
    agrees = request.POST.get("zeg") == "ja"
    try:
        (seconds.confirm if agrees else seconds.refuse)(request.user, pk)
    except SecondLook.DoesNotExist:
        messages.warning(request, "Daarover is al beslist.")
    except drafts.Unknown:
        messages.error(request, "Dat kan niet meer: dit antwoord is er niet meer.")
    except Refused as error:
        messages.error(request, f"Dat kan nu niet. {error}")
    else:
        told = "De vraag staat nu in het voorstel." if agrees else "Pestwijzer leert dit niet."
        messages.success(request, told)
    return redirect("review:proposal")


@staff(DECIDE)
@require_POST
def read(request: StaffRequest, topic: str) -> HttpResponse:
    """Say yes to what colleagues wrote in a draft, so that it may go live."""
    try:
        second_reader.say_yes(request.user, topic, request.POST.get("gezien", ""))
    except drafts.Unknown:
        messages.warning(request, "Dit antwoord staat niet meer in het voorstel.")
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Genoteerd: jij las dit na. Wijzigt er nog iets aan, dan moet dat opnieuw.")
    return redirect("review:proposal")


@staff(DECIDE)
@require_POST
def drop(request: StaffRequest, topic: str) -> HttpResponse:
    """Take back a whole draft or one question of it, put back what was dropped last, or settle a conflict."""
    try:
        _take_back(request, topic)
    except drafts.Unknown:
        messages.warning(request, "Dit antwoord staat niet meer in het voorstel.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("review:proposal")


def _take_back(request: StaffRequest, topic: str) -> None:
    form, user = request.POST, request.user
    if question := form.get("erbij"):
        drafts.remove_question(user, topic, question)
        messages.success(request, "De voorbeeldvraag is uit het voorstel genomen.")
    elif question := form.get("weg"):
        drafts.restore_question(user, topic, question)
        messages.success(request, "De voorbeeldvraag blijft staan.")
    elif name := form.get("veld"):
        drafts.settle(user, topic, name, keep_ours=form.get("kies") == "voorstel")
        messages.success(request, "Je keuze is bewaard.")
    elif key := form.get("zet_terug"):
        title = retiring.put_back(user, int(key) if key.isdecimal() else 0)
        messages.success(request, f"Het staat weer in het voorstel, bij ‘{title}’.")
    else:
        drafts.drop(user, topic)
