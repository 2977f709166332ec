"""What was destroyed comes back, and what is no whole backup of ours changes nothing: with the real website."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tarfile
import time
from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from foundation.repository import DATA
from foundation.versions.registry import ModelRegistry
from foundation.versions.workplace import JOURNAL
from tools import archive, backup
from tools.archive import BadArchive
from tools.backup import BackupError
from tools.running import free_port

pytestmark = pytest.mark.trained  # no model, but programs that take their time: not for the quick part

LIVE, OLDER = "20260102-000000-bbbbbbbb", "20260101-000000-aaaaaaaa"
FILL = """
from django.contrib.auth.models import User
from django.utils import timezone
from review.models import QueueItem
from schools.profiles import make_demo_schools
make_demo_schools()
user = User.objects.create_user("an.voorbeeld", password="een lang wachtwoord voor de test")
now = timezone.now()
QueueItem.objects.create(text="wat als het op de bus gebeurt", state="done", decision="belongs", topic="clb",
    handled_by=user, first_asked=now, last_asked=now)
"""
LOOK = """
import json
from django.contrib.auth.models import User
from review.models import QueueItem
from schools.models import School
print(json.dumps({
    "accounts": list(User.objects.values_list("username", flat=True)),
    "passwords": [user.check_password("een lang wachtwoord voor de test") for user in User.objects.all()],
    "decisions": list(QueueItem.objects.values_list("text", "decision", "topic", "handled_by__username")),
    "schools": sorted(School.objects.values_list("name", flat=True)),
}))
"""


class Machine:
    """A school's machine, all of it below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.models = folder / "data", folder / "models"
        self.website, self.conversations = folder / "website.sqlite3", folder / "conversations.db"
        self.logo = folder / "media" / "logos" / "boom.png"
        self.settings = {
            "SECRET_KEY": "only for this test",
            "DATABASE_URL": f"sqlite:///{self.website}",
            "TRACKER_DATABASE": str(self.conversations),
            "KNOWLEDGE": str(self.data),
            "MODELS": str(self.models),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
        }

    def manage(self, *command: str) -> str:
        done = subprocess.run([*backup.MANAGE, *command], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def fill(self) -> None:
        for name in ("helplines.yml", "topics/clb.yml", "emergencies/noodsituatie.yml"):
            (self.data / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DATA / name, self.data / name)
        for name in (OLDER, LIVE):
            shutil.copytree(self.data, self.models / name / "data")
            (self.models / name / "model.tar.gz").write_bytes(name.encode() * 1000)
            (self.models / name / "about.json").write_text('{"fingerprint": "x"}', encoding="utf-8")
        ModelRegistry(self.models).make_live(ModelRegistry(self.models).get(LIVE))
        self.logo.parent.mkdir(parents=True)
        self.logo.write_bytes(b"a tree")
        self.manage("migrate", "-v0")
        self.manage("shell", "-v0", "-c", FILL)
        with sqlite3.connect(self.conversations) as database:
            database.execute(
                "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp FLOAT,"
                " intent_name TEXT, action_name TEXT, data TEXT)"
            )
            row = ("school.abc", "user", time.time(), json.dumps({"text": "mijn kind wordt gepest"}))
            database.execute("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)", row)
        database.close()

    def holds(self) -> Dict[str, Any]:
        """Return all that must come back."""
        with sqlite3.connect(self.conversations) as database:
            said = database.execute("SELECT sender_id, data FROM events").fetchall()
        database.close()
        return {
            **json.loads(self.manage("shell", "-v0", "-c", LOOK)),
            "conversations": said,
            "texts": {name: (self.data / name).read_bytes() for name in archive.files_in(self.data)},
            "live": ModelRegistry(self.models).require_live().model.read_bytes(),
            "logo": self.logo.read_bytes(),
        }

    def everything(self) -> Dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in archive.files_in(self.folder)}


