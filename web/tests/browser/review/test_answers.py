"""Answers in a real browser: writing with hints and the real chat beside it, two editors, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.helpers import ANSWER, StaffPage, wait_until_it_stands_still

ANSWERS = "/nakijken/antwoorden"


def preview_of(page: Page):
    return page.frame_locator("iframe.preview").locator(ANSWER)


@contextmanager
def drawn_anew(page: Page) -> Iterator[None]:
    """Wait, after what is done meanwhile, until the preview has drawn the answer once more."""
    preview_of(page).evaluate("(article) => { article.dataset.drawn = 'before'; }")
    yield
    expect(page.frame_locator("iframe.preview").locator(f"{ANSWER}:not([data-drawn])")).to_be_visible()


def fill_new(page: Page, title: str, questions: str) -> None:
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Voorbeeldvragen").fill(questions)
    page.get_by_label("Waarover gaat het?").fill("Of een kind zelf kiest met wie het op school praat.")
    page.get_by_label("Thema").select_option("school")
    page.get_by_label("Bronnen").fill("Ouderblik pesten, vzw GO! ouders")


# --- writing ----------------------------------------------------------------------------------


def test_what_one_types_appears_in_the_real_chat_with_hints_beside_it(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/nieuw")
    fill_new(page, "Wie mag mijn kind vertrouwen?", "wie kan mijn dochter in vertrouwen nemen\nmet wie praten ze")
    page.get_by_label("Kern van het antwoord", exact=True).fill("De pestkop mag niet kiezen. ")
    expect(preview_of(page)).to_contain_text("De pestkop mag niet kiezen.")
    expect(page.locator(".hints .blocks").filter(has_text="pestkop")).to_contain_text("kind dat pest")
    expect(page.locator("[data-words=answer]")).to_have_text("5")
    page.get_by_label("Vervolg", exact=True).fill("Vraag het aan de juf.")
    expect(page.locator("[data-words=more]")).to_have_text("5")
    expect(preview_of(page)).to_contain_text("Vraag het aan de juf.")

    page.get_by_label("Kern van het antwoord", exact=True).fill("Je kind kiest zelf. ")
    toolbar = page.get_by_role("group", name="Opmaak van de kern van het antwoord")
    toolbar.get_by_label("Voeg een hulplijn in").select_option("[[awel]]")
    toolbar.get_by_label("Voeg iets van de school in").select_option("{school_contacts}")
    expect(page.get_by_label("Kern van het antwoord", exact=True)).to_have_value(
        "Je kind kiest zelf. [[awel]]\n\n{school_contacts}\n\n"
    )
    expect(preview_of(page).get_by_role("link", name="102")).to_be_visible()
    expect(preview_of(page)).to_contain_text("Kim Voorbeeld")
    expect(page.locator(".hints")).not_to_contain_text("pestkop")

    page.get_by_label("Verwant antwoord 1").select_option("clb")
    expect(preview_of(page).get_by_role("button", name="Wat doet het CLB?")).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    with drawn_anew(page):
        page.get_by_label("Titel").fill("Wie kan mijn kind vertrouwen?")
    assert page.evaluate("window.scrollY") == 0, "the preview scrolls by itself, not the page"


def test_another_school_in_the_preview_leaves_the_page_where_it_is(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/clb")
    expect(preview_of(page)).to_contain_text("centrum voor leerlingenbegeleiding")
    with drawn_anew(page):
        page.get_by_label("Bij de school").select_option(index=0)
    wait_until_it_stands_still(page)
    assert page.evaluate("window.scrollY") == 0


def test_the_toolbar_makes_bold_and_lists(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/nieuw")
    answer = page.get_by_label("Vervolg", exact=True)
    toolbar = page.get_by_role("group", name="Opmaak van het vervolg")
    answer.fill("een\ntwee")
    answer.press("Control+a")
    toolbar.get_by_role("button", name="Lijst").click()
    expect(answer).to_have_value("- een\n- twee")
    answer.press("Control+a")
    toolbar.get_by_role("button", name="Vet").click()
    expect(answer).to_have_value("**- een\n- twee**")
    answer.press("Control+z")
    expect(answer).to_have_value("- een\n- twee")


def test_a_new_answer_is_saved_and_waits_in_the_proposal(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/nieuw")
    fill_new(
        page, "Mag ons kind een maatje kiezen?", "mag ons kind een maatje kiezen\nmaatje in de klas mag da\nmaatje aub"
    )
    page.get_by_label("Kern van het antwoord", exact=True).fill("Ja, dat mag. Vraag het aan de juf.")
    page.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mag ons kind een maatje kiezen?")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard in het voorstel")
    expect(page.locator("[data-kept]")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Voorstel")).click()
    expect(page.get_by_role("article").filter(has_text="Mag ons kind een maatje kiezen?")).to_contain_text(
        "nieuw antwoord"
    )
    page.goto(page.url.replace("/voorstel", "/antwoorden/nieuw"))
    expect(page.locator("[data-kept]")).to_have_count(0)


# --- nothing lost -----------------------------------------------------------------------------


CORE = "Kern van het antwoord"
KEPT = "Je tekst is bewaard, voor jou alleen."


def test_closing_the_window_loses_nothing_also_at_another_computer(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/brochure")
    page.get_by_label(CORE, exact=True).fill("Dit typte ik, en toen viel de stroom uit.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == [], "what is kept needs no warning"
    elsewhere = staff_page("redacteur", f"{ANSWERS}/brochure")
    elsewhere.get_by_role("button", name="Zet mijn tekst terug").click()
    expect(elsewhere.get_by_label(CORE, exact=True)).to_have_value("Dit typte ik, en toen viel de stroom uit.")
    colleague = staff_page("collega", f"{ANSWERS}/brochure")
    expect(colleague.locator("[data-kept]")).to_have_count(0)
    page.get_by_role("button", name="Gooi hem weg").click()
    expect(page.locator("[data-kept]")).to_have_count(0)


def test_what_cannot_be_kept_is_told_and_leaving_is_warned_of(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/brochure")
    page.route("**/onthoud", lambda route: route.abort())
    page.get_by_label(CORE, exact=True).fill("Dit typte ik zonder internet.")
    expect(page.get_by_text("kon niet bewaard worden")).to_be_visible()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_a_session_that_ends_while_writing_loses_nothing(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/wegwijzer")
    page.get_by_label(CORE, exact=True).fill("Een lange tekst.")
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Bewaar in het voorstel").click()
    page.wait_for_url("**/aanmelden**")
    page.context.add_cookies(session)
    page.goto(re.sub(r"/nakijken/.*", "/nakijken/verder", page.url))
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("status").first).to_contain_text("Bewaard in het voorstel")
    expect(page.get_by_label(CORE, exact=True)).to_have_value("Een lange tekst.")


def test_two_editors_of_one_answer(staff_page: StaffPage, check_axe: Callable[..., None]) -> None:
    anna, bart = staff_page("redacteur", f"{ANSWERS}/kiva"), staff_page("collega", f"{ANSWERS}/kiva")
    bart.get_by_label("Kern van het antwoord", exact=True).fill("KiVa leert kinderen samen zorgen. Dit schreef Bart.")
    bart.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(bart.get_by_role("status").first).to_contain_text("Bewaard")
    anna.get_by_label("Kern van het antwoord", exact=True).fill("KiVa leert kinderen samen zorgen. Dit schreef Anna.")
    anna.get_by_role("button", name="Bewaar in het voorstel").click()
    told = anna.locator("#melding")
    expect(told).to_contain_text("collega was je voor")
    expect(told.locator("ins").last).to_contain_text("Bart")
    expect(anna.get_by_label("Kern van het antwoord", exact=True)).to_have_value(
        "KiVa leert kinderen samen zorgen. Dit schreef Anna."
    )
    check_axe(anna, "antwoord-twee-schrijvers")
    anna.get_by_role("button", name="Bewaar mijn tekst toch").click()
    expect(anna.get_by_label("Kern van het antwoord", exact=True)).to_have_value(
        "KiVa leert kinderen samen zorgen. Dit schreef Anna."
    )
    bart.get_by_label("Kern van het antwoord", exact=True).fill("Nog eens Bart.")
    bart.get_by_role("button", name="Bewaar in het voorstel").click()
    bart.get_by_role("button", name="Laat mijn tekst vallen").click()
    expect(bart.get_by_label("Kern van het antwoord", exact=True)).to_have_value(
        "KiVa leert kinderen samen zorgen. Dit schreef Anna."
    )
    expect(bart.locator("[data-kept]")).to_have_count(0)


# --- questions --------------------------------------------------------------------------------


def test_five_questions_in_one_mended_and_one_out_among_hundreds(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/kind_gepest_wat_doen?deel=vragen")
    page.get_by_label("Voeg voorbeeldvragen toe").fill(
        "\n".join(f"zoon {word} in de kleedkamer" for word in "a b c d e".split())
    )
    page.get_by_role("button", name="Voeg toe").click()
    fresh = page.locator("section", has=page.get_by_role("heading", name="Nieuw in het voorstel"))
    expect(fresh.get_by_role("listitem")).to_have_count(5)
    page.get_by_label("Zoek in de voorbeeldvragen").fill("rugzak")
    page.get_by_role("button", name="Zoek").click()
    page.wait_for_url("**zoek=rugzak**")
    standing = page.locator("section", has=page.get_by_role("heading", name="Ongewijzigd")).locator(".rows > li")
    count = standing.count()
    assert count > 2
    first = standing.first.locator(".what").inner_text()
    standing.first.get_by_role("link", name="Verbeter").click()
    page.get_by_label("Verbeter deze voorbeeldvraag").fill(f"{first} alstublieft")
    page.get_by_role("button", name="Bewaar").click()
    expect(fresh.get_by_role("listitem")).to_have_count(6)
    second = standing.first.locator(".what").inner_text()
    standing.first.get_by_role("button", name="Verwijder").click()
    expect(standing).to_have_count(count - 2)
    gone = page.locator("section", has=page.get_by_role("heading", name="Verwijderd in het voorstel"))
    gone.get_by_role("listitem").filter(has_text=second).get_by_role("button").click()
    expect(standing).to_have_count(count - 1)
    assert "zoek=rugzak" in page.url


def test_everything_works_without_scripts(staff_page: StaffPage) -> None:
    page = staff_page("redacteur", f"{ANSWERS}/no_blame", java_script_enabled=False)
    page.get_by_label("Kern van het antwoord", exact=True).fill("Bel **nu** [[awel]].")
    page.get_by_role("button", name="Toon voorbeeld").click()
    expect(page.locator(".preview-text strong").first).to_have_text("nu")
    expect(page.locator(".preview-text").get_by_role("link", name="102").first).to_be_visible()
    page.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(page.get_by_role("status").first).to_contain_text("Bewaard")


def test_a_reader_sees_the_answer_and_no_button_to_change_it(staff_page: StaffPage) -> None:
    page = staff_page("lezer", f"{ANSWERS}/clb")
    expect(page.locator(".written")).to_contain_text("centrum voor leerlingenbegeleiding")
    expect(page.get_by_role("button", name="Bewaar")).to_have_count(0)
