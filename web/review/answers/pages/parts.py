"""What the pages around one answer have in common: finding it, its form, and what is told after saving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from foundation import answer_style
from foundation.vocabulary import TOPICS_FOLDER, kind_of
from knowledge import reading, sources
from knowledge.content import Content
from knowledge.reading import THEMES
from knowledge.search import plain
from review.answers import checking, drafts, editor, hints, links, preview, retiring
from review.answers.drafts import Current
from review.people import unfinished
from review.permissions import StaffRequest, schools_of
from review.school import own_answers as own
from schools.own_answers import topics as may_have_own

QUESTIONS_A_PAGE = 50
LONGEST_QUERY = 200


def current_or_404(topic: str) -> Current:
    try:
        return drafts.current(topic)
    except drafts.Unknown as error:
        raise Http404 from error


def address_of(topic: str) -> str:
    return reverse("review:answer", args=[topic])


def about(request: StaffRequest, now: Current) -> dict[str, Any]:
    return {
        "now": now,
        "content": now.content,
        "topic_id": now.topic,
        "title": now.title or now.topic,
        "part": "vragen" if request.GET.get("deel") == "vragen" else "antwoord",
        "emergency": now.folder == editor.EMERGENCIES,
        "theme": THEMES.get(now.content.theme, ""),
        "titles": drafts.titles(),
        "checked": checking.all_checked().get(now.topic),
        "may_be_confirmed": checking.may_be_confirmed(now),
        "read_stamp": checking.stamp(now.content),
        "sources": [sources.source(text) for text in now.content.sources],
        "at_work": unfinished.others_at_work(request.user).get(address_of(now.topic), []),
        "own_answers": own.schools_with_one(now.topic) if now.topic in may_have_own() else None,
        "conflicts": [drafts.FIELD_NAMES[name] for name in now.conflicts],
        "merging": [(one, links.in_own_words(one.topic)) for one in retiring.going_to(now.topic)],
    }


def form_context(
    request: StaffRequest, topic_id: str, folder: str, content: Content, show_preview: bool
) -> dict[str, Any]:
    """Return what the form and the preview beside it need."""
    schools = list(schools_of(request.user))
    school = next((one for one in schools if one.slug == request.POST.get("school")), schools[0])
    known = reading.load().topics.get(topic_id)
    return {
        "content": content,
        "insert": editor.to_insert(),
        "themes": editor.theme_choices(folder),
        "related_rows": editor.related_rows(content),
        "related_choices": editor.related_choices(topic_id, content.related),
        "own_buttons": bool(known and known.buttons),
        "titles": drafts.titles(),
        "schools": schools,
        "preview_school": school,
        "preview_text": preview.whole(topic_id, content, school) if show_preview else "",
        "word_counts": word_counts(content),
        "most_words": dict(zip(("answer", "more"), answer_style.most_words(kind_of(topic_id, folder)), strict=True)),
        "longest_title": answer_style.LONGEST_TITLE,
        "folder": folder,
        "emergency": folder == editor.EMERGENCIES,
    }


def word_counts(content: Content) -> dict[str, int]:
    """Return how many words a parent sees of each part of an answer."""
    helplines = reading.load().helplines
    parts = {"answer": content.answer, "more": content.more}
    return {name: len(answer_style.words_shown(text, helplines)) for name, text in parts.items()}


def tell_saved(request: StaffRequest, topic_id: str) -> None:
    try:
        now = drafts.current(topic_id)
    except drafts.Unknown:
        return
    if now.draft is None:
        messages.success(request, "Dit antwoord is weer zoals het gepubliceerd is. Er staat niets van in het voorstel.")
    elif hints.blocking(topic_id, now.folder, now.content):
        messages.warning(request, "Bewaard in het voorstel. Er moet nog iets beter voor het gepubliceerd kan worden.")
    else:
        messages.success(request, "Bewaard in het voorstel. Ouders zien het pas als iemand het voorstel publiceert.")


def keep_for_myself(request: StaffRequest) -> HttpResponse:
    """Keep what is in the form for this person alone: it is not in the proposal yet."""
    if unfinished.keep_typed(request.user, request.get_full_path(), request.POST):
        messages.success(request, "Bewaard voor jou alleen. Het staat nog niet in het voorstel.")
    else:
        messages.error(request, "Deze tekst is te lang om te bewaren. Maak hem korter.")
    return redirect("review:proposal")


def new_questions(now: Current) -> list[str]:
    known = set(now.file.questions) if now.file else set()
    return [question for question in now.content.questions if question not in known]


def questions_in_view(request: StaffRequest, now: Current) -> dict[str, Any]:
    """Return the questions that fit the filter, page by page, the new ones and the removed ones apart."""
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    words = plain(query).split()
    new, removed = new_questions(now), []
    if now.file:
        kept = set(now.content.questions)
        removed = [question for question in now.file.questions if question not in kept]
    standing = [question for question in now.content.questions if question not in set(new)]
    fitting = [question for question in standing if all(word in plain(question) for word in words)]
    return {
        "query": query,
        "new": new,
        "removed": removed,
        "page": Paginator(fitting, QUESTIONS_A_PAGE).get_page(request.GET.get("pagina")),
    }


def typed_in(request: StaffRequest) -> tuple[str, str, Content, list[str]]:
    """Return the topic, its folder, what the form holds, and the questions that were typed in it."""
    topic_id = request.POST.get("topic", "")
    if not topic_id:
        content = editor.content_from(request.POST)
        return "", TOPICS_FOLDER, content, content.questions
    now = current_or_404(topic_id)
    return topic_id, now.folder, editor.content_from(request.POST, now.content.questions), []
