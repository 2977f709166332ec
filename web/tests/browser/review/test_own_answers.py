"""What a school says itself, in a real browser: written, looked at as a parent, read in the chat, and put back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import DESK, ask, assert_stays_in_its_width, keep_picture

PAGE = "/nakijken/mijn-school/antwoorden/kind_gepest_wat_doen"
OWN = "Kom langs bij Kim. Elke woensdag in lokaal 4."
SIZES = {"390": {"width": 390, "height": 844}, "1280": DESK}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_redacteur_writes_it_parents_read_it_and_it_goes_back(
    staff_page, open_page, website, check_axe, scripts, size
):
    page = staff_page("redacteur", PAGE, viewport=SIZES[size], java_script_enabled=scripts)
    page.get_by_label("In de woorden van je school").fill("De dader zegt sorry.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Schrijf ‘kind dat pest’")).to_be_visible()
    page.get_by_label("In de woorden van je school").fill(OWN)
    page.get_by_role("button", name="Toon in het voorbeeld").click()
    expect(page.frame_locator("iframe[name=voorbeeld]").get_by_text(OWN)).to_be_visible()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard. Ouders lezen dit meteen.")).to_be_visible()

    parent = open_page(website, viewport=SIZES[size], java_script_enabled=scripts)
    if scripts:
        parent.wait_for_selector("[role=log]")
        ask(parent, "mijn kind wordt gepest")
    else:
        parent.get_by_label("Je vraag").fill("mijn kind wordt gepest")
        parent.get_by_role("button", name="Verstuur").click()
    expect(parent.get_by_text(OWN)).to_be_visible()
    told = parent.locator("body").inner_text()
    assert told.index(OWN) < told.index("In het algemeen:") < told.index("Wat naar voor je kind")
    assert_stays_in_its_width(parent, size)
    if scripts:
        check_axe(parent, f"eigen-antwoord-chat-{size}")
    keep_picture(parent, f"eigen-antwoord-chat-{size}-{scripts}")
    parent.goto(f"{website}/vragen/kind_gepest_wat_doen")
    expect(parent.get_by_text(OWN)).to_be_visible()
    if scripts:
        check_axe(parent, f"eigen-antwoord-lezen-{size}")

    page.get_by_role("button", name="Zet terug").first.click()
    expect(page.get_by_text("Teruggezet. Ouders lezen dit meteen.")).to_be_visible()
    parent.reload()
    expect(parent.get_by_text(OWN)).to_have_count(0)


def test_from_mijn_school_one_finds_the_list(staff_page):
    page = staff_page("lezer", "/nakijken/mijn-school")
    page.get_by_role("link", name="Wat je school zelf zegt bij een antwoord").click()
    page.get_by_label("Antwoord", exact=True).select_option("clb")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("Alleen een redacteur of beheerder")).to_be_visible()
