"""How cost grows with conversations, schools and topics: `make growth`, which prints a table of each, and of all pages.

For a number of conversations and of schools: a tracker store with as many invented conversations of eighty days, of
which a third of the messages goes into the queue; what it costs to read them all as housekeeping does, how long staff
wait for the queue and for the insight page, and how long it takes to erase half of them, with the longest that a
parent's message had to wait for the database meanwhile. For a number of topics: how long the website takes to read
them, and parents and staff wait for the pages that show or search them all. At last how long each of the staff's pages
takes where much was asked at many schools. What the assistant takes to learn more topics is not measured here.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from demo import events
from demo.website import WEB, settings_in

DATA = WEB.parent / "data"
CONVERSATIONS, SCHOOLS, TOPICS = [1_000, 10_000, 100_000, 1_000_000], [1, 10, 100, 1_000], [110, 200, 400]
STAFF_PAGES = "/nakijken/", "/nakijken/alle-vragen?zoek=meester", "/nakijken/inzicht"
USUAL_CONVERSATIONS, USUAL_SCHOOLS = 10_000, 10  # while the other one grows
MANY = 50_000, 500  # conversations and schools behind every page
OK = 200
DAYS = 80
A_DAY = 86400
MESSAGES = 2  # a conversation
SHARE_UNCLEAR, SHARE_NEW = 0.33, 0.5
WORDS = """
mijn zoon dochter kind wordt gepest geplaagd uitgelachen geslagen op school bus plein klas turnles toilet gang refter en
juf meester directeur leerkracht zorgcoördinator doet niets iets veel weinig wat kan ik doen wie helpt ons nu morgen
gisteren vandaag altijd soms nooit whatsapp groep foto filmpje bericht online gamen vrienden alleen bang boos verdrietig
huilt zwijgt liegt slaapt eet slecht goed beter erger al weken maanden jaren sinds september vakantie maandag vrijdag
""".split()


def fill(database: Path, conversations: int, schools: int) -> None:
    """Write a tracker store as Rasa would have left it."""
    chance = random.Random(conversations)  # noqa: S311 - invented data, the same each time
    known = [_sentence(chance) for _ in range(max(50, conversations // 20))]
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(events.TABLE)
        connection.execute("CREATE INDEX ix_events_sender_id ON events (sender_id)")
        for rows in _rows(chance, known, conversations, schools):
            connection.executemany(events.INSERT.format("?"), rows)
    connection.close()


def _rows(chance: random.Random, known: list[str], conversations: int, schools: int) -> Iterator[list[list[object]]]:
    start = time.time() - DAYS * A_DAY
    for number in range(conversations):
        conversation = events.new_conversation(f"school{chance.randrange(schools)}")
        at = start + number * DAYS * A_DAY / conversations
        for place in range(MESSAGES):
            text = _sentence(chance) if chance.random() < SHARE_NEW else chance.choice(known)
            topic = None if chance.random() < SHARE_UNCLEAR else "clb"
            yield events.exchange(conversation, text, topic, at=at + place)


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(4, 14)))


def more_topics(data: Path, wanted: int) -> None:
    """Let a copy of `data/` have a number of topics, each of the new ones like one that stands."""
    files = sorted((data / "topics").glob("*.yml"))
    for number in range(wanted - len(files)):
        file = files[number % len(files)]
        old, new = file.stem, f"{file.stem}_{number}"
        text = re.sub(rf"(intent: |utter_){old}\b", rf"\1{new}", file.read_text(encoding="utf-8"))
        file.with_stem(new).write_text(text, encoding="utf-8")


def measure_conversations(conversations: int, schools: int) -> str:
    """Read, show and erase with Django, in a process of its own: its settings name the folder. Returns: a row."""
    from django.conf import settings

    from review.models import QueueItem
    from schools.models import School

    School.objects.bulk_create(School(slug=f"school{number}", name=f"School {number}") for number in range(schools))
    fill(Path(settings.DATABASES["tracker"]["NAME"]), conversations, schools)
    cost = _reading()
    staff = _staff()
    pages = [_milliseconds(partial(staff.get, address)) for address in STAFF_PAGES]
    items = QueueItem.objects.count()
    return _row(f"{conversations:,}", f"{schools:,}", *cost, f"{items:,}", *pages, *_erasing())


def measure_pages(conversations: int, schools: int) -> str:
    """Ask for every page that staff can open, as who may see all of it. Returns: a row for each."""
    from django.conf import settings

    from review.queue import harvest
    from schools.models import School

    School.objects.bulk_create(School(slug=f"school{number}", name=f"School {number}") for number in range(schools))
    fill(Path(settings.DATABASES["tracker"]["NAME"]), conversations, schools)
    if not harvest.harvest():
        raise SystemExit("the questions could not be read")
    staff = _staff()
    pages = [address for address in _staff_addresses() if staff.get(address).status_code == OK]
    waits = {address: _milliseconds(partial(staff.get, address)) for address in pages}
    return "\n".join(_row(address, wait) for address, wait in waits.items())


def _staff_addresses() -> list[str]:
    """Return the address of everything below /nakijken/ that can be asked for with what stands in this website."""
    from django.contrib.auth.models import User
    from django.urls import NoReverseMatch, reverse

    from review import urls
    from review.models import Question, QueueItem

    of = {
        "item": QueueItem.objects.values_list("pk", flat=True).last(),
        "message": Question.objects.filter(item=None).values_list("pk", flat=True).last(),
        "colleague": User.objects.get().pk,
    }
    addresses = []
    for name in (pattern.name or "" for pattern in urls.urlpatterns):
        for given in ({}, {"topic": "clb"}, {"number": 1}, {"pk": of.get(name.split("_")[0])}):
            with suppress(NoReverseMatch):
                addresses.append(reverse(f"review:{name}", kwargs=given))
    return addresses


def _reading() -> list[str]:
    """Return the seconds on the clock and of the processor for all, and for a batch at first and at last."""
    from common.tracker import Said
    from review.queue import harvest
    from review.queue.grouping import Shelves

    batches: list[float] = []
    take = harvest._take

    def timed(said: list[Said], shelves: Shelves) -> None:
        started = time.process_time()
        take(said, shelves)
        batches.append(time.process_time() - started)

    setattr(harvest, "_take", timed)  # noqa: B010 - mypy would have the same names
    started, worked = time.perf_counter(), time.process_time()
    if not harvest.harvest():
        raise SystemExit("the questions could not be read")
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    tenth = max(1, len(batches) // 10)
    first, last = (sum(part) / len(part) for part in (batches[:tenth], batches[-tenth:]))
    return [f"{seconds:.1f}", f"{worked:.1f}", f"{first:.2f} -> {last:.2f}"]


def _erasing() -> list[str]:
    """Return the rows that a night erases, the seconds it takes, the longest wait of a message meanwhile, megabytes."""
    from django.conf import settings

    from chat import retention

    settings.RETENTION_DAYS = DAYS - 1
    file = Path(settings.DATABASES["tracker"]["NAME"])
    before = file.stat().st_size
    waits: list[float] = []
    over = threading.Event()
    parent = threading.Thread(target=_keep_writing, args=[file, over, waits])
    parent.start()
    started = time.perf_counter()
    erased = retention.erase_old()
    seconds = time.perf_counter() - started
    over.set()
    parent.join()
    megabytes = f"{before / 1e6:,.0f} -> {file.stat().st_size / 1e6:,.0f}"
    return [f"{sum(erased.values()):,}", f"{seconds:.1f}", f"{max(waits):.2f}", megabytes]


def measure_topics(topics: int) -> str:
    """Read and search a number of topics. Returns: a row."""
    from django.conf import settings
    from django.test import Client

    from knowledge import reading
    from schools.models import School

    School.objects.create(slug=settings.DEFAULT_SCHOOL, name="School")
    parent, staff = Client(SERVER_NAME="localhost"), _staff()
    started = time.process_time()
    known = reading.load()
    read = f"{time.process_time() - started:.2f}"
    pages = (parent, "/vragen"), (parent, "/vragen?zoek=gepest+op+de+bus"), (staff, "/nakijken/antwoorden")
    waits = [_milliseconds(partial(client.get, address)) for client, address in pages]
    return _row(str(len(known.pages)), read, *waits)


def _staff() -> Any:
    """Return the browser of somebody who sees every school."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("beheerder"))
    return client


