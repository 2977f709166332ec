"""The whole loop, with real people's steps and a real assistant: asked, found, answered, tried, published, taken back.

The tests follow each other in one house, as the days of a school do; each stands on what the one before left.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from foundation.versions.workplace import LOCK, holder
from tests.browser.helpers import ANSWER, DESK, StaffPage, ask, log_in
from tests.browser.story.conftest import REPOSITORY, House
from tests.helpers import wait_until

ASKED = "waarvoor dient dat vriendenbankje op de speelplaats"
TITLE = "Wat is een vriendenbankje?"
ADVICE = "Goed dat je dat vraagt. Op een vriendenbankje gaat een kind zitten dat niemand heeft om mee te spelen."
QUESTIONS = f"{ASKED}\nwat is dat daar, een vriendenbankje\nvriendenbankje op de speelplaats, wat is dat"
FALLBACK = "Ik begrijp je vraag nog niet helemaal"
A_TRAINING = 12 * 60_000  # milliseconds, on a busy machine
A_SWITCH = 60_000


def last_answer(parent: Page):
    return parent.locator(ANSWER).last


def ask_and_wait(parent: Page, text: str) -> None:
    before = parent.locator(ANSWER).count()
    ask(parent, text)
    expect(parent.locator(ANSWER)).not_to_have_count(before, timeout=30_000)


def make_candidate(page: Page, address: str) -> None:
    page.goto(f"{address}/nakijken/voorstel")
    page.get_by_role("button", name="Proefmodel maken").click()
    expect(page.get_by_role("heading", name="Het proefmodel wordt gemaakt")).to_be_visible()


def wait_until_live(page: Page) -> None:
    expect(page.locator(".status")).to_contain_text("De assistent antwoordt met deze versie", timeout=A_SWITCH)


def data_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.yml"))}


class Load:
    """Parents who ask all the time, each in a conversation of their own: what came back, and how long it took."""

    def __init__(self, address: str, parents: int = 3) -> None:
        self.api = f"{address}/api/voorbeeldschool"
        self.waits: list[float] = []
        self.lost: list[str] = []
        self._asked = [0] * parents
        self._stop = threading.Event()
        self._parents = [threading.Thread(target=self._ask_on, args=[number]) for number in range(parents)]

    def _post(self, path: str, body: dict) -> dict:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.api}/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def _ask_on(self, number: int) -> None:
        conversation = ""
        while not self._stop.wait(0.2):
            started = time.perf_counter()
            try:
                conversation = conversation or self._post("gesprek", {})["conversation"]
                reply = self._post("bericht", {"conversation": conversation, "text": "mijn kind wordt gepest wat nu"})
                assert reply["messages"][0]["text"]
            except Exception as error:
                self.lost.append(repr(error))
            self.waits.append(time.perf_counter() - started)
            self._asked[number] += 1

    def wait_for_more(self) -> None:
        """Wait until each parent has asked twice more, and was answered or not."""
        before = list(self._asked)
        wait_until(lambda: all(now >= then + 2 for now, then in zip(self._asked, before, strict=True)))

    @contextmanager
    def running(self) -> Iterator[None]:
        for parent in self._parents:
            parent.start()
        try:
            yield
        finally:
            self._stop.set()
            for parent in self._parents:
                parent.join()


def test_a_question_becomes_an_answer_and_is_taken_back(
    house: House, open_page: Callable[..., Page], staff_page: StaffPage, check_axe: Callable[..., None]
) -> None:
    first_version, first_data = house.live, data_of(house.data)

    # A parent asks something new.
    parent = open_page(house.address)
    parent.wait_for_selector("[role=log]")
    ask_and_wait(parent, ASKED)
    expect(last_answer(parent)).to_contain_text(FALLBACK)
    parent.get_by_role("button", name="Geen van deze").click()
    expect(last_answer(parent)).not_to_contain_text(FALLBACK)

    # Staff finds it in the queue, in its conversation, and writes an answer.
    editor = open_page(f"{house.address}/nakijken/", viewport=DESK)
    log_in(editor, "redacteur")
    expect(editor.get_by_role("heading", level=1)).to_contain_text("Vragen")
    found = editor.get_by_role("listitem").filter(has_text=ASKED)
    expect(found).to_contain_text("kreeg een keuze")
    expect(found).to_contain_text("geen van deze")
    found.get_by_role("link", name=ASKED).click()
    expect(editor.locator(".turns")).to_contain_text(FALLBACK)
    editor.get_by_role("link", name="Schrijf een nieuw antwoord").click()
    expect(editor.get_by_label("Voorbeeldvragen")).to_have_value(ASKED)
    editor.get_by_label("Voorbeeldvragen").fill(QUESTIONS)
    editor.get_by_label("Titel").fill(TITLE)
    editor.get_by_label("Kern van het antwoord", exact=True).fill(ADVICE)
    editor.get_by_label("Waarover gaat het?").fill("Wat een vriendenbankje op de speelplaats is.")
    editor.get_by_label("Thema").select_option("school")
    editor.get_by_label("Bronnen").fill("Zorgteam van de school")
    preview = editor.frame_locator("iframe.preview").locator(ANSWER)
    expect(preview).to_contain_text("vriendenbankje gaat een kind zitten")
    editor.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(editor.get_by_role("status").first).to_contain_text("Bewaard in het voorstel")

    # A second editor has the same answer open, and is told when saving an older one.
    second = staff_page("collega", re.sub(r"^.*?/nakijken", "/nakijken", editor.url))
    editor.get_by_label("Kern van het antwoord", exact=True).fill(f"{ADVICE} Kom er ook eens naast zitten.")
    editor.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(editor.get_by_role("status").first).to_contain_text("Bewaard")
    second.get_by_label("Kern van het antwoord", exact=True).fill(f"{ADVICE} Dit schreef een collega.")
    second.get_by_role("button", name="Bewaar in het voorstel").click()
    expect(second.locator("#melding")).to_contain_text("was je voor")

    # Nothing is live yet.
    assert data_of(house.data) == first_data
    assert house.live == first_version

    # A proefmodel is made with progress to see, reports, and is published while parents go on asking.
    make_candidate(editor, house.address)
    expect(editor.locator("progress")).to_be_visible()
    check_axe(editor, "verhaal-proefmodel-bezig")
    expect(editor.get_by_role("button", name="Publiceer")).to_be_visible(timeout=A_TRAINING)
    expect(editor.locator(".verdict")).to_contain_text("krijgen allemaal hun antwoord")
    check_axe(editor, "verhaal-proefmodel-verslag")
    assert data_of(house.data) == first_data
    load = Load(house.address)
    with load.running():
        editor.get_by_role("button", name="Publiceer").click()
        wait_until_live(editor)
        load.wait_for_more()
    assert load.lost == []
    assert len(load.waits) > 10
    report(load)

    # The files are the truth: one file more, no other byte changed; and the pointer names the new version.
    published = data_of(house.data)
    (added,) = set(published) - set(first_data)
    assert TITLE in published[added].decode()
    assert {name: content for name, content in published.items() if name != added} == first_data
    assert house.live != first_version
    assert data_of(house.models / house.live / "data") == published

    # The parent, in the same conversation, asks again and gets the answer; in other words too.
    ask_and_wait(parent, ASKED)
    expect(last_answer(parent)).to_contain_text("naast zitten")
    ask_and_wait(parent, "wat zou dat zijn een vriendenbankje")
    expect(last_answer(parent)).to_contain_text("naast zitten")

    # Back: in one click the answer is gone, and the files are what they were.
    editor.goto(f"{house.address}/nakijken/versies")
    editor.get_by_role("button", name="Terug naar vorige").click()
    wait_until_live(editor)
    expect(editor.get_by_text("zien ouders niet meer wat er net nog stond")).to_be_visible()
    ask_and_wait(parent, ASKED)
    expect(last_answer(parent)).to_contain_text(FALLBACK)
    assert data_of(house.data) == first_data
    assert house.live == first_version

    # And forward again, to the version that is still there.
    editor.get_by_role("button", name="Zet deze versie terug").first.click()
    wait_until_live(editor)
    assert data_of(house.data) == published

    # Who did all this stands in the trail.
    manager = staff_page("beheerder", "/nakijken/spoor")
    told = manager.get_by_role("main")
    for happening in ("meldde zich aan", "bekeek een gesprek", "wijzigde het antwoord", "begon een proefmodel"):
        expect(told).to_contain_text(happening)
    expect(told).to_contain_text("publiceerde een nieuwe versie")
    expect(told).not_to_contain_text(ASKED)


def report(load: Load) -> None:
    """Keep what was measured; `make publishing` measures it properly."""
    results = REPOSITORY / "results"
    results.mkdir(exist_ok=True)
    seen = {"messages": len(load.waits), "lost": len(load.lost), "longest_wait_seconds": round(max(load.waits), 2)}
    (results / "publishing_in_the_story.json").write_text(json.dumps(seen))


def test_a_training_that_is_killed_changes_nothing(
    house: House, staff_page: StaffPage, open_page: Callable[..., Page]
) -> None:
    live, data = house.live, data_of(house.data)
    editor = staff_page("redacteur", "/nakijken/antwoorden/brochure")
    editor.get_by_label("Kern van het antwoord", exact=True).press("Control+End")
    editor.get_by_label("Kern van het antwoord", exact=True).type(" Veel leesplezier.")
    editor.get_by_role("button", name="Bewaar in het voorstel").click()
    make_candidate(editor, house.address)
    expect(editor.get_by_text("Alle voorbeeldvragen inlezen")).to_be_visible(timeout=60_000)
    os.killpg(process_of_the_training(house), signal.SIGKILL)
    expect(editor.get_by_role("heading", name="Het maken is mislukt")).to_be_visible(timeout=30_000)
    expect(editor.get_by_text("Er is niets veranderd voor ouders")).to_be_visible()
    assert house.live == live
    assert data_of(house.data) == data
    parent = open_page(house.address)
    parent.wait_for_selector("[role=log]")
    ask_and_wait(parent, ASKED)
    expect(last_answer(parent)).to_contain_text("naast zitten")
    editor.goto(f"{house.address}/nakijken/voorstel")
    expect(editor.get_by_role("article").filter(has_text="brochure").first).to_contain_text("Veel leesplezier")


def process_of_the_training(house: House) -> int:
    """Return the process that trains in this house, and in no other on this machine; it leads a group of its own."""
    holders = [holder(workplace / LOCK) for workplace in house.models.glob(".training-*")]
    (process,) = filter(None, holders)
    return process


def test_a_proefmodel_that_hears_fewer_cries_for_help_cannot_be_published(house: House, staff_page: StaffPage) -> None:
    live, data = house.live, data_of(house.data)
    forget_most_emergencies(house)
    editor = staff_page("redacteur", "/nakijken/voorstel")
    make_candidate(editor, house.address)
    expect(editor.locator(".verdict")).to_contain_text("kan niet live", timeout=A_TRAINING)
    expect(editor.get_by_role("button", name="Publiceer")).to_have_count(0)
    expect(editor.get_by_role("heading", name="Noodberichten die minder goed opgevangen worden")).to_be_visible()
    token = editor.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    forced = editor.request.post(
        f"{editor.url.rstrip('/')}/publiceer",
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": editor.url, "Origin": house.address},
    )
    assert "kan het niet live" in forced.text()
    assert house.live == live
    assert data_of(house.data) == data


def forget_most_emergencies(house: House) -> None:
    """Let the proposal keep two questions of each emergency: by hand that would be hundreds of clicks.

    Of one emergency alone it would not be enough: the others, and the words of danger, still hear its cries.
    """
    drafts = [
        [path.stem, *content_with_few_questions(path)] for path in sorted((house.data / "emergencies").glob("*.yml"))
    ]
    assert drafts
    with sqlite3.connect(house.folder / "web.sqlite3") as connection:
        connection.executemany(
            "INSERT INTO review_topicdraft (topic, folder, base, content, version, updated) "
            "VALUES (?, 'emergencies', ?, ?, 1, datetime('now'))",
            drafts,
        )


def content_with_few_questions(path: Path) -> list[str]:
    from foundation.topics import read_topic
    from knowledge.content import content_of

    content = content_of(read_topic(path)).as_json()
    return [json.dumps(content), json.dumps({**content, "questions": content["questions"][:2]})]


def test_what_was_erased_is_gone_everywhere(house: House, staff_page: StaffPage) -> None:
    assert events_in(house) > 0
    manager = staff_page("beheerder", "/nakijken/?stand=alle")
    manager.get_by_role("link", name=ASKED).first.click()
    manager.get_by_role("link", name="Wis dit gesprek overal").click()
    manager.get_by_role("button", name="Ja, wis dit gesprek").click()
    expect(manager.get_by_role("main")).to_contain_text("gewist")
    assert events_in(house) == 0


def events_in(house: House) -> int:
    """Return how many events the assistant keeps of a parent who tapped "Geen van deze"."""
    with sqlite3.connect(house.folder / "conversations.db") as tracker:
        return tracker.execute("SELECT count(*) FROM events WHERE data LIKE '%geen_van_deze%'").fetchone()[0]
