"""Takes the pictures of docs/school: of the website itself, cut to what they are about, and light enough to keep."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from demo.website import CHROMIUM, FLAGS, STAFF_SESSIONS

# So high that nothing sticks to its edge, over what should be seen.
SCREEN: ViewportSize = {"width": 1280, "height": 2600}
PATIENCE = 600_000  # milliseconds: a picture may take its time, also on a machine that has much else to do
COLOURS = 96
SURFACES = 12  # colours of a picture that cover most of it
MOST_BYTES = 120_000
AROUND = 14  # pixels that stay around what a picture shows


class Photographer:
    """Staff with browsers of their own, who take pictures of what they see."""

    def __init__(self, browser: Browser, folder: Path, address: str, start: str) -> None:
        self.browser, self.folder, self.address, self.start = browser, folder, address, start
        self.taken: set[str] = set()

    def open(self, path: str, role: str = "") -> Page:
        """Open a page below where this one starts, or one of another site, as somebody in this role or as nobody."""
        context = self.browser.new_context(viewport=SCREEN, locale="nl-BE", timezone_id="Europe/Brussels")
        if role:
            key = STAFF_SESSIONS[self.address][role]
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path if "://" in path else self.start + path)
        return page

    def take(self, name: str, *shown: Locator) -> None:
        """Keep a picture of what is shown, or of all from the first to the last."""
        page = shown[0].page
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(400)  # until what slides in stands still
        page.evaluate("document.activeElement.blur(); window.scrollTo({top: 0, behavior: 'instant'})")
        picture = page.screenshot(full_page=True, clip=around([place_of(one) for one in shown]))
        in_few_colours(Image.open(io.BytesIO(picture)).convert("RGB")).save(self.folder / f"{name}.png", optimize=True)
        size = (self.folder / f"{name}.png").stat().st_size
        if size >= MOST_BYTES:
            raise ValueError(f"{name}.png is too large: {size} bytes")
        self.taken.add(f"{name}.png")

    def remove_old(self) -> None:
        for picture in self.folder.glob("*.png"):
            if picture.name not in self.taken:
                picture.unlink()


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture with few colours, of which those of its surfaces are as they were: a mean of them is another."""
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    counted = picture.getcolors(picture.width * picture.height) or []
    surfaces: list[Any] = [colour for _count, colour in sorted(counted, reverse=True)[:SURFACES]]
    row = Image.new("RGB", (len(surfaces), 1))
    row.putdata(surfaces)
    stand_for = row.quantize(palette=few, dither=Image.Dither.NONE).tobytes()
    palette = few.getpalette() or []
    for place, colour in reversed([*zip(stand_for, surfaces, strict=True)]):
        palette[3 * place : 3 * place + 3] = colour
    few.putpalette(palette)
    return few


def place_of(shown: Locator) -> FloatRect:
    """Return where something stands on its page. Raises: ValueError for what cannot be seen."""
    box = shown.bounding_box()
    if box is None:
        raise ValueError(f"{shown} cannot be seen")
    return box


def around(boxes: list[FloatRect]) -> FloatRect:
    """Return the smallest rectangle that holds these, with some space around it."""
    left, top = min(box["x"] for box in boxes) - AROUND, max(0, min(box["y"] for box in boxes) - AROUND)
    right = max(box["x"] + box["width"] for box in boxes) + AROUND
    bottom = max(box["y"] + box["height"] for box in boxes) + AROUND
    left, right = max(0, left), min(SCREEN["width"], right)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


@contextmanager
def photographer(folder: Path, address: str, start: str) -> Iterator[Photographer]:
    """Let somebody take pictures into a folder; afterwards what was there and was not taken again is gone.

    address: the website's; start: where the paths to open begin.
    """
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        camera = Photographer(browser, folder, address, start)
        yield camera
        browser.close()
    camera.remove_old()
