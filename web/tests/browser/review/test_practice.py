"""The guided first visit in a real browser: with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_newcomer_practises_with_the_keyboard_alone(staff_page) -> None:
    page = staff_page("redacteur")
    page.get_by_role("link", name="Oefen eerst").press("Enter")
    page.get_by_role("link", name="Begin", exact=True).press("Enter")
    page.get_by_role("button", name="online gepest").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Goed gekozen.")
    expect(page.get_by_role("status")).to_be_in_viewport()
    page.get_by_role("link", name="Volgende oefening").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe Pestwijzer een vraag het best leert")
