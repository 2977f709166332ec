"""Takes pictures of every state a parent can meet, on phone and desktop, light, dark and on paper, with a page of all.

`make gallery`, or in web/: `python -m demo.gallery ../results/gallery`. Nothing is compared: it is for looking at, by
whoever changed what parents see, with the eyes of a parent.
"""

from __future__ import annotations

import html
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from demo.stub_assistant import StubAssistant
from demo.website import CHROMIUM, FLAGS, STAFF_SESSIONS, allowing, foreign_site, serving

PATIENCE = 600_000  # milliseconds: a picture may take its time, also on a machine that has much else to do
PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 1}
LOOKS: dict[str, dict[str, Any]] = {
    "gsm-360": {"viewport": {"width": 360, "height": 740}, **PHONE},
    "gsm-360-donker": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", **PHONE},
    "gsm-390": {"viewport": {"width": 390, "height": 844}, **PHONE},
    "tablet": {"viewport": {"width": 768, "height": 1024}},
    "breed": {"viewport": {"width": 1280, "height": 900}},
    "breed-donker": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PAPER = {"viewport": {"width": 718, "height": 1000}}  # A4 with its margins
ANSWER = ".pw-turn article"
STORY = """Mijn dochter van negen komt elke dag huilend thuis. Op de speelplaats mag ze niet meedoen en in de klas \
fluisteren ze als ze iets zegt. Ik heb al met de juf gepraat, maar die zegt dat het wel overgaat. Ondertussen slaapt \
ze slecht en heeft ze elke ochtend buikpijn. Wat kan ik nu doen?"""
PAGES = {
    "onderwerpen": "/vragen",
    "zoeken": "/vragen?zoek=buikpijn",
    "niets-gevonden": "/vragen?zoek=xyzzy",
    "antwoord-lezen": "/vragen/kiva",
    "antwoord-nood": "/vragen/noodsituatie",
    "over": "/over",
    "bestaat-niet": "/bestaat-niet",
}
SITE = """<!DOCTYPE html><html lang="nl-BE"><head><meta charset="utf-8"><title>Een school</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1rem/1.5 system-ui; margin: 2rem; background: #fff; color: #222 }}</style>
<script src="{website}/pestwijzer.js" data-school="{school}" data-color="#5b2c83" defer></script></head>
<body><h1>Welkom op school</h1><p>De inschrijvingen zijn begonnen.</p></body></html>"""


class Camera:
    """Opens pages in one look, and keeps pictures of what they show."""

    def __init__(self, browser: Browser, address: str, folder: Path, look: str, options: dict[str, Any]) -> None:
        self.browser, self.address, self.folder, self.look, self.options = browser, address, folder, look, options

    @contextmanager
    def page(self, path: str, **options: Any) -> Iterator[Page]:
        """Open a page of the website, or of another site."""
        context = self.browser.new_context(**{"locale": "nl-BE", "reduced_motion": "reduce", **self.options, **options})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path if "://" in path else self.address + path)
        yield page
        context.close()

    def take(self, page: Page, state: str, whole: bool = False) -> None:
        """Keep what stands in the window, or the whole page."""
        page.wait_for_timeout(150)
        page.screenshot(path=str(self.folder / f"{state}.{self.look}.png"), full_page=whole)


def ask(page: Page, text: str) -> None:
    before = page.locator(ANSWER).count()
    page.get_by_label("Je vraag").fill(text)
    page.get_by_role("button", name="Verstuur").click()
    expect(page.locator(ANSWER)).to_have_count(before + 1)


