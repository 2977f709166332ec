"""The questions of one answer: the new ones, those that stand, those that were taken away."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation.vocabulary import TOPICS_FOLDER
from knowledge.checks import Refused
from review.answers import drafts, hints, seconds
from review.answers.danger import SecondNeeded
from review.answers.drafts import Current
from review.answers.pages.new import OUT_OF
from review.answers.pages.parts import about, address_of, new_questions, questions_in_view
from review.people import unfinished
from review.permissions import StaffRequest


def questions_page(request: StaffRequest, now: Current) -> HttpResponse:
    problem, typed = "", _left(request)
    if "splits" in request.POST:
        return _split(request, now)
    if request.method == "POST":
        try:
            told = _change_questions(request, now)
        except SecondNeeded as needed:
            unfinished.forget(request.user, request.get_full_path())
            messages.warning(request, seconds.ask(request.user, needed))
            return redirect(f"{address_of(now.topic)}?{_place(request)}")
        except Refused as error:
            problem, typed = str(error), request.POST.get("nieuw", "") or request.POST.get("tekst", "")
        else:
            if "nieuw" in request.POST:
                unfinished.forget(request.user, request.get_full_path())
            messages.success(request, told)
            return redirect(f"{address_of(now.topic)}?{_place(request)}")
    context = {
        **about(request, now),
        **questions_in_view(request, now),
        "problem": problem,
        "typed": typed,
        "mending": request.POST.get("verbeter", "") if problem else request.GET.get("verbeter", ""),
        "hints": list(hints.about_questions(now.topic, now.content, new_questions(now))),
        "place": _place(request),
        "can_be_split": now.folder == TOPICS_FOLDER and not now.retired,
    }
    return render(request, "review/answers/questions.html", context, status=400 if problem else 200)


def _left(request: StaffRequest) -> str:
    """Return the new questions that this person typed and did not add."""
    form = unfinished.typed(request.user, request.get_full_path())
    return form.get("nieuw", "") if form else ""


def _split(request: StaffRequest, now: Current) -> HttpResponse:
    """Open the form of a new answer with the chosen questions in it, below what somebody had typed there before."""
    chosen = set(request.POST.getlist("neem"))
    taken = [question for question in now.content.questions if question in chosen]
    address = f"{reverse('review:answer_new')}?{urlencode({OUT_OF: now.topic})}"
    form = unfinished.typed(request.user, address) or QueryDict(mutable=True)
    form["questions"] = "\n".join(dict.fromkeys([*form.get("questions", "").splitlines(), *taken]))
    form.setdefault("theme", now.content.theme)
    if taken and unfinished.keep_typed(request.user, address, form):
        return redirect(f"{address}&verder=1")
    messages.warning(request, "Kies eerst voorbeeldvragen." if not taken else "Dat zijn er te veel. Kies er minder.")
    return redirect(f"{address_of(now.topic)}?{_place(request)}")


def _change_questions(request: StaffRequest, now: Current) -> str:
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


def _place(request: StaffRequest) -> str:
    """Return the query that leads back to where somebody was in the list."""
    kept = {name: request.GET[name] for name in ("zoek", "pagina") if request.GET.get(name)}
    return urlencode({"deel": "vragen", **kept})
