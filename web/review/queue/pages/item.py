"""One item of the queue: the question in its conversation, and the three verbs that decide what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import Error
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from foundation.text import PRIVACY_MARK
from foundation.vocabulary import is_emergency
from knowledge.checks import Refused
from review.answers import drafts, seconds
from review.answers.danger import SecondNeeded
from review.answers.similar import similar
from review.models import Question, QueueItem
from review.people.accounts import name_of
from review.permissions import DECIDE, MANAGE, READ, StaffRequest, allowed, staff, visible_to
from review.queue import answered_now, conversation, decisions, meaning, undo
from review.queue.certainty import guesses
from review.queue.choices import Unclear, colleague, topic_of
from review.queue.filter import QueueFilter
from review.trail import happenings

MESSAGES_SHOWN = 50
WORDINGS_SHOWN = 8
SIMILAR_SHOWN = 5
NEARLY_THE_SAME = 92
# Where what is not for us can be taught, and how staff choose it.
OUT_OF_SCOPE = {
    "buiten_scope_school": "een andere schoolvraag (rapport, rekening, uren …)",
    "buiten_scope": "iets heel anders dan school of pesten",
    "buiten_scope_onzin": "onzin, een test of een half bericht",
}


@dataclass(frozen=True)
class Known:
    """A question that stands at an answer already, and looks like what was asked."""

    topic: str
    title: str
    question: str
    score: float


@dataclass(frozen=True)
class Wording:
    """A message of the group, as it may be added to an answer."""

    text: str
    chosen: bool

    @property
    def masked(self) -> bool:
        return bool(PRIVACY_MARK.search(self.text))


@staff(READ)
@require_safe
def item(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


def _visible(request: StaffRequest, pk: int) -> QueueItem:
    items = QueueItem.objects.select_related("school", "assignee", "handled_by")
    return get_object_or_404(visible_to(request.user, items), pk=pk)


def _page(request: StaffRequest, item: QueueItem, error: str = "", status: int = 200) -> HttpResponse:
    """Show an item; after an error, with what was typed."""
    asked = item.questions.prefetch_related("reasons")
    question = _shown(request, asked)
    titles, standing = drafts.names(), drafts.standing()
    in_doubt = decisions.in_doubt(item)
    known = [Known(topic, titles.get(topic, topic), text, score) for topic, text, score in _similar(question, item)]
    thought = guesses(question, titles) if question else []
    chosen = QueueFilter(request.user, request.GET, item.emergency)
    before, after = _neighbours(chosen, item)
    turns = _conversation(request, question, titles, error)
    context = {
        "item": item,
        "question": question,
        "messages_asked": asked[:MESSAGES_SHOWN],
        "conversation": turns,
        "numbers_seen": conversation.numbers_seen(turns) if turns else None,
        "guesses": thought,
        "in_doubt": in_doubt,
        "in_doubt_title": titles.get(in_doubt.topic, in_doubt.topic) if in_doubt else "",
        "chosen_title": titles.get(question.chosen, "") if question else "",
        "answer_title": titles.get(question.topic, "") if question else "",
        "known": known,
        "nearly_known": next((one for one in known if one.score >= NEARLY_THE_SAME), None),
        "offers": _offers(item, thought, known, standing),
        "wordings": _wordings(request, item, question),
        "titles": sorted(set(standing.values()), key=str.lower),
        "decided_topic": decisions.topic_of(item),
        "decided_title": decisions.title_of(item, titles),
        "examples": decisions.examples(item),
        "second_looks": seconds.waiting(request.user).filter(item=item),
        "out_of_scope": OUT_OF_SCOPE,
        "stamp": decisions.stamp(item),
        "answered_now": answered_now.title_of(item, titles),
        "others": meaning.others_like([item]).get(item.pk, 0),
        "colleagues": [one for one in decisions.colleagues([item.school]) if one != request.user],
        "may_decide_this": allowed(request.user, DECIDE, item.school),
        "may_erase": allowed(request.user, MANAGE, item.school),
        "filter": chosen,
        "before": before,
        "after": after,
        "back": _queue_address(chosen, item),
        "error": error,
        "typed_title": request.POST.get("titel", ""),
    }
    return render(request, "review/queue/item.html", context, status=status)


def _shown(request: StaffRequest, asked: QuerySet[Question]) -> Question | None:
    """Return the message whose conversation is shown: the one in the address, else the newest."""
    wanted = request.GET.get("bericht", "")
    return (asked.filter(pk=int(wanted)).first() if wanted.isdecimal() else None) or asked.first()


def _conversation(
    request: StaffRequest, question: Question | None, titles: dict[str, str], error: str
) -> list[conversation.Turn] | None:
    if question is None:
        return []
    return read_conversation(request, question, titles, again=bool(error))


def read_conversation(
    request: StaffRequest, question: Question, titles: dict[str, str], again: bool = False
) -> list[conversation.Turn] | None:
    """Return what was said, and write down who looked; None when it could not be read.

    again: it is the same look, as when a page comes back after a form that was not right.
    """
    try:
        turns = conversation.turns(question, titles)
    except Error:
        return None
    if not again:
        day = date_format(localtime(question.asked), "j F Y")
        happenings.record(request.user, happenings.ConversationViewed(question.conversation, day), question.school)
    return turns


def _similar(question: Question | None, item: QueueItem) -> list[tuple[str, str, float]]:
    return similar(question.text if question else item.text, SIMILAR_SHOWN)


def _offers(item: QueueItem, thought: list, known: list[Known], standing: dict[str, str]) -> dict[str, str]:
    """Return the answers to choose with one click, by id: what the assistant thought of and what looks like it.

    In the place of one that has gone, or goes away, stands the one that takes its questions.
    An ordinary question taught as an emergency would raise alarms: that takes more than one click.
    """
    alike = [*(guess.topic for guess in thought), *(one.topic for one in known)]
    topics = dict.fromkeys(topic if topic in standing else drafts.heir_of(topic) for topic in alike)
    fitting = (topic for topic in topics if item.emergency or not is_emergency(topic))
    return {topic: standing[topic] for topic in fitting if topic in standing}


def _wordings(request: StaffRequest, item: QueueItem, question: Question | None) -> list[Wording]:
    if request.method == "POST" and "tekst" in request.POST:
        taken = request.POST.getlist("neem")
        return [Wording(text, str(place) in taken) for place, text in enumerate(request.POST.getlist("tekst"))]
    texts = dict.fromkeys([question.text if question else item.text, *item.questions.values_list("text", flat=True)])
    return [Wording(" ".join(text.split()), place == 0) for place, text in enumerate(texts)][:WORDINGS_SHOWN]


def _neighbours(chosen: QueueFilter, item: QueueItem) -> tuple[int | None, int | None]:
    """Return the items before and after this one in the list that it was opened from."""
    order = list(chosen.items(item.pk).values_list("pk", flat=True))
    if item.pk not in order:
        return None, None
    place = order.index(item.pk)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def _queue_address(chosen: QueueFilter, item: QueueItem) -> str:
    return _with_filter(reverse("review:emergencies" if item.emergency else "review:queue"), chosen)


def _with_filter(address: str, chosen: QueueFilter) -> str:
    return f"{address}?{chosen.address}" if chosen.address else address


# --- deciding ---------------------------------------------------------------------------------


@staff(DECIDE)
@require_POST
def state(request: StaffRequest, pk: int) -> HttpResponse:
    """Assign, put aside, close or reopen, or say whether a confident answer was the right one."""
    name = request.POST.get("actie", "")
    simple = {
        "opzij": (decisions.set_aside, "Opzij gezet"),
        "klaar": (decisions.done, "Klaar, niets te doen"),
        "heropen": (decisions.reopen, "Opnieuw open"),
        "juist": (decisions.answer_was_right, "Het was het juiste antwoord"),
        "fout": (decisions.answer_was_wrong, "Het was niet het juiste antwoord. Kies nu waar de vraag bij hoort"),
    }
    if name in simple:
        return _act(request, pk, *simple[name], stay=name in ("heropen", "fout"))
    try:
        person = colleague(request.user, request.POST.get("collega", ""))
    except Unclear as unclear:
        return _page(request, _visible(request, pk), str(unclear), 422)
    told = f"Toegewezen aan {name_of(person)}" if person else "Aan niemand meer toegewezen"
    return _act(request, pk, partial(_assign, assignee=person), told, stay=True)


@staff(DECIDE)
@require_POST
def belongs(request: StaffRequest, pk: int) -> HttpResponse:
    """Add the question, perhaps reworded, to an answer that exists."""
    try:
        topic = _topic(request)
        texts = _texts(request)
    except Unclear as unclear:
        return _page(request, _visible(request, pk), str(unclear), 422)
    told = f"Hoort bij ‘{drafts.titles()[topic]}’. In het voorstel staat nu"
    return _act(request, pk, partial(_belongs, topic=topic, texts=texts), told, quoted=next(filter(None, texts)))


@staff(DECIDE)
@require_POST
def not_for_us(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a question that is out of scope; with a tick, teach the assistant that it is."""
    topic = request.POST.get("soort", "")
    if topic not in OUT_OF_SCOPE:
        return _page(request, _visible(request, pk), "Kies waarom deze vraag niet voor ons is.", 422)
    text = request.POST.get("voorbeeld", "").strip() if request.POST.get("leer") else ""
    told = "Niet voor ons. De voorbeeldvraag staat nu in het voorstel" if text else "Niet voor ons"
    return _act(request, pk, partial(_not_for_us, topic=topic, text=text), told)


