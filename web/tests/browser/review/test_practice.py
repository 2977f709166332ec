"""The guided first visit in a real browser: with the keyboard alone, for screen readers, light, dark and small."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import LOOKS, assert_stays_in_its_width


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_the_page_stays_in_its_width(staff_page, check_axe, look) -> None:
    page = staff_page("redacteur", "/nakijken/oefenen", **LOOKS[look])
    check_axe(page, f"oefenen-{look}")
    page.get_by_role("link", name="Begin", exact=True).click()
    page.get_by_role("button", name="Klaar, niets te doen").click()
    expect(page.get_by_role("status")).to_contain_text("Kan beter.")
    check_axe(page, f"oefening-{look}")
    assert_stays_in_its_width(page)


def test_a_newcomer_practises_with_the_keyboard_alone(staff_page) -> None:
    page = staff_page("redacteur")
    page.get_by_role("link", name="Oefen eerst").press("Enter")
    page.get_by_role("link", name="Begin", exact=True).press("Enter")
    page.get_by_role("button", name="online gepest").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Goed gekozen.")
    expect(page.get_by_role("status")).to_be_in_viewport()
    page.get_by_role("link", name="Volgende oefening").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe Pestwijzer een vraag het best leert")
