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
        registry.make_live(add_version(registry, folder / "data"))
        assistant.health = lambda: {"model": registry.live_name()}

        def tell(**told: Any) -> None:
            new = folder / "script.json.new"
            new.write_text(json.dumps(told))
            new.rename(folder / "script.json")

        places = {
            "PESTWIJZER_ASSISTANT_URL": assistant.url,
            "PESTWIJZER_ASSISTANT_PYTHON": stand_in(folder, SCRIPT.format(repository=str(WEB.parent))),
            "PESTWIJZER_KNOWLEDGE": str(folder / "data"),
            "PESTWIJZER_MODELS": str(folder / "models"),
        }
        try:
            with serving(folder, places) as address:
                RUNS[address]("-m", "demo.fill")
                yield address, tell
        finally:
            assistant.stop()
            stop_making(registry)


# --- her week ---------------------------------------------------------------------------------


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
    camera.take("verslag-cijfers", page.locator("section[aria-labelledby=scores]"))
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_text("De assistent antwoordt met deze versie")).to_be_visible()
    camera.take("versies", *whole(page))
    page.goto(f"{camera.address}/nakijken/antwoorden/gesprek_met_school/geschiedenis")
    camera.take("geschiedenis", *whole(page))


def looking_back(camera: Photographer) -> None:
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
        a_new_colleague(camera)
        the_queue(camera)
        a_new_answer(camera)
        two_at_once(camera)
        a_candidate(camera, tell)
        looking_back(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
