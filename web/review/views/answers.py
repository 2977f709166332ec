"""All answers, and the pages around one: writing it, its questions, its preview, hints and history."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import knowledge
from chat.models import Judgement
from chat.views.common import about_school
from knowledge import THEMES, editing
from knowledge.editing import Content, Refused
from pestwijzer.security import allow_framing
from review import differences, drafts, editor, queue_items
from review import hints as hinting
from review import preview as previewing
from review.drafts import Current
from review.models import Publication, QueueItem, Revision
from review.permissions import DECIDE, READ, schools_of, staff, visible_to

QUESTIONS_A_PAGE = 50
LONGEST_QUERY = 200
GROUPS = {"dialogue": "Begroeting, dank en wat buiten ons onderwerp valt", "emergencies": "Bij nood"}


# --- all answers ------------------------------------------------------------------------------


@staff(READ)
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    known = drafts.all_current()
    found = _found(query, known) if query else list(known.values())
    context = {"query": query, "found": found, "groups": _groups(request.user, found)}
    return render(request, "review/answers.html", context)


def _found(query: str, known: dict[str, Current]) -> list[Current]:
    """Return the answers that fit a query; the search of the reading pages first, then what it does not cover."""
    best = [topic for topic in knowledge.load().search(query) if topic in known]
    words = knowledge.plain(query).split()
    rest = [topic for topic, one in known.items() if topic not in best and _has_all(one.content, words)]
    return [known[topic] for topic in (*best, *rest)]


def _has_all(content: Content, words: list[str]) -> bool:
    text = knowledge.plain(" ".join([content.title, content.answer, *content.questions]))
    return bool(words) and all(word in text for word in words)


def _groups(user: Any, found: list[Current]) -> list[dict[str, Any]]:
    """Return the answers by theme, and dialogue and emergencies apart, with what the list tells of each."""
    checked = {topic.id: knowledge.day(topic.checked) for topic in knowledge.load().topics.values()}
    thumbs, changed = _thumbs(user), dict(Revision.objects.values_list("topic").annotate(Max("publication__at")))
    groups: dict[str, list[dict[str, Any]]] = {title: [] for title in THEMES.values()}
    for one in found:
        title = GROUPS.get(one.folder) or THEMES.get(one.content.theme, "Andere")
        row = {
            "answer": one,
            "changed": changed.get(one.topic) or checked.get(one.topic),
            "thumbs": thumbs.get(one.topic),
        }
        groups.setdefault(title, []).append(row)
    urgent = GROUPS["emergencies"]
    return [{"title": title, "rows": rows, "urgent": title == urgent} for title, rows in groups.items() if rows]


def _thumbs(user: Any) -> dict[str, dict[str, int]]:
    counted = visible_to(user, Judgement.objects.all()).order_by().values_list("topic", "useful").annotate(Count("pk"))
    thumbs: dict[str, dict[str, int]] = {}
    for topic, useful, count in counted:
        thumbs.setdefault(topic, {"up": 0, "down": 0})["up" if useful else "down"] = count
    return thumbs


# --- one answer -------------------------------------------------------------------------------


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, topic: str) -> HttpResponse:
    now = _current(topic)
    if not request.user.has_perm(DECIDE):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "review/answer_read.html", {**_about(request, now), **_questions(request, now)})
    if request.GET.get("deel") == "vragen":
        return _questions_page(request, now)
    if request.method == "POST":
        return _save(request, now)
    return _edit_page(request, now, now.content)


def _save(request: HttpRequest, now: Current) -> HttpResponse:
    mine, seen = editor.content_from(request.POST, now.content.questions), editor.seen_in(request.POST)
    if "voorbeeld" in request.POST:
        return _edit_page(request, now, mine, seen=seen, show_preview=True)
    try:
        drafts.save(request.user, now.topic, mine, seen)
    except drafts.Outdated as outdated:
        told = editor.meanwhile(seen, mine, outdated.current)
        return _edit_page(request, outdated.current, told.content, meanwhile=told, status=409)
    except Refused as error:
        return _edit_page(request, now, mine, seen=seen, refused=str(error), status=400)
    _tell_saved(request, now.topic)
    return redirect(f"{_address(now.topic)}?bewaard=1")


def _tell_saved(request: HttpRequest, topic_id: str) -> None:
    try:
        now = drafts.current(topic_id)
    except drafts.Unknown:
        return
    if now.draft is None:
        messages.success(request, "Dit antwoord is weer zoals het gepubliceerd is. Er staat niets van in het voorstel.")
    elif hinting.blocking(topic_id, now.folder, now.content):
        messages.warning(request, "Bewaard in het voorstel. Er moet nog iets beter voor het gepubliceerd kan worden.")
    else:
        messages.success(request, "Bewaard in het voorstel. Ouders zien het pas als iemand het voorstel publiceert.")


def _edit_page(request: HttpRequest, now: Current, content: Content, status: int = 200, **more: Any) -> HttpResponse:
    seen = more.pop("seen", now.content)
    context = {
        **_about(request, now),
        **_form(request, now.topic, now.folder, content, more.get("show_preview", False)),
        "seen": editor.words_json(seen),
        "hints": hinting.hints_for(now.topic, now.folder, content, []),
        **more,
    }
    return render(request, "review/answer.html", context, status=status)


def _form(request: HttpRequest, topic_id: str, folder: str, content: Content, show_preview: bool) -> dict[str, Any]:
    """Return what the form and the preview beside it need."""
    schools = list(schools_of(request.user))
    school = next((one for one in schools if one.slug == request.POST.get("school")), schools[0])
    known = knowledge.load().topics.get(topic_id)
    return {
        "content": content,
        "insert": editor.to_insert(),
        "themes": editor.theme_choices(folder),
        "related_rows": editor.related_rows(content),
        "related_choices": editor.related_choices(topic_id),
        "own_buttons": bool(known and known.buttons),
        "titles": drafts.titles(),
        "schools": schools,
        "preview_school": school,
        "preview_text": previewing.filled(content.answer, school.profile()) if show_preview else "",
        "word_count": len(hinting.answer_style.words_of(content.answer)),
        "most_words": hinting.answer_style.LONGEST_ANSWER.get(topic_id, hinting.answer_style.WORDS_IN_AN_ANSWER),
        "longest_title": hinting.answer_style.LONGEST_TITLE,
        "folder": folder,
        "emergency": folder == editor.EMERGENCIES,
    }


def _about(request: HttpRequest, now: Current) -> dict[str, Any]:
    return {
        "now": now,
        "content": now.content,
        "topic_id": now.topic,
        "title": now.title or now.topic,
        "part": "vragen" if request.GET.get("deel") == "vragen" else "antwoord",
        "emergency": now.folder == editor.EMERGENCIES,
        "theme": THEMES.get(now.content.theme, ""),
        "titles": drafts.titles(),
        "conflicts": [drafts.FIELD_NAMES[name] for name in now.conflicts],
    }


def _new_questions(now: Current) -> list[str]:
    known = set(now.file.questions) if now.file else set()
    return [question for question in now.content.questions if question not in known]


def _current(topic: str) -> Current:
    try:
        return drafts.current(topic)
    except drafts.Unknown as error:
        raise Http404 from error


def _address(topic: str) -> str:
    return reverse("review:answer", args=[topic])


# --- its questions ----------------------------------------------------------------------------


def _questions_page(request: HttpRequest, now: Current) -> HttpResponse:
    problem, typed = "", ""
    if request.method == "POST":
        try:
            told = _change_questions(request, now)
        except Refused as error:
            problem, typed = str(error), request.POST.get("nieuw", "") or request.POST.get("tekst", "")
        else:
            messages.success(request, told)
            return redirect(f"{_address(now.topic)}?{_place(request)}")
    context = {
        **_about(request, now),
        **_questions(request, now),
        "problem": problem,
        "typed": typed,
        "mending": request.POST.get("verbeter", "") if problem else request.GET.get("verbeter", ""),
        "hints": list(hinting.about_questions(now.topic, now.content, _new_questions(now))),
        "place": _place(request),
    }
    return render(request, "review/answer_questions.html", context, status=400 if problem else 200)


def _change_questions(request: HttpRequest, now: Current) -> str:
    """Do what one of the buttons says. Returns: what to tell. Raises: Refused."""
    form, user = request.POST, request.user
    if question := form.get("weg"):
        drafts.remove_question(user, now.topic, question)
        return "De voorbeeldvraag is weg uit het voorstel. Onderaan kan je ze terugzetten."
    if question := form.get("terug"):
        drafts.restore_question(user, now.topic, question)
        return "De voorbeeldvraag staat weer op haar plaats."
    if old := form.get("verbeter"):
        if not form.get("tekst", "").strip():
            raise Refused("Een voorbeeldvraag kan niet leeg zijn. Wil je ze weg? Kies dan ‘Verwijder’.")
        drafts.mend_question(user, now.topic, old, form["tekst"])
        return "De voorbeeldvraag is verbeterd in het voorstel."
    rows = [row for row in form.get("nieuw", "").splitlines() if row.strip()]
    drafts.add_questions(user, now.topic, rows)
    many = f"{len(rows)} voorbeeldvragen staan in het voorstel."
    return "De voorbeeldvraag staat in het voorstel." if len(rows) == 1 else many


def _questions(request: HttpRequest, now: Current) -> dict[str, Any]:
    """Return the questions that fit the filter, page by page, the new ones and the removed ones apart."""
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    words = knowledge.plain(query).split()
    new, removed = _new_questions(now), []
    if now.file:
        kept = set(now.content.questions)
        removed = [question for question in now.file.questions if question not in kept]
    standing = [question for question in now.content.questions if question not in set(new)]
    fitting = [question for question in standing if all(word in knowledge.plain(question) for word in words)]
    return {
        "query": query,
        "new": new,
        "removed": removed,
        "page": Paginator(fitting, QUESTIONS_A_PAGE).get_page(request.GET.get("pagina")),
    }


def _place(request: HttpRequest) -> str:
    """Return the query that leads back to where somebody was in the list."""
    kept = {name: request.GET[name] for name in ("zoek", "pagina") if request.GET.get(name)}
    return urlencode({"deel": "vragen", **kept})


# --- a new answer -----------------------------------------------------------------------------


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    item = _item(request)
    if request.method != "POST":
        return _new_page(request, item, Content(questions=_messages_of(item)))
    content = editor.content_from(request.POST)
    if "voorbeeld" in request.POST:
        return _new_page(request, item, content, show_preview=True)
    try:
        draft = drafts.create(request.user, content)
    except Refused as error:
        return _new_page(request, item, content, refused=str(error), status=400)
    if item:
        example = "\n".join(question for question in draft.content["questions"] if question in _messages_of(item))
        queue_items.answered_with(request.user, item, draft.topic, example)
    _tell_saved(request, draft.topic)
    return redirect(f"{_address(draft.topic)}?bewaard=nieuw")


def _new_page(
    request: HttpRequest, item: QueueItem | None, content: Content, status: int = 200, **more: Any
) -> HttpResponse:
    folder = editing.NEW_TOPICS
    begun = request.method == "POST"
    context = {
        **_form(request, "", folder, content, more.get("show_preview", False)),
        "item": item,
        "title": "Nieuw antwoord",
        "hints": hinting.hints_for("", folder, content, content.questions) if begun else [],
        **more,
    }
    return render(request, "review/answer.html", context, status=status)


def _item(request: HttpRequest) -> QueueItem | None:
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
    return list({editing.same_question(text): editing.one_line(text) for text in texts if text.strip()}.values())


# --- hints and preview ------------------------------------------------------------------------


@staff(DECIDE)
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """Return the hints for what someone is typing, ready to show, and how many words the answer has."""
    topic_id, folder, content, questions = _typed(request)
    found = hinting.hints_for(topic_id, folder, content, questions)
    page = render(request, "review/answer_hints.html", {"hints": found})
    words = len(hinting.answer_style.words_of(content.answer))
    return JsonResponse({"html": page.content.decode(), "words": words})


@staff(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Show the page with the real chat in it; for a form, return what that chat is to show."""
    key = request.POST.get("school") or request.GET.get("school", "")
    school = get_object_or_404(schools_of(request.user), slug=key)
    if request.method == "POST":
        topic_id, folder, content, _questions = _typed(request)
        turn = previewing.first_turn(topic_id, folder, content, school)
        return JsonResponse({"token": previewing.token(topic_id, folder, content, school), "turn": turn})
    context = {"school": school, "school_json": about_school(school)}
    return allow_framing(render(request, "review/preview.html", context), [])


