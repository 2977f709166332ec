"""`python manage.py plaatsen`: where all lies that must outlive this machine, for `tools/backup.py`."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common import environment as env
from common.databases import TRACKER

OF_A_DATABASE = ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD", "OPTIONS")


class Command(BaseCommand):
    help = "Zegt als JSON waar alles ligt dat bewaard moet worden. Alleen voor een programma: er staan geheimen in."
    requires_system_checks: list[str] = []  # they would want the library of a database that pg_dump reads by itself

    def handle(self, *args, **options):
        if sys.stdout.isatty():
            raise CommandError("Hier staan geheimen in: dit is voor `make backup`, niet voor een scherm.")
        self.stdout.write(json.dumps(places(), default=str))


def places() -> dict[str, Any]:
    """Return both databases as the settings give them, the folders, and the secret key with the file it stands in."""
    return {
        "website": _database("default"),
        "conversations": _database(TRACKER),
        "knowledge": settings.KNOWLEDGE,
        "models": settings.MODELS,
        "media": settings.MEDIA_ROOT,
        "secret_key": settings.SECRET_KEY,
        "secret_key_file": settings.BASE_DIR / ".secret_key",
        "secret_key_is_set": bool(env.text("SECRET_KEY")),
    }


def _database(alias: str) -> dict[str, Any]:
    return {name: settings.DATABASES[alias].get(name, "") for name in OF_A_DATABASE}
