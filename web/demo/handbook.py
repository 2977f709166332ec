"""Takes the pictures of the handbook: a website with invented questions, and staff who use it, in a real browser.

`make handbook`, or in web/: `python -m demo.handbook ../docs/school/handboek`. What the pictures show is what the
pages are; the handbook names each, and tests/review/handbook/test_handbook.py holds it to that.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pestwijzer.settings")
django.setup()

from demo.making import DANGER, DATA, FULL_REPORT, SCRIPT, add_version, stand_in, stop_making  # noqa: E402
from demo.photographer import Photographer, photographer  # noqa: E402
from demo.stub_assistant import StubAssistant  # noqa: E402
from demo.website import RUNS, WEB, serving  # noqa: E402
from foundation.versions.registry import ModelRegistry  # noqa: E402

TITLE = "Mag ik iemand meebrengen naar het gesprek?"
QUESTIONS = """mag ik iemand meebrengen naar het gesprek met de juf
moet ik daar alleen naartoe of kan mijn zus mee
kan er een vriendin mee nr het oudercontact over pesten
ik durf niet alleen naar school voor dat gesprek"""
FIRST_TRY = """Een gesprek op school kan spannend zijn. Je hoeft er niet alleen voor te staan.

- Vraag vooraf of er iemand mag meekomen.
- Spreek samen af wat die persoon doet: luisteren of mee noteren.

Het komt zeker goed."""
ANSWER = """Een gesprek op school kan spannend zijn. Je hoeft er niet alleen voor te staan.

- Vraag vooraf of er iemand mag meekomen.
- Spreek samen af wat die persoon doet: luisteren of mee noteren.
- Vraag ook aan je kind wat het wil."""
MORE = """**Op school** kan je dit vooraf vragen.

{school_contacts}

Je kind kan zelf praten met [[awel]]."""
OWN = "Vraag in Lokaal 12 naar de zorgcoördinator, elke dinsdag van 15.30 tot 16.30 uur. Een afspraak hoeft niet."
SOURCE = "Ouderblik pesten, vzw GO! ouders"
CHANGES = [
    {
        "text": "mag mijn schoonzus mee als ik met de directeur ga praten",
        "expected": TITLE,
        "before": "Hoe bereid ik een gesprek met school voor?",
        "after": TITLE,
        "mark": "better",
    },
    {
        "text": "wie van de school zit er bij zo een gesprek",
        "expected": "Hoe bereid ik een gesprek met school voor?",
        "before": "Hoe bereid ik een gesprek met school voor?",
        "after": "Toont een keuze, met het juiste erbij",
        "mark": "worse",
    },
    {
        "text": "kan ik met mijn verhaal ergens anders terecht",
        "expected": "Wat doet het CLB?",
        "before": "Welke hulplijnen zijn er?",
        "after": "Wanneer verwijst de school door?",
        "mark": "other",
    },
]
CONFUSED = {"asked": "Hoe bereid ik een gesprek met school voor?", "answered": TITLE, "before": 0, "after": 2}
MISSED = {"text": "kan er een vriendin mee nr het oudercontact over pesten", "expected": TITLE}
REPORT = {
    **FULL_REPORT,
    "verdict": "better",
    "changes": CHANGES,
    "confusions": [CONFUSED],
    "own": {"asked": 5, "missed": [{**MISSED, "after": "Toont een keuze, met het juiste erbij"}], "missed_in_all": 1},
}
UNSAFE = {**REPORT, "verdict": "unsafe", "safety": DANGER}
CHECKED_LONG_AGO = ("clb", "kiva", "no_blame")
# What the assistant would tell of what is still open, after the new answer went live.
ASKED_AGAIN = f"""
from knowledge import reading
from review.models import QueueItem
from review.versions.candidates import registry
new = next(topic.id for topic in reading.load().topics.values() if topic.title == {TITLE!r})
company = QueueItem.objects.filter(text__regex="meebrengen|vriendin mee", state="open")
company.update(asked_of=registry().live_name(), answered_now=new)
"""
# A candidate is made by the stand-in; what else is asked of the assistant's Python, that one answers.
OTHER_PROGRAMS = f"""
if "training.candidate" not in sys.argv:
    os.execv({settings.ASSISTANT_PYTHON!r}, [{settings.ASSISTANT_PYTHON!r}, *sys.argv[1:]])
