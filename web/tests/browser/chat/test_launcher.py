"""The launcher on a site of another origin, where the browser keeps the frame's storage apart or refuses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from demo.website import CHROMIUM, FLAGS
from tests.browser.conftest import KEEP_APART
from tests.browser.helpers import ANSWER, PHONE, ask

PAGE = """<!DOCTYPE html><html lang="nl-BE"><head><meta charset="utf-8"><title>Een school</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>button, h2, dialog, iframe, header {{ background: rgb(255, 0, 0) !important; font-size: 60px !important }}
pestwijzer-launcher, div {{ display: none !important }} #pestwijzer-launcher {{ display: block !important }}</style>
{script}</head><body><main><h1>Welkom op school</h1><p>Nieuws <a href="#x">lees meer</a></p></main>
<noscript><a href="{website}/?school=voorbeeldschool">Stel je vraag over pesten</a></noscript></body></html>"""
SCRIPT = '<script src="{website}/pestwijzer.js" data-school="{school}" defer></script>'
WIDE = {"width": 1100, "height": 800}


@pytest.fixture
def school_site(open_page: Callable[..., Page], website: str, foreign_site: tuple[Path, str]) -> Callable[..., Page]:
    """Open a page of the foreign site that holds the launcher."""
    folder, address = foreign_site

    def open_site(scripts: int = 1, school: str = "voorbeeldschool", **options: object) -> Page:
        script = SCRIPT.format(website=website, school=school) * scripts
        (folder / "index.html").write_text(PAGE.format(script=script, website=website), encoding="utf-8")
        return open_page(address, **{"viewport": WIDE, **options})

    return open_site


def launcher(page: Page):
    return page.get_by_role("button", name="Vraag over pesten?")


def frame_of(page: Page, website: str):
    page.wait_for_function("document.querySelector('#pestwijzer-launcher').shadowRoot.querySelector('iframe')")
    expect(page.frame_locator("#pestwijzer-launcher iframe").get_by_role("log")).to_be_visible()
    return next(frame for frame in page.frames if frame.url.startswith(website))


def test_a_parent_on_the_schools_site(school_site, website: str, check_axe) -> None:
    page = school_site()
    assert len(page.frames) == 1, "nothing is asked for before a parent opens the panel"
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    check_axe(page, "knop-dicht")

    launcher(page).focus()
    page.keyboard.press("Enter")
    expect(launcher(page)).to_be_hidden()  # it would lie over the chat
    frame = frame_of(page, website)
    expect(frame.get_by_label("Je vraag")).to_be_focused()
    page.keyboard.type("mijn zoon wordt gepest")
    page.keyboard.press("Enter")
    expect(frame.locator(ANSWER)).to_have_count(1)
    check_axe(page, "knop-open")

    page.keyboard.press("Escape")  # from inside the frame
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")

    launcher(page).click()
    expect(frame.locator(ANSWER)).to_have_count(1)  # the conversation is still there
    expect(frame.get_by_label("Je vraag")).to_be_focused()
    page.get_by_role("button", name="Sluiten").click()
    expect(launcher(page)).to_be_focused()
    assert page.context.cookies() == []


def test_escape_in_the_frame_closes_its_own_panel_first(school_site, website: str) -> None:
    page = school_site()
    launcher(page).click()
    frame = frame_of(page, website)
    frame.get_by_role("button", name="Praat met een mens").click()
    expect(frame.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("dialog", name="Pestwijzer")).to_be_visible()


def test_escape_closes_the_panel_also_where_the_chat_is_not_allowed(school_site) -> None:
    page = school_site(school="nieuweschool")
    launcher(page).press("Enter")
    expect(page.frame_locator("#pestwijzer-launcher iframe").get_by_role("link", name="Stel je vraag")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()


def test_in_a_low_window_the_panel_begins_with_what_can_be_seen(school_site, website: str) -> None:
    page = school_site(viewport={"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    launcher(page).press("Enter")
    frame = frame_of(page, website)
    expect(frame.locator(".pw-welcome")).to_be_focused()
    expect(frame.locator(".pw-welcome")).to_be_in_viewport()
    links = page.get_by_role("dialog").locator("header :is(h2, a, button)")
    middles = links.evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => box.top + box.height / 2)"
    )
    assert len(middles) == 3
    assert max(middles) - min(middles) <= 4, "the panel's own bar takes one line of the few"


def test_in_the_panel_no_step_goes_to_a_link_that_skips_nothing(school_site, website: str) -> None:
    page = school_site()
    launcher(page).press("Enter")
    frame = frame_of(page, website)
    page.get_by_role("button", name="Sluiten").focus()
    page.keyboard.press("Tab")
    expect(frame.get_by_role("link", name="Nu gevaar? Bel 112")).to_be_focused()


def test_where_the_frame_gets_no_storage_the_chat_still_works(school_site, website: str) -> None:
    page = school_site()
    launcher(page).click()
    frame = frame_of(page, website)
    with pytest.raises(Error, match="SecurityError"):
        frame.evaluate("sessionStorage.length")
    expect(frame.get_by_text("Op deze site kan ik niets onthouden")).to_be_visible()  # before anything is typed
    own_window = frame.get_by_role("link", name="Praat verder in een eigen venster")
    expect(own_window).to_have_attribute("href", "/?school=voorbeeldschool")
    for number in (1, 2):
        ask(frame, "hoe gaat het verder?")
        expect(frame.locator(ANSWER)).to_have_count(number)


def test_where_the_frames_storage_is_kept_apart_history_survives_a_reload(
    browser: Browser, website: str, foreign_site: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = foreign_site
    script = SCRIPT.format(website=website, school="voorbeeldschool")
    (folder / "index.html").write_text(PAGE.format(script=script, website=website), encoding="utf-8")
    usual = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=str(CHROMIUM), args=[*FLAGS, *KEEP_APART]
    )
    page = usual.new_page()
    page.goto(website)
    ask(page, "op de site van Pestwijzer zelf")
    expect(page.locator(ANSWER)).to_have_count(1)
    page.goto(address)
    launcher(page).click()
    frame = frame_of(page, website)
    expect(frame.locator(ANSWER)).to_have_count(0)  # another conversation: the storage is partitioned
    ask(frame, "op de site van de school")
    expect(frame.locator(ANSWER)).to_have_count(1)
    page.reload()
    launcher(page).click()
    expect(frame_of(page, website).locator(ANSWER)).to_have_count(1)
    usual.close()


def test_on_a_phone_the_panel_covers_the_screen(school_site, website: str, check_axe) -> None:
    page = school_site(viewport=PHONE, has_touch=True, is_mobile=True)
    launcher(page).tap()
    frame = frame_of(page, website)
    box = page.get_by_role("dialog").bounding_box()
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    expect(frame.locator(".pw-answer").first).to_be_focused()  # no keyboard over the welcome
    check_axe(page, "knop-open-gsm")
    page.get_by_role("button", name="Sluiten").tap()
    expect(launcher(page)).to_be_focused()


def test_twice_on_a_page_is_one_button(school_site) -> None:
    page = school_site(scripts=2)
    expect(launcher(page)).to_have_count(1)


def test_no_style_leaks_in_or_out(school_site, website: str) -> None:
    page = school_site()
    look = launcher(page).evaluate("node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).fontSize]")
    assert look == ["rgb(11, 92, 99)", "16px"]
    before = page.locator("h1").evaluate("node => getComputedStyle(node).fontSize")
    launcher(page).click()
    frame_of(page, website)
    assert page.locator("h1").evaluate("node => getComputedStyle(node).fontSize") == before


def test_only_the_chats_own_word_closes_the_panel(school_site, website: str) -> None:
    page = school_site()
    launcher(page).click()
    frame_of(page, website)
    page.evaluate(
        """() => new Promise((arrived) => {
          window.addEventListener("message", arrived, { once: true });  // after the launcher's own listener
          window.postMessage({ pestwijzer: "close" }, "*");
        })"""
    )
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_site_that_the_school_did_not_allow_gets_a_friendly_page(school_site, website: str) -> None:
    page = school_site(school="nieuweschool")
    launcher(page).click()
    frame = page.frame_locator("#pestwijzer-launcher iframe")
    expect(frame.get_by_role("heading", name="Pestwijzer opent niet op deze site")).to_be_visible()
    expect(frame.get_by_role("link", name="Stel je vraag")).to_have_attribute("href", "/?school=nieuweschool")
    expect(frame.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(frame.get_by_role("log")).to_have_count(0)
    expect(page.get_by_role("link", name="Nieuw venster")).to_be_visible()


def test_on_a_phone_back_closes_the_panel_and_stays_on_the_page(school_site, website: str) -> None:
    page = school_site(viewport=PHONE, has_touch=True, is_mobile=True)
    launcher(page).tap()
    frame_of(page, website)
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Welkom op school")).to_be_visible()


def test_the_button_outlives_a_site_that_swaps_its_body(school_site, website: str) -> None:
    page = school_site()
    launcher(page).click()
    ask(frame_of(page, website), "wat nu")
    page.evaluate("document.body = document.createElement('body')")
    expect(frame_of(page, website).locator(ANSWER)).to_have_count(1)
    page.get_by_role("button", name="Sluiten").click()
    expect(launcher(page)).to_be_visible()


def test_without_scripts_there_is_a_link(school_site, website: str) -> None:
    page = school_site(java_script_enabled=False)
    expect(page.get_by_role("link", name="Stel je vraag over pesten")).to_have_attribute(
        "href", f"{website}/?school=voorbeeldschool"
    )