def use(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Let the settings of this process and of all it starts be a machine's."""
    for name, value in machine.settings.items():
        monkeypatch.setenv(f"PESTWIJZER_{name}", value)
    return machine


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Return the folder of a machine that holds something of everything."""
    with pytest.MonkeyPatch.context() as patch:
        machine = use(Machine(tmp_path_factory.mktemp("filled")), patch)
        machine.fill()
    return machine.folder


@pytest.fixture
def machine(filled, tmp_path, monkeypatch) -> Machine:
    """Return such a machine, to destroy."""
    monkeypatch.setattr(backup.start, "WEB_PORT", free_port())
    monkeypatch.setattr(backup, "ASSISTANT_PORT", free_port())
    monkeypatch.setattr(backup.start, "LOGS", tmp_path / "logs")
    return use(Machine(shutil.copytree(filled, tmp_path / "machine")), monkeypatch)


@pytest.fixture
def backups(tmp_path) -> Path:
    return tmp_path / "backups"


# --- there and back ---------------------------------------------------------------------------


def test_what_was_destroyed_comes_back(machine, backups):
    before = machine.holds()
    assert before["accounts"] == ["an.voorbeeld"] and before["passwords"] == [True]
    assert before["decisions"] == [["wat als het op de bus gebeurt", "belongs", "clb", "an.voorbeeld"]]
    assert before["conversations"] and before["texts"]
    file = backup.make(backups)
    for path in machine.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert archive.files_in(backup.restore(file)) == [], "there was nothing to keep"
    assert machine.holds() == before
    assert backup._bring_up_to_date()
    assert machine.holds() == before


def test_a_backup_wins_over_what_came_after_it_and_sets_that_aside(machine, backups):
    before = machine.holds()
    file = backup.make(backups)
    registry = ModelRegistry(machine.models)
    registry.make_live(registry.get(OLDER))
    (machine.models / JOURNAL).write_text('{"kind": "publish"}', encoding="utf-8")
    next(machine.data.glob("topics/*.yml")).write_text("broken: [", encoding="utf-8")
    (machine.data / "topics" / "nieuw.yml").write_text("new", encoding="utf-8")
    machine.website.write_bytes(b"no database")
    text, changed = next(machine.data.glob("topics/*.yml")), machine.everything()
    kept = backup.restore(file)
    assert machine.holds() == before
    assert not (machine.models / JOURNAL).exists(), "a publication of after the backup is not finished over it"
    assert not (machine.data / "topics" / "nieuw.yml").exists()
    assert (kept / "website.sqlite3").read_bytes() == b"no database"
    for name in ("topics/nieuw.yml", f"topics/{text.name}"):
        assert (kept / "data" / name).read_bytes() == changed[f"data/{name}"]
    assert (kept / "models" / "live").read_text(encoding="utf-8").strip() == OLDER
    assert (kept / JOURNAL).exists()
    assert kept.stat().st_mode & 0o077 == 0, "it holds what parents wrote"
    assert [version.name for version in registry.versions()] == [LIVE, OLDER], "no version is lost"
    assert not (kept / "media").exists(), "what is the same stays where it is"


def test_a_backup_of_what_is_in_use_holds_what_was_written_last(machine, backups):
    with sqlite3.connect(machine.website) as in_use:
        in_use.execute("PRAGMA journal_mode=WAL")
        in_use.execute("UPDATE review_queueitem SET text = 'pas geschreven'")
        in_use.commit()
        assert machine.website.with_name(f"{machine.website.name}-wal").stat().st_size
        file = backup.make(backups)
    in_use.close()
    machine.website.unlink()
    backup.restore(file)
    assert machine.holds()["decisions"][0][0] == "pas geschreven"


def test_only_its_owner_may_read_it_and_it_is_dated(machine, backups):
    before = os.umask(0)
    try:
        file = backup.make(backups)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.name.startswith(time.strftime("pestwijzer-%Y%m%d-"))


def test_every_version_only_when_asked(machine, backups):
    def versions(file: Path) -> set:
        with tarfile.open(file) as opened:
            return {name.split("/")[1] for name in opened.getnames() if name.endswith("model.tar.gz")}

    assert versions(backup.make(backups)) == {LIVE}
    assert versions(backup.make(backups / "all", every_version=True)) == {LIVE, OLDER}


def test_old_backups_go_when_asked_and_nothing_else_of_that_folder(machine, backups):
    backups.mkdir()
    for name, days in (("pestwijzer-old.tar.gz", 20), ("pestwijzer-young.tar.gz", 3), ("photos.tar.gz", 20)):
        (backups / name).touch()
        os.utime(backups / name, (0, time.time() - days * 86400))
    made = backup.make(backups, keep_days=14)
    assert {path.name for path in backups.iterdir()} == {"pestwijzer-young.tar.gz", "photos.tar.gz", made.name}


def test_the_secret_key_comes_back_where_no_setting_holds_it(machine, backups, monkeypatch, tmp_path):
    file = backup.make(backups)
    where = backup.places()
    key = tmp_path / "secret_key"
    monkeypatch.setattr(backup, "places", lambda: where._replace(secret_key_file=key, secret_key_is_set=False))
    backup.restore(file)
    assert key.read_text(encoding="utf-8") == machine.settings["SECRET_KEY"]
    assert key.stat().st_mode & 0o077 == 0


# --- what is refused --------------------------------------------------------------------------


def foreign(file: Path, folder: Path) -> None:
    with tarfile.open(file, "w:gz") as other:
        other.add(folder, "photos")


def repacked(change: Callable[[Path], None], **about) -> Callable[[Path, Path], None]:
    """Return how to make an archive anew with something changed in it, its manifest left as it was."""

    def spoil(file: Path, folder: Path) -> None:
        with tarfile.open(file) as opened:
            opened.extractall(folder)
        manifest = json.loads((folder / archive.MANIFEST).read_text(encoding="utf-8"))
        (folder / archive.MANIFEST).write_text(json.dumps({**manifest, **about}), encoding="utf-8")
        change(folder)
        with tarfile.open(file, "w:gz") as again:
            again.add(folder / archive.MANIFEST, archive.MANIFEST)
            for name in archive.files_in(folder):
                if name != archive.MANIFEST:
                    again.add(folder / name, name)

    return spoil


def with_a_way_out(file: Path, folder: Path) -> None:
    name, content = "data/../../outside", b"x"
    files = {name: {"size": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}}
    head = json.dumps({"format": archive.FORMAT, "format_version": 1, "files": files}).encode()
    with tarfile.open(file, "w:gz") as made:
        for path, inside in ((archive.MANIFEST, head), (name, content)):
            (folder / "part").write_bytes(inside)
            made.add(folder / "part", path)


SPOILED: Dict[str, Callable[[Path, Path], None]] = {
    "no archive": lambda file, _: file.write_bytes(b"no archive at all") and None,
    "empty": lambda file, _: file.write_bytes(b"") and None,
    "cut off": lambda file, _: os.truncate(file, file.stat().st_size * 2 // 3),
    "another's": foreign,
    "a changed text": repacked(lambda folder: (folder / "data" / "helplines.yml").write_text("x") and None),
    "a missing file": repacked(lambda folder: (folder / "data" / "helplines.yml").unlink()),
    "an extra file": repacked(lambda folder: (folder / "data" / "more.yml").write_text("x") and None),
    "of a later program": repacked(lambda folder: None, format_version=2),
    "a way out of its folder": with_a_way_out,
}


def flipped(file: Path) -> None:
    """Change one byte in the middle of what is packed, in an archive that unpacks well."""
    content = bytearray(gzip.decompress(file.read_bytes()))
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(gzip.compress(bytes(content)))


@pytest.fixture
def untouched(machine, backups, monkeypatch):
    """Return a good backup to spoil; whatever becomes of it, nothing of the machine may change."""
    file = backup.make(backups)
    where, before = backup.places(), machine.everything()
    monkeypatch.setattr(backup, "places", lambda: where)
    yield file
    assert machine.everything() == before


def test_what_is_no_whole_backup_changes_nothing(untouched, tmp_path):
    good = untouched.read_bytes()
    for what, spoil in {**SPOILED, "a flipped byte": lambda file, _: flipped(file)}.items():
        untouched.write_bytes(good)
        folder = tmp_path / what
        folder.mkdir()
        spoil(untouched, folder)
        with pytest.raises(BadArchive):
            backup.restore(untouched)
            pytest.fail(what)


def test_a_backup_that_is_not_there_changes_nothing(untouched, tmp_path):
    with pytest.raises(FileNotFoundError):
        backup.restore(tmp_path / "pestwijzer-nowhere.tar.gz")


def test_a_switch_that_fails_puts_everything_back(machine, backups, monkeypatch):
    file = backup.make(backups)
    where = backup.places()
    monkeypatch.setattr(backup, "places", lambda: where)
    for text in machine.data.rglob("*.yml"):
        text.write_text("changed", encoding="utf-8")
    machine.logo.unlink()
    before, replace, replaced = machine.everything(), os.replace, []

    def replace_until_the_disk_breaks(source, target):
        replaced.append(target)
        if len(replaced) == 4:
            raise OSError("the disk broke")
        replace(source, target)

    monkeypatch.setattr(backup.os, "replace", replace_until_the_disk_breaks)
    with pytest.raises(OSError, match="broke"):
        backup.restore(file)
    assert len(replaced) == 4
    assert machine.everything() == before


def test_nothing_is_put_back_under_who_is_still_stopping(untouched, machine):
    with machine.website.open("rb"), pytest.raises(BackupError, match=f"{os.getpid()} has .*website.sqlite3 open"):
        backup.restore(untouched)


def test_nothing_is_put_back_under_what_runs(untouched, monkeypatch):
    with socket.socket() as website:
        website.bind(("127.0.0.1", 0))
        website.listen()
        monkeypatch.setattr(backup.start, "WEB_PORT", website.getsockname()[1])
        with pytest.raises(BackupError, match="website runs"):
            backup.restore(untouched)


def test_no_backup_of_half_a_publication(machine, backups):
    (machine.models / JOURNAL).write_text("{}", encoding="utf-8")
    with pytest.raises(BackupError, match="broken off"):
        backup.make(backups)
    assert list(backups.iterdir()) == []