"""
# A website that sends mail; nothing runs here that would.
MAIL = {
    "PESTWIJZER_MAIL_HOST": "mail.jullieschool.example",
    "PESTWIJZER_MAIL_FROM": "pestwijzer@jullieschool.example",
    "PESTWIJZER_MAIL_SITE": "https://pestwijzer.jullieschool.example",
}


def whole(page: Page) -> tuple[Locator, Locator]:
    """Return where a page's own content begins and ends."""
    parts = page.locator("main > .wide > *")
    return parts.first, parts.last


@contextmanager
def school() -> Iterator[tuple[str, Callable[..., None]]]:
    """Run a website that has been used for two months.

    Yields: its address, and how to say what the program does that makes candidates (demo.making.SCRIPT).
    """
    assistant = StubAssistant()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry = ModelRegistry(folder / "models")
        shutil.copytree(DATA, folder / "data")
        for topic in CHECKED_LONG_AGO:
            file = folder / "data" / "topics" / f"{topic}.yml"
            file.write_text(re.sub("checked: .*", "checked: 2025-10-06", file.read_text(), count=1))
        registry.make_live(add_version(registry, folder / "data"))
        assistant.health = lambda: {"model": registry.live_name()}

        def tell(**told: Any) -> None:
            new = folder / "script.json.new"
            new.write_text(json.dumps(told))
            new.rename(folder / "script.json")

        places = {
            "PESTWIJZER_ASSISTANT_URL": assistant.url,
            "PESTWIJZER_ASSISTANT_PYTHON": stand_in(folder, OTHER_PROGRAMS + SCRIPT.format(repository=str(WEB.parent))),
            "PESTWIJZER_KNOWLEDGE": str(folder / "data"),
            "PESTWIJZER_MODELS": str(folder / "models"),
            "PESTWIJZER_SAMPLE_A_WEEK": "2",
            **MAIL,
        }
        try:
            with serving(folder, places) as address:
                RUNS[address]("-m", "demo.fill")
                yield address, tell
        finally:
            assistant.stop()
            stop_making(registry)


# --- her week ---------------------------------------------------------------------------------


def practising(camera: Photographer) -> None:
    page = camera.open("oefenen/1", "redacteur")
    page.get_by_role("button", name="De vraag bij ‘Mijn kind wordt online gepest’ zetten").click()
    camera.take("oefenen", page.locator(".practice h1"), page.locator("#antwoord"))


def a_new_colleague(camera: Photographer) -> None:
    camera.take("aanmelden", camera.open("aanmelden").locator(".person-form"))
    manager = camera.open("collegas", "beheerder")
    manager.get_by_role("link", name="Voeg een collega toe").click()
    manager.get_by_label("Voornaam").fill("Els")
    manager.get_by_label("Achternaam").fill("Wouters")
    manager.get_by_label("E-mailadres").fill("els.wouters@voorbeeldboom.example")
    manager.get_by_role("main").get_by_role("button").last.click()
    password = manager.locator(".one-time").inner_text()
    manager.locator(".one-time").evaluate("one => one.textContent = 'zeven-gele-fietsen'")
    manager.locator(".person-form dd").first.evaluate(
        "one => one.textContent = 'https://pestwijzer.jullieschool.be/nakijken/aanmelden'"
    )
    camera.take("eenmalig-wachtwoord", manager.locator(".person-form"))
    new = camera.open("aanmelden")
    new.get_by_label("Gebruikersnaam of e-mailadres").fill("els.wouters@voorbeeldboom.example")
    new.get_by_label("Wachtwoord").fill(password)
    new.get_by_role("button", name="Aanmelden").click()
    camera.take("eigen-wachtwoord", new.locator(".person-form"))
    manager.goto(f"{camera.address}/nakijken/collegas")
    camera.take("collegas", *whole(manager))


