"""What a parent does in the chat, and what goes wrong around it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from common.lean import lean
from demo.stub_assistant import StubAssistant
from demo.website import WEB
from tests.browser.helpers import ANSWER, ask, wait_until_it_stands_still

MESSAGE = "**/api/*/bericht"


def fail_once(page: Page, **response: object) -> None:
    """Let the server's next answer to a message be this one."""
    page.route(MESSAGE, lambda route: route.fulfill(**response), times=1)


def error(code: str, message: str, **more: object) -> str:
    return json.dumps({"error": {"code": code, "message": message}, **more})


def failure(page: Page):
    return page.locator(".pw-failure")


# --- a conversation --------------------------------------------------------------------------------


def test_a_parent_chooses_types_rates_and_wipes(chat: Page, assistant: StubAssistant) -> None:
    log = chat.get_by_role("log")
    expect(log).to_contain_text("Ik ben een machine, geen mens")
    expect(log).to_contain_text("Typ daarom geen namen")

    chat.get_by_role("button", name="Mijn kind wordt gepest").click()
    expect(log.get_by_role("article").nth(1)).to_contain_text("Wat naar voor je kind")
    assert assistant.received == ["kind_gepest_wat_doen"]
    expect(chat.get_by_role("button", name="Mijn kind wordt gepest")).to_have_count(0)
    expect(chat.get_by_text("Mijn kind wordt gepest (gekozen)")).to_be_visible()
    expect(chat.get_by_role("button", name="Mijn kind pest zelf")).to_be_enabled()

    with chat.expect_response(lambda answer: answer.url.endswith("/oordeel")) as judged:
        chat.get_by_role("button", name="Ja (Hielp dit antwoord?)").click()
    assert judged.value.status == 204
    expect(chat.get_by_text("Bedankt om dat te laten weten.")).to_be_focused()

    ask(chat, "wat doet de school?")
    expect(chat.locator(ANSWER)).to_have_count(2)

    chat.get_by_role("button", name="Wis gesprek").click()
    expect(chat.get_by_role("button", name="Nee, behoud het")).to_be_focused()
    with chat.expect_response(lambda answer: answer.request.method == "DELETE") as erased:
        chat.get_by_role("button", name="Ja, wis alles").click()
    assert erased.value.status == 204
    expect(chat.locator(ANSWER)).to_have_count(0)
    expect(chat.get_by_role("status")).to_have_text("Je gesprek is gewist.")
    chat.reload()
    expect(chat.get_by_role("log")).to_be_visible()
    expect(chat.locator(ANSWER)).to_have_count(0)


def test_history_and_half_a_sentence_survive_a_reload(chat: Page, assistant: StubAssistant) -> None:
    ask(chat, "mijn zoon zegt niets")
    expect(chat.locator(ANSWER)).to_have_count(1)
    chat.get_by_role("button", name="Nee (Hielp dit antwoord?)").click()
    expect(chat.get_by_text("Jammer dat dit niet hielp")).to_be_visible()
    chat.get_by_label("Je vraag").fill("en ook")
    chat.reload()
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(chat.get_by_text("Jammer dat dit niet hielp")).to_be_visible()
    expect(chat.get_by_label("Je vraag")).to_have_value("en ook")
    assert assistant.received == ["mijn zoon zegt niets"]  # read back, not asked again


def test_a_thumb_down_asks_what_was_missing_and_offers_a_person(chat: Page, check_axe) -> None:
    ask(chat, "wat nu")
    answer = chat.locator(ANSWER)
    answer.get_by_role("button", name="Nee (Hielp dit antwoord?)").click()
    expect(answer.get_by_text("Jammer dat dit niet hielp")).to_be_focused()
    check_axe(chat, "wat-miste-je")
    answer.get_by_label("Wat miste je?").fill("hoe ik met de andere ouders praat")
    with chat.expect_response(lambda one: one.url.endswith("/oordeel")) as judged:
        answer.get_by_role("button", name="Stuur mee").click()
    assert judged.value.request.post_data_json["missing"] == "hoe ik met de andere ouders praat"
    expect(answer.get_by_label("Wat miste je?")).to_have_count(0)
    answer.get_by_role("button", name="Praat met een mens").click()
    expect(chat.get_by_role("dialog", name="Praat met een mens")).to_be_visible()