def a_conversation(camera: Camera) -> None:
    with camera.page("/") as page:
        expect(page.get_by_role("log")).to_be_visible()
        camera.take(page, "01-begin")
        page.get_by_label("Je vraag").fill("een traag antwoord")
        page.get_by_role("button", name="Verstuur").click()
        expect(page.locator(".pw-waiting")).to_be_visible()
        camera.take(page, "02-wacht")
        expect(page.locator(ANSWER)).to_have_count(1)
        ask(page, STORY)
        camera.take(page, "03-antwoord")
        answer = page.locator(ANSWER).last
        answer.get_by_text("Toon meer").click()
        answer.get_by_text("Waar komt dit vandaan?").click()
        answer.get_by_text("Toon minder").scroll_into_view_if_needed()
        camera.take(page, "04-antwoord-open")
        answer.get_by_role("button", name="Nee (Hielp dit antwoord?)").click()
        expect(page.get_by_text("Wat miste je?")).to_be_visible()
        page.get_by_text("Wat miste je?").scroll_into_view_if_needed()
        camera.take(page, "05-duim-omlaag")
        ask(page, "iets onduidelijk")
        camera.take(page, "06-voorstellen")
        ask(page, "een lang verhaal")
        camera.take(page, "16-verhaal-gelezen")
        ask(page, "ik ben ongerust")
        camera.take(page, "07-ongerust")
        ask(page, "hij wil liever dood zijn")
        camera.take(page, "08-nood")
        page.get_by_role("button", name="Praat met een mens").first.click()
        camera.take(page, "09-praat-met-een-mens")
        page.get_by_role("button", name="Sluiten").click()
        page.get_by_role("button", name="Wis gesprek").click()
        camera.take(page, "10-wissen")
        page.get_by_role("button", name="Ja, wis alles").click()
        expect(page.locator(".pw-notice")).to_be_visible()
        camera.take(page, "11-gewist")


