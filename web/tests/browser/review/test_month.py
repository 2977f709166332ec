"""The month's report and the mail page in a real browser: whole on paper, and a choice that is kept."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.helpers import keep_picture


def test_on_paper_the_report_stands_without_the_form(staff_page):
    page = staff_page("lezer", "/nakijken/inzicht/maand")
    expect(page.get_by_role("heading", name="Maandverslag")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Toon", include_hidden=True)).to_be_hidden()
    keep_picture(page, "maandverslag-papier")


def test_what_mail_one_wants_is_kept(staff_page):
    page = staff_page("lezer", "/nakijken/mail")
    page.get_by_label("Nood", exact=True).check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Je keuze is bewaard.")).to_be_visible()
    expect(page.get_by_label("Nood", exact=True)).to_be_checked()
