"""Puts a website that demo/fill.py filled into every state a page of staff can be in, and prints where each is.

For the test that looks at every page: `python -m demo.states` prints, as JSON, the address of each state by its name.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pestwijzer.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from demo.making import DANGER, FULL_REPORT, finished_candidate, finished_workplace  # noqa: E402
from foundation.versions.workplace import PROGRESS, tell  # noqa: E402
from knowledge.content import Content  # noqa: E402
from review.answers import drafts, retiring, seconds  # noqa: E402
from review.answers.danger import EMERGENCY, SecondNeeded  # noqa: E402
from review.models import Candidate, ChangedAnswer, KeptForm, Question, QueueItem, Reason  # noqa: E402
from review.queue import decisions  # noqa: E402
from review.school import own_answers  # noqa: E402
from review.versions import candidates, publishing  # noqa: E402
from schools.models import School  # noqa: E402

STATE = Candidate.State
CHOSEN = ["signalen"]  # of the proposal; what has a fault in it cannot be tried out
LONG = "https://voorbeeldboom.example/een-lang-adres-zonder-een-spatie-waarop-een-regel-kan-breken"
OWN = f"Vraag elke dinsdag in lokaal 12 naar Kim. Lees ook {LONG}"
NEW = Content(
    title="Mag ik iemand meebrengen naar het gesprek?",
    theme="school",
    about="Of een ouder iemand mag meenemen naar een gesprek op school.",
    sources=["Ouderblik pesten, vzw GO! ouders", LONG],
    questions=["mag mijn schoonzus mee naar het gesprek met de juf", "moet ik daar alleen naartoe voor dat gesprek"],
    answer="Een gesprek op school kan spannend zijn. Vraag vooraf of er iemand mag meekomen.",
)


def make() -> dict[str, str]:
    """Make every state. Returns: the address of each, by its name."""
    lien, tom = User.objects.get(first_name="Lien"), User.objects.get(first_name="Tom")
    everybody = User.objects.get(is_superuser=True)
    published = published_and_taken_back(lien)
    fill_the_proposal(lien, tom, everybody)
    say_something(lien)
    return {
        "proefmodel, gepubliceerd": address_of(published),
        **{name: address_of(one) for name, one in make_candidates(lien).items()},
        **decide(lien),
        "collega": reverse("review:colleague", args=[tom.pk]),
        "sessie afgelopen": keep(everybody, "antwoorden/brochure", sent=True),
    }


# --- answers and versions ---------------------------------------------------------------------


def published_and_taken_back(user: User) -> Candidate:
    """Publish a change that several parents notice, and go back; so there is a history too. Returns: what it was."""
    drafts.add_question(user, "kiva", "hoeveel kost kiva eigenlijk voor onze school")
    one = finished_candidate(user, **FULL_REPORT)
    published = publishing.publish(user, one)
    for asked in Question.objects.exclude(text="")[:5]:
        ChangedAnswer.objects.create(publication=published, question=asked, before="Wat doet het CLB?", after="KiVa")
    published.compared = timezone.now()
    published.save()
    publishing.back(user, published.previous)
    return one


def fill_the_proposal(lien: User, tom: User, everybody: User) -> None:
    """Fill the proposal with all that can be in it."""
    reword(lien, "clb", answer="De pestkop moet naar het CLB.")  # which may not be published
    reword(lien, "signalen", title="Signalen thuis")
    drafts.add_question(lien, "clb", "mag het clb ook bij ons thuis langskomen op woensdag")
    drafts.remove_question(lien, "clb", drafts.current("clb").content.questions[0])
    drafts.create(lien, NEW)
    retiring.retire(lien, "no_blame", "")
    drafts.add_question(everybody, "brochure", "waar ligt dat boekje over pesten ergens")
    drafts.drop(tom, "brochure")
    said = "hij durft echt niet meer te leven zoals nu"
    seconds.ask(lien, SecondNeeded("signalen", [said], {said: EMERGENCY}))
    keep(everybody, "antwoorden/cyberpesten", sent=False)


def reword(user: User, topic: str, **words: Any) -> None:
    seen = drafts.current(topic).content
    drafts.save(user, topic, replace(seen, **words), seen)


def make_candidates(user: User) -> dict[str, Candidate]:
    """Make a candidate of every kind; the one that runs does so while somebody holds its lock."""
    unsafe = {**FULL_REPORT, "verdict": "unsafe", "safety": DANGER}
    return {
        "proefmodel, niet veilig": finished_candidate(user, CHOSEN, **unsafe),
        "proefmodel, klaar": finished_candidate(user, CHOSEN, **FULL_REPORT),
        "proefmodel, gestopt": unfinished(user, STATE.STOPPED, "Je stopte het zelf."),
        "proefmodel, mislukt": unfinished(user, STATE.FAILED, "Het bestand ‘topics/clb.yml’ kan niet gelezen worden."),
        "proefmodel, bezig": unfinished(user, STATE.RUNNING),
    }


def unfinished(user: User, state: str, error: str = "") -> Candidate:
    registry = candidates.registry()
    workplace = finished_workplace(registry, registry.get(registry.live_name()).data)
    tell(workplace / PROGRESS, {"step": 3, "of": 5, "title": "Noodberichten nakijken", "overall": 0.55, "error": ""})
    return Candidate.objects.create(made_by=user, folder=workplace.name, state=state, error=error)


def address_of(candidate: Candidate) -> str:
    return reverse("review:candidate", args=[candidate.pk])


# --- questions --------------------------------------------------------------------------------


def decide(user: User) -> dict[str, str]:
    """Let items of the queue be in every state, and some get a good answer now. Returns: where each is."""
    ordinary = QueueItem.objects.waiting(emergency=False)
    grouped = ordinary.exclude(group=None)
    put_aside, done = ordinary.get(text__contains="zwemmen"), ordinary.get(text__contains="opvang morgen")
    decisions.set_aside(user, put_aside)
    decisions.done(user, done)
    live = candidates.registry().live_name()
    ordinary.filter(text__contains="eetzaal").update(asked_of=live, answered_now="clb")
    Question.objects.exclude(kept=None).update(text=f"klopt wat hier staat {LONG}")
    ordinary.filter(questions__in=Question.objects.exclude(kept=None)).update(text=f"klopt wat hier staat {LONG}")
    confident = Question.objects.filter(item=None, outcome="answered")[0]
    items = {
        "vraag": ordinary.get(text__contains="schoolbus"),
        "vraag uit een groep": grouped[0],
        "vraag, opzij": put_aside,
        "vraag, klaar": done,
        "vraag uit de steekproef": QueueItem.objects.filter(questions__reasons__kind=Reason.Kind.SAMPLE)[0],
        "vraag zonder antwoord": QueueItem.objects.filter(questions__kept__isnull=False)[0],
        "noodbericht": QueueItem.objects.get(text__contains="liever niet meer"),
        "misschien nood": QueueItem.objects.get(text__contains="rechtstreeks naar huis"),
    }
    pages = {name: reverse("review:item", args=[item.pk]) for name, item in items.items()}
    return {
        **pages,
        "groep": reverse("review:item_alike", args=[grouped[0].pk]),
        "bericht": reverse("review:message", args=[confident.pk]),
        "gesprek wissen": reverse("review:conversation_erase", args=[confident.pk]),
        "antwoord uit vraag": f"{reverse('review:answer_new')}?vraag={items['vraag'].pk}",
    }


# --- the rest ---------------------------------------------------------------------------------


def say_something(user: User) -> None:
    """Let the school say something itself, and say it otherwise."""
    school = School.objects.get(slug="voorbeeldschool")
    own_answers.save(user, school, "clb", own_answers.stamp(""), OWN)
    own_answers.save(user, school, "clb", own_answers.stamp(OWN), OWN.replace("dinsdag", "donderdag"))


def keep(user: User, path: str, sent: bool) -> str:
    """Keep a form as somebody left it. Returns: where they go on with what they sent."""
    fields = [["title", "Een titel"], ["answer", "Wat ik typte."]]
    KeptForm.objects.create(user=user, address=f"/nakijken/{path}", fields=fields, sent=sent)
    return reverse("review:unfinished")


if __name__ == "__main__":
    print(json.dumps(make()))
