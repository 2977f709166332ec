"""`python manage.py dienen`: everything a website needs on one machine, from an empty folder to serving."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connection
from django.urls import reverse

from common import environment as env
from common import sqlite
from common.by_hand import to_type
from schools.models import School
from schools.profiles import make_demo_schools
from serving import metrics

STARTING = 0x7065737477  # "pestw": the number under which PostgreSQL knows that a website makes the tables
NO_SCHOOL = """\
  Let op: op {page} staat nu geen chat. PESTWIJZER_DEFAULT_SCHOOL is ‘{slug}’, en die school is er niet of staat uit."""
OWNER_ONLY = 0o077  # databases and uploads: what parents and staff wrote
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where gunicorn's heartbeat never waits for a disk


class Command(BaseCommand):
    help = "Maakt alles klaar en start de website. Adres: PESTWIJZER_HOST en PESTWIJZER_PORT."

    def handle(self, *args, **options):
        host, port = env.text("HOST", "127.0.0.1"), env.whole("PORT", 8000)
        os.umask(OWNER_ONLY)
        with _one_website_at_a_time():
            call_command("migrate", verbosity=0, interactive=False)
            sqlite.can_shrink(DEFAULT_DB_ALIAS)
            if not School.objects.exists():
                make_demo_schools()
            call_command("publicatie_afwerken", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        self._tell_addresses(f"http://{host}:{port}")
        sys.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "pestwijzer.wsgi:application", *_server_options(host, port)]
        _count_together()
        os.chdir(settings.BASE_DIR)
        # In our place rather than under us: a signal to this process stops the server itself.
        os.execv(sys.executable, command)  # noqa: S606

    def _tell_addresses(self, site: str) -> None:
        self.stdout.write(f"De chat:         {site}{reverse('page')}")
        schools = School.objects.filter(active=True)
        for school in schools:
            self.stdout.write(f"  {school}: {site}{school.get_absolute_url()}")
        if not schools.filter(slug=settings.DEFAULT_SCHOOL).exists():
            self.stdout.write(NO_SCHOOL.format(slug=settings.DEFAULT_SCHOOL, page=reverse("page")))
        self.stdout.write(f"Onderwerpen:     {site}{reverse('topics')}")
        self.stdout.write(f"Over Pestwijzer: {site}{reverse('about')}")
        self.stdout.write(f"Beheer:          {site}{reverse('admin:index')}")
        self.stdout.write(f"Nakijken:        {site}{reverse('review:queue')}")
        self._first_account()

    def _first_account(self) -> None:
        """Show the first account's password on a terminal; a log file must never hold it."""
        if sys.stdout.isatty():
            call_command("eerste_account")
        elif not User.objects.exists():
            self.stdout.write(f"  Nog geen account. Maak het eerste met: {to_type('eerste_account')}")


@contextlib.contextmanager
def _one_website_at_a_time() -> Iterator[None]:
    """Let websites on several machines, which start together after a power cut, make the tables after each other.

    SQLite is on one machine, where there is one website.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # however long the first one takes
        cursor.execute("SELECT pg_advisory_lock(%s)", [STARTING])
        cursor.execute("RESET lock_timeout")
    try:
        yield
    finally:
        connection.close()  # and with it the lock


def _workers() -> int:
    """Return how many processes serve: more than one only where the limits share a cache."""
    return env.whole("WORKERS", 1) if settings.CACHE_URL else 1


def _count_together() -> None:
    """Give several processes a folder to count in together; gunicorn.conf.py clears it away."""
    if _workers() > 1:
        os.environ[metrics.SHARED_FOLDER] = tempfile.mkdtemp(prefix="pestwijzer-metrics-")


def _server_options(host: str, port: int) -> list[str]:
    """Return gunicorn's options: few processes with many threads."""
    options = {
        "--bind": f"{host}:{port}",
        "--worker-class": "gthread",
        "--workers": _workers(),
        "--threads": settings.ASSISTANT_AT_ONCE + 8,  # the pages to read always have a few of their own
        "--timeout": 90,
        "--graceful-timeout": 30,
        "--log-level": "error",
    }
    if SHARED_MEMORY.is_dir():
        options["--worker-tmp-dir"] = SHARED_MEMORY
    return [str(part) for option in options.items() for part in option]
