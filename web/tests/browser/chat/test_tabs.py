"""One message is one message: fast fingers, no network, and the same conversation in two tabs."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from demo.stub_assistant import StubAssistant
from demo.website import CHROMIUM, FLAGS
from tests.browser.helpers import ANSWER, ask


def duplicate(page: Page) -> Page:
    """Open the same page in a second tab that begins with what the first one's session holds, as a browser does."""
    held = page.evaluate("JSON.stringify(sessionStorage)")
    other = page.context.new_page()
    other.add_init_script(
        f"if (!sessionStorage.length) for (const [k, v] of Object.entries({held})) sessionStorage.setItem(k, v);"
    )
    other.goto(page.url)
    expect(other.get_by_role("log")).to_be_visible()
    return other


def token_of(page: Page) -> str | None:
    return json.loads(page.evaluate("Object.values(sessionStorage)[0]"))["token"]


def wipe(page: Page) -> None:
    page.get_by_role("button", name="Wis gesprek").click()
    page.get_by_role("button", name="Ja, wis alles").click()
    expect(page.locator(ANSWER)).to_have_count(0)


def test_enter_held_down_is_one_message(chat: Page, assistant: StubAssistant) -> None:
    field = chat.get_by_label("Je vraag")
    field.fill("een vraag")
    for _ in range(5):
        chat.keyboard.down("Enter")  # from the second on as a key that repeats
    chat.keyboard.up("Enter")
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(chat.locator(".pw-note")).to_be_hidden()
    assert assistant.received == ["een vraag"]


def test_a_double_tap_is_one_message(chat: Page, assistant: StubAssistant) -> None:
    chat.get_by_label("Je vraag").fill("een vraag")
    chat.get_by_role("button", name="Verstuur").dblclick()
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(chat.locator(".pw-note")).to_be_hidden()
    assert assistant.received == ["een vraag"]


def test_two_questions_without_a_network_are_both_sent(chat: Page, assistant: StubAssistant) -> None:
    chat.context.set_offline(True)
    for number, text in enumerate(("de eerste", "de tweede"), start=1):
        ask(chat, text)
        expect(chat.locator(".pw-failure")).to_have_count(number)
    expect(chat.locator(".pw-failure").last).to_contain_text("Zodra je weer internet hebt, verstuur ik hem")
    chat.context.set_offline(False)
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.locator(".pw-failure")).to_have_count(0)
    assert assistant.received == ["de eerste", "de tweede"]
    expect(chat.locator(".pw-said .pw-words")).to_have_text(["de eerste", "de tweede"])


def test_a_duplicated_tab_goes_on_in_a_conversation_of_its_own(chat: Page) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    other = duplicate(chat)
    expect(other.locator(ANSWER)).to_have_count(1)  # what was said can be read back
    ask(other, "iets onduidelijk")
    expect(other.locator(ANSWER)).to_have_count(2)
    assert token_of(chat)
    assert token_of(other) != token_of(chat)
    other.get_by_role("button", name="Ja (Hielp dit antwoord?)").first.click()
    expect(other.get_by_text("Bedankt om dat te laten weten.")).to_be_visible()
    ask(chat, "en dan")
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.locator(".pw-said .pw-words")).to_have_text(["wat nu", "en dan"])


def test_what_is_erased_in_one_tab_is_gone_in_the_other(chat: Page) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    other = duplicate(chat)
    expect(other.locator(ANSWER)).to_have_count(1)
    wipe(chat)
    expect(other.locator(ANSWER)).to_have_count(0)
    other.reload()
    expect(other.get_by_role("log")).to_be_visible()
    expect(other.locator(ANSWER)).to_have_count(0)


def test_a_tab_that_slept_meanwhile_brings_nothing_back(chat: Page) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    held = chat.evaluate("Object.entries(sessionStorage)[0]")
    wipe(chat)
    # What a browser does with a tab that it had put away: it loads the page with the session of then.
    chat.evaluate("([key, value]) => { window.onpagehide = () => sessionStorage.setItem(key, value); }", held)
    chat.reload()
    expect(chat.get_by_role("log")).to_be_visible()
    expect(chat.locator(ANSWER)).to_have_count(0)


