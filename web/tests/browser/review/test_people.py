"""Staff come in: by keyboard, with a one-time password, by a provider; and see to their colleagues and the trail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from demo.website import serving
from tests.browser.conftest import DESK, PHONE
from tests.review.people.identity_provider import IdentityProvider

PASSWORD = "een lang wachtwoord voor de test"
OWN = "mijn eigen lange zin 42"
LOOKS = {
    "licht": {},
    "donker": {"color_scheme": "dark"},
    "320": {"viewport": {"width": 320, "height": 640}},
}
LEAST_TARGET = 24
HASHING = 30_000
SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, input, select")].filter((element) => {
  const box = element.getBoundingClientRect();
  const inText = element.matches("p a, li a, dd a, td a");
  return box.width > 1 && !inText && !element.closest(".skip") && Math.min(box.width, box.height) < least;
}).map((element) => element.outerHTML)"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Working through a password is slow on purpose, and on a busy machine very slow."""
    expect.set_options(timeout=HASHING)
    yield
    expect.set_options(timeout=5_000)


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


def log_in(page: Page, name: str, password: str) -> None:
    """Fill in the form as somebody does who uses no mouse: the cursor stands in the first field."""
    page.set_default_timeout(HASHING)
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def choose_password(page: Page, old: str, new: str) -> None:
    page.get_by_label("Oud wachtwoord").fill(old)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(new)
    page.get_by_label("Nieuw wachtwoord bevestigen").fill(new)
    page.get_by_role("button", name="Bewaar wachtwoord").click()


def check_everything(page: Page, check_axe: Callable[..., None], state: str) -> None:
    """Axe, nothing wider than the window, and nothing too small to hit."""
    check_axe(page, f"mensen-{state}")
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide <= 0, f"{state} scrolls sideways by {wide} px"
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == [], state


def test_logging_in_by_keyboard_goes_on_to_where_one_was_going(open_page, website):
    page = open_page(f"{website}/nakijken/spoor", viewport=DESK)
    expect(page.get_by_role("heading", name="Aanmelden", exact=True)).to_be_visible()
    log_in(page, "beheerder@voorbeeld.example", PASSWORD)
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
    log_in(page, "collega", PASSWORD)
    expect(page.get_by_role("heading", name="Even wachten")).to_be_visible()
    other = login_page()
    log_in(other, "redacteur", PASSWORD)
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


def test_the_trail_is_filtered_and_taken_along(staff_page):
    page = staff_page("beheerder", "/nakijken/spoor")
    page.get_by_label("Wat", exact=True).select_option(label="wijzigde het account van …")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator("tbody tr, .box").first).to_be_visible()
    page.get_by_role("link", name="Wis de filters").click()
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
    check_everything(page, check_axe, f"{look}-3-even-wachten")
    page.goto(f"{website}/nakijken/aanmelden")
    provider.person["email"] = "iemand@elders.example"
    page.get_by_role("link", name="Aanmelden met je schoolaccount").click()
    check_everything(page, check_axe, f"{look}-4-onbekend")
    page.goto(f"{website}/nakijken/aanmelden/schoolaccount/terug?error=nee")
    check_everything(page, check_axe, f"{look}-5-afgebroken")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_about_people(staff_page, open_page, website, check_axe, look):
    page = staff_page("beheerder", "/nakijken/collegas", **LOOKS[look])
    check_everything(page, check_axe, f"{look}-6-collegas")
    page.locator("tbody").get_by_role("link", name="beheerder").click()
    check_everything(page, check_axe, f"{look}-7-jezelf")
    page.get_by_label("Rol op").select_option("")
    page.get_by_role("button", name="Bewaar rol").click()
    check_everything(page, check_axe, f"{look}-8-laatste-rol")
    page.goto(f"{website}/nakijken/collegas/nieuw")
    check_everything(page, check_axe, f"{look}-9-nieuw")
    page.get_by_label("Voornaam").fill("Jan")
    page.get_by_label("Achternaam").fill("Van den Broeck")
    page.get_by_label("E-mailadres").fill("lezer@voorbeeld.example")
    page.get_by_role("button", name="Voeg toe").click()
    check_everything(page, check_axe, f"{look}-10-nieuw-fout")
    page.get_by_label("E-mailadres").fill(f"jan.vandenbroeck.{look}@basisschooldevoorbeeldboom.example")
    page.get_by_role("button", name="Voeg toe").click()
    once = page.locator(".one-time").inner_text()
    check_everything(page, check_axe, f"{look}-11-eenmalig")
    page.get_by_role("link", name="Ik heb het genoteerd").click()
    page.get_by_role("link", name="Jan Van den Broeck").first.click()
    check_everything(page, check_axe, f"{look}-12-collega")

    jan = open_page(f"{website}/nakijken/aanmelden", **{"viewport": PHONE, **LOOKS[look]})
    log_in(jan, f"jan.vandenbroeck.{look}@basisschooldevoorbeeldboom.example", once)
    expect(jan.get_by_role("heading", name="Kies je eigen wachtwoord")).to_be_visible()
    check_everything(jan, check_axe, f"{look}-13-eigen-wachtwoord")
    choose_password(jan, "fout", "kort")
    expect(jan.get_by_role("alert")).to_be_visible()
    check_everything(jan, check_axe, f"{look}-14-wachtwoord-fout")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_trail_and_the_refusal(staff_page, website, check_axe, look):
    page = staff_page("beheerder", "/nakijken/spoor", **LOOKS[look])
    check_everything(page, check_axe, f"{look}-15-spoor")
    page.goto(f"{website}/nakijken/spoor?since=2020-01-01&until=2020-01-02")
    check_everything(page, check_axe, f"{look}-16-spoor-leeg")
    page.goto(f"{website}/nakijken/spoor?since=ooit")
    check_everything(page, check_axe, f"{look}-17-spoor-fout")
    page = staff_page("lezer", "/nakijken/spoor", **LOOKS[look])
    expect(page.get_by_role("heading", name=re.compile("niet voor jouw rol"))).to_be_visible()
    check_everything(page, check_axe, f"{look}-18-niet-voor-jou")
