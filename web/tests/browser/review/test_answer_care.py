"""Care for answers in a real browser: what to check again, what nobody got, and what a colleague reads first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from demo.stub_assistant import StubAssistant
from demo.website import serving
from tests.browser.helpers import DESK, StaffPage, assert_stays_in_its_width, assert_targets_are_large_enough

ANSWERS = "/nakijken/antwoorden"
VIEWPORTS = {"390": {"width": 390, "height": 844}, "1280": DESK}


@pytest.fixture(scope="module")
def website(running_assistant: StubAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A website on which every answer that was not checked today has to be checked again."""
    places = {"PESTWIJZER_ASSISTANT_URL": running_assistant.url, "PESTWIJZER_CHECK_AGAIN_DAYS": "1"}
    with serving(tmp_path_factory.mktemp("website"), places) as address:
        yield address


def due(page: Page) -> int:
    """Return how many answers have to be checked again, as the list tells it."""
    return int(page.get_by_role("link", name="Na te kijken").locator(".number").inner_text())


@pytest.mark.parametrize("width", VIEWPORTS)
def test_an_answer_is_found_checked_and_gone_from_the_list(
    staff_page: StaffPage, check_axe: Callable[..., None], width: str
) -> None:
    page = staff_page("redacteur", ANSWERS, viewport=VIEWPORTS[width])
    page.get_by_role("link", name="Na te kijken").click()
    expect(page.get_by_role("link", name="Na te kijken")).to_have_attribute("aria-current", "page")
    assert_targets_are_large_enough(page, "nav.parts a", 44)
    before = due(page)
    page.locator("table.answers th[scope=row] a").first.click()
    expect(page.get_by_text("Het is tijd om het opnieuw na te kijken.")).to_be_visible()
    page.get_by_role("button", name="Ik heb dit nagekeken, het klopt").click()
    expect(page.get_by_text("Ouders lezen nu dat dit antwoord vandaag nagekeken is.")).to_be_visible()
    expect(page.get_by_text("Het is tijd")).to_have_count(0)
    check_axe(page, f"antwoord-nagekeken-{width}")
    page.get_by_role("link", name="Geschiedenis").click()
    expect(page.get_by_role("heading", name="Nagekeken, en het klopte")).to_be_visible()
    check_axe(page, f"geschiedenis-nagekeken-{width}")
    page.get_by_role("link", name="Alle antwoorden").click()
    assert due(page) == before - 1


def test_what_nobody_got_is_listed_with_since_when(staff_page: StaffPage, said: Callable[..., str]) -> None:
    said("wat doet het clb", "clb")
    page = staff_page("redacteur")  # its questions are read here
    page.get_by_role("link", name="Antwoorden", exact=True).click()
    page.get_by_role("link", name="Nooit gegeven").click()
    expect(page.get_by_text(re.compile(r"kreeg deze antwoorden in de chat sinds"))).to_be_visible()
    expect(page.get_by_role("link", name="Wat doet het CLB?")).to_have_count(0)


@pytest.mark.parametrize("width", VIEWPORTS)
def test_a_colleague_reads_what_was_written_where_a_school_wants_that(
    staff_page: StaffPage, check_axe: Callable[..., None], width: str
) -> None:
    manager = staff_page("beheerder", "/nakijken/mijn-school", viewport=VIEWPORTS[width])
    manager.get_by_role("button", name="Zet aan").click()
    expect(manager.get_by_text("Elk voorstel wordt voortaan nagelezen.")).to_be_visible()
    writer = staff_page("redacteur", f"{ANSWERS}/clb?deel=vragen", viewport=VIEWPORTS[width])
    writer.get_by_label("Voeg voorbeeldvragen toe").fill(f"komt het clb ook naar klas {width} bij ons")
    writer.get_by_role("button", name="Voeg toe").click()
    expect(writer.get_by_role("heading", name="Nieuw in het voorstel")).to_be_visible()
    writer.get_by_role("link", name=re.compile("Voorstel")).first.click()
    expect(writer.get_by_text("Jij schreef dit. Iemand anders moet ja zeggen.")).to_be_visible()
    check_axe(writer, f"voorstel-nalezen-{width}")
    assert_stays_in_its_width(writer)
    manager.get_by_role("link", name=re.compile("Voorstel")).first.click()
    manager.get_by_role("button", name="Ik las dit na: het mag naar ouders").click()
    expect(manager.get_by_text("Genoteerd: jij las dit na.")).to_be_visible()
    expect(manager.get_by_role("article")).to_contain_text("Nagelezen door")
    check_axe(manager, f"voorstel-nagelezen-{width}")
    manager.get_by_role("link", name="Mijn school").click()
    manager.get_by_role("button", name="Zet uit voor onze school").click()
    expect(manager.get_by_text("Voor jullie school hoeft dat niet meer.")).to_be_visible()