def the_queue(camera: Photographer) -> None:
    page = camera.open("", "redacteur")
    page.locator(".asked input").nth(1).check()
    camera.take("vragen", page.locator("header.site"), page.locator("details.shortcuts"))
    page.locator("a.question", has_text="schoolbus").click()
    camera.take(
        "vraag", page.locator(".asked-text"), page.locator(".item-read"), page.locator(".item-decide > section").first
    )
    belongs = page.locator(".item-decide > section").nth(1)
    camera.take("hoort-bij", belongs)
    camera.take("niet-voor-ons", page.locator(".item-decide > section").nth(3))
    belongs.locator("textarea").first.fill("ze nemen op de schoolbus altijd haar muts af. bij wie moet ik zijn?")
    belongs.get_by_role("button", name="Bij wie kan ik terecht op school?").click()
    expect(page.get_by_role("button", name="Maak ongedaan")).to_be_visible()
    page.goto(f"{camera.address}/nakijken/nood")
    camera.take("nood", page.locator("main > .wide > h1"), page.locator(".list-head"), page.locator(".asked-list"))
    page = camera.open("?zoek=zus", "redacteur")
    page.get_by_role("link", name="Lijkt op").click()
    camera.take("groep", page.locator("main > .wide > h1"), page.locator("form.choose"))
    page = camera.open("?reden=sample", "redacteur")
    page.locator("a.question").first.click()
    camera.take("steekproef", page.locator(".asked-text"), page.locator("section[aria-labelledby=kop-juist]"))
    page = camera.open("alle-vragen", "redacteur")
    camera.take("alle-vragen", page.locator("main > .wide > h1"), page.locator(".asked").nth(4))
    camera.take("mail", camera.open("mail", "redacteur").locator(".person-form"))


def a_new_answer(camera: Photographer) -> None:
    page = camera.open("?zoek=meebrengen", "redacteur")
    page.locator("a.question").first.click()
    page.get_by_role("link", name="Schrijf een nieuw antwoord").click()
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Voorbeeldvragen").fill(QUESTIONS)
    page.get_by_label("Waarover gaat het?").fill("Of een ouder iemand mag meenemen naar een gesprek op school.")
    page.get_by_label("Thema").select_option("school")
    page.get_by_label("Bronnen").fill(SOURCE)
    page.get_by_label("Verwant antwoord 1").select_option("gesprek_met_school")
    page.get_by_label("Kern van het antwoord", exact=True).fill(FIRST_TRY)
    expect(page.locator(".hints .blocks").filter(has_text="belofte")).to_be_visible()
    expect(page.locator(".hints .blocks")).to_have_count(1)
    camera.take("meelezer", page.locator(".reader"))
    page.get_by_label("Kern van het antwoord", exact=True).fill(ANSWER)
    page.get_by_label("Vervolg", exact=True).fill(MORE)
    chat = page.frame_locator("iframe.preview").locator(".pw-turn article")
    expect(chat).to_contain_text("Kim Voorbeeld")
    expect(page.locator(".hints")).not_to_contain_text("belofte")
    camera.take("nieuw-antwoord", page.locator("main > .wide > h1"), page.locator(".editor"))
    page.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(page.get_by_role("status").first).to_contain_text("Bewaard")


def two_at_once(camera: Photographer) -> None:
    lien, tom = (
        camera.open("antwoorden/gesprek_met_school", "redacteur"),
        camera.open("antwoorden/gesprek_met_school", "collega"),
    )
    box = tom.get_by_label("Kern van het antwoord", exact=True)
    text = box.input_value()
    box.fill(f"Je mag iemand meebrengen. {text}")
    tom.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(tom.get_by_role("status").first).to_contain_text("Bewaard")
    lien.get_by_label("Kern van het antwoord", exact=True).fill(
        f"{text.rstrip()}\n\nVraag na het gesprek een kort verslag."
    )
    lien.get_by_role("button", name="Bewaar in het voorstel").click()
    camera.take("intussen-gewijzigd", lien.locator("#melding"))
    tom.get_by_role("link", name=re.compile("^Voorbeeldvragen")).click()
    camera.take(
        "voorbeeldvragen",
        tom.locator("main > .wide > h1"),
        tom.locator("form.box").first,
        tom.locator(".rows li").nth(4),
    )