def test_the_way_to_a_person_is_a_sheet_that_closes_beside_it(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website, viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="Praat met een mens").click()
    panel = page.get_by_role("dialog", name="Praat met een mens")
    box = panel.bounding_box()
    assert (box["x"], box["width"]) == (0, 360)
    assert box["y"] + box["height"] == 740
    expect(panel).to_contain_text("Bereikbaar: Op schooldagen van 8.15 tot 16 uur")
    lines = "all => all.map((a) => a.getClientRects().length)"
    assert set(panel.locator("a[href^='tel:'], a[href^='mailto:']").evaluate_all(lines)) == {1}
    page.mouse.move(180, 100)
    page.mouse.wheel(0, 500)
    wait_until_it_stands_still(page)
    assert page.evaluate("window.scrollY") == 0
    page.mouse.click(180, box["y"] + 5)  # inside, on its edge
    expect(panel).to_be_visible()
    page.mouse.click(180, 20)
    expect(panel).to_be_hidden()


def test_a_mail_to_the_school_begins_with_the_question_without_names(chat: Page) -> None:
    ask(chat, "Lotte wordt gepest")
    expect(chat.locator(ANSWER)).to_have_count(1)
    chat.get_by_role("button", name="Praat met een mens").click()
    panel = chat.get_by_role("dialog", name="Praat met een mens")
    expect(panel).to_contain_text("je vraag staat al klaar")
    address = panel.get_by_role("link", name="zorg@voorbeeldboom.example").get_attribute("href")
    mail = urlsplit(address)
    assert mail.path == "zorg@voorbeeldboom.example"
    assert "[NAAM] wordt gepest" in parse_qs(mail.query)["body"][0]
    assert "Lotte" not in unquote(address)


def test_suggestions_stay_for_a_second_look(chat: Page) -> None:
    ask(chat, "iets onduidelijk")
    chat.get_by_role("button", name="Mijn kind wordt gepest: wat nu?").click()
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(chat.locator(".pw-turn .pw-chosen")).to_have_text(re.compile("Mijn kind wordt gepest"))
    expect(chat.get_by_role("button", name="Geen van deze")).to_be_enabled()


def test_an_emergency_puts_the_number_first(chat: Page) -> None:
    ask(chat, "hij wil liever dood zijn")
    frame = chat.locator(".pw-emergency")
    expect(frame.get_by_role("heading")).to_have_text("Dringend: bel eerst")
    calls = frame.locator(".pw-calls a")
    expect(calls.first).to_have_attribute("href", "tel:112")
    expect(calls).to_have_count(2)
    assert calls.first.bounding_box()["height"] >= 56
    expect(frame.get_by_text("Hielp dit antwoord?")).to_have_count(0)


def test_an_answer_cannot_bring_markup_or_script(chat: Page) -> None:
    ask(chat, "aanval")
    answer = chat.locator(ANSWER)
    expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
    expect(answer.locator("img")).to_have_count(0)
    expect(answer.locator("strong")).to_have_text("vet")
    links = answer.locator(":scope > .pw-text a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("target", "_blank")
    expect(links).to_have_attribute("rel", "noopener")


def test_the_rest_of_an_answer_is_one_tap_away(chat: Page) -> None:
    ask(chat, "mijn kind wordt gepest")
    answer = chat.locator(ANSWER)
    expect(answer.get_by_text("Blijf rustig")).to_be_visible()
    expect(answer.get_by_text("Kim Voorbeeld")).to_be_hidden()
    answer.get_by_text("Toon meer").click()
    expect(answer.get_by_text("Kim Voorbeeld")).to_be_visible()
    answer.get_by_text("Toon minder").press("Enter")
    expect(answer.get_by_text("Kim Voorbeeld")).to_be_hidden()


def test_an_answer_can_be_taken_along(chat: Page) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, "wat nu")
    chat.get_by_role("button", name="Kopieer").click()
    expect(chat.get_by_role("status")).to_have_text("Gekopieerd")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert "klein plan" in copied
    assert "**" not in copied
    assert "Je vraag: wat nu" in copied
    assert "basisschool De Voorbeeldboom, " in copied
    assert "Awel (https://awel.be)" in copied
    mail = chat.get_by_role("link", name="Mail (dit antwoord)").get_attribute("href")
    assert mail.startswith("mailto:?subject=Pestwijzer%20over%20pesten%20op%20school&body=Pestwijzer%20over")
    assert "Wat%20naar" in mail

    chat.evaluate("window.print = () => { window.printed = true }")
    ask(chat, "en dan?")
    chat.get_by_role("button", name="Print").first.click()
    assert chat.evaluate("window.printed")
    chat.evaluate("window.dispatchEvent(new Event('beforeprint'))")  # as window.print() itself does
    chat.emulate_media(media="print")
    expect(chat.get_by_role("heading", level=2)).to_have_text(["Je vraag: wat nu"])  # this answer alone
    chat.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(chat.locator(ANSWER).nth(1)).to_be_visible()


