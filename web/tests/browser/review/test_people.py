"""Staff come in: by keyboard, with a one-time password, by a provider; and see to their colleagues and the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from demo.website import RUNS, serving
from tests.browser.helpers import (
    DESK,
    HASHING,
    LOOKS,
    PATIENCE,
    PHONE,
    assert_stays_in_its_width,
    assert_targets_are_large_enough,
    log_in,
)
from tests.review.people.identity_provider import IdentityProvider

OWN = "mijn eigen lange zin 42"
LEAST_TARGET = 24
TARGETS, IN_A_TEXT = "a, button, input, select", "p a, li a, dd a, td a"


@pytest.fixture(autouse=True)
def _more_patience() -> Iterator[None]:
    expect.set_options(timeout=HASHING)
    yield
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    server = IdentityProvider()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def website(running_assistant, provider, tmp_path_factory) -> Iterator[str]:
    """A website of our own: people are added and locked out here, and a provider is switched on."""
    settings = {f"PESTWIJZER_{name}": value for name, value in provider.settings().items()}
    settings["PESTWIJZER_ASSISTANT_URL"] = running_assistant.url
    with serving(tmp_path_factory.mktemp("accounts"), settings) as address:
        yield address


@pytest.fixture
def login_page(open_page, website) -> Callable[..., Page]:
    return lambda **options: open_page(f"{website}/nakijken/aanmelden", **{"viewport": DESK, **options})


def choose_password(page: Page, old: str, new: str) -> None:
    page.get_by_label("Oud wachtwoord").fill(old)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(new)
    page.get_by_label("Nieuw wachtwoord bevestigen").fill(new)
    page.get_by_role("button", name="Bewaar wachtwoord").click()


def check_everything(page: Page, check_axe: Callable[..., None], state: str) -> None:
    """Axe, nothing wider than the window, and nothing too small to hit."""
    check_axe(page, f"mensen-{state}")
    assert_stays_in_its_width(page, state)
    assert_targets_are_large_enough(page, TARGETS, LEAST_TARGET, IN_A_TEXT, state)


def test_logging_in_by_keyboard_goes_on_to_where_one_was_going(open_page, website):
    page = open_page(f"{website}/nakijken/spoor", viewport=DESK)
    expect(page.get_by_role("heading", name="Aanmelden", exact=True)).to_be_visible()
    log_in(page, "beheerder@voorbeeld.example")
    expect(page.get_by_role("heading", name="Spoor")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("meldde zich aan met wachtwoord")
    page.get_by_role("button", name="Afmelden").press("Enter")
    expect(page).to_have_url(f"{website}/nakijken/aanmelden")
    page.goto(f"{website}/nakijken/spoor")
    expect(page.get_by_role("heading", name="Aanmelden", exact=True)).to_be_visible()


def test_a_wrong_password_is_told_and_the_name_stays(login_page):
    page = login_page()
    log_in(page, "lezer", "verkeerd")
    expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    expect(page.get_by_label("Gebruikersnaam of e-mailadres")).to_have_value("lezer")
    expect(page.get_by_label("Wachtwoord")).to_have_value("")


def test_after_five_guesses_one_waits_and_a_colleague_does_not(login_page):
    page = login_page()
    for _ in range(5):
        page.get_by_label("Gebruikersnaam of e-mailadres").fill("collega")
        page.get_by_label("Wachtwoord").fill("geraden")
        page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", name="Even wachten")).to_be_visible()
    page.get_by_role("link", name="probeer het dan opnieuw").click()
    log_in(page, "collega")
    expect(page.get_by_role("heading", name="Even wachten")).to_be_visible()
    other = login_page()
    log_in(other, "redacteur")
    expect(other.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()


def test_a_colleague_is_added_gets_in_once_and_chooses_a_password(staff_page, login_page, website):
    chief = staff_page("beheerder", "/nakijken/collegas")
    chief.get_by_role("link", name="Voeg een collega toe").click()
    chief.get_by_label("Voornaam").fill("Noor")
    chief.get_by_label("Achternaam").fill("Haddad")
    chief.get_by_label("E-mailadres").fill("noor@school.example")
    chief.get_by_label("Rol op").select_option("redacteur")
    chief.get_by_role("button", name="Voeg toe").click()
    once = chief.locator(".one-time").inner_text()
    chief.get_by_role("link", name="Ik heb het genoteerd").click()
    row = chief.get_by_role("row").filter(has_text="Noor Haddad")
    expect(row).to_contain_text("redacteur, basisschool De Voorbeeldboom")
    expect(row).to_contain_text("nog nooit")

    noor = login_page()
    log_in(noor, "noor@school.example", once)
    expect(noor.get_by_role("heading", name="Kies je eigen wachtwoord")).to_be_visible()
    noor.goto(f"{website}/nakijken/antwoorden")
    expect(noor.get_by_role("heading", name="Kies je eigen wachtwoord")).to_be_visible()
    choose_password(noor, once, "kort")
    expect(noor.get_by_role("alert")).to_be_visible()
    choose_password(noor, once, OWN)
    expect(noor).to_have_url(f"{website}/nakijken/")
    expect(noor.get_by_text("Je nieuwe wachtwoord is bewaard.")).to_be_visible()

    again = login_page()
    log_in(again, "noor@school.example", once)
    expect(again.get_by_role("alert")).to_be_visible()

    chief.get_by_role("link", name="Noor Haddad").click()
    chief.get_by_role("button", name="Zet het account stil").click()
    expect(chief.get_by_role("status")).to_contain_text("niet meer actief")
    noor.reload()
    expect(noor.get_by_role("heading", name="Aanmelden", exact=True)).to_be_visible()
    chief.goto(f"{website}/nakijken/spoor")
    expect(chief.locator("tbody")).to_contain_text("wijzigde het account van noor@school.example: niet meer actief")


def test_the_button_goes_to_the_provider_and_back_in(open_page, website, provider):
    provider.person["email"] = "beheerder@voorbeeld.example"
    page = open_page(f"{website}/nakijken/collegas", viewport=DESK)
    page.get_by_role("link", name="Aanmelden met je schoolaccount").click()
    expect(page.get_by_role("heading", name="Collega’s")).to_be_visible()


def test_who_the_provider_knows_and_we_do_not_is_told_what_to_do(login_page, website, provider):
    provider.person["email"] = "iemand@elders.example"
    page = login_page()
    page.get_by_role("link", name="Aanmelden met je schoolaccount").click()
    expect(page.get_by_role("heading", name="Je hebt nog geen toegang")).to_be_visible()
    page.get_by_role("link", name="Terug naar aanmelden").click()
    expect(page).to_have_url(f"{website}/nakijken/aanmelden")


HAPPENED = """
from django.contrib.auth.models import User
from review.trail.happenings import AccountChanged, LoggedOut, record
from schools.models import School
ours = School.objects.get(slug="voorbeeldschool")
record(User.objects.get(username="lezer"), AccountChanged("iemand", "rol lezer"), ours)
record(User.objects.get(username="lezer"), LoggedOut(), ours)
"""


def test_the_trail_is_filtered_and_taken_along(staff_page, website):
    RUNS[website]("manage.py", "shell", "-v0", "-c", HAPPENED)
    page = staff_page("beheerder", "/nakijken/spoor")
    rows = page.locator("table.trail tbody tr")
    expect(rows.filter(has_text="meldde zich af")).not_to_have_count(0)
    page.get_by_label("Wat", exact=True).select_option(label="wijzigde het account van …")
    page.get_by_role("button", name="Toon").click()
    expect(rows.filter(has_text="meldde zich af")).to_have_count(0)
    expect(rows.filter(has_text="wijzigde het account van iemand: rol lezer")).to_have_count(1)
    expect(rows.filter(has_not_text="wijzigde het account van")).to_have_count(0)
    page.get_by_role("link", name="Wis de filters").click()
    expect(rows.filter(has_text="meldde zich af")).not_to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Bewaar als bestand voor Excel").click()
    assert download.value.suggested_filename == "spoor.csv"
    page.reload()
    expect(page.locator("tbody tr").first).to_contain_text("haalde het spoor op als bestand")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_way_in(login_page, website, provider, check_axe, look):
    page = login_page(**LOOKS[look])
    check_everything(page, check_axe, f"{look}-1-aanmelden")
    log_in(page, f"niemand-{look}", "fout")
    expect(page.get_by_role("alert")).to_be_visible()
    check_everything(page, check_axe, f"{look}-2-fout")
    for _ in range(4):
        page.get_by_label("Wachtwoord").fill("fout")
        page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", name="Even wachten")).to_be_visible()
    check_everything(page, check_axe, f"{look}-3-even-wachten")
    page.goto(f"{website}/nakijken/aanmelden")
    provider.person["email"] = "iemand@elders.example"
    page.get_by_role("link", name="Aanmelden met je schoolaccount").click()
    expect(page.get_by_role("heading", name="Je hebt nog geen toegang")).to_be_visible()
    check_everything(page, check_axe, f"{look}-4-onbekend")
    page.goto(f"{website}/nakijken/aanmelden/schoolaccount/terug?error=nee")
    expect(page.get_by_role("heading", name="Aanmelden lukte niet")).to_be_visible()
    check_everything(page, check_axe, f"{look}-5-afgebroken")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_about_people(staff_page, open_page, website, check_axe, look):
    page = staff_page("beheerder", "/nakijken/collegas", **LOOKS[look])
    page.locator("tbody").get_by_role("link", name="beheerder").click()
    expect(page.get_by_role("button", name="Bewaar rol")).to_be_visible()
    page.get_by_label("Rol op").select_option("")
    page.get_by_role("button", name="Bewaar rol").click()
    expect(page.get_by_text("laatste rol als beheerder")).to_be_visible()
    check_everything(page, check_axe, f"{look}-8-laatste-rol")
    page.goto(f"{website}/nakijken/collegas/nieuw")
    page.get_by_label("Voornaam").fill("Jan")
    page.get_by_label("Achternaam").fill("Van den Broeck")
    page.get_by_label("E-mailadres").fill("lezer@voorbeeld.example")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("Dit is al een collega")).to_be_visible()
    check_everything(page, check_axe, f"{look}-10-nieuw-fout")
    page.get_by_label("E-mailadres").fill(f"jan.vandenbroeck.{look}@basisschooldevoorbeeldboom.example")
    page.get_by_role("button", name="Voeg toe").click()
    once = page.locator(".one-time").inner_text()
    check_everything(page, check_axe, f"{look}-11-eenmalig")
    page.get_by_role("link", name="Ik heb het genoteerd").click()
    page.get_by_role("link", name="Jan Van den Broeck").first.click()
    expect(page.get_by_role("button", name="Zet het account stil")).to_be_visible()

    jan = open_page(f"{website}/nakijken/aanmelden", **{"viewport": PHONE, **LOOKS[look]})
    log_in(jan, f"jan.vandenbroeck.{look}@basisschooldevoorbeeldboom.example", once)
    expect(jan.get_by_role("heading", name="Kies je eigen wachtwoord")).to_be_visible()
    check_everything(jan, check_axe, f"{look}-13-eigen-wachtwoord")
    choose_password(jan, "fout", "kort")
    expect(jan.get_by_role("alert")).to_be_visible()
    check_everything(jan, check_axe, f"{look}-14-wachtwoord-fout")
