"""The queue and its items in a real browser: with keys alone, without scripts, and on a phone."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from demo import events
from demo.website import FOLDERS
from tests.browser import helpers

REVIEW = ("secondlook", "reason", "question", "queueitem", "readmark", "topicdraft")
TABLES = (*(f"review_{table}" for table in REVIEW), "chat_keptquestion", "chat_judgement", "chat_shown")
SUGGESTIONS = {"others": (("clb", 0.21), ("brochure", 0.17), ("wat_is_pesten", 0.11))}
BUTTONS = [
    {"title": "Wat doet het CLB?", "payload": "/clb"},
    {"title": "Waar vind ik de brochure?", "payload": "/brochure"},
    {"title": "Geen van deze", "payload": "/geen_van_deze"},
]
STORY = (
    "Mijn dochter [NAAM 1] zit in het derde leerjaar en sinds de herfstvakantie wil ze 's morgens niet vertrekken. "
    "Ze zegt dat niemand naast haar wil zitten in de refter. Met wie praat ik daar best eerst over?"
)


@pytest.fixture(autouse=True)
def nothing_asked_yet(website: str) -> None:
    """What another test asked would be grouped with what this one asks."""
    with sqlite3.connect(FOLDERS[website] / "web.sqlite3", timeout=10) as database:
        for table in TABLES:
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    with sqlite3.connect(FOLDERS[website] / "conversations.db", timeout=10) as database:
        database.execute(events.TABLE)
        database.execute("DELETE FROM events")


@pytest.fixture
def queue(said: Callable[..., str], staff_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return how to open the queue with a story and two questions: queue(role) -> the page."""
    now = time.time()
    conversation = said("goeiendag", "begroeting", 0.99, answer="Dag! Ik ben Pestwijzer.", at=now - 300)
    said(STORY, None, answer="Bedoel je een van deze?", buttons=BUTTONS, conversation=conversation, at=now - 290,
         **SUGGESTIONS)  # fmt: skip
    said("/clb", "clb", 1.0, answer="Het **CLB** luistert.\n\n- gratis\n- discreet", conversation=conversation)
    for ago in (250, 240, 200):
        said("mag ik ook een vriendin meebrengen naar het gesprek", "brochure", 0.41, at=now - ago)
    said("hoe laat begint de opvang op woensdag", "buiten_scope_school", 0.9, at=now - 100)

    def open_queue(role: str = "redacteur", **options: object) -> Page:
        return staff_page(role, "/nakijken/", **options)

    return open_queue


def names(page: Page) -> list[str]:
    return [text.split()[0] for text in page.locator("a.question").all_inner_texts()]


def test_what_was_done_is_told_and_can_be_undone(queue, check_axe) -> None:
    page = queue(forced_colors="active")
    page.locator(".asked input").first.check()
    page.get_by_role("button", name="Opzij").click()
    expect(page.get_by_role("button", name="Maak ongedaan")).to_be_visible()
    check_axe(page, "vragen-ongedaan")


def test_all_questions_and_a_confident_one(queue, said) -> None:
    said("wat doet het centrum voor leerlingenbegeleiding", "clb", 0.96, answer="Het **CLB** luistert.")
    page = queue()
    page.get_by_role("link", name="alle vragen van ouders").click()
    page.get_by_label("Zoek in alle vragen").fill("begeleiding centrum")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator(".asked")).to_have_count(1)
    page.locator("a.question").click()
    expect(page.get_by_text("Het CLB luistert.")).to_be_visible()
    page.get_by_role("button", name="Zet in de lijst").click()
    expect(page.get_by_role("heading", name="Hoort bij een antwoord")).to_be_visible()


