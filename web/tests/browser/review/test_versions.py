"""Candidates and versions in a real browser, from the click to the report, live and back; another program in place of
the one that trains, so that every state can be looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from demo.making import DANGER, FULL_REPORT, GOOD_REPORT, SCRIPT, add_version, few_topics, stand_in, stop_making
from demo.stub_assistant import StubAssistant
from demo.website import WEB, serving
from foundation.versions.registry import ModelRegistry
from tests.browser.helpers import PHONE, assert_stays_in_its_width

PATH = "/nakijken/versies"
REFRESHED = 20_000  # milliseconds within which a page without scripts has refreshed itself


class House(NamedTuple):
    """Where everything is, and the assistant behind it."""

    address: str
    folder: Path
    registry: ModelRegistry
    assistant: StubAssistant

    def tell(self, **told: object) -> None:
        """Say what the program that trains does next."""
        new = self.folder / "script.json.new"
        new.write_text(json.dumps(told))
        new.rename(self.folder / "script.json")

    def is_at(self, step: int, title: str, overall: float, error: str = "") -> None:
        self.tell(step=step, of=4, title=title, overall=overall, error=error)

    def edit(self, question: str) -> None:
        """Change a file, as an engineer would."""
        file = self.folder / "data/topics/clb.yml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("examples: |\n", f"examples: |\n    - {question}\n"), encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("versions")
    registry, data = ModelRegistry(folder / "models"), few_topics(folder / "data")
    registry.make_live(add_version(registry, data))
    repository = str(WEB.parent)
    assistant = StubAssistant()
    places = {
        "PESTWIJZER_ASSISTANT_URL": assistant.url,
        "PESTWIJZER_ASSISTANT_PYTHON": stand_in(folder, SCRIPT.format(repository=repository)),
        "PESTWIJZER_KNOWLEDGE": str(data),
        "PESTWIJZER_MODELS": str(folder / "models"),
    }
    try:
        with serving(folder, places) as address:
            yield House(address, folder, registry, assistant)
    finally:
        assistant.stop()
        stop_making(registry)


@pytest.fixture(scope="module")
def website(house: House) -> str:
    return house.address


@pytest.fixture(autouse=True)
def follows(house: House) -> None:
    """The assistant follows the pointer at once, until a test says otherwise."""
    (house.folder / "script.json").unlink(missing_ok=True)
    house.assistant.health = lambda: {"model": house.registry.live_name()}


@pytest.fixture
def page(staff_page: Callable[..., Page]) -> Page:
    return staff_page("redacteur", PATH)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page, house: House) -> None:
    """Begin a candidate, from the page where the versions lead to."""
    page.goto(f"{house.address}{PATH}")
    page.get_by_role("link", name="Kies in het voorstel").click()
    press(page, "Proefmodel maken")


def make_ready(page: Page, house: House, report: dict, question: str) -> None:
    """Make a candidate with this report."""
    house.edit(question)
    house.tell(report=report)
    begin(page, house)
    expect(page.get_by_role("heading", name=re.compile("dit proefmodel", re.IGNORECASE))).to_be_visible()


@pytest.fixture(params=["light", "dark", "narrow"])
def look(request: pytest.FixtureRequest, staff_page: Callable[..., Page], check_axe: Callable[..., None]) -> Callable:
    """Look at a page in one way: light, dark, or on a narrow phone. Returns: the page."""
    options = {"light": {}, "dark": {"color_scheme": "dark"}, "narrow": {"viewport": {**PHONE, "width": 320}}}

    def at(path: str, state: str, role: str = "redacteur") -> Page:
        opened = staff_page(role, path, **options[request.param])
        check_axe(opened, f"versions-{state}-{request.param}")
        assert_stays_in_its_width(opened, state)
        return opened

    return at


# --- the whole way ----------------------------------------------------------------------------


def test_from_the_click_to_live_and_back(page: Page, house: House) -> None:
    first = house.registry.live_name()
    house.edit("kan het clb ook bij ons thuis langskomen")
    house.is_at(2, "Alle voorbeeldvragen inlezen", 0.2)
    begin(page, house)
    expect(page.get_by_text("Alle voorbeeldvragen inlezen")).to_be_visible()
    house.is_at(3, "Leren wat bij welk antwoord hoort", 0.5)
    expect(page.get_by_text("Leren wat bij welk antwoord hoort")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 0.5)
    house.tell(report=FULL_REPORT)
    expect(page.get_by_role("heading", name="antwoordt even goed")).to_be_visible()
    house.assistant.health = lambda: {"model": first}
    press(page, "Publiceer")
    expect(page.get_by_text("schakelt over")).to_be_visible()
    assert house.registry.live_name() != first
    house.assistant.health = lambda: {"model": house.registry.live_name()}
    expect(page.get_by_text("De assistent antwoordt met deze versie")).to_be_visible()
    press(page, "Terug naar vorige")
    expect(page.get_by_text("Er is een andere versie teruggezet")).to_be_visible()
    assert house.registry.live_name() == first
    page.get_by_role("button", name="Zet deze versie terug").first.click()
    expect(page.get_by_text("Er is een andere versie teruggezet")).to_have_count(0)
    assert house.registry.live_name() != first


def test_a_version_that_cannot_be_loaded_leads_back(page: Page, house: House) -> None:
    live = house.registry.live_name()
    make_ready(page, house, GOOD_REPORT, "een vraag die tot een kapot model leidt")
    house.assistant.health = lambda: {"model": live, "failed": house.registry.live_name()}
    press(page, "Publiceer")
    expect(page.get_by_text("kan deze versie niet gebruiken")).to_be_visible()
    press(page, "Terug naar vorige")
    expect(page.get_by_text("Er is een andere versie teruggezet")).to_be_visible()
    assert house.registry.live_name() == live


def test_stopping(page: Page, house: House) -> None:
    house.edit("een vraag die nooit geleerd wordt")
    house.is_at(1, "De antwoorden nakijken", 0.05)
    begin(page, house)
    press(page, "Stop")
    expect(page.get_by_role("heading", name="Gestopt")).to_be_visible()


def test_all_works_without_scripts(staff_page: Callable[..., Page], house: House) -> None:
    house.edit("een vraag zonder javascript")
    house.is_at(3, "Leren wat bij welk antwoord hoort", 0.5)
    page = staff_page("redacteur", PATH, java_script_enabled=False)
    begin(page, house)
    expect(page.get_by_text("Leren wat bij welk antwoord hoort")).to_be_visible(timeout=REFRESHED)
    house.tell(report=GOOD_REPORT)
    expect(page.get_by_role("button", name="Publiceer")).to_be_visible(timeout=REFRESHED)
    press(page, "Publiceer")
    expect(page.get_by_text("De assistent antwoordt met deze versie")).to_be_visible()


# --- how it looks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "report"),
    [
        ("report-equal", FULL_REPORT),
        ("report-quiet", {**GOOD_REPORT, "verdict": "better"}),
        ("report-worse", {**FULL_REPORT, "verdict": "worse"}),
        ("report-unsafe", {**FULL_REPORT, "verdict": "unsafe", "safety": DANGER}),
    ],
)
def test_a_report(page: Page, house: House, look: Callable, state: str, report: dict, request) -> None:
    make_ready(page, house, report, f"een vraag voor {request.node.name}")
    look(page.url.removeprefix(house.address), state)


def test_in_the_making_failed_and_stopped(page: Page, house: House, look: Callable, request) -> None:
    house.edit(f"een vraag voor {request.node.name}")
    house.is_at(3, "Leren wat bij welk antwoord hoort", 0.55)
    begin(page, house)
    expect(page.get_by_text("Leren wat bij welk antwoord hoort")).to_be_visible()
    path = page.url.removeprefix(house.address)
    look(path, "making")
    look(path, "making-reader", "lezer")
    look(PATH, "list-making")
    house.is_at(1, "De antwoorden nakijken", 0, error="Het bestand ‘topics/clb.yml’ kan niet gelezen worden.")
    expect(page.get_by_role("heading", name="Het maken is mislukt")).to_be_visible(timeout=REFRESHED)
    look(path, "failed")


def test_the_versions(page: Page, house: House, look: Callable, request) -> None:
    make_ready(page, house, GOOD_REPORT, f"een vraag voor {request.node.name}")
    press(page, "Publiceer")
    look(PATH, "list")
    look(PATH, "list-reader", "lezer")
    house.assistant.health = lambda: {"model": "een-andere"}
    look(PATH, "list-switching")
    house.assistant.health = lambda: {"model": "een-andere", "failed": house.registry.live_name()}
    house.edit(f"nog een vraag voor {request.node.name}")
    look(PATH, "list-failed")


def test_what_goes_when_going_back(page: Page, house: House, look: Callable, check_axe: Callable, request) -> None:
    make_ready(page, house, GOOD_REPORT, f"een vraag voor {request.node.name}")
    press(page, "Publiceer")
    opened = look(PATH, "list-before-back")
    press(opened, "Terug naar vorige")
    expect(opened.get_by_text("Er is een andere versie teruggezet")).to_be_visible()
    check_axe(opened, f"versions-went-back-{request.node.callspec.id}")
