"""A real browser against the real website: gunicorn, hashed static files, its own database, a stub assistant behind it.

Without Debian's chromium the tests are skipped with that reason, except where CI=true: there they fail.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo import events
from demo.stub_assistant import StubAssistant
from demo.website import CHROMIUM, FLAGS, FOLDERS, STAFF_SESSIONS, allowing, serving
from demo.website import foreign_site as another_site
from tests.browser.helpers import DESK, PATIENCE, PHONE, SCREENSHOTS, wait_until_it_stands_still, what_axe_finds

# As started here Chromium refuses a frame of another site all storage; with this it gives it storage of its own.
KEEP_APART = ["--disable-features=TrackingProtection3pcd"]
HERE = Path(__file__).parent
REFUSED = "because it violates the following Content Security Policy"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test here: by default they are left out, see pyproject.toml."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """No database in this process: the website has its own, and Playwright's loop would refuse Django's."""


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"No browser: {CHROMIUM} is missing (apt-get install -y chromium). The browser tests did not run."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_assistant() -> Iterator[StubAssistant]:
    stub = StubAssistant()
    yield stub
    stub.stop()


@pytest.fixture
def assistant(running_assistant: StubAssistant) -> Iterator[StubAssistant]:
    """The stub, for a test that looks at what it got or takes it away."""
    running_assistant.received.clear()
    yield running_assistant
    running_assistant.start()


@pytest.fixture(scope="session")
def foreign_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Another site (127.0.0.1 instead of localhost, another port): its folder and its address."""
    folder = tmp_path_factory.mktemp("schoolsite")
    with another_site(folder) as address:
        yield folder, address


@pytest.fixture(scope="session")
def website(
    running_assistant: StubAssistant, foreign_site: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The website's address. The example school may be framed by the foreign site, the other school may not."""
    folder = tmp_path_factory.mktemp("website")
    places = {"PESTWIJZER_ASSISTANT_URL": running_assistant.url}
    with serving(folder, places, allowing(foreign_site[1])) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser context of its own; script errors and refusals by the CSP fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(address: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": PHONE, "locale": "nl-BE", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if REFUSED in said.text else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def chat(open_page: Callable[..., Page], website: str) -> Page:
    """The full page on a phone, with the chat started."""
    page = open_page(website)
    page.wait_for_selector("[role=log]")
    return page


@pytest.fixture
def staff_page(open_page: Callable[..., Page], website: str) -> Callable[..., Page]:
    """Open a page of the review tool, logged in: staff_page("redacteur", "/nakijken/")."""

    def open_as(role: str, path: str = "/nakijken/", **options: object) -> Page:
        page = open_page(website, **{"viewport": DESK, **options})
        page.context.add_cookies([{"name": "sessionid", "value": STAFF_SESSIONS[website][role], "url": website}])
        page.goto(website + path)
        return page

    return open_as


@pytest.fixture
def said(website: str) -> Callable[..., str]:
    """Put a parent's message and its answer into the website's tracker database: see demo/events.py."""

    def say(text: str, *args: object, conversation: str = "", slug: str = "voorbeeldschool", **more: object) -> str:
        conversation = conversation or events.new_conversation(slug)
        with sqlite3.connect(FOLDERS[website] / "conversations.db") as database:
            database.execute(events.TABLE)
            database.executemany(events.INSERT.format("?"), events.exchange(conversation, text, *args, **more))
        return conversation

    return say


@pytest.fixture
def check_axe(request: pytest.FixtureRequest) -> Callable[..., None]:
    def check(page: Page, state: str) -> None:
        """Fail on anything axe finds, and keep a screenshot of the state."""
        SCREENSHOTS.mkdir(exist_ok=True)
        wait_until_it_stands_still(page)
        page.screenshot(path=str(SCREENSHOTS / f"{state}.png"))
        told = what_axe_finds(page)
        assert not told, f"{state}:\n" + "\n".join(told)

    return check