def test_a_human_is_one_button_away_even_without_a_network(chat: Page) -> None:
    chat.context.set_offline(True)
    expect(chat.locator(".pw-strip").get_by_role("link", name="Bel 112")).to_have_attribute("href", "tel:112")
    chat.get_by_role("button", name="Praat met een mens").click()
    panel = chat.get_by_role("dialog", name="Praat met een mens")
    expect(panel).to_contain_text("Kim Voorbeeld")
    expect(panel.get_by_role("link", name="Bel 1813")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chat.get_by_role("button", name="Praat met een mens")).to_be_focused()


# --- typing ----------------------------------------------------------------------------------------


def test_enter_sends_but_not_with_shift_or_an_input_method(chat: Page, assistant: StubAssistant) -> None:
    field = chat.get_by_label("Je vraag")
    field.press("Enter")
    expect(chat.locator(".pw-note")).to_have_text("Typ eerst je vraag, in een paar woorden.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press_sequentially("een")
    field.press("Shift+Enter")
    field.press_sequentially("twee")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    assert field.evaluate(f"node => node.dispatchEvent({composing})"), "Enter was taken from the input method"
    assert assistant.received == []
    field.press("Enter")
    expect(chat.locator(ANSWER)).to_have_count(1)
    assert assistant.received == ["een\ntwee"]


def test_a_long_text_is_counted_and_never_cut(chat: Page, assistant: StubAssistant) -> None:
    field, note = chat.get_by_label("Je vraag"), chat.locator(".pw-note")
    field.fill("a" * 3500)
    expect(note).to_be_hidden()
    field.fill("a" * 3999)
    expect(note).to_have_text("Nog 1 teken")
    field.fill("a" * 4002)
    expect(note).to_have_text("2 tekens te veel. Maak je bericht wat korter.")
    field.press("Enter")
    expect(field).to_have_value("a" * 4002)
    assert assistant.received == []
    field.fill("😀" * 4000)  # four thousand characters, also for the server
    field.press("Enter")
    expect(chat.locator(ANSWER)).to_have_count(1)


def test_no_second_question_while_the_first_is_under_way(chat: Page, assistant: StubAssistant) -> None:
    ask(chat, "een traag antwoord")
    expect(chat.locator(".pw-waiting")).to_contain_text("Pestwijzer zoekt een antwoord")
    ask(chat, "nog iets")
    expect(chat.locator(".pw-note")).to_contain_text("Even geduld")
    expect(chat.get_by_label("Je vraag")).to_have_value("nog iets")
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(chat.locator(".pw-waiting")).to_be_hidden()
    assert assistant.received == ["een traag antwoord"]


# --- when it fails -----------------------------------------------------------------------------------


def test_the_assistant_dies_midway_and_comes_back(chat: Page, assistant: StubAssistant) -> None:
    ask(chat, "eerste vraag")
    expect(chat.locator(ANSWER)).to_have_count(1)
    assistant.stop()
    ask(chat, "tweede vraag")
    expect(failure(chat)).to_contain_text("Kim Voorbeeld")  # whom to turn to instead
    expect(failure(chat)).to_contain_text("Je vraag is bewaard")
    expect(chat.locator(".pw-said").last).to_contain_text("tweede vraag")
    assistant.start()
    chat.get_by_role("button", name="Opnieuw proberen").click()
    expect(chat.locator(ANSWER)).to_have_count(2)
    expect(failure(chat)).to_have_count(0)
    expect(chat.locator(".pw-said")).to_have_count(2)
    assert assistant.received == ["eerste vraag", "tweede vraag"]


def test_offline_waits_for_the_network_and_sends_by_itself(chat: Page) -> None:
    chat.context.set_offline(True)
    ask(chat, "in de tunnel")
    expect(failure(chat)).to_contain_text("Je hebt geen internet")
    chat.context.set_offline(False)
    expect(chat.locator(ANSWER)).to_have_count(1)
    expect(failure(chat)).to_have_count(0)


def test_a_failed_text_can_be_changed_and_survives_a_reload(chat: Page) -> None:
    fail_once(chat, status=500, body="<h1>Server Error</h1>")
    ask(chat, "mijn lange verhaal")
    expect(failure(chat)).to_contain_text("Er ging iets mis aan onze kant")
    chat.reload()
    expect(failure(chat)).to_contain_text("Er ging iets mis aan onze kant")
    chat.get_by_role("button", name="Tekst aanpassen").click()
    expect(chat.get_by_label("Je vraag")).to_have_value("mijn lange verhaal")
    expect(chat.get_by_label("Je vraag")).to_be_focused()
    expect(chat.locator(".pw-said")).to_have_count(0)


@pytest.mark.parametrize(
    "body",
    ['{"messages": [], "understood": {}}', "[]", '{"messages": [{"text": ""}]}', "geen json"],
    ids=["no messages", "a list", "an empty text", "no JSON"],
)
def test_an_empty_answer_is_a_failure(chat: Page, body: str) -> None:
    fail_once(chat, status=200, body=body)
    ask(chat, "hallo")
    expect(failure(chat)).to_contain_text("Je tekst blijft hier staan")


def test_a_slow_answer_says_so_and_then_gives_up(chat: Page) -> None:
    held: list[Route] = []
    chat.route(MESSAGE, lambda route: held.append(route))
    chat.evaluate(
        """() => { const old = document.querySelector("pestwijzer-chat"), fresh = old.cloneNode();
        fresh.setAttribute("slow-after", 200); fresh.setAttribute("give-up-after", 1500); old.replaceWith(fresh); }"""
    )
    ask(chat, "duurt dit lang?")
    expect(chat.locator(".pw-waiting")).to_contain_text("Dit duurt langer dan anders")
    expect(failure(chat)).to_contain_text("laat te lang op zich wachten")


def test_a_question_in_flight_at_a_reload_is_not_lost(chat: Page) -> None:
    held: list[Route] = []
    chat.route(MESSAGE, lambda route: held.append(route))
    with chat.expect_request(MESSAGE):
        ask(chat, "onderweg")
    expect(chat.locator(".pw-waiting")).to_be_visible()
    chat.reload()
    chat.unroute(MESSAGE)
    expect(failure(chat)).to_contain_text("kreeg nog geen antwoord")
    chat.get_by_role("button", name="Opnieuw proberen").click()
    expect(chat.locator(ANSWER)).to_have_count(1)


def test_an_unknown_conversation_is_begun_again_and_the_message_sent_once_more(
    chat: Page, assistant: StubAssistant
) -> None:
    ask(chat, "eerste")
    expect(chat.locator(ANSWER)).to_have_count(1)
    fail_once(chat, status=404, body=error("unknown_conversation", "Dit gesprek is afgelopen."))
    with chat.expect_response(lambda answer: answer.url.endswith("/gesprek")):
        ask(chat, "tweede")
    expect(chat.locator(ANSWER)).to_have_count(2)
    assert assistant.received == ["eerste", "tweede"]


def test_too_many_messages_waits_as_told(chat: Page) -> None:
    fail_once(chat, status=429, headers={"Retry-After": "2"}, body=error("too_many", "Even wachten."))
    ask(chat, "nog een vraag")
    expect(chat.locator(".pw-waiting")).to_contain_text("Ik probeer het zelf opnieuw over")
    expect(chat.locator(ANSWER)).to_have_count(1)
    fail_once(chat, status=429, headers={"Retry-After": "40000"}, body=error("school_full", "Morgen kan het weer."))
    ask(chat, "en nog een")
    expect(failure(chat)).to_contain_text("Morgen kan het weer.")


def test_a_wipe_without_a_network_is_finished_later(chat: Page) -> None:
    ask(chat, "geheim")
    expect(chat.locator(ANSWER)).to_have_count(1)
    chat.context.set_offline(True)
    chat.get_by_role("button", name="Wis gesprek").click()
    chat.get_by_role("button", name="Ja, wis alles").click()
    expect(chat.locator(".pw-notice")).to_contain_text("Op dit toestel is alles gewist")
    assert "geheim" not in chat.evaluate("JSON.stringify(sessionStorage)")
    with chat.expect_response(lambda answer: answer.request.method == "DELETE") as erased:
        chat.context.set_offline(False)
    assert erased.value.status == 204


def test_storage_may_be_refused(open_page: Callable[..., Page], website: str) -> None:
    page = open_page("about:blank")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.goto(website)
    ask(page, "eerste")
    expect(page.locator(ANSWER)).to_have_count(1)
    ask(page, "tweede")
    expect(page.locator(ANSWER)).to_have_count(2)


def test_a_broken_profile_costs_no_chat(open_page: Callable[..., Page], website: str) -> None:
    page = open_page("about:blank")
    page.route(website + "/", lambda route: without_profile(route))
    page.goto(website + "/")
    ask(page, "werkt het nog?")
    expect(page.locator(ANSWER)).to_have_count(1)
    expect(page.locator(".pw-strip a")).to_have_attribute("href", "tel:112")


def without_profile(route: Route) -> None:
    response = route.fetch()
    route.fulfill(
        response=response,
        body=re.sub(r'type="application/json">.*?<', 'type="application/json">{"na<', response.text()),
    )


# --- around it ---------------------------------------------------------------------------------------


def test_no_cookie_no_third_party(open_page: Callable[..., Page], website: str) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(website)
    ask(page, "hallo")
    expect(page.locator(ANSWER)).to_have_count(1)
    assert f"{website}/" in asked
    assert {url for url in asked if not url.startswith(website)} == set()
    assert page.context.cookies() == []


def test_without_scripts_the_form_answers(open_page: Callable[..., Page], website: str, check_axe) -> None:
    page = open_page(website, java_script_enabled=False)
    expect(page.get_by_text("Ik ben een machine, geen mens.")).to_be_visible()
    page.get_by_label("Je vraag").fill("mijn zoon wordt gepest")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("Wat naar voor je kind")).to_be_visible()
    page.get_by_label("Je vraag").fill("iets onduidelijk")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("Ik begrijp je vraag niet helemaal.")).to_be_visible()
    expect(page.get_by_text("Wat naar voor je kind")).to_be_visible()  # what was answered before stays
    page.get_by_role("button", name="Geen van deze").click()
    expect(page.locator(".turns .parent")).to_contain_text(
        ["mijn zoon wordt gepest", "iets onduidelijk", "Geen van deze"]
    )
    expect(page.get_by_role("link", name="Bel 112").first).to_be_visible()


