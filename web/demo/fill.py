"""Fills a website with what staff of a school might see after two months, for the pictures in the handbook.

Nobody in it exists, and nothing in it was ever asked: invented questions, kept kind. `python -m demo.fill`
runs it with the settings of a website whose staff demo/staff.py has made.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import django

from foundation.helplines import fill_in_helplines
from knowledge import reading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pestwijzer.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from chat.models import Judgement, KeptQuestion  # noqa: E402
from demo import events  # noqa: E402
from review.models import Event, QueueItem  # noqa: E402
from review.queue import sample  # noqa: E402
from review.queue.harvest import harvest  # noqa: E402
from schools.models import School  # noqa: E402

PEOPLE = {
    "lezer": ("Joke", "Maes"),
    "redacteur": ("Lien", "Peeters"),
    "collega": ("Tom", "Claes"),
    "beheerder": ("Nadia", "Bekaert"),
}
WEEKS = 8
NONE_OF_THESE = {"title": "Geen van deze", "payload": "/geen_van_deze"}
SUGGESTS = "Ik begrijp je vraag niet helemaal. Gaat het over een van deze onderwerpen?"
SEE_SCHOOL = """Op jullie school kan je terecht bij:

- **Kim Voorbeeld**, zorgcoördinator, voor de lagere school

Je mag altijd eerst bellen of mailen om een rustig moment te kiezen."""
NUMBERS = """Is er nu direct gevaar? Bel het noodnummer 112 en blijf bij je kind. Bel daarna de Zelfmoordlijn 1813.

Dit is een automatisch antwoord van een machine. Er leest hier niemand live mee."""

# What got a good answer at once, and how often it was asked.
ANSWERED = {
    "kind_gepest_wat_doen": (26, "mijn zoon wordt gepest, wat doe ik best"),
    "verschil_plagen_pesten": (17, "is dit nu plagen of pesten"),
    "wie_contacteren_school": (15, "wie spreek ik aan op school"),
    "cyberpesten": (12, "ze sturen gemene dingen in de klasgroep op whatsapp"),
    "verschil_klikken_melden": (9, "klikken of melden, wat is het verschil"),
    "signalen": (8, "hoe merk ik of er iets scheelt met ons dochtertje"),
    "clb": (7, "wat kan het clb voor ons doen"),
    "kind_pest_wat_doen": (6, "de juf zegt dat mijn zoon anderen pest, wat nu"),
    "gesprek_met_school": (5, "hoe bereid ik mij voor op het gesprek"),
    "aanpak_methode": (4, "hoe pakt de school dat aan"),
}
THUMBS_UP, THUMBS_DOWN = 31, ("gesprek_met_school", "clb", "clb")
# (days ago, what was asked, the topics that were offered with how sure it was of each)
SUGGESTED: list[tuple[float, str, tuple[tuple[str, float], ...]]] = [
    (1.2, "mag ik mijn zus meebrengen naar het gesprek op school", (("gesprek_met_school", 0.24), ("clb", 0.21))),
    (3.4, "mag ik iemand meebrengen naar het gesprek met de juf", (("gesprek_met_school", 0.27), ("clb", 0.2))),
    (3.1, "mag ik iemand meebrengen naar het gesprek met de juf?", (("gesprek_met_school", 0.27), ("clb", 0.2))),
    (9.5, "mag ik iemand meebrengen naar t gesprek met de juf", (("gesprek_met_school", 0.25), ("clb", 0.2))),
    (0.8, "kan mijn vriendin mee als ik met de juf moet praten", (("gesprek_met_school", 0.25), ("clb", 0.2))),
    (5.3, "ze doen altijd lelijk in de kleedkamer van de turnles", (("toezicht", 0.22), ("vormen_van_pesten", 0.15))),
    (12.6, "onze kleine wordt uitgelachen om haar bril", (("kind_anders", 0.28), ("kind_gepest_wat_doen", 0.21))),
    (19.3, "hoe leg ik uit aan oma en opa wat er aan de hand is", (("gesprek_met_kind", 0.23), ("broer_of_zus", 0.2))),
]
BUS = (
    "mijn dochter [NAAM 1] wil niet meer met de schoolbus mee, ze nemen daar altijd haar muts af en de begeleider ziet "
    "het niet. bij wie moet ik zijn?"
)


def seed() -> None:
    """Put everything into the website's databases."""
    name_people()
    with connections["tracker"].cursor() as cursor:
        cursor.execute(events.TABLE)
        rows = sorted(parents_ask(), key=lambda row: row[2])
        cursor.executemany(events.INSERT.format("%s"), rows)
    harvest()
    give_thumbs()
    keep_a_question("kan ik hier ook savonds iets vragen als de school toe is", ago(2.1))
    harvest()
    sample.draw()
    staff_decided()
    Event.objects.all().delete()


def name_people() -> None:
    for username, (first, last) in PEOPLE.items():
        email = f"{first}.{last}@voorbeeldboom.example".lower()
        User.objects.filter(username=username).update(
            first_name=first, last_name=last, email=email, username=email, last_login=ago(0.3)
        )


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


# --- what parents did -------------------------------------------------------------------------