def what_goes_wrong(camera: Camera) -> None:
    with camera.page("/") as page:
        expect(page.get_by_role("log")).to_be_visible()
        page.context.set_offline(True)
        page.get_by_label("Je vraag").fill("een vraag in de trein")
        page.get_by_role("button", name="Verstuur").click()
        expect(page.locator(".pw-failure")).to_be_visible()
        camera.take(page, "12-geen-internet")
        page.get_by_label("Je vraag").fill("a" * 4010)
        camera.take(page, "13-te-lang")
    with camera.page("/") as page:
        expect(page.get_by_role("log")).to_be_visible()
        page.route("**/bericht", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
        page.get_by_label("Je vraag").fill("een vraag")
        page.get_by_role("button", name="Verstuur").click()
        expect(page.locator(".pw-failure")).to_be_visible()
        camera.take(page, "14-mislukt")
    with camera.page("/?school=nieuweschool") as page:
        page.get_by_role("button", name="Praat met een mens").click()
        camera.take(page, "15-mens-zonder-profiel")


def without_scripts(camera: Camera) -> None:
    with camera.page("/", java_script_enabled=False) as page:
        camera.take(page, "20-zonder-scripts", whole=True)
        page.get_by_label("Je vraag").fill(STORY)
        page.get_by_role("button", name="Verstuur").click()
        page.get_by_label("Je vraag").fill("hij wil liever dood zijn")
        page.get_by_role("button", name="Verstuur").click()
        camera.take(page, "21-zonder-scripts-antwoord", whole=True)


def on_other_sites(camera: Camera, site: str) -> None:
    with camera.page(f"{site}/voorbeeldschool.html") as page:
        camera.take(page, "30-schoolsite")
        page.get_by_role("button", name="Vraag over pesten?").click()
        frame = page.frame_locator("#pestwijzer-launcher iframe")
        expect(frame.get_by_role("log")).to_be_visible()
        camera.take(page, "31-schoolsite-open")
        frame.get_by_label("Je vraag").fill("wat nu")
        frame.get_by_role("button", name="Verstuur").click()
        expect(frame.locator(ANSWER)).to_have_count(1)
        camera.take(page, "32-schoolsite-antwoord")
    with camera.page(f"{site}/nieuweschool.html") as page:
        page.get_by_role("button", name="Vraag over pesten?").click()
        expect(page.frame_locator("#pestwijzer-launcher iframe").get_by_role("heading")).to_be_visible()
        camera.take(page, "33-schoolsite-niet-toegelaten")
    with camera.page("/embed/voorbeeldschool") as page:
        expect(page.get_by_role("log")).to_be_visible()
        camera.take(page, "34-kader")


def pages_to_read(camera: Camera) -> None:
    for number, (name, path) in enumerate(PAGES.items(), start=40):
        with camera.page(path) as page:
            camera.take(page, f"{number}-{name}", whole=True)


def staff_pages(camera: Camera) -> None:
    with camera.page("/nakijken/aanmelden") as page:
        camera.take(page, "50-aanmelden")
        key = STAFF_SESSIONS[camera.address]["beheerder"]
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": camera.address}])
        page.goto(f"{camera.address}/school/voorbeeldschool/inbouwen")
        page.frame_locator("iframe.preview").get_by_role("log").wait_for()
        camera.take(page, "51-inbouwen", whole=True)
        page.goto(f"{camera.address}/nakijken/")
        camera.take(page, "52-nakijken")


def on_paper(camera: Camera) -> None:
    with camera.page("/") as page:
        ask(page, STORY)
        ask(page, "hij wil liever dood zijn")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        camera.take(page, "60-gesprek-op-papier", whole=True)
        page.emulate_media(media="screen")
        with page.expect_download() as kept:
            page.get_by_role("button", name="Bewaar gesprek").click()
        file = camera.folder / "gesprek.html"
        kept.value.save_as(file)
    with camera.page(file.absolute().as_uri()) as page:
        camera.take(page, "61-bewaard-gesprek", whole=True)
    file.unlink()
    for name, path in (("62-antwoord-op-papier", "/vragen/kiva"), ("63-onderwerpen-op-papier", "/vragen")):
        with camera.page(path) as page:
            page.emulate_media(media="print")
            camera.take(page, name, whole=True)


def write_index(folder: Path) -> None:
    """Write the page that shows all pictures, one row a state."""
    states: dict[str, list[Path]] = {}
    for picture in sorted(folder.glob("*.png")):
        states.setdefault(picture.name.split(".")[0], []).append(picture)
    rows = []
    for state, pictures in states.items():
        shown = "".join(
            f'<a href="{one.name}"><figure><img src="{one.name}" alt="" loading="lazy"><figcaption>'
            f"{html.escape(one.name.split('.')[1])}</figcaption></figure></a>"
            for one in pictures
        )
        rows.append(f"<h2>{html.escape(state)}</h2><div>{shown}</div>")
    style = "div { display: flex; gap: 1rem; overflow-x: auto } img { height: 30rem; border: 1px solid #999 }"
    title = "<title>Pestwijzer in beeld</title>"
    head = f'<!doctype html><html lang="nl"><meta charset="utf-8">{title}<style>{style}</style>'
    (folder / "index.html").write_text(head + "".join(rows), encoding="utf-8")


@contextmanager
def everything(site_folder: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Run a website and a school's site with the launcher. Yields: both addresses."""
    assistant = StubAssistant()
    try:
        with foreign_site(site_folder) as site:
            with serving(folder, {"PESTWIJZER_ASSISTANT_URL": assistant.url}, allowing(site)) as address:
                for school in ("voorbeeldschool", "nieuweschool"):
                    text = SITE.format(website=address, school=school)
                    (site_folder / f"{school}.html").write_text(text, encoding="utf-8")
                yield address, site
    finally:
        assistant.stop()


def main(folder: Path, only: str = "") -> None:
    """Take all pictures, or those of the looks whose name begins with `only`."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site_folder, own = Path(name) / "site", Path(name) / "website"
        site_folder.mkdir()
        own.mkdir()
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        with everything(site_folder, own) as (address, site):
            parts: list[Callable[[Camera], None]] = [a_conversation, what_goes_wrong, without_scripts, pages_to_read]
            for look, options in LOOKS.items():
                if not look.startswith(only):
                    continue
                camera = Camera(browser, address, folder, look, options)
                for part in [*parts, staff_pages]:
                    part(camera)
                on_other_sites(camera, site)
            if not only:
                on_paper(Camera(browser, address, folder, "papier", PAPER))
        browser.close()
    write_index(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
