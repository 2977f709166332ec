"""Mijn school in a real browser: filled in, looked at as a parent, saved, and put back, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import PHONE

PAGE = "/nakijken/mijn-school"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_beheerder_looks_saves_and_puts_back(staff_page, scripts):
    page = staff_page("beheerder", PAGE, java_script_enabled=scripts)
    shown = page.frame_locator("iframe[name=voorbeeld]")
    expect(shown.get_by_text("No Blame").first).to_be_visible()
    page.get_by_label("methode").fill("KiVa")
    page.get_by_role("button", name="Toon in het voorbeeld").click()
    expect(shown.get_by_text("Op jullie school werken ze met KiVa").first).to_be_visible()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard: Methode. Ouders lezen dit meteen.")).to_be_visible()
    page.get_by_role("button", name="Zet terug").first.click()
    expect(page.get_by_text("Teruggezet: Methode.")).to_be_visible()
    expect(page.get_by_label("methode")).to_have_value("No Blame")


def test_on_a_phone_the_preview_stands_below_the_form(staff_page):
    page = staff_page("beheerder", PAGE, viewport=PHONE)
    save = page.get_by_role("button", name="Bewaar").bounding_box()
    assert page.locator("iframe[name=voorbeeld]").bounding_box()["y"] > save["y"]
