"""What became of one answer: each publication of it, and the way back to an older text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from foundation.vocabulary import TOPICS_FOLDER
from knowledge import reading
from knowledge.checks import Refused
from knowledge.content import Content
from review.answers import differences, drafts, editor, seconds
from review.answers.danger import SecondNeeded
from review.answers.drafts import Current
from review.models import AnswerCheck, Publication, Revision
from review.permissions import DECIDE, READ, StaffRequest, staff

CHECKS_SHOWN = 10


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: StaffRequest, topic: str) -> HttpResponse:
    revisions = list(Revision.objects.filter(topic=topic).select_related("publication__by"))
    try:
        now = drafts.current(topic)
    except drafts.Unknown as error:
        if not revisions:
            raise Http404 from error
        now = None  # published once, and retired or taken back
    if request.method == "POST":
        return _put_back(request, topic, now)
    titles, goes_to = drafts.titles(), reading.still_there(topic)
    context = {
        "now": now,
        "topic_id": topic,
        "part": "geschiedenis",
        "title": now.title if now else revisions[0].title,
        "emergency": bool(now and now.folder == editor.EMERGENCIES),
        "content": now.content if now else None,
        "checks": AnswerCheck.objects.filter(topic=topic).select_related("by")[:CHECKS_SHOWN],
        "entries": _timeline(revisions, now.file if now else None, titles),
        "goes_to": goes_to if goes_to != topic else "",
        "goes_to_title": titles.get(goes_to, ""),
        "unpublished": differences.changes(now.file, now.content, titles) if now and now.draft else [],
    }
    return render(request, "review/answers/history.html", context)


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


def _put_back(request: StaffRequest, topic: str, now: Current | None) -> HttpResponse:
    """Put an older version into the proposal."""
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    key = request.POST.get("versie", "")
    revision = get_object_or_404(Revision, topic=topic, pk=key if key.isdecimal() else 0)
    stored = revision.before if "ervoor" in request.POST else revision.after
    if not stored:
        raise Http404
    try:
        drafts.propose(request.user, topic, now.folder if now else TOPICS_FOLDER, Content.from_json(stored))
    except SecondNeeded as needed:
        asked = seconds.ask(request.user, needed)
        messages.warning(request, f"Deze versie kan nog niet terug in het voorstel. {asked}")
        return redirect("review:answer_history", topic=topic)
    except Refused as error:
        messages.error(request, f"Deze versie kan niet terug in het voorstel. {error}")
        return redirect("review:answer_history", topic=topic)
    messages.success(request, "Deze versie staat in het voorstel. Ouders zien ze als het voorstel gepubliceerd is.")
    return redirect("review:proposal")