def _typed(request: HttpRequest) -> tuple[str, str, Content, list[str]]:
    """Return the topic, its folder, what the form holds, and the questions that were typed in it."""
    topic_id = request.POST.get("topic", "")
    if not topic_id:
        content = editor.content_from(request.POST)
        return "", editing.NEW_TOPICS, content, content.questions
    now = _current(topic_id)
    return topic_id, now.folder, editor.content_from(request.POST, now.content.questions), []


@csrf_exempt  # no cookies: the signed token in the body is all it goes by
@never_cache
@require_http_methods(["POST", "DELETE"])
def preview_api(request: HttpRequest, call: str) -> HttpResponse:
    """Answer the chat element in a preview, as chat/views/api.py answers it elsewhere. It keeps nothing."""
    if call == "oordeel" or request.method == "DELETE":
        return HttpResponse(status=204)
    if call == "gesprek":
        return JsonResponse({"conversation": previewing.WITHOUT_ANSWER}, status=201)
    try:
        body = json.loads(request.body)
        return JsonResponse(previewing.answer_to(body["conversation"], body.get("choice")))
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise Http404 from error


# --- history ----------------------------------------------------------------------------------


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, topic: str) -> HttpResponse:
    revisions = list(Revision.objects.filter(topic=topic).select_related("publication__by"))
    try:
        now = drafts.current(topic)
    except drafts.Unknown as error:
        if not revisions:
            raise Http404 from error
        now = None  # published once, and taken back
    if request.method == "POST":
        return _put_back(request, topic, now)
    titles = drafts.titles()
    context = {
        "now": now,
        "topic_id": topic,
        "part": "geschiedenis",
        "title": now.title if now else revisions[0].title,
        "emergency": bool(now and now.folder == editor.EMERGENCIES),
        "content": now.content if now else None,
        "entries": _timeline(revisions, now.file if now else None, titles),
        "unpublished": differences.changes(now.file, now.content, titles) if now and now.draft else [],
    }
    return render(request, "review/answer_history.html", context)


