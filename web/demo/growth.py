"""How reading, searching and erasing grow with the conversations: `python -m demo.growth 10000`, or `make growth`.

For each number: a tracker store with as many invented conversations of eighty days at ten schools, of which a third of
the messages goes into the queue; the seconds to read them all as housekeeping does, the slowest batch, the seconds for
a page of all questions of all schools, and the seconds to erase half of them, with the longest that a parent's message
had to wait for the database meanwhile.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from demo import events
from demo.website import WEB, settings_in

SCHOOLS = 10
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


def fill(database: Path, conversations: int) -> None:
    """Write a tracker store as Rasa would have left it."""
    chance = random.Random(conversations)  # noqa: S311 - invented data, the same each time
    known = [_sentence(chance) for _ in range(max(50, conversations // 20))]
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(events.TABLE)
        connection.execute("CREATE INDEX ix_events_sender_id ON events (sender_id)")
        for rows in _rows(chance, known, conversations):
            connection.executemany(events.INSERT.format("?"), rows)
    connection.close()


def _rows(chance: random.Random, known: list[str], conversations: int) -> Iterator[list[list[object]]]:
    start = time.time() - DAYS * A_DAY
    for number in range(conversations):
        conversation = events.new_conversation(f"school{chance.randrange(SCHOOLS)}")
        at = start + number * DAYS * A_DAY / conversations
        for place in range(MESSAGES):
            text = _sentence(chance) if chance.random() < SHARE_NEW else chance.choice(known)
            topic = None if chance.random() < SHARE_UNCLEAR else "clb"
            yield events.exchange(conversation, text, topic, at=at + place)


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(4, 14)))


def measure() -> None:
    """Read and erase with Django, in a process of its own: its settings name the folder."""
    import django

    django.setup()
    from django.conf import settings

    from chat import retention
    from common.tracker import Said
    from review.models import Question, QueueItem
    from review.queue import harvest
    from review.queue.grouping import Shelves
    from schools.models import School

    for number in range(SCHOOLS):
        School.objects.get_or_create(slug=f"school{number}", defaults={"name": f"School {number}"})
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
    print(
        f"{Question.objects.count():9,} messages read in {seconds:6.1f} s ({worked:.1f} of the processor), "
        f"{QueueItem.objects.count():,} items; a batch {first:.2f} s at first, {last:.2f} s at last",
        flush=True,
    )
    _look_through()
    settings.RETENTION_DAYS = DAYS // 2
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
    print(
        f"{sum(erased.values()):9,} rows erased in {seconds:6.1f} s; {before / 1e6:,.0f} MB became "
        f"{file.stat().st_size / 1e6:,.0f}; a message waited at most {max(waits):.2f} s for the database meanwhile",
        flush=True,
    )


def _look_through() -> None:
    """Open pages of all questions as staff of every school, and tell how long the website is busy with each."""
    from django.contrib.auth.models import User
    from django.test import Client

    staff, page = Client(HTTP_HOST="127.0.0.1"), "/nakijken/alle-vragen"
    staff.force_login(User.objects.create_superuser("growth"), "django.contrib.auth.backends.ModelBackend")
    staff.get(page)  # the first request of a process reads the topics
    looks = {
        "newest": "",
        "oldest": "?pagina=999999",
        "word": "?zoek=meester",
        "nothing": "?zoek=olifant",
        "sure": "?zeker=ja",
    }
    told = []
    for name, query in looks.items():
        started = time.process_time()
        if staff.get(f"{page}{query}").status_code != 200:
            raise SystemExit("the page of all questions could not be read")
        told.append(f"{name} {time.process_time() - started:.2f}")
    print(f"          pages of all questions, seconds of the processor: {', '.join(told)}", flush=True)


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


def main() -> None:
    if sys.argv[1:] == ["--measure"]:
        return measure()
    for conversations in map(int, sys.argv[1:] or ["10000", "100000"]):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, **settings_in(Path(folder)), "DJANGO_SETTINGS_MODULE": "pestwijzer.settings"}
            fill(Path(folder) / "conversations.db", conversations)
            print(f"{conversations:,} conversations", flush=True)
            prepare = (["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"])
            for command in (*prepare, ["-m", "demo.growth", "--measure"]):
                subprocess.run([sys.executable, *command], cwd=WEB, env=environment, check=True)  # noqa: S603
    return None


if __name__ == "__main__":
    main()
