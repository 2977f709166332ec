"""What several browser tests do: ask something, log in, and look whether a page holds together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

from demo.website import STAFF_PASSWORD

StaffPage = Callable[..., Page]

SCREENSHOTS = Path(__file__).parent / "screenshots"
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1280, "height": 900}
LOOKS = {
    "licht": {},
    "donker": {"color_scheme": "dark"},
    "320": {"viewport": {"width": 320, "height": 640}},
}
PASSWORD = STAFF_PASSWORD
PATIENCE = 10_000  # milliseconds before an expectation fails
HASHING = 30_000  # working through a password is slow on purpose, and on a busy machine very slow
ANSWER = ".pw-turn article"
AXE = Axe().axe_script
# What scrolls under the composer counts as a small target for axe; test_access.py measures every target itself.
OWN_RULES = {"target-size": {"enabled": False}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What runs for ever, such as the dots of who waits, never stands still; a page that scrolls smoothly is no animation.
STANDS_STILL = """async () => {
  const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map((one) => one.finished));
  for (let still = 0, at = window.scrollY; still < 5; at = window.scrollY) {
    await new Promise(requestAnimationFrame);
    still = window.scrollY === at ? still + 1 : 0;
  }
}"""
TARGETS = """([selector, besides, least]) => {
  const all = [...document.querySelectorAll(selector)];
  const small = all.filter((node) => {
    const { width, height } = node.getBoundingClientRect();
    const counts = !node.matches(besides || ":not(*)") && !node.closest(".skip, .visually-hidden");
    return counts && width > 1 && Math.min(width, height) < least;
  });
  return [all.length, small.map((node) => node.outerHTML.slice(0, 120))];
}"""


def ask(where: Page | Frame, text: str) -> None:
    """Type a question into the chat, on its own page or in a frame, and send it."""
    where.get_by_label("Je vraag").fill(text)
    where.get_by_label("Je vraag").press("Enter")


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form as somebody does who uses no mouse: the cursor stands in the first field."""
    page.set_default_timeout(HASHING)
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def wait_until_it_stands_still(page: Page) -> None:
    """Wait until what slides in has done so and nothing scrolls any more, in the frames of a page too."""
    page.wait_for_load_state()  # and with it its frames: one that still goes elsewhere cannot be asked
    for frame in page.frames:
        frame.evaluate(STANDS_STILL)


def what_axe_finds(page: Page, **only: object) -> list[str]:
    """Return what axe has to say about a page; `only` are options of axe, such as fewer rules."""
    options = {"runOnly": WCAG, "resultTypes": ["violations"], "rules": OWN_RULES, **only}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}\n  {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


def assert_stays_in_its_width(page: Page, state: str = "") -> None:
    """Nothing sticks out sideways."""
    too_much = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_much <= 0, f"{state} scrolls sideways by {too_much} px"


def assert_targets_are_large_enough(page: Page, selector: str, least: int, besides: str = "", state: str = "") -> None:
    """Everything to press is at least so many pixels wide and high."""
    number, small = page.evaluate(TARGETS, [selector, besides, least])
    assert number, f"{state}: nothing to press was found"
    assert small == [], state


def keep_picture(page: Page, state: str, whole: bool = True) -> None:
    """Keep a picture of the whole page, or of what is in view, for who wants to see what the tests saw."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{state}.png"), full_page=whole)