def _timeline(revisions: list[Revision], file: Content | None, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Return what happened to an answer, the newest first: publications of it, and going back over them."""
    return [_entry(revision, file, titles) for revision in revisions]


def _entry(revision: Revision, file: Content | None, titles: dict[str, str]) -> dict[str, Any]:
    before, after = (Content.from_json(one) if one else None for one in (revision.before, revision.after))
    return {
        "at": revision.publication.at,
        "by": revision.publication.by,
        "back": revision.publication.kind == Publication.Kind.BACK,
        "revision": revision,
        "changes": differences.changes(before, after, titles),
        "is_new": before is None,
        "is_gone": after is None,
        "live": after is not None and after == file,
    }


def _put_back(request: HttpRequest, topic: str, now: Current | None) -> HttpResponse:
    """Put an older version into the proposal."""
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    key = request.POST.get("versie", "")
    revision = get_object_or_404(Revision, topic=topic, pk=key if key.isdecimal() else 0)
    stored = revision.before if "ervoor" in request.POST else revision.after
    if not stored:
        raise Http404
    try:
        drafts.propose(request.user, topic, now.folder if now else editing.NEW_TOPICS, Content.from_json(stored))
    except Refused as error:
        messages.error(request, f"Deze versie kan niet terug in het voorstel. {error}")
        return redirect("review:answer_history", topic=topic)
    messages.success(request, "Deze versie staat in het voorstel. Ouders zien ze als het voorstel gepubliceerd is.")
    return redirect("review:proposal")