def _assign(user: Any, item: QueueItem, assignee: Any) -> str:
    return decisions.assign(user, item, assignee)


def _belongs(user: Any, item: QueueItem, topic: str, texts: list[str]) -> str:
    return decisions.belongs(user, item, topic, texts)


def _not_for_us(user: Any, item: QueueItem, topic: str, text: str) -> str:
    return decisions.not_for_us(user, item, topic, text)


def _topic(request: StaffRequest) -> str:
    """Return the answer of the button that was pressed, or else of the title that was typed. Raises: Unclear."""
    pressed = request.POST.get("antwoord", "")
    return pressed if pressed in drafts.standing() else topic_of(request.POST.get("titel", ""))


def _texts(request: StaffRequest) -> list[str]:
    taken = request.POST.getlist("neem")
    texts = [text.strip() for place, text in enumerate(request.POST.getlist("tekst")) if str(place) in taken]
    if not any(texts):
        raise Unclear("Kruis minstens één vraag aan die je wil toevoegen, en laat het vak niet leeg.")
    return texts


def _act(
    request: StaffRequest, pk: int, action: decisions.Action, told: str, stay: bool = False, quoted: str = ""
) -> HttpResponse:
    """Do it, tell it with an undo, and go on to the next question; or say why it was not done.

    Where there is more to tell, that is about this question: it would be wrong above the next one.
    """
    seen = request.POST.get("stempel", "")
    chosen = QueueFilter(request.user, request.GET, _visible(request, pk).emergency)
    _before, after = _neighbours(chosen, _visible(request, pk))
    try:
        item, snapshot, note = decisions.act(request.user, pk, seen, action)
    except decisions.Taken:
        return _page(request, _visible(request, pk), _taken(_visible(request, pk)), 409)
    except decisions.NotAColleague:
        return _page(request, _visible(request, pk), "Die collega behandelt geen vragen van deze school.", 422)
    except SecondNeeded as needed:
        messages.warning(request, seconds.ask(request.user, needed, _visible(request, pk)))
        return HttpResponseRedirect(_with_filter(reverse("review:item", args=[pk]), chosen))
    except Refused as refused:
        return _page(request, _visible(request, pk), str(refused), 422)
    undo.offer(request, f"{told}: ‘{_short(quoted or item.text)}’.", [(item, snapshot)])
    if note:
        messages.info(request, note)
    if stay or note:
        return HttpResponseRedirect(_with_filter(reverse("review:item", args=[pk]), chosen))
    where = reverse("review:item", args=[after]) if after else None
    return HttpResponseRedirect(_with_filter(where, chosen) if where else _queue_address(chosen, item))


def _taken(item: QueueItem) -> str:
    who = name_of(item.handled_by or item.assignee) or "een collega"
    return (
        f"Intussen heeft iemand anders iets met deze vraag gedaan ({who}; nu: {item.get_state_display()}). "
        "Er is niets gewijzigd. Kijk hieronder hoe ze er nu voor staat."
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