def test_a_page_that_came_back_from_the_form_is_left_alone(open_page: Callable[..., Page], website: str) -> None:
    page = open_page(website)
    page.wait_for_selector("[role=log]")
    page.evaluate(
        """() => { const form = Object.assign(document.createElement("form"), { method: "post", action: "/vraag" });
        form.innerHTML = "<input name=school value=voorbeeldschool><input name=text value=hallo>";
        document.body.append(form); form.submit(); }"""
    )
    expect(page.get_by_text("Wat naar voor je kind")).to_be_visible()
    page.wait_for_load_state()
    expect(page.get_by_role("log")).to_have_count(0)


def test_the_element_leaves_nothing_behind(chat: Page, website: str) -> None:
    chat.context.set_offline(True)
    ask(chat, "in de tunnel")  # would be sent when the network is back
    expect(failure(chat)).to_contain_text("Je hebt geen internet")
    chat.evaluate("document.querySelector('pestwijzer-chat').remove()")
    asked: list[str] = []
    chat.on("request", lambda request: asked.append(request.url))
    chat.context.set_offline(False)
    chat.evaluate("window.dispatchEvent(new Event('online'))")
    chat.evaluate("fetch('/leeft')")  # what the event set off would have been asked before this
    assert asked == [f"{website}/leeft"]


def test_element_and_style_together_stay_under_16_kilobytes() -> None:
    folder = WEB / "chat" / "static" / "chat"
    files = [*folder.glob("pestwijzer-chat.*"), *(folder / f"{name}.js" for name in ("drawing", "texts", "paper"))]
    assert len(files) == 5
    served = [lean(file.read_text(encoding="utf-8"), file.suffix) for file in files]
    assert sum(len(gzip.compress(text.encode())) for text in served) < 16_000


def test_the_whole_page_stays_under_40_kilobytes(open_page: Callable[..., Page], website: str) -> None:
    page = open_page("about:blank")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(website)
    page.wait_for_load_state("networkidle")
    assert len(answers) > 5
    assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) < 40_000
    ours = [answer for answer in answers if answer.url.endswith((".js", ".css", "/"))]
    assert {answer.headers.get("content-encoding") for answer in ours} == {"gzip"}
