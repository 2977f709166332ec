"""A PostgreSQL database is copied and put back by its own programs: with a real server, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from tests.helpers import wait_until
from tools import databases, servers
from tools.databases import DatabaseError
from tools.running import free_port

pytestmark = pytest.mark.trained  # no model, but programs that take their time: not for the quick part

PASSWORD = "een lang geheim voor de test"


@pytest.fixture(scope="module")
def database() -> Iterator[Dict[str, Any]]:
    """Run a server of its own, and return a database on it as Django's settings give one."""
    try:
        for needed in ("initdb", "pg_dump"):
            servers.program(needed)
    except servers.ServersMissing:
        pytest.skip("PostgreSQL is not installed")
    # Not below pytest's own, which is for its owner only: the server has an account without rights.
    folder = Path("/tmp") / f"pestwijzer-postgres-{os.getpid()}"
    folder.mkdir()
    port = free_port()
    server = subprocess.Popen(servers.postgres(folder, port, PASSWORD, fsync="off"), cwd=folder)
    found = {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "HOST": "127.0.0.1", "PORT": port}
    found |= {"USER": servers.USER, "PASSWORD": PASSWORD, "OPTIONS": {}}
    try:
        wait_until(lambda: psql(found, "SELECT 1", check=False) == ["1"], 60)
        yield found
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder)


def psql(database: Dict[str, Any], command: str, check: bool = True) -> List[str]:
    where = [f"--host={database['HOST']}", f"--port={database['PORT']}", f"--username={database['USER']}", "postgres"]
    done = subprocess.run(
        ["psql", "-qAt", *where, "-c", command],
        env={**os.environ, "PGPASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        text=True,
        check=check,
    )
    return done.stdout.split()


def test_postgresql_there_and_back(database, tmp_path):
    psql(database, "CREATE TABLE decisions (what text); INSERT INTO decisions VALUES ('belongs')")
    copied = tmp_path / "website.pgdump"
    assert databases.kind_of(database) == databases.POSTGRES
    assert databases.copy(database, copied)
    databases.check(copied)
    psql(database, "UPDATE decisions SET what = 'lost'")
    databases.put_back_postgres(copied, database)
    assert psql(database, "SELECT what FROM decisions") == ["belongs"]


def test_a_damaged_copy_changes_nothing(database, tmp_path):
    psql(database, "CREATE TABLE IF NOT EXISTS texts (what text); TRUNCATE texts; INSERT INTO texts VALUES ('kept')")
    copied = tmp_path / "website.pgdump"
    databases.copy(database, copied)
    os.truncate(copied, copied.stat().st_size - 30)
    with pytest.raises(DatabaseError):
        databases.put_back_postgres(copied, database)
    assert psql(database, "SELECT what FROM texts") == ["kept"]


def test_a_wrong_password_is_told_without_the_password(database, tmp_path):
    with pytest.raises(DatabaseError, match="password") as told:
        databases.copy({**database, "PASSWORD": "een verkeerd geheim"}, tmp_path / "website.pgdump")
    assert "verkeerd" not in str(told.value)


def test_an_engine_that_nobody_copies_is_told():
    with pytest.raises(DatabaseError, match="oracle"):
        databases.kind_of({"ENGINE": "django.db.backends.oracle"})


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "website.sqlite3").write_bytes(b"x" * 5000)
    with pytest.raises(DatabaseError, match="no whole database"):
        databases.check(tmp_path / "website.sqlite3")
