"""What a parent sees first on a phone: calm, whole, and loud only when there is danger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import ANSWER, ask

SMALL_PHONE = {"width": 360, "height": 740}
CHOICES = ("Mijn kind wordt gepest", "Mijn kind ziet pesten", "Mijn kind pest zelf", "Ik wil iets weten")
BACKGROUND = "node => getComputedStyle(node).backgroundColor"


@pytest.fixture
def first_screen(open_page: Callable[..., Page], website: str) -> Page:
    page = open_page(website, viewport=SMALL_PHONE)
    page.wait_for_selector("[role=log]")
    return page


def test_everything_to_begin_with_is_on_the_first_screen(first_screen: Page, check_axe) -> None:
    check_axe(first_screen, "eerste-scherm")
    field = first_screen.get_by_label("Je vraag")
    expect(field).to_be_in_viewport(ratio=1)
    for choice in CHOICES:
        button = first_screen.get_by_role("button", name=choice)
        expect(button).to_be_in_viewport(ratio=1)
        assert button.bounding_box()["width"] > 0.8 * SMALL_PHONE["width"]
        assert button.bounding_box()["y"] + button.bounding_box()["height"] <= field.bounding_box()["y"]


def test_the_header_is_one_line(first_screen: Page) -> None:
    links = first_screen.locator("header.site a:visible")
    expect(links).to_have_text(["Pestwijzer", "Onderwerpen", "Over"])
    middles = links.evaluate_all(
        "all => all.map((a) => a.getBoundingClientRect()).map((box) => box.top + box.height / 2)"
    )
    assert max(middles) - min(middles) <= 4


@pytest.mark.parametrize("path", ["/", "/embed/voorbeeldschool"])
def test_the_school_is_named_once(open_page: Callable[..., Page], website: str, path: str) -> None:
    page = open_page(website + path, viewport=SMALL_PHONE)
    page.wait_for_selector("[role=log]")
    assert page.locator("body").inner_text().count("De Voorbeeldboom") == 1


def test_the_emergency_number_is_quiet_until_there_is_danger(first_screen: Page) -> None:
    number = first_screen.locator(".pw-strip").get_by_role("link", name="Nu gevaar? Bel 112")
    quiet = number.evaluate(BACKGROUND)
    assert quiet == "rgba(0, 0, 0, 0)"
    ask(first_screen, "wat nu")
    expect(first_screen.locator(ANSWER)).to_have_count(1)
    assert number.evaluate(BACKGROUND) == quiet

    ask(first_screen, "ik ben ongerust")
    expect(first_screen.locator(ANSWER)).to_have_count(2)
    assert number.evaluate(BACKGROUND) != quiet
    first_screen.reload()
    expect(first_screen.locator(ANSWER)).to_have_count(2)
    assert number.evaluate(BACKGROUND) != quiet

    first_screen.get_by_role("button", name="Wis gesprek").click()
    first_screen.get_by_role("button", name="Ja, wis alles").click()
    expect(first_screen.locator(ANSWER)).to_have_count(0)
    assert number.evaluate(BACKGROUND) == quiet


def test_the_number_stands_out_without_scripts_too(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website, java_script_enabled=False)
    number = page.get_by_role("link", name="Nu gevaar? Bel 112")
    expect(number).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.get_by_label("Je vraag").fill("hij wil liever dood zijn")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("Bel het noodnummer")).to_be_visible()
    expect(page.get_by_role("heading", name="Dringend: bel eerst")).to_be_visible()
    expect(number).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_the_page_does_not_jump_while_it_starts(open_page: Callable[..., Page], website: str) -> None:
    page = open_page("about:blank", viewport=SMALL_PHONE)
    page.add_init_script(
        """window.jumped = 0; new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.jumped += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(website)
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.jumped") == 0


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_plain_form_does_not_flash_by_before_the_chat(
    open_page: Callable[..., Page], website: str, motion: str
) -> None:
    page = open_page("about:blank", reduced_motion=motion)
    page.route("**/pestwijzer-chat*.js", lambda route: route.abort())
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.first = getComputedStyle(document.querySelector(".pw-plain")).visibility;
        });"""
    )
    page.goto(website)
    assert page.evaluate("window.first") == "hidden"
    expect(page.get_by_role("button", name="Verstuur")).to_be_visible()  # the chat did not come: then the form does
