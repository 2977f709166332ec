"""Everyone can use it: axe in every state, keyboard alone, screen readers, small windows, large text, all colours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from demo.stub_assistant import StubAssistant
from tests.browser import helpers
from tests.browser.helpers import (
    ANSWER,
    DESK,
    ask,
    assert_stays_in_its_width,
    assert_targets_are_large_enough,
    wait_until_it_stands_still,
)

LEAST_TARGET = 43.5  # 44 as the browser rounds it
LOOKS = {**helpers.LOOKS, "breed": {"viewport": DESK}}
# Collects what a screen reader would say: additions to live regions, once each, as ARIA defines them. A log is polite.
LISTEN = """() => {
  window.heard = [];
  const live = (node) => {
    const region = (node.nodeType === 1 ? node : node.parentElement)
      ?.closest("[aria-live], [role=log], [role=status], [role=alert]");
    if (!region) return "off";
    return region.getAttribute("aria-live") ?? (region.getAttribute("role") === "alert" ? "assertive" : "polite");
  };
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      const parts = live(node) === "off" ? [] : [node];
      for (const part of parts) {
        const copy = part.cloneNode(true);
        copy.querySelectorAll?.("[aria-live=off]").forEach((silent) => silent.remove());
        if (copy.textContent.trim()) window.heard.push([live(part), copy.textContent.trim()]);
      }
    }
  }).observe(document, { childList: true, subtree: true });
}"""


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(open_page: Callable[..., Page], website: str, check_axe, look: str) -> None:
    page = open_page(website, **LOOKS[look])
    page.wait_for_selector("[role=log]")
    check_axe(page, f"{look}-1-begin")

    ask(page, "een traag antwoord")
    expect(page.locator(".pw-waiting")).to_be_in_viewport()
    check_axe(page, f"{look}-2-wacht")
    expect(page.locator(ANSWER)).to_have_count(1)
    check_axe(page, f"{look}-3-antwoord")

    page.get_by_role("button", name="Ja (Hielp dit antwoord?)").click()
    ask(page, "iets onduidelijk")
    expect(page.locator(ANSWER)).to_have_count(2)
    check_axe(page, f"{look}-4-voorstellen")

    page.get_by_role("button", name="Geen van deze").click()
    expect(page.locator(ANSWER)).to_have_count(3)
    ask(page, "hij wil liever dood zijn")
    expect(page.locator(".pw-emergency")).to_be_visible()
    check_axe(page, f"{look}-5-nood")

    page.route("**/bericht", lambda route: route.abort(), times=1)
    ask(page, "en nu?")
    expect(page.locator(".pw-failure")).to_be_visible()
    page.get_by_label("Je vraag").fill("a" * 4010)
    check_axe(page, f"{look}-6-fout")
    page.get_by_label("Je vraag").fill("")

    page.get_by_role("button", name="Praat met een mens").click()
    expect(page.get_by_role("dialog", name="Praat met een mens")).to_be_visible()
    check_axe(page, f"{look}-7-mens")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Wis gesprek").click()
    expect(page.get_by_role("button", name="Ja, wis alles")).to_be_visible()
    check_axe(page, f"{look}-8-wissen")


@pytest.mark.parametrize("path", ["", "embed/voorbeeldschool"])
def test_axe_finds_nothing_without_scripts(open_page: Callable[..., Page], website: str, check_axe, path: str) -> None:
    page = open_page(f"{website}/{path}")
    page.wait_for_selector("[role=log]")
    check_axe(page, f"{path.split('/')[0] or 'pagina'}-met-scripts")
    page = open_page("about:blank")
    page.route("**/pestwijzer-chat*.js", lambda route: route.abort())  # axe itself needs scripts
    page.goto(f"{website}/{path}")
    expect(
        page.get_by_role("button", name="Verstuur")
    ).to_be_visible()  # after two seconds: the form waits for the chat
    check_axe(page, f"{path.split('/')[0] or 'pagina'}-zonder-scripts")
    page.get_by_label("Je vraag").fill("mijn dochter wordt gepest")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("Wat naar voor je kind")).to_be_visible()
    check_axe(page, f"{path.split('/')[0] or 'pagina'}-zonder-scripts-antwoord")


def test_keyboard_alone(chat: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(30):
            chat.keyboard.press("Tab")
            if name in (chat.evaluate("document.activeElement.textContent") or ""):
                return
        raise AssertionError(f"Tab never reaches {name!r}")

    tab_to("Bel 112")
    tab_to("Praat met een mens")
    chat.keyboard.press("Enter")
    panel = chat.get_by_role("dialog")
    expect(panel).to_be_visible()
    for _ in range(15):
        chat.keyboard.press("Tab")
        inside = chat.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        assert inside, "the focus left the open panel"
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("button", name="Praat met een mens")).to_be_focused()

    tab_to("Mijn kind pest zelf")
    chat.keyboard.press("Space")
    expect(chat.locator(".pw-said")).to_be_focused()  # where the button was is text now
    expect(chat.locator(ANSWER)).to_have_count(1)
    tab_to("zorg@voorbeeldboom.example")
    tab_to("Ja")
    chat.keyboard.press("Enter")
    expect(chat.get_by_text("Bedankt om dat te laten weten.")).to_be_focused()
    tab_to("Print")
    tab_to("Wis gesprek")
    chat.keyboard.press("Tab")
    expect(chat.get_by_label("Je vraag")).to_be_focused()
    chat.keyboard.type("en nu?")
    chat.keyboard.press("Enter")
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.get_by_label("Je vraag")).to_be_focused()
    chat.keyboard.press("Shift+Tab")
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Nee, behoud het")).to_be_focused()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(chat.locator(ANSWER)).to_have_count(0)


@pytest.mark.parametrize("draft", ["", "een lang verhaal\n" * 12], ids=["no draft", "a long draft"])
def test_what_has_the_focus_is_never_covered(open_page: Callable[..., Page], website: str, draft: str) -> None:
    page = open_page(website, viewport={"width": 390, "height": 500}, reduced_motion="reduce")  # it jumps, and at once
    for number in (1, 2, 3):
        ask(page, "wat nu")
        expect(page.locator(ANSWER)).to_have_count(number)
    page.get_by_label("Je vraag").fill(draft)
    seen: list[str] = []
    for key in ["Shift+Tab"] * 40 + ["Tab"] * 40:
        page.keyboard.press(key)
        wait_until_it_stands_still(page)
        found = page.evaluate(
            """() => { const node = document.activeElement;
            if (!node.closest(".pw-log")) return null;
            const box = node.getBoundingClientRect(), top = document.querySelector(".pw-strip").getBoundingClientRect(),
              bottom = document.querySelector(".pw-composer").getBoundingClientRect();
            const covered = box.bottom < top.bottom + 1 || box.top > bottom.top - 1;
            return [covered ? "covered" : "seen", node.textContent]; }"""
        )
        if found:
            assert found[0] == "seen", found
            seen.append(found[1])
    assert len(set(seen)) > 5, "the focus came to the links and buttons of the conversation"


def test_the_focus_goes_along_when_a_waiting_question_is_sent_by_itself(chat: Page) -> None:
    chat.context.set_offline(True)
    ask(chat, "in de trein")
    chat.get_by_role("button", name="Opnieuw proberen").focus()
    chat.context.set_offline(False)
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(chat.locator(".pw-said")).to_be_focused()

    chat.context.set_offline(True)
    ask(chat, "nog in de trein")
    expect(chat.locator(".pw-failure")).to_be_visible()
    chat.get_by_label("Je vraag").fill("en intussen")
    chat.context.set_offline(False)
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.get_by_label("Je vraag")).to_be_focused()  # who types is left alone


@pytest.mark.parametrize("where", ["Toon meer", "Wis gesprek"])
def test_the_focus_goes_to_the_welcome_when_another_tab_erases(chat: Page, where: str) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    chat.locator("summary, button").filter(has_text=where).first.focus()
    other = chat.context.new_page()
    other.goto(chat.url)
    token = chat.evaluate("JSON.parse(Object.values(sessionStorage)[0]).token")
    other.evaluate("token => localStorage.setItem('pestwijzer gewist', JSON.stringify([token]))", token)
    expect(chat.locator(ANSWER)).to_have_count(0)
    expect(chat.locator(".pw-welcome")).to_be_focused()


def test_answers_are_said_once_and_history_never(chat: Page) -> None:
    expect(chat.get_by_role("log")).to_have_attribute("aria-live", "polite")
    chat.evaluate(LISTEN)
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    ask(chat, "hij wil liever dood zijn")
    expect(chat.get_by_role("alert")).to_contain_text("Bel het noodnummer")
    heard = chat.evaluate("window.heard")
    assert [how for how, text in heard if "Wat naar voor je kind" in text] == ["polite"]
    assert not any("Kopieer" in text or "wat nu" in text for _, text in heard)
    assert [how for how, text in heard if "noodnummer" in text] == ["assertive"]

    chat.add_init_script(f"({LISTEN})()")  # from before the history is drawn
    chat.reload()
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.get_by_role("log")).to_have_attribute("aria-live", "polite")  # from now on it speaks
    assert chat.evaluate("window.heard") == []


@pytest.mark.parametrize("scale", [1, 2], ids=["320 px", "200 %"])
def test_nothing_is_lost_in_a_small_window(open_page: Callable[..., Page], website: str, scale: int) -> None:
    # 200 % zoom of a window of 640 by 480 leaves 320 by 240 CSS pixels.
    page = open_page(website, viewport={"width": 320, "height": 480 // scale}, device_scale_factor=scale)
    ask(page, "hij wil liever dood zijn met een heellangwoordzonderspatiesdatnergensafbreekt" + "x" * 80)
    expect(page.locator(".pw-emergency")).to_be_visible()
    ask(page, "iets onduidelijk")
    expect(page.locator(ANSWER)).to_have_count(2)
    assert_stays_in_its_width(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("pestwijzer-chat *")].filter((node) => {
          if (node.closest(".pw-hidden, .pw-wide, .pw-send, dialog, svg")) return false;
          const box = node.getBoundingClientRect();
          const clips = getComputedStyle(node).overflow === "hidden" && node.scrollWidth > node.clientWidth + 1;
          return box.width && (box.left < -1 || box.right > 321 || clips);
        }).map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    page.get_by_role("button", name="Praat met een mens").click()
    page.get_by_role("link", name="Bel 106").scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="Bel 106")).to_be_in_viewport()


SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""  # WCAG 1.4.12


@pytest.mark.parametrize("path", ["/", "/vragen/kiva", "/over", "/bestaat-niet"])
def test_wider_text_loses_nothing(open_page: Callable[..., Page], website: str, path: str) -> None:
    page = open_page(website + path, viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.add_style_tag(content=SPACED)
    if path == "/":
        ask(page, "hij wil liever dood zijn")
        expect(page.locator(".pw-emergency")).to_be_visible()
        assert_stays_in_its_width(page, "danger")
        page.get_by_role("button", name="Praat met een mens").click()
    assert_stays_in_its_width(page, path)
    cut = "all => all.filter((a) => a.scrollWidth > a.clientWidth + 1 && a.clientWidth).map((a) => a.outerHTML)"
    assert page.locator(":is(a, button):not(.skip)").evaluate_all(cut) == []


def test_twice_as_large_text_loses_nothing(chat: Page) -> None:
    chat.evaluate("document.documentElement.style.fontSize = '200%'")
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    assert_stays_in_its_width(chat)


def test_every_target_is_large_enough(chat: Page) -> None:
    ask(chat, "iets onduidelijk")
    expect(chat.locator(ANSWER)).to_have_count(1)
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(2)
    chat.get_by_role("button", name="Praat met een mens").click()
    targets = "pestwijzer-chat :is(button, textarea, .pw-button, .pw-call)"
    assert_targets_are_large_enough(chat, targets, LEAST_TARGET)


def test_reduced_motion_and_forced_colours(open_page: Callable[..., Page], website: str, check_axe) -> None:
    page = open_page(website, reduced_motion="reduce", forced_colors="active")
    held: list[Route] = []
    page.route("**/bericht", lambda route: held.append(route))
    with page.expect_request("**/bericht"):
        ask(page, "beweegt er iets?")
    expect(page.locator(".pw-waiting")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    page.unroute("**/bericht")  # lets the held request go
    expect(page.locator(ANSWER)).to_have_count(1)
    borders = page.locator(".pw-said").evaluate("node => getComputedStyle(node).borderStyle")
    assert borders == "solid"
    check_axe(page, "hoog-contrast")


def test_the_page_says_its_language(chat: Page, assistant: StubAssistant) -> None:
    assert chat.evaluate("document.documentElement.lang") == "nl-BE"
    expect(chat.get_by_role("heading", level=1)).to_have_count(1)
