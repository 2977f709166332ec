"""Every page of staff, in each state that matters, on a desk, on a phone and on a very small one.

Axe finds nothing, nothing scrolls sideways, everything can be hit with a finger, and on a phone the first thing to do
is in view. An address that somebody adds is looked at here too, or the test fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from django.urls import resolve, reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from demo.handbook import school
from demo.website import FOLDERS, RUNS, STAFF_SESSIONS
from foundation.versions.workplace import LOCK, held
from review import urls
from tests.browser.conftest import REFUSED
from tests.browser.helpers import (
    DESK,
    PATIENCE,
    assert_stays_in_its_width,
    assert_targets_are_large_enough,
    keep_picture,
    wait_until_it_stands_still,
    what_axe_finds,
)

PHONE, SMALL = {"width": 390, "height": 844}, {"width": 320, "height": 640}
TO_DO = "main :is(a[href], button, input, select, textarea, summary):visible"
TARGETS, IN_A_TEXT, LEAST_TARGET = (
    "a, button, input, select, textarea, summary",
    "p a, li a, dd a, td a, label input",
    24,
)
OWN_ANSWER, AT_SCHOOL = "mijn-school/antwoorden/clb", "?school=voorbeeldschool"
NO_GET = 405
DECIDE = "a[href='#beslis']"
NOTHING_TO_DO = "main, body"
# Redirects to the school's own provider and back: test_people.py has one.
LOOKED_AT_ELSEWHERE = {"oidc_start", "oidc_callback"}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


class Visit(NamedTuple):
    """A page in a state. Where it is, is an address below /nakijken/ or a name that demo/states.py gave it."""

    state: str
    where: str | None = None  # without it, the state's own name
    who: str = "everything"
    first: str = TO_DO  # what is to be done first there
    then: Callable[[Page], None] | None = None  # what is done before one looks
    status: int = 200

    @property
    def place(self) -> str:
        return self.state if self.where is None else self.where


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def with_a_token_of_long_ago(page: Page) -> None:
    page.locator("form.leave [name=csrfmiddlewaretoken]").evaluate("(one) => { one.value = 'x'.repeat(64); }")
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stond te lang open")


def filled_in_wrong(page: Page) -> None:
    page.get_by_label("aanpak").fill("<b>wij</b>")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Er klopt iets niet").first).to_be_visible()


def mending(page: Page) -> None:
    page.locator(".rows").last.get_by_role("link", name="Verbeter").first.click()
    expect(page.get_by_label("Verbeter deze voorbeeldvraag")).to_be_visible()


def ticked(page: Page) -> None:
    page.locator(".asked input").first.check()


# Before anybody decided or wrote anything.
AT_FIRST = [
    Visit("aanmelden", "aanmelden", who="", first="input[name=password]"),
    Visit("geen rol", "", who="nothing", first=NOTHING_TO_DO, status=403),
    Visit("voorstel, leeg", "voorstel"),
    Visit("versies, één", "versies"),
    Visit("eigen antwoorden, geen", "mijn-school/antwoorden"),
    Visit("vragen, nieuweling", "", who="redacteur", first="a.question"),
    Visit("vragen, geen", "", who="elsewhere"),
    Visit("nood, geen", "nood", who="elsewhere"),
    Visit("alle vragen, geen", "alle-vragen", who="elsewhere"),
    Visit("inzicht, leeg", "inzicht", who="elsewhere"),
    Visit("maandverslag, leeg", "inzicht/maand", who="elsewhere"),
    Visit("mijn school, bijna leeg", "mijn-school", who="elsewhere"),
]
WHILE_ONE_IS_MADE = [
    Visit("proefmodel, bezig"),
    Visit("proefmodel, bezig, lezer", "proefmodel, bezig", who="lezer", first=".making progress"),
    Visit("versies, er loopt een proefmodel", "versies"),
    Visit("voorstel, er loopt een proefmodel", "voorstel"),
]
AFTERWARDS = [
    # questions
    Visit("vragen", "", first="a.question"),
    Visit("vragen, aangekruist", "", first="a.question", then=ticked),
    Visit("vragen, niets gevonden", "?zoek=watnietbestaat"),
    Visit("vragen, lezer", "", who="lezer", first="a.question"),
    Visit("nood", "nood", first="a.question"),
    Visit("vraag", first=DECIDE),
    Visit("vraag, lezer", "vraag", who="lezer"),
    Visit("vraag uit een groep"),
    Visit("vraag, opzij"),
    Visit("vraag, klaar"),
    Visit("vraag uit de steekproef", first=DECIDE),
    Visit("vraag zonder antwoord"),
    Visit("noodbericht", first=DECIDE),
    Visit("misschien nood", first=DECIDE),
    Visit("groep"),
    Visit("alle vragen", "alle-vragen", first="input[type=search], [name=zoek]"),
    Visit("alle vragen, niets gevonden", "alle-vragen?zoek=watnietbestaat"),
    Visit("bericht"),
    Visit("gesprek wissen"),
    # answers and the proposal
    Visit("antwoorden", "antwoorden"),
    Visit("antwoorden, na te kijken", "antwoorden?toon=na-te-kijken"),
    Visit("antwoorden, nooit gegeven", "antwoorden?toon=nooit-gegeven"),
    Visit("antwoorden, niets gevonden", "antwoorden?zoek=watnietbestaat"),
    Visit("nieuw antwoord", "antwoorden/nieuw"),
    Visit("antwoord uit vraag"),
    Visit("antwoord", "antwoorden/kiva"),
    Visit("antwoord, met waarschuwing", "antwoorden/clb"),
    Visit("antwoord, half getypt", "antwoorden/cyberpesten"),
    Visit("antwoord, gaat weg", "antwoorden/no_blame"),
    Visit("antwoord, lezer", "antwoorden/clb", who="lezer"),
    Visit("antwoord bij nood", "antwoorden/noodsituatie"),
    Visit("voorbeeldvragen", "antwoorden/clb?deel=vragen"),
    Visit("voorbeeldvragen, één verbeteren", "antwoorden/clb?deel=vragen", then=mending),
    Visit("geschiedenis", "antwoorden/kiva/geschiedenis"),
    Visit("geschiedenis, leeg", "antwoorden/brochure/geschiedenis"),
    Visit("stopzetten", "antwoorden/kiva/stopzetten"),
    Visit("stopzetten, al in het voorstel", "antwoorden/no_blame/stopzetten"),
    Visit("stopzetten, kan niet", "antwoorden/noodsituatie/stopzetten"),
    Visit("kader bij een antwoord", f"antwoorden/voorbeeld{AT_SCHOOL}", first=NOTHING_TO_DO),
    Visit("voorstel", "voorstel"),
    Visit("voorstel, collega", "voorstel", who="collega"),
    Visit("voorstel, lezer", "voorstel", who="lezer"),
    # versions
    Visit("versies", "versies"),
    Visit("versies, lezer", "versies", who="lezer"),
    Visit("proefmodel, klaar"),
    Visit("proefmodel, niet veilig"),
    Visit("proefmodel, gepubliceerd"),
    Visit("proefmodel, gestopt"),
    Visit("proefmodel, mislukt"),
    # insight
    Visit("inzicht", "inzicht?periode=12"),
    Visit("inzicht, verkeerde datums", "inzicht?periode=eigen&van=2026-03-02&tot=2026-03-01"),
    Visit("maandverslag", "inzicht/maand"),
    # the school
    Visit("mijn school", "mijn-school", who="beheerder"),
    Visit("mijn school, lezer", "mijn-school", who="lezer"),
    Visit("mijn school, kies er een", "mijn-school"),
    Visit("mijn school, fout", f"mijn-school{AT_SCHOOL}", then=filled_in_wrong),
    Visit("kader bij mijn school", f"mijn-school/voorbeeld{AT_SCHOOL}", first=NOTHING_TO_DO),
    Visit("eigen antwoorden", f"mijn-school/antwoorden{AT_SCHOOL}"),
    Visit("eigen antwoord", f"{OWN_ANSWER}{AT_SCHOOL}"),
    Visit("eigen antwoord, lezer", OWN_ANSWER, who="lezer"),
    Visit(
        "kader bij een eigen antwoord",
        f"mijn-school/antwoorden/clb/voorbeeld{AT_SCHOOL}",
        first=NOTHING_TO_DO,
    ),
    Visit("inbouwen", "/school/voorbeeldschool/inbouwen"),
    # the handbook, practice
    Visit("handboek", "handboek"),
    Visit("oefenen", "oefenen"),
    Visit("oefening", "oefenen/1", first="main .offers button"),
    Visit("oefening, gekozen", "oefenen/1", then=press("Klaar, niets te doen")),
    # people and the trail
    Visit("wachtwoord", "wachtwoord"),
    Visit("mail", "mail"),
    Visit("collega’s", "collegas"),
    Visit("collega’s, van één school", "collegas", who="beheerder"),
    Visit("collega", who="beheerder"),
    Visit("nieuwe collega", "collegas/nieuw"),
    Visit("spoor", "spoor"),
    Visit("spoor, leeg", "spoor?since=2020-01-01&until=2020-01-02"),
    Visit("spoor, verkeerde datum", "spoor?since=ooit"),
    Visit("sessie afgelopen", first="main button"),
    # what goes wrong
    Visit("niet voor jouw rol", "spoor", who="lezer", status=403),
    Visit("bestaat niet", "bestaat-niet", status=404),
    Visit("te lang open", "mail", then=with_a_token_of_long_ago),
    Visit("sessie afgelopen, aanmelden", "spoor", who="", first="input[name=password]"),
]


class Visitor:
    """Goes by every page in one browser, as one person or another, and writes down what is wrong."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.faults.append(f"a script failed: {error}"))
        self.page.on("console", lambda said: self.faults.append(said.text) if REFUSED in said.text else None)
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.places: dict[str, str] = {}

    def becomes(self, who: str) -> None:
        self.context.clear_cookies()
        if who:
            key = STAFF_SESSIONS[self.address][who]
            self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.address}])

    def visits(self, visits: list[Visit]) -> None:
        for visit in visits:
            before = len(self.faults)
            self.looks_at(visit)
            self.faults[before:] = [f"{visit.state}: {fault}" for fault in self.faults[before:]]

    def looks_at(self, visit: Visit) -> None:
        self.becomes(visit.who)
        self.page.set_viewport_size(PHONE)
        path = self.places.get(visit.place) or urljoin("/nakijken/", visit.place)
        response = self.page.goto(self.address + path)
        assert response, path
        self.notes_unless(response.status == visit.status, f"{path} answered with {response.status}")
        if response.ok:
            self.seen.add(path.partition("?")[0])
        if visit.then:
            visit.then(self.page)
        else:
            self.sees_what_to_do(visit.first)
        self.looks_well(visit, "390")
        self.must_hold(partial(assert_targets_are_large_enough, self.page, TARGETS, LEAST_TARGET, IN_A_TEXT))
        self.page.evaluate(OPEN_ALL)
        self.page.set_viewport_size(SMALL)
        self.looks_well(visit, "320")
        self.page.set_viewport_size(DESK)
        self.looks_well(visit, "1280")
        self.page.emulate_media(color_scheme="dark")
        self.looks_well(visit, "donker", runOnly=["cat.color"])
        self.page.emulate_media(color_scheme="light")

    def looks_well(self, visit: Visit, look: str, **only: object) -> None:
        wait_until_it_stands_still(self.page)
        keep_picture(self.page, f"elke-pagina-{visit.state}-{look}", whole=False)
        self.faults += [f"{look}: {fault}" for fault in what_axe_finds(self.page, **only)]
        self.must_hold(partial(assert_stays_in_its_width, self.page, look))

    def sees_what_to_do(self, first: str) -> None:
        wait_until_it_stands_still(self.page)
        box = self.page.locator(first).first.bounding_box()
        self.notes_unless(box is not None, f"there is nothing to do ({first})")
        if box and first != NOTHING_TO_DO:
            bottom = box["y"] + min(box["height"], 44)
            self.notes_unless(
                bottom <= PHONE["height"], f"on a phone what to do first ends at {bottom:.0f} px ({first})"
            )

    def must_hold(self, check: Callable[[], None]) -> None:
        try:
            check()
        except AssertionError as fault:
            self.faults.append(str(fault).partition("\nassert")[0])

    def notes_unless(self, holds: object, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


@contextmanager
def being_made(folder: Path) -> Iterator[None]:
    """Let the candidate that is not finished be in the making, for as long as the block lasts."""
    with ExitStack() as stack:
        for workplace in (folder / "models").glob(".training-*"):
            stack.enter_context(held(workplace / LOCK))
        yield


def not_looked_at(visitor: Visitor) -> list[str]:
    """Return every address of staff that answers with a page, and that nobody visited."""
    seen = {resolve(path).url_name for path in visitor.seen if path.startswith("/nakijken")}
    candidate = visitor.places["proefmodel, klaar"].rpartition("/")[2]
    samples = {"pk": candidate, "topic": "clb", "call": "bericht", "name": "vragen", "number": 1}
    visitor.becomes("everything")
    forgotten = []
    for pattern in urls.urlpatterns:
        if pattern.name in seen | LOOKED_AT_ELSEWHERE:
            continue
        path = reverse(f"review:{pattern.name}", kwargs={name: samples[name] for name in pattern.pattern.converters})
        answer = visitor.page.request.get(visitor.address + path, max_redirects=0)
        if answer.status != NO_GET and "text/html" in answer.headers["content-type"]:
            forgotten.append(f"{path} is not looked at (it answers {answer.status})")
    return forgotten


def test_every_page_is_for_everybody(browser: Browser) -> None:
    with school() as (address, _tell), browser.new_context(locale="nl-BE", timezone_id="Europe/Brussels") as context:
        visitor = Visitor(context, address)
        visitor.visits(AT_FIRST)
        visitor.places = json.loads(RUNS[address]("-m", "demo.states"))
        with being_made(FOLDERS[address]):
            visitor.visits(WHILE_ONE_IS_MADE)
        visitor.visits(AFTERWARDS)
        faults = visitor.faults + not_looked_at(visitor)
    assert faults == [], "\n".join(["", *faults])