def test_another_tab_that_is_no_copy_keeps_its_own(chat: Page, website: str) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    other = chat.context.new_page()
    other.goto(website)
    ask(other, "iets anders")
    expect(other.locator(ANSWER)).to_have_count(1)
    wipe(chat)
    expect(other.locator(ANSWER)).to_have_count(1)


def test_two_in_a_page_are_two_conversations(chat: Page) -> None:
    chat.evaluate(
        """() => { const first = document.querySelector("pestwijzer-chat"); first.after(first.cloneNode()); }"""
    )
    one, two = chat.locator("pestwijzer-chat").nth(0), chat.locator("pestwijzer-chat").nth(1)
    for place, text in ((one, "wat nu"), (two, "iets onduidelijk")):
        place.get_by_label("Je vraag").fill(text)
        place.get_by_label("Je vraag").press("Enter")
        expect(place.locator(ANSWER)).to_have_count(1)
    ids = chat.evaluate("[...document.querySelectorAll('pestwijzer-chat [id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    chat.reload()
    expect(chat.locator("pestwijzer-chat").locator(".pw-said .pw-words")).to_have_text(["wat nu"])


def test_the_script_may_be_loaded_twice(chat: Page) -> None:
    chat.evaluate("import(document.querySelector('script[type=module]').src + '?again')")
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)


def test_the_composer_stays_above_a_keyboard_that_covers_the_page(chat: Page) -> None:
    chat.evaluate(
        """() => { Object.defineProperty(visualViewport, "height", { get: () => window.innerHeight - 300 });
        visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    box = chat.locator(".pw-composer").bounding_box()
    assert box["y"] + box["height"] <= chat.viewport_size["height"] - 299


def test_back_closes_what_lies_over_the_page(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Praat met een mens").tap()
    panel = page.get_by_role("dialog", name="Praat met een mens")
    expect(panel).to_be_visible()
    page.go_back()
    expect(panel).to_be_hidden()
    expect(page.get_by_role("log")).to_be_visible()

    page.get_by_role("button", name="Praat met een mens").tap()
    expect(panel).to_be_visible()
    page.get_by_role("button", name="Sluiten").tap()
    expect(panel).to_be_hidden()
    page.wait_for_function("!history.state")  # "back" would leave the page again, as before


def test_a_page_from_the_back_cache_does_not_show_what_was_erased(chat: Page) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    chat.evaluate(
        """() => { const { token } = JSON.parse(Object.values(sessionStorage)[0]);
        localStorage.setItem("pestwijzer gewist", JSON.stringify([token]));
        window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); }"""
    )
    expect(chat.locator(ANSWER)).to_have_count(0)


def test_a_tab_that_was_frozen_drops_what_was_erased_meanwhile(chat: Page) -> None:
    ask(chat, "wat nu")
    expect(chat.locator(ANSWER)).to_have_count(1)
    other = duplicate(chat)
    expect(other.locator(ANSWER)).to_have_count(1)
    tools = chat.context.new_cdp_session(chat)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    wipe(other)
    tools.send("Page.setWebLifecycleState", {"state": "active"})
    expect(chat.locator(ANSWER)).to_have_count(0)


def test_a_question_goes_on_while_a_parent_reads_another_page(
    browser: Browser, website: str, assistant: StubAssistant
) -> None:
    kept = browser.browser_type.launch(
        executable_path=str(CHROMIUM), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = kept.new_page()
    page.add_init_script("addEventListener('pageshow', ({ persisted }) => (window.fromCache = persisted));")
    page.goto(website)
    ask(page, "wat nu")
    expect(page.locator(ANSWER)).to_have_count(1)
    with page.expect_request("**/bericht"):
        ask(page, "een traag antwoord")
    page.get_by_label("Je vraag").fill("en ook")
    page.goto(f"{website}/vragen")
    page.go_back(wait_until="commit")
    page.wait_for_function("window.fromCache === true")
    expect(page.locator(ANSWER)).to_have_count(2)
    expect(page.get_by_label("Je vraag")).to_have_value("en ook")
    ask(page, "en dan")
    expect(page.locator(ANSWER)).to_have_count(3)
    assert assistant.received == ["wat nu", "een traag antwoord", "en dan"]
    kept.close()
