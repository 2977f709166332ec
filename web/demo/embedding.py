"""Takes the pictures of docs/school/website.md and smartschool.md: what a webmaster does here, and how it then looks.

`make handbook`, or in web/: `python -m demo.embedding ../docs/school/inbouwen`. In place of a school's own site stands
a plain invented page; Smartschool is not ours to picture, nor to imitate: the guide describes it in words.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ViewportSize

from demo.photographer import Photographer, photographer
from demo.stub_assistant import StubAssistant
from demo.website import RUNS, STAFF_SESSIONS, allowing, foreign_site, serving

SCHOOL = "voorbeeldschool"
OWNER = "eigenaar"  # whoever got the first account
MAKE_OWNER = """
from django.contrib.auth.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.create_superuser("eigenaar"), backend="django.contrib.auth.backends.ModelBackend")
print(client.session.session_key)
"""
SHOWN = "https://pestwijzer.jullieschool.be"  # in place of the address of this machine
SITE = """<!DOCTYPE html><html lang="nl-BE"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>html {{ min-height: 100vh }}
body {{ font: 1rem/1.5 system-ui; margin: 0; background: #fff; color: #222 }} main {{ padding: 1.5rem }}
header {{ padding: 1rem 1.5rem; background: #e8ecef; font-weight: 700 }}
iframe {{ border: 1px solid #c5ccd1 }}</style></head>
<body><header>{title}</header><main>{content}</main></body></html>"""
WINDOW: ViewportSize = {"width": 900, "height": 720}


def what_to_paste(camera: Photographer) -> None:
    page = camera.open(f"school/{SCHOOL}/inbouwen", "beheerder")
    page.frame_locator("iframe.preview").get_by_role("log").wait_for()
    page.locator("pre").evaluate_all(
        "(all, [from, to]) => all.forEach((one) => (one.textContent = one.textContent.replaceAll(from, to)))",
        [camera.address, SHOWN],
    )
    camera.take("link", page.locator("h1"), page.locator(".paste").nth(1))
    camera.take("kader", page.locator("h2").nth(1), page.locator(".paste").nth(2))
    camera.take("knop", page.locator("h2").nth(2), page.locator(".paste").nth(3))


def which_sites(camera: Photographer) -> None:
    """Fill in which sites may show the chat: the last to do, as those of the pictures may no longer, then."""
    page = camera.open("beheer/", OWNER)
    camera.take("beheer", page.locator(".app-schools"))
    page.locator(".app-schools").get_by_role("link", name="Wijzigen").click()
    camera.take("scholen", page.locator("#content h1"), page.locator("#result_list"))
    page.get_by_role("link", name="basisschool De Voorbeeldboom").click()
    field = page.get_by_label("Websites die de chat mogen tonen")
    field.fill("https://www.mijnschool.be\nhttps://mijnschool.smartschool.be")
    camera.take("toegelaten", page.locator("fieldset", has=field))
    save = page.get_by_role("button", name="Opslaan", exact=True)
    camera.take("opslaan", page.locator(".submit-row"))
    save.click()
    page = camera.open(f"school/{SCHOOL}/inbouwen", "beheerder")
    title = page.get_by_role("heading", name="Welke websites mogen de chat tonen?")
    camera.take("lijst", title, title.locator("xpath=following-sibling::ul").first)


def on_a_site(camera: Photographer, site: str) -> None:
    page = camera.open(f"{site}/knop.html")
    page.set_viewport_size(WINDOW)
    camera.take("website-knop", page.locator("html"))
    page.get_by_role("button", name="Vraag over pesten?").click()
    page.frame_locator("#pestwijzer-launcher iframe").get_by_role("log").wait_for()
    camera.take("website-open", page.locator("html"))
    page.goto(f"{site}/niet.html")
    told = page.frame_locator("iframe").locator("main p").last
    told.evaluate("(one, site) => (one.textContent = one.textContent.replace(site, 'https://www.anderesite.be'))", site)
    camera.take("website-niet-toegelaten", page.locator("html"))
    page.goto(f"{site}/kader.html")
    page.frame_locator("iframe").get_by_role("log").wait_for()
    camera.take("website-kader", page.locator("html"))
    page.goto(f"{camera.address}/?school={SCHOOL}")
    page.get_by_role("log").wait_for()
    camera.take("chat", page.locator("html"))


def write_pages(folder: Path, address: str) -> None:
    button = f'<script src="{address}/pestwijzer.js" data-school="{SCHOOL}" defer></script>'
    frame = '<iframe src="{}/embed/{}" title="Pestwijzer" width="100%" height="{}"></iframe>'
    pages = {
        "knop": ("Jullie school", f"<h1>Welkom</h1><p>De inschrijvingen zijn begonnen.</p>{button}"),
        "niet": ("Een andere site", frame.format(address, "nieuweschool", 480)),
        "kader": ("Jullie school", f"<h1>Vragen over pesten</h1>{frame.format(address, SCHOOL, 640)}"),
    }
    for name, (title, content) in pages.items():
        (folder / f"{name}.html").write_text(SITE.format(title=title, content=content), encoding="utf-8")


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """Run the website and another site. Yields: both addresses."""
    assistant = StubAssistant()
    try:
        with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as other:
            with foreign_site(Path(other)) as site:
                settings = {"PESTWIJZER_ASSISTANT_URL": assistant.url}
                with serving(Path(own), settings, allowing(site)) as address:
                    key = RUNS[address]("manage.py", "shell", "-v0", "-c", MAKE_OWNER).strip()
                    STAFF_SESSIONS[address][OWNER] = key
                    write_pages(Path(other), address)
                    yield address, site
    finally:
        assistant.stop()


def main(folder: Path) -> None:
    with running() as (address, site), photographer(folder, address, f"{address}/") as camera:
        what_to_paste(camera)
        on_a_site(camera, site)
        which_sites(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