def _milliseconds(ask: Callable[[], Any], times: int = 5) -> str:
    """Return how much of the processor an answer takes: the first one, and half of the next ones."""
    took = []
    for _ in range(1 + times):
        started = time.process_time()
        answer = ask()
        answer.getvalue()  # what is sent in parts is made while it is sent
        took.append(1000 * (time.process_time() - started))
        if answer.status_code != OK:
            raise SystemExit(f"a page answered {answer.status_code}")
    return f"{took[0]:.0f}, {statistics.median(took[1:]):.0f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _keep_writing(file: Path, over: threading.Event, waits: list[float]) -> None:
    """Write as the assistant does for a parent who asks, again and again, and note how long each time takes."""
    connection = sqlite3.connect(file, timeout=60)
    while not over.is_set():
        started = time.perf_counter()
        with connection:
            connection.executemany(events.INSERT.format("?"), events.exchange(events.new_conversation(), "hallo"))
        waits.append(time.perf_counter() - started)
        time.sleep(0.02)
    connection.close()


def in_a_website(measure: Callable[..., str], *numbers: int, data: Path = DATA) -> None:
    """Measure in a process with a website's settings, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, **settings_in(Path(name)), "DJANGO_SETTINGS_MODULE": "pestwijzer.settings"}
        environment["PESTWIJZER_KNOWLEDGE"] = str(data)
        ready = ["migrate", "-v0"], ["collectstatic", "-v0", "--no-input"]
        measuring = ["-m", "demo.growth", "--measure", measure.__name__, *map(str, numbers)]
        for command in (*(["manage.py", *command] for command in ready), measuring):
            subprocess.run([sys.executable, *command], cwd=WEB, env=environment, check=True)  # noqa: S603


def _head(*cells: str) -> None:
    print(f"\n{_row(*cells)}\n{_row(*['---'] * len(cells))}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, nargs="*", default=CONVERSATIONS)
    parser.add_argument("--usual", type=int, default=USUAL_CONVERSATIONS, help="conversations while the schools grow")
    parser.add_argument("--schools", type=int, nargs="*", default=SCHOOLS)
    parser.add_argument("--topics", type=int, nargs="*", default=TOPICS)
    parser.add_argument(
        "--pages", type=int, nargs="*", default=MANY, help="conversations and schools behind every page"
    )
    parser.add_argument("--measure", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        name, *numbers = given.measure
        return _measure(globals()[name], *map(int, numbers))
    _head(
        "conversations", "schools", "read, s", "of the processor, s", "a batch of it, s", "items", "queue, ms",
        "a search in all, ms", "insight, ms", "rows erased in a night", "s", "longest wait, s", "MB",
    )  # fmt: skip
    sizes = [(number, USUAL_SCHOOLS) for number in given.conversations]
    for size in [*sizes, *((given.usual, number) for number in given.schools)]:
        in_a_website(measure_conversations, *size)
    _head("topics", "read, s", "all of them, ms", "a search, ms", "staff's list, ms")
    for topics in given.topics:
        with tempfile.TemporaryDirectory() as name:
            data = Path(name) / "data"
            shutil.copytree(DATA, data)
            more_topics(data, topics)
            in_a_website(measure_topics, topics, data=data)
    if given.pages:
        _head("a page of staff's", "ms")
        in_a_website(measure_pages, *given.pages)
    return None


def _measure(measure: Callable[..., str], *numbers: int) -> None:
    import django

    django.setup()
    print(measure(*numbers), flush=True)


if __name__ == "__main__":
    main()
