"""The handbook in a real browser: found, and with its pictures."""

from __future__ import annotations

from playwright.sync_api import expect


def test_it_is_found_in_the_footer_and_leads_to_a_chapter_with_its_picture(staff_page) -> None:
    page = staff_page("redacteur")
    page.get_by_role("contentinfo").get_by_role("link", name="Handboek").click()
    page.get_by_role("navigation", name="Inhoud").get_by_role("link", name="Inzicht").click()
    expect(page.get_by_role("heading", name="Inzicht")).to_be_in_viewport()
    picture = page.get_by_role("img", name="De pagina Inzicht")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") > 500
