"""Measures when a parent can type, on a slow phone and line: the chat's first screen, in a real browser.

`make speed`, or in web/: `python -m demo.speed`. A processor four times slower, and Slow 4G as Chromium's tools define
it. Figures only mean something on a machine that has nothing else to do; none of them fails a test.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Request, ViewportSize, expect, sync_playwright

from demo.photographer import PATIENCE
from demo.stub_assistant import StubAssistant
from demo.website import CHROMIUM, FLAGS, serving

TIMES = 5
SLOWER = 4
SLOW_4G = {
    "offline": False,
    "latency": 150,  # milliseconds
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PHONE: ViewportSize = {"width": 360, "height": 740}
WATCH = """
  window.jumped = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.jumped += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver((_, watching) => {
    if (!document.querySelector("pestwijzer-chat [role=log] + * ~ form textarea")) return;
    window.usable = performance.now();
    watching.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""


def one_visit(browser: Browser, address: str) -> tuple[float, float, int, int]:
    """Return when one can type, in milliseconds, how much the page jumped, and its bytes and requests."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)  # the page is made slow on purpose
    answered: list[Request] = []
    page.on("requestfinished", lambda request: answered.append(request))
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_4G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    expect(page.get_by_role("log")).to_be_visible()
    usable, jumped = page.evaluate("[window.usable, window.jumped]")
    size = sum(request.sizes()["responseBodySize"] for request in answered)
    context.close()
    return usable, jumped, size, len(answered)


def main() -> None:
    expect.set_options(timeout=PATIENCE)
    assistant = StubAssistant()
    try:
        with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            with serving(Path(name), {"PESTWIJZER_ASSISTANT_URL": assistant.url}) as address:
                one_visit(browser, address)  # the website reads what it knows at its first page
                visits = [one_visit(browser, address) for _ in range(TIMES)]
            browser.close()
    finally:
        assistant.stop()
    when, jumps, sizes, requests = zip(*visits, strict=True)
    print(f"Usable after {statistics.median(when):.0f} ms (from {min(when):.0f} to {max(when):.0f}, {TIMES} visits)")
    print(f"Jumped {max(jumps):.3f} (CLS); {max(sizes) / 1000:.1f} kB in {max(requests)} requests")


if __name__ == "__main__":
    main()