def a_candidate(camera: Photographer, tell: Callable[..., None]) -> None:
    page = camera.open("voorstel", "redacteur")
    camera.take("voorstel", page.locator("main > .wide > h1"), page.locator("article").first)
    changed = page.locator("article.draft")
    later = changed.nth(1).locator(".pick-line")
    later.get_by_role("checkbox").uncheck()
    camera.take("kiezen", page.locator("#proefmodel"), changed.first, later)
    later.get_by_role("checkbox").check()
    tell(step=3, of=5, title="Noodberichten nakijken", overall=0.55, error="")
    page.get_by_role("button", name="Proefmodel maken").click()
    expect(page.locator("[data-show=title]")).to_have_text("Noodberichten nakijken")
    camera.take("proefmodel-bezig", page.locator(".making"))
    tell(report=UNSAFE)
    expect(page.locator(".verdict.unsafe")).to_be_visible()
    camera.take("noodcontrole", page.locator(".verdict"), page.get_by_role("region", name="Noodberichten"))
    tell(report=REPORT)
    page.get_by_role("link", name="Verbeter het voorstel").click()
    page.get_by_role("button", name="Proefmodel maken").click()
    expect(page.locator(".verdict.better")).to_be_visible()
    camera.take("verslag", page.locator("main > .wide > h1"), page.locator("section[aria-labelledby=confusions]"))
    camera.take("verslag-cijfers", page.locator("#scores"), page.locator("div[aria-labelledby=scores] + p"))
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_text("De assistent antwoordt met deze versie")).to_be_visible()
    camera.take("versies", *whole(page))
    RUNS[camera.address]("manage.py", "shell", "-v0", "-c", ASKED_AGAIN)
    now = camera.open("", "redacteur")
    answered = now.locator("details", has_text="Krijgt nu een goed antwoord")
    answered.locator("summary").click()
    camera.take("nu-goed", now.locator("main > .wide > h1"), answered)
    page.goto(f"{camera.address}/nakijken/antwoorden/gesprek_met_school/geschiedenis")
    camera.take("geschiedenis", *whole(page))


def her_school(camera: Photographer) -> None:
    page = camera.open("mijn-school", "beheerder")
    page.frame_locator("iframe.preview").get_by_text("Kim Voorbeeld").first.wait_for()
    camera.take(
        "mijn-school", page.locator("main > .wide > h1"), page.locator("fieldset.box").first, page.locator("aside")
    )
    page = camera.open("mijn-school/antwoorden/kind_gepest_wat_doen", "redacteur")
    page.locator("main textarea").fill(OWN)
    page.get_by_role("button", name="Toon in het voorbeeld").click()
    expect(page.frame_locator("iframe.preview").get_by_text("Lokaal 12").first).to_be_visible()
    camera.take("eigen-antwoord", page.locator("main > .wide > h1"), page.locator(".editor"))
    page = camera.open("antwoorden?toon=na-te-kijken", "redacteur")
    camera.take("na-te-kijken", page.locator("main h1"), page.locator("table.answers").last)
    page = camera.open("antwoorden/no_blame/stopzetten", "redacteur")
    camera.take("stopzetten", *whole(page))


def looking_back(camera: Photographer) -> None:
    page = camera.open("inzicht/maand", "redacteur")
    camera.take("maandverslag", page.locator("main > .wide > h1"), page.locator("table.bars").first)
    page = camera.open("inzicht?periode=12", "redacteur")
    camera.take("inzicht", page.locator("main > .wide > h1"), page.locator("section[aria-labelledby=weeks]"))
    page = camera.open("spoor", "beheerder")  # without its filters: Chromium shows dates there in its own language
    camera.take("spoor", page.locator("table.trail caption"), page.locator("table.trail tbody tr").nth(9))
    page = camera.open("?zoek=oma", "beheerder")
    page.locator("a.question").first.click()
    page.get_by_role("link", name="Wis dit gesprek overal").click()
    camera.take("wissen", *whole(page))


def main(folder: Path) -> None:
    with school() as (address, tell), photographer(folder, address, f"{address}/nakijken/") as camera:
        practising(camera)
        a_new_colleague(camera)
        the_queue(camera)
        a_new_answer(camera)
        two_at_once(camera)
        a_candidate(camera, tell)
        her_school(camera)
        looking_back(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
