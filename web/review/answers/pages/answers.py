"""All answers, by theme; those to check again, and those that no parent got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat.models import Judgement
from foundation.vocabulary import TOPICS_FOLDER
from knowledge import reading
from knowledge.content import Content
from knowledge.reading import THEMES
from knowledge.search import plain
from review.answers import checking, drafts
from review.answers.checking import Checked
from review.answers.drafts import Current
from review.answers.given import NeverGiven, never_given
from review.answers.pages.parts import LONGEST_QUERY, address_of
from review.models import Revision
from review.people import unfinished
from review.permissions import READ, StaffRequest, staff, visible_to

A_YEAR = 365
DUE, NEVER = "na-te-kijken", "nooit-gegeven"
GROUPS = {"dialogue": "Begroeting, dank en wat buiten ons onderwerp valt", "emergencies": "Bij nood"}


@staff(READ)
@require_safe
def answers(request: StaffRequest) -> HttpResponse:
    query, shown = request.GET.get("zoek", "").strip()[:LONGEST_QUERY], request.GET.get("toon", "")
    known, checked = drafts.all_current(), checking.all_checked()
    due = {topic for topic, one in checked.items() if one.is_due}
    never = _never_given(request.user) if shown == NEVER else None
    if shown == DUE or never:
        wanted = never.topics if never else due
        known = {topic: one for topic, one in known.items() if topic in wanted}
    found = _found(query, known) if query else list(known.values())
    context = {
        "query": query,
        "shown": shown if shown in (DUE, NEVER) else "",
        "due": len(due),
        "never": never,
        "check_again": "een jaar" if settings.CHECK_AGAIN_DAYS == A_YEAR else f"{settings.CHECK_AGAIN_DAYS} dagen",
        "found": found,
        "groups": _groups(request.user, found, checked),
    }
    return render(request, "review/answers/answers.html", context)


def _never_given(user: Any) -> NeverGiven:
    """Return which answers about bullying nobody got; what is there for danger, or to greet, is needed all the same."""
    topics = reading.load().topics.values()
    return never_given(user, [topic.id for topic in topics if topic.folder == TOPICS_FOLDER])


def _found(query: str, known: dict[str, Current]) -> list[Current]:
    """Return the answers that fit a query; the search of the reading pages first, then what it does not cover."""
    best = [topic for topic in reading.load().search(query) if topic in known]
    words = plain(query).split()
    rest = [topic for topic, one in known.items() if topic not in best and _has_all(one.content, words)]
    return [known[topic] for topic in (*best, *rest)]


def _has_all(content: Content, words: list[str]) -> bool:
    text = plain(" ".join([content.title, content.whole_answer, *content.questions]))
    return bool(words) and all(word in text for word in words)


def _groups(user: Any, found: list[Current], checked: Mapping[str, Checked]) -> list[dict[str, Any]]:
    """Return the answers by theme, and dialogue and emergencies apart, with what the list tells of each."""
    thumbs, changed = _thumbs(user), dict(Revision.objects.values_list("topic").annotate(Max("publication__at")))
    at_work = unfinished.others_at_work(user)
    groups: dict[str, list[dict[str, Any]]] = {title: [] for title in THEMES.values()}
    for one in found:
        title = GROUPS.get(one.folder) or THEMES.get(one.content.theme, "Andere")
        row = {
            "answer": one,
            "changed": changed.get(one.topic),
            "checked": checked.get(one.topic),
            "thumbs": thumbs.get(one.topic),
            "at_work": at_work.get(address_of(one.topic), []),
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