def press(page: Page, key: str) -> None:
    """Press a key on a page that may have opened just now: until its scripts run it hears none."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_the_queue_with_keys_alone(queue) -> None:
    page = queue()
    assert names(page) == ["hoe", "mag", "Mijn"]
    page.keyboard.press("j")
    expect(page.locator("a.question").nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("a.question").nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("1 gekozen")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("3 gekozen")).to_be_visible()
    page.keyboard.press("a")
    page.locator("a.question").nth(1).focus()
    page.keyboard.press("o")  # nothing is chosen: the one that has the focus
    expect(page.get_by_text("1 vraag is opzij gezet.")).to_be_visible()
    assert names(page) == ["hoe", "Mijn"]
    page.keyboard.press("z")
    expect(page.get_by_text("1 vraag is weer zoals voordien.")).to_be_visible()
    assert names(page) == ["hoe", "mag", "Mijn"]
    page.keyboard.press("?")
    expect(page.get_by_text("kruis aan of uit")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("kruis aan of uit")).to_be_hidden()
    page.keyboard.press("j")
    press(page, "Enter")
    expect(page.locator("h1.asked-text")).to_contain_text("hoe laat")
    press(page, "j")
    expect(page.locator("h1.asked-text")).to_contain_text("mag ik")
    press(page, "k")
    expect(page.locator("h1.asked-text")).to_contain_text("hoe laat")
    press(page, "d")
    expect(page.locator("h1.asked-text")).to_contain_text("mag ik")  # the next one, at once
    expect(page.get_by_text("Klaar, niets te doen: ‘hoe laat")).to_be_visible()
    press(page, "u")
    expect(page.locator(".asked")).to_have_count(2)


def test_keys_are_letters_while_typing_and_can_be_switched_off(queue) -> None:
    page = queue()
    search = page.get_by_label("Zoek in de vragen")
    search.fill("")
    search.press_sequentially("jaokx?")
    expect(search).to_have_value("jaokx?")
    expect(page.locator(".shortcuts")).not_to_have_attribute("open", "")
    page.locator("a.question").first.focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_text("gekozen")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.locator("a.question").first.focus()
    page.keyboard.press("a")
    expect(page.get_by_text("gekozen")).to_have_count(0)
    page.reload()
    page.keyboard.press("a")
    expect(page.get_by_text("gekozen")).to_have_count(0)
    page.locator(".shortcuts summary").click()
    page.get_by_label("Sneltoetsen gebruiken").check()
    page.locator("a.question").first.focus()
    page.keyboard.press("a")
    expect(page.get_by_text("3 gekozen")).to_be_visible()


def test_a_question_gets_its_answer_and_it_is_taken_back(queue) -> None:
    page = queue()
    page.locator("a.question", has_text="mag ik").click()
    expect(page.get_by_role("heading", name="Alle 3 berichten")).to_be_visible()
    page.get_by_label("Vraag 1").fill("wie mag er mee naar het gesprek op school")
    field = page.get_by_label("Of een ander antwoord")
    field.fill("Waarover gaat")
    field.press("Enter")  # half a title: no answer is chosen, and no button is pressed in its stead
    expect(page.get_by_role("alert")).to_contain_text("Kies een antwoord uit de lijst")
    expect(page.get_by_label("Vraag 1")).to_have_value("wie mag er mee naar het gesprek op school")
    page.locator(".offers button").first.click()
    expect(page.locator(".notice.undo")).to_contain_text("Hoort bij")
    expect(page.get_by_role("link", name="Voorstel")).to_contain_text("1 gewijzigd")
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.get_by_text("1 vraag is weer zoals voordien.")).to_be_visible()


def test_two_colleagues_at_once(queue) -> None:
    one, other = queue("redacteur"), queue("collega")
    for page in (one, other):
        page.locator("a.question", has_text="hoe laat").click()
    one.get_by_role("button", name="Zet opzij").click()
    expect(one.locator(".notice.undo")).to_be_visible()
    other.get_by_role("button", name="Klaar, niets te doen").click()
    expect(other.get_by_role("alert")).to_contain_text("Er is niets gewijzigd")
    expect(other.get_by_text("Opzij gezet.", exact=True)).to_be_visible()


def test_everything_works_without_scripts(queue) -> None:
    page = queue(java_script_enabled=False)
    page.get_by_role("link", name="Kies alles op deze pagina").click()
    page.get_by_role("button", name="Opzij").click()
    expect(page.get_by_text("3 vragen zijn opzij gezet.")).to_be_visible()
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.get_by_text("3 vragen zijn weer zoals voordien.")).to_be_visible()
    page.locator("a.question", has_text="hoe laat").click()
    page.get_by_label("een andere schoolvraag").check()
    page.get_by_role("button", name="Niet voor ons").click()
    expect(page.locator(".notice.undo")).to_contain_text("Niet voor ons")
    expect(page.locator("h1.asked-text")).to_contain_text("mag ik")


def test_a_reader_reads(queue) -> None:
    page = queue("lezer")
    expect(page.locator(".asked")).to_have_count(3)
    expect(page.locator(".asked input")).to_have_count(0)
    page.locator("a.question", has_text="Mijn dochter").click()
    expect(page.get_by_text("Beslissen doet een redacteur")).to_be_visible()
    expect(page.get_by_text("Ouder koos,")).to_be_visible()


def test_nobody_from_another_school_sees_it(queue) -> None:
    page = queue("elsewhere")
    expect(page.get_by_text("Nog geen vragen")).to_be_visible()
    expect(page.locator("a.question")).to_have_count(0)


def test_on_a_phone_the_first_question_is_in_view_and_the_filters_fold(queue) -> None:
    page = queue(viewport={"width": 390, "height": 844})
    filters = page.get_by_role("search", name="Vragen zoeken en filteren", include_hidden=True)
    expect(filters).to_be_hidden()
    first = page.locator("a.question").first
    expect(first).to_be_visible()
    assert page.evaluate("window.scrollY") == 0
    assert first.bounding_box()["y"] + first.bounding_box()["height"] <= 844
    page.get_by_text("Zoek en filter").click()
    expect(filters).to_be_visible()
    page.set_viewport_size(helpers.DESK)
    page.reload()
    expect(filters).to_be_visible()  # where there is room they stand open


def test_questions_that_mean_the_same_are_decided_about_together(website, queue) -> None:
    page = queue()
    expect(page.locator(".asked")).to_have_count(3)
    with sqlite3.connect(FOLDERS[website] / "web.sqlite3", timeout=10) as database:
        database.execute("UPDATE review_queueitem SET [group] = 1 WHERE text NOT LIKE 'hoe laat%'")
    page.reload()
    expect(page.get_by_role("link", name="Lijkt op 1 andere vraag")).to_have_count(2)
    # Whoever opens the first one waits until the website has read every question in the topics.
    page.locator("a.question", has_text="vriendin meebrengen").click(timeout=helpers.HASHING)
    page.get_by_role("link", name="Lijkt op 1 andere vraag").click()
    expect(page.get_by_role("heading", name="2 vragen die op elkaar lijken")).to_be_visible()
    expect(page.get_by_text("Geen antwoord past duidelijk.")).to_be_visible()
    page.get_by_role("button", name="Niet voor ons").click()
    expect(page.get_by_text("2 vragen zijn bij ‘niet voor ons’ gezet.")).to_be_visible()
    expect(page.locator(".asked")).to_have_count(1)
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.locator(".asked")).to_have_count(3)
    page.get_by_role("link", name="Lijkt op 1 andere vraag").first.click()
    page.get_by_role("button", name="Schrijf een nieuw antwoord").click()
    expect(page.get_by_label("Voorbeeldvragen")).to_have_value(
        re.compile(r"vriendin meebrengen.*\n.*Mijn dochter|Mijn dochter.*\n.*vriendin")
    )


def test_what_gets_a_good_answer_now_is_closed_from_the_list(website, queue) -> None:
    page = queue()
    with sqlite3.connect(FOLDERS[website] / "web.sqlite3", timeout=10) as database:
        database.execute("UPDATE review_queueitem SET asked_of = ?, answered_now = 'clb'", [live_name(website)])
    page.reload()
    page.get_by_text("Krijgt nu een goed antwoord: 3 vragen").click()
    page.get_by_role("button", name=re.compile("Klaar.*hoe laat begint")).click()
    expect(page.get_by_text("1 vraag is klaar: het antwoord van nu is goed.")).to_be_visible()
    page.get_by_text("Krijgt nu een goed antwoord: 2 vragen").click()
    page.get_by_role("button", name="Alle 2 klaar").click()
    expect(page.get_by_role("heading", name="Alles is nagekeken")).to_be_visible()


def live_name(website: str) -> str:
    """Return the version that answers the website's parents, as it knows it."""
    file = FOLDERS[website] / "models" / "live"
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""
