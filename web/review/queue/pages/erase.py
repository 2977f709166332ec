"""Erasing a whole conversation, everywhere, after asking whether that is meant."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chat import retention
from chat.problems import Problem
from review import erasing
from review.answers import drafts
from review.models import Question, QueueItem
from review.permissions import MANAGE, StaffRequest, require, staff, visible_to
from review.queue import decisions
from review.trail import happenings


def _what_stays(conversation: str) -> list[tuple[str, str, list[str]]]:
    """Return the answers that keep something of a conversation: title, id, and the examples made of it, if known."""
    items = QueueItem.objects.filter(questions__conversation=conversation).exclude(example="").distinct()
    stays = {item.topic: decisions.examples(item) for item in items}
    word_for_word: dict[str, list[str]] = {
        topic: [] for topic in erasing.where_quoted(conversation) if topic not in stays
    }
    titles = drafts.names()
    return [(titles.get(topic, topic), topic, examples) for topic, examples in {**stays, **word_for_word}.items()]


@staff(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Erase a message's whole conversation, everywhere, after asking whether that is meant."""
    question = get_object_or_404(visible_to(request.user, Question.objects.select_related("item", "school")), pk=pk)
    require(request.user, MANAGE, question.school)
    left = _what_stays(question.conversation)
    context = {"question": question, "left": left, "error": ""}
    if request.method != "POST":
        return render(request, "review/queue/erase.html", context)
    try:
        retention.erase(question.conversation)
    except Problem:
        context["error"] = "Een deel kon nu niet gewist worden. Probeer het over een minuutje opnieuw."
        return render(request, "review/queue/erase.html", context, status=503)
    happenings.record(request.user, happenings.ConversationErased(question.conversation), question.school)
    told = "Het gesprek is overal gewist."
    if left:
        told += " De voorbeeldvraag die ervan gemaakt is, staat nog bij het antwoord."
    messages.success(request, told)
    return HttpResponseRedirect(reverse("review:queue"))
