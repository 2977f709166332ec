"""How a parent reads an answer, and takes it along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import ANSWER, PHONE, ask, assert_stays_in_its_width, wait_until_it_stands_still

LONG_STORY = "Mijn dochter komt elke dag huilend thuis van school. " * 8
LONG_WORD = "https://voorbeeld.example/" + "eenheellangadreszonderspaties" * 5
PATHS = ["/", "/embed/voorbeeldschool", "/vragen?zoek=" + LONG_WORD[:190], "/vragen/kiva", "/over", "/bestaat-niet"]
NARROW = [{"width": 320, "height": 640}, {"width": 320, "height": 256}]  # the second is 1280 by 1024 at 400 %
# On how many lines a number of an answer stands at most, with the bracket before it, however wide the answer is.
LINES_OF_NUMBERS = """(answer) => {
  const lines = (number) => {
    const range = document.createRange();
    range.setStart(number.previousSibling, number.previousSibling.length - 1);
    range.setEnd(number.firstChild, 1);
    const seen = [...range.getClientRects()].filter(({ width }) => width);
    return new Set(seen.map(({ bottom }) => Math.round(bottom))).size;
  };
  const numbers = [...answer.querySelectorAll(".pw-text a[href^='tel:']")];
  const found = [];
  for (let width = 260; width < 380; width += 3) {
    answer.style.width = `${width}px`;
    found.push(...numbers.map(lines));
  }
  return Math.max(...found);
}"""


def top_of(page: Page, selector: str) -> float:
    wait_until_it_stands_still(page)
    return page.locator(selector).last.bounding_box()["y"]


@pytest.mark.parametrize("text", ["wat nu " + LONG_STORY, "hij wil liever dood zijn"])
def test_the_view_goes_to_the_start_of_an_answer(open_page: Callable[..., Page], website: str, text: str) -> None:
    page = open_page(website, viewport={"width": 360, "height": 560}, reduced_motion="reduce")
    for number, said in enumerate(("een eerste vraag", text), start=1):
        ask(page, said)
        expect(page.locator(ANSWER)).to_have_count(number)
    strip = page.locator(".pw-strip").bounding_box()
    assert strip["y"] + strip["height"] <= top_of(page, ANSWER) < 150


def test_an_own_long_story_folds(chat: Page) -> None:
    ask(chat, LONG_STORY)
    said = chat.locator(".pw-said")
    expect(chat.locator(ANSWER)).to_have_count(1)
    folded = said.bounding_box()["height"]
    said.get_by_role("button", name="Toon je hele bericht").click()
    assert said.bounding_box()["height"] > folded
    said.get_by_role("button", name="Toon minder van je bericht").click()
    assert said.bounding_box()["height"] == folded


def test_an_answer_tells_where_it_comes_from(chat: Page, check_axe) -> None:
    ask(chat, "wat nu")
    answer = chat.locator(ANSWER)
    expect(answer.get_by_text("Nagekeken in onze bronnen op")).to_be_hidden()
    answer.get_by_text("Waar komt dit vandaan?").click()
    expect(answer.get_by_text("Nagekeken in onze bronnen op")).to_be_visible()
    expect(answer.get_by_text("Ouderblik pesten").first).to_be_visible()
    check_axe(chat, "bronnen-open")


def test_in_danger_nothing_stands_between(chat: Page) -> None:
    ask(chat, "hij wil liever dood zijn")
    expect(chat.locator(".pw-emergency")).to_be_visible()
    expect(chat.get_by_text("Waar komt dit vandaan?")).to_have_count(0)


def test_a_conversation_is_kept_as_a_page(chat: Page, open_page: Callable[..., Page], tmp_path: Path) -> None:
    ask(chat, "iets onduidelijk")
    expect(chat.locator(ANSWER)).to_have_count(1)
    ask(chat, "wat nu <b>")
    expect(chat.locator(ANSWER)).to_have_count(2)
    with chat.expect_download() as kept:
        chat.get_by_role("button", name="Bewaar gesprek").click()
    assert kept.value.suggested_filename.endswith(".html")
    file = tmp_path / "gesprek.html"
    kept.value.save_as(file)

    page = open_page(file.as_uri(), viewport={**PHONE, "width": 320})
    expect(page).to_have_title("Pestwijzer over pesten op school")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pestwijzer over pesten op school")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Je vraag: iets onduidelijk", "Je vraag: wat nu <b>"])
    text = page.locator("body").inner_text()
    assert "basisschool De Voorbeeldboom, " in text
    assert "Kim Voorbeeld" in text  # what was folded is there
    for stray in ("Toon meer", "opent in een nieuw venster", "Hielp dit antwoord", "Gaat het over een van deze"):
        assert stray not in text, stray
    assert_stays_in_its_width(page)
    pieces = "all => all.map((number) => number.getClientRects().length)"
    assert set(page.locator("a[href^='tel:']").evaluate_all(pieces)) == {1}


def test_on_paper_nothing_is_folded_or_pale(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website, color_scheme="dark")
    ask(page, "wat nu")
    expect(page.locator(ANSWER)).to_have_count(1)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    paper = page.locator(".pw-paper")
    expect(paper.get_by_text("Kim Voorbeeld")).to_be_visible()
    expect(paper.get_by_role("heading", name="Je vraag: wat nu")).to_be_visible()
    for other in ("header.site", "footer.site", ".pw-strip", ".pw-log", ".pw-composer"):
        expect(page.locator(other)).to_be_hidden()
    pale = paper.evaluate(
        """paper => [...paper.querySelectorAll("*")]
          .filter((node) => getComputedStyle(node).color !== "rgb(0, 0, 0)").map((node) => node.outerHTML)"""
    )
    assert pale == []
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(paper).to_have_count(0)


def test_a_number_stays_with_its_brackets(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website)
    ask(page, "hij wil liever dood zijn")
    answer = page.locator(ANSWER)
    expect(answer).to_have_count(1)
    assert answer.evaluate(LINES_OF_NUMBERS) == 1


def test_nothing_sticks_out_without_scripts(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website, viewport={"width": 320, "height": 640}, java_script_enabled=False)
    assert_stays_in_its_width(page, "begin")
    page.get_by_label("Je vraag").fill("hij wil liever dood zijn")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("heading", name="Dringend: bel eerst")).to_be_visible()
    assert_stays_in_its_width(page, "danger")


@pytest.mark.parametrize("window", NARROW, ids=["320 px", "400 %"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_sticks_out_on_any_page(
    open_page: Callable[..., Page], website: str, window: dict[str, int], path: str
) -> None:
    page = open_page(website + path, viewport=window)
    assert_stays_in_its_width(page, path)
    if page.locator("pestwijzer-chat").count():
        ask(page, LONG_WORD)
        expect(page.locator(ANSWER)).to_have_count(1)
        assert_stays_in_its_width(page, path)
        page.get_by_role("button", name="Praat met een mens").click()
        assert_stays_in_its_width(page, path)
