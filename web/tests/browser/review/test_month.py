"""The month's report and the mail page in a real browser: readable in every look, and whole on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import LOOKS, assert_stays_in_its_width, keep_picture

MONTH, MAIL = "/nakijken/inzicht/maand", "/nakijken/mail"


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(staff_page, check_axe, look):
    page = staff_page("lezer", MONTH, **LOOKS[look])
    expect(page.get_by_role("heading", name="Maandverslag")).to_be_visible()
    check_axe(page, f"maandverslag-{look}")
    assert_stays_in_its_width(page, look)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Toon", include_hidden=True)).to_be_hidden()
    keep_picture(page, f"maandverslag-{look}-papier")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_about_mail(staff_page, check_axe, look):
    page = staff_page("lezer", MAIL, **LOOKS[look])
    page.get_by_label("Nood", exact=True).check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Je keuze is bewaard.")).to_be_visible()
    expect(page.get_by_label("Nood", exact=True)).to_be_checked()
    check_axe(page, f"mail-{look}")
    assert_stays_in_its_width(page, look)
