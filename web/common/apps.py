from django.apps import AppConfig
from django.db.backends.signals import connection_created

from common import sqlite


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        connection_created.connect(sqlite.keep_for_owner)