def parents_ask() -> list[list[Any]]:
    """Return the rows of the tracker store."""
    rows = [*asked_and_answered(), *about_the_bus(), *in_danger()]
    for days, text, offered in SUGGESTED:
        rows += exchange(days, text, None, others=offered, answer=SUGGESTS, buttons=buttons(offered))
        if "oma en opa" in text:
            rows += exchange(days - 0.001, "/geen_van_deze", "geen_van_deze", 1.0, conversation=rows[-1][0])
    rows += exchange(
        2.3, "wat doet ge tegen pesten in de eetzaal", "toezicht", 0.38, others=(("vormen_van_pesten", 0.2),)
    )
    rows += exchange(4.2, "hoe laat begint de opvang morgen", "buiten_scope_school", 0.91)
    rows += exchange(6.4, "is er woensdag zwemmen", "buiten_scope_school", 0.88)
    rows += exchange(7.7, "bonjour, mon fils est triste a l'ecole", "buiten_scope_frans", 0.97)
    return rows


def exchange(days: float, text: str, *about: Any, conversation: str = "", **more: Any) -> list[list[Any]]:
    conversation = conversation or events.new_conversation()
    return events.exchange(conversation, text, *about, at=ago(days).timestamp(), **more)


def buttons(offered: tuple[tuple[str, float], ...]) -> list[dict[str, str]]:
    titles = {topic.id: topic.title for topic in reading.load().topics.values()}
    return [*({"title": titles[topic], "payload": f"/{topic}"} for topic, _sure in offered), NONE_OF_THESE]


def asked_and_answered() -> list[list[Any]]:
    """Return questions that got their answer, more of them as the school tells parents about the chat."""
    dice = random.Random(7)  # noqa: S311 - the same pictures every time
    asked = [(topic, text) for topic, (times, text) in ANSWERED.items() for _ in range(times)]
    days = [WEEKS * 7 * (1 - dice.random() ** 0.6) + 0.2 for _ in asked]
    known = reading.load()
    answers = {topic: fill_in_helplines(known.topics[topic].answer, known.helplines) for topic in ANSWERED}
    rows = [
        row
        for day, (topic, text) in zip(days, asked, strict=True)
        for row in exchange(day, text, topic, 0.96, answer=answers[topic])
    ]
    for day in (3, 11, 24, 40):
        rows += exchange(day, "hallo", "begroeting", 0.99)
    return rows


def about_the_bus() -> list[list[Any]]:
    """Return a whole conversation: a greeting, a question in doubt, and the parent's own choice."""
    conversation, offered = events.new_conversation(), (("toezicht", 0.26), ("wie_contacteren_school", 0.2))
    greeting = exchange(
        0.4, "goeiemorgen", "begroeting", 0.99, conversation=conversation, answer="Dag! Waarmee kan ik je helpen?"
    )
    question = exchange(
        0.399, BUS, None, conversation=conversation, others=offered, answer=SUGGESTS, buttons=buttons(offered)
    )
    choice = exchange(
        0.398, "/wie_contacteren_school", "wie_contacteren_school", 1.0, conversation=conversation, answer=SEE_SCHOOL
    )
    return [*greeting, *question, *choice]


def in_danger() -> list[list[Any]]:
    """Return what is listed apart: a message of danger, and one that only might be."""
    urgent = "mijn zoon zegt dat hij er liever niet meer zou zijn, wat moet ik doen"
    doubt = "hij komt na school niet meer rechtstreeks naar huis, ik maak me zorgen"
    return [
        *exchange(1.6, urgent, "noodsituatie_zelfdoding", 0.97, answer=NUMBERS),
        *exchange(8.3, doubt, "signalen", 0.83, answer=SEE_SCHOOL, possible_emergency=True),
    ]


def give_thumbs() -> None:
    """Let parents judge answers: each in another conversation."""
    with connections["tracker"].cursor() as cursor:
        cursor.execute("SELECT sender_id, intent_name, timestamp FROM events WHERE type_name = 'user' ORDER BY id DESC")
        given = [row for row in cursor.fetchall() if row[1] in ANSWERED]
    for wanted in THUMBS_DOWN:
        row = next(row for row in given if row[1] == wanted)
        given.remove(row)
        judge(*row, useful=False)
    for row in random.Random(11).sample(given, THUMBS_UP):  # noqa: S311
        judge(*row, useful=True)


@transaction.atomic
def judge(conversation: str, topic: str, asked: float, *, useful: bool) -> None:
    school = School.objects.get(slug="voorbeeldschool")
    made = Judgement.objects.create(
        school=school, conversation=conversation, message="1", topic=topic, kind="answer", useful=useful
    )
    Judgement.objects.filter(pk=made.pk).update(created=datetime.fromtimestamp(asked + 30, UTC))


@transaction.atomic
def keep_a_question(text: str, at: datetime) -> None:
    """Keep a question for which the assistant could not be reached."""
    school = School.objects.get(slug="voorbeeldschool")
    made = KeptQuestion.objects.create(
        school=school, conversation=events.new_conversation(), text=text, reason=KeptQuestion.Reason.UNREACHABLE
    )
    KeptQuestion.objects.filter(pk=made.pk).update(created=at)


# --- what staff did ---------------------------------------------------------------------------


def staff_decided() -> None:
    """Let a colleague have a question to look at, and let the assistant have told which mean the same."""
    tom = User.objects.get(first_name="Tom")
    QueueItem.objects.filter(text__contains="turnles").update(assignee=tom)
    company = QueueItem.objects.filter(text__regex="meebrengen|vriendin mee")
    company.update(group=company.earliest("pk").pk)


if __name__ == "__main__":
    seed()
