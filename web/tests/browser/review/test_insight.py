"""The insight page in a real browser: its columns readable by eye and ear, and its files open in a spreadsheet."""

from __future__ import annotations

import csv
import random
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demo import events
from demo.website import FOLDERS
from tests.browser.helpers import PHONE, keep_picture

PAGE = "/nakijken/inzicht"
A_DAY = 86400
TOPICS = [
    "kind_gepest_wat_doen",
    "clb",
    "hulplijnen",
    "cyberpesten",
    "signalen",
    "school_doet_niets",
    "verschil_plagen",
]
NO_ANSWER = [
    "mag mijn dochter thuisblijven tot het opgelost is, en wie beslist daarover",
    "wat doen jullie als het pesten op de bus gebeurt",
    "kan de school het groepsgesprek op whatsapp laten stoppen",
]


@pytest.fixture(scope="module", autouse=True)
def some_months(website):
    """Twelve weeks of what parents asked, once for all these tests."""
    choose = random.Random(7)  # noqa: S311 - the same months every time
    folder = FOLDERS[website]
    rows, judgements = [], []
    for week in range(12):
        for number in range(choose.randint(6, 24)):
            at = time.time() - week * 7 * A_DAY - choose.random() * 3 * A_DAY
            conversation = events.new_conversation()
            topic = choose.choices(TOPICS, range(len(TOPICS), 0, -1))[0]
            text, *more = choose.choices(
                [
                    (f"vraag {number} over iets", topic),
                    (choose.choice(NO_ANSWER), None),
                    ("wat eten we", "buiten_scope"),
                    ("er is nu gevaar", "noodsituatie_geweld"),
                    ("dankjewel", "bedanking"),
                ],
                [16, 4, 1, 0.6, 3],
            )[0]
            rows += events.exchange(conversation, text, *more, at=at)
            if more == [topic] and choose.random() < 0.4:
                judgements.append((conversation, topic, choose.random() < 0.75))
    with sqlite3.connect(folder / "conversations.db") as database:
        database.execute(events.TABLE)
        database.executemany(events.INSERT.format("?"), rows)
    with sqlite3.connect(folder / "web.sqlite3", timeout=10) as database:
        school = database.execute("SELECT id FROM schools_school WHERE slug = 'voorbeeldschool'").fetchone()[0]
        columns = "school_id, conversation, message, topic, kind, useful, created"
        database.executemany(
            f"INSERT INTO chat_judgement ({columns}) VALUES (?, ?, '1', ?, 'answer', ?, datetime('now', '-1 day'))",  # noqa: S608
            [(school, *judgement) for judgement in judgements],
        )


@pytest.mark.parametrize("width", [1280, 320])
def test_the_days_under_the_columns_stand_apart(staff_page, width):
    page = staff_page("lezer", f"{PAGE}?periode=12", viewport={"width": width, "height": 780})
    boxes = [text.bounding_box() for text in page.locator("figure .day:visible").all()]
    assert len(boxes) > 1
    for left, right in zip(boxes, boxes[1:], strict=False):
        assert left["x"] + left["width"] <= right["x"], "the days under the columns run into each other"


def test_who_hears_the_page_gets_the_numbers_of_the_columns(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12")
    page.get_by_text("Toon als tabel").click()
    table = page.get_by_role("region", name="Vragen per week")
    totals = [int(row.locator("td").first.inner_text()) for row in table.locator("tbody tr").all()]
    drawn = [int(total) for total in page.locator("figure .total").all_text_contents()]
    assert totals == drawn
    assert len(totals) == 12
    assert page.locator("figure > figcaption").count() == page.locator("figure").count() == 3


def test_outcomes_differ_by_more_than_colour(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12", forced_colors="active")
    fills = {part.get_attribute("fill") for part in page.locator("figure svg .part").all()}
    assert len(fills) == 5
    assert all(page.locator(fill.removeprefix("url(").removesuffix(")")).count() == 1 for fill in fills)


def test_a_period_of_ones_own(staff_page):
    page = staff_page("redacteur", PAGE)
    page.get_by_label("Periode", exact=True).select_option("eigen datums")
    page.get_by_label("Van", exact=True).fill("2026-03-02")
    page.get_by_label("Tot en met").fill("2026-03-01")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("De laatste dag ligt vóór de eerste.")).to_be_visible()
    expect(page.locator("figure")).to_have_count(0)


def test_a_question_of_the_list_opens(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12")
    link = page.get_by_role("region", name="Waarop hebben we nog geen goed antwoord?").get_by_role("link").first
    asked = link.inner_text()
    assert asked in NO_ANSWER
    link.click()
    expect(page.locator("h1.asked-text")).to_contain_text(asked)


def test_the_file_opens_as_a_table(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12")
    with page.expect_download() as download:
        page.get_by_role("link", name="De cijfers per week").click()
    file = Path(download.value.path())
    assert download.value.suggested_filename.startswith("pestwijzer-weken-")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 12
    drawn = [int(total) for total in page.locator("figure .total").all_text_contents()]
    assert [int(row["vragen"]) for row in rows] == drawn


def test_on_paper_the_numbers_stand_without_the_form(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12")
    page.emulate_media(media="print")
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Toon", exact=True, include_hidden=True)).to_be_hidden()
    keep_picture(page, "inzicht-papier")


def test_without_scripts_it_is_the_same(staff_page):
    page = staff_page("lezer", f"{PAGE}?periode=12", java_script_enabled=False, viewport=PHONE)
    expect(page.get_by_role("img", name="Kolommen per week")).to_be_visible()
