"""A backup of a deployment on PostgreSQL is put back on a machine that has nothing yet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator

import psycopg2
import pytest

from foundation.repository import ROOT
from foundation.versions.registry import ModelRegistry
from tests.servers.helpers import QUESTION
from tools import servers
from tools.deployment import DATABASES, Deployment, Parent, wait_until
from tools.running import free_port

PASSWORD = "een ander geheim"
SPOKEN = "SELECT sender_id, type_name, data FROM events ORDER BY id"
SCHOOLS = "SELECT slug, name FROM schools_school ORDER BY slug"


class Machine:
    """Another machine: a PostgreSQL with two empty databases, and folders with nothing in them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def url(self, database: str) -> str:
        return f"postgresql://{servers.USER}:{PASSWORD.replace(' ', '%20')}@{servers.HOST}:{self.port}/{database}"

    def rows(self, database: str, query: str) -> list:
        connection = psycopg2.connect(self.url(database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return bool(self.rows("postgres", "SELECT 1"))
        except psycopg2.OperationalError:
            return False

    def settings(self, of: Deployment) -> Dict[str, str]:
        return {
            **of.settings(),
            "PESTWIJZER_DATABASE_URL": self.url("website"),
            "PESTWIJZER_TRACKER_DATABASE": self.url("conversations"),
            "PESTWIJZER_KNOWLEDGE": str(self.folder / "data"),
            "PESTWIJZER_MODELS": str(self.folder / "models"),
            "PESTWIJZER_MEDIA_ROOT": str(self.folder / "media"),
            "PESTWIJZER_PORT": str(free_port()),
        }


@pytest.fixture
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="pestwijzer-other-") as name:
        machine = Machine(Path(name))
        os.chmod(name, 0o755)
        folder = machine.folder / "postgres"
        folder.mkdir()
        server = subprocess.Popen(servers.postgres(folder, machine.port, PASSWORD), stderr=subprocess.DEVNULL)
        try:
            wait_until(machine.answers, "the other PostgreSQL answers")
            for database in DATABASES:
                machine.rows("postgres", f"CREATE DATABASE {database}")
            yield machine
        finally:
            server.send_signal(signal.SIGINT)  # as PostgreSQL calls it: fast, whoever is in
            server.wait(60)


def backup(settings: Dict[str, str], *command: str) -> None:
    run = [sys.executable, "-m", "tools.backup", *command]
    done = subprocess.run(run, cwd=ROOT, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_all_is_back_on_another_machine(deployment: Deployment, machine: Machine, tmp_path: Path):
    assert Parent(deployment).say(text=QUESTION)[0] == 200
    backup(deployment.settings(), "make", "--to", str(tmp_path))
    (file,) = tmp_path.glob("pestwijzer-*.tar.gz")
    spoken, schools = deployment.rows("conversations", SPOKEN), deployment.rows("website", SCHOOLS)
    assert spoken and schools
    backup(machine.settings(deployment), "restore", str(file))
    assert machine.rows("conversations", SPOKEN) == spoken
    assert machine.rows("website", SCHOOLS) == schools
    there = ModelRegistry(machine.folder / "models").require_live()
    assert there.name == deployment.registry.live_name()
    assert (machine.folder / "data" / "helplines.yml").is_file()
