"""An answer is merged into another in a real browser: what hangs on it, its text beside the other, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import LOOKS, StaffPage, assert_stays_in_its_width


@pytest.mark.parametrize("look", LOOKS)
def test_an_answer_is_merged_and_stays_after_all(
    staff_page: StaffPage, check_axe: Callable[..., None], look: str
) -> None:
    page = staff_page("redacteur", "/nakijken/antwoorden/no_blame", **LOOKS[look])
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Stopzetten of samenvoegen").click()
    expect(page.get_by_text("in de laatste 30 dagen")).to_be_visible()
    check_axe(page, f"stopzetten-{look}")
    assert_stays_in_its_width(page)

    page.get_by_label("Waar gaan de voorbeeldvragen naartoe?").select_option("kiva")
    page.get_by_role("button", name="Samenvoegen met het gekozen antwoord").click()
    beside = page.locator("#gaat-hierin-op")
    expect(beside).to_contain_text(title)
    expect(page.get_by_label("Kern van het antwoord", exact=True)).to_be_visible()
    check_axe(page, f"samenvoegen-{look}")
    assert_stays_in_its_width(page)

    page.goto(re.sub(r"/nakijken/.*", "/nakijken/voorstel", page.url))
    part = page.locator("#voorstel-no_blame")
    expect(part).to_contain_text("Ouders krijgen dit antwoord niet meer.")
    check_axe(page, f"stopzetten-voorstel-{look}")
    assert_stays_in_its_width(page)
    part.get_by_text("Laat dit antwoord toch bestaan").click()
    part.get_by_role("button", name="Ja, laat het bestaan").click()
    expect(page.get_by_role("status").first).to_contain_text("blijft bestaan")
    expect(page.locator("#voorstel-no_blame")).to_have_count(0)
    expect(page.locator("#voorstel-kiva")).to_have_count(0)
