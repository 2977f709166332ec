"""`make backup` writes all that must outlive this machine into one file; `make restore FROM=...` puts it back.

In it: both databases, `data/`, the live version (or all), the schools' logos and the secret key. Nothing has to stop
for a backup. A restore checks the whole file before it changes anything, writes everything beside what is there, and
then switches; what was there is set aside, and comes back when a switch fails.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from foundation.repository import ROOT
from foundation.versions.registry import LIVE_FILE, ModelRegistry, RegistryError, Version
from foundation.versions.workplace import JOURNAL, PUBLISHING_LOCK, Busy, held
from tools import archive, databases, start
from tools.databases import DatabaseError
from tools.say import say
from tools.serve import ASSISTANT_PORT, ENVIRONMENT, HOST, OWNER_ONLY
from tools.supervision import supervisor_in

MANAGE = [str(ROOT / start.WEB_PYTHON), str(ROOT / "web" / "manage.py")]
BACKUPS = "pestwijzer-*.tar.gz"
DATABASES = ("website", "conversations")
KNOWLEDGE, MODELS, MEDIA, SECRET_KEY = "data", "models", "media", "secret_key"
SECONDS_TO_PUBLISH = 120
A_DAY = 86400


class BackupError(RuntimeError):
    """A backup could not be made or put back, and nothing was changed; the message says why."""


class Places(NamedTuple):
    """Where everything lies, as the website's settings say it."""

    databases: Dict[str, Dict[str, Any]]
    knowledge: Path
    models: Path
    media: Path
    secret_key: str
    secret_key_file: Path
    secret_key_is_set: bool

    @property
    def folders(self) -> Dict[str, Path]:
        return {KNOWLEDGE: self.knowledge, MEDIA: self.media}


def places() -> Places:
    """Ask the website where everything lies. Raises: BackupError."""
    done = subprocess.run([*MANAGE, "plaatsen"], env=_environment(), capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"The website does not say where its things lie: {done.stderr.strip()[-500:]}")
    told = json.loads(done.stdout)
    return Places(
        databases={name: told[name] for name in DATABASES},
        knowledge=Path(told["knowledge"]),
        models=Path(told["models"]),
        media=Path(told["media"]),
        secret_key=told["secret_key"],
        secret_key_file=Path(told["secret_key_file"]),
        secret_key_is_set=told["secret_key_is_set"],
    )


def _environment() -> Dict[str, str]:
    return {**os.environ, **ENVIRONMENT}


# --- making -----------------------------------------------------------------------------------


def make(folder: Path, every_version: bool = False, keep_days: int = 0) -> Path:
    """Write a backup into a folder, and delete backups there that are older than some days (0: none).

    Returns: its file.
    Raises: BackupError, or DatabaseError; then there is no new file, and no old one was deleted.
    """
    where = places()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"pestwijzer-{datetime.now():%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as made:
        about = _collect(where, Path(made), every_version)
        archive.write(Path(made), about, file)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as unpacked:
        archive.read(file, Path(unpacked))  # one that was never read is none
    if keep_days:
        _delete_old(folder, keep_days, file)
    return file


def _collect(where: Places, folder: Path, every_version: bool) -> Dict[str, Any]:
    """Copy everything into a folder, as it is at one moment. Returns: what the manifest tells of it."""
    with _not_while_publishing(where.models):
        if (where.models / JOURNAL).exists():
            raise BackupError("A publication was broken off. Start the website, which finishes it; then try again.")
        registry = ModelRegistry(where.models)
        live = _live(registry)
        kinds = {
            name: kind
            for name, database in where.databases.items()
            for kind in [databases.kind_of(database)]
            if databases.copy(database, folder / f"{name}.{kind}")
        }
        for name, source in where.folders.items():
            if source.is_dir():
                shutil.copytree(source, folder / name)
        for version in registry.versions() if every_version else [live] if live else []:
            shutil.copytree(version.folder, folder / MODELS / version.name)
    if live:
        (folder / MODELS / LIVE_FILE).write_text(f"{live.name}\n", encoding="utf-8")
    (folder / SECRET_KEY).write_text(where.secret_key, encoding="utf-8")
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return {"made": now, "live": live.name if live else "", "databases": kinds}


def _live(registry: ModelRegistry) -> Optional[Version]:
    try:
        return registry.live()
    except RegistryError as error:
        raise BackupError(f"The live version is not whole: {error}") from error


@contextlib.contextmanager
def _not_while_publishing(models: Path) -> Iterator[None]:
    """Keep staff from publishing for as long as the block lasts: `data/` and the versions belong together."""
    if not models.is_dir():
        yield
        return
    deadline = time.monotonic() + SECONDS_TO_PUBLISH
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(held(models / PUBLISHING_LOCK))
                break
            except Busy:
                if time.monotonic() > deadline:
                    raise BackupError("Somebody is publishing all the time; try again later.")
                time.sleep(0.5)
        yield


def _delete_old(folder: Path, keep_days: int, newest: Path) -> None:
    too_old = time.time() - keep_days * A_DAY
    for file in folder.glob(BACKUPS):
        if file != newest and file.stat().st_mtime < too_old:
            file.unlink()


# --- putting back -----------------------------------------------------------------------------


class Switch(NamedTuple):
    """A file or folder that is ready beside the one whose place it takes."""

    new: Path
    target: Path


def restore(file: Path) -> List[Path]:
    """Put everything back as a backup has it.

    Returns: what was there before, set aside.
    Raises: BackupError, BadArchive, DatabaseError, FileNotFoundError: then everything is as it was.
    """
    where = places()
    _require_nothing_runs()
    where.models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where.models, prefix=".restoring-") as unpacked:
        folder = Path(unpacked)
        manifest = archive.read(file, folder)
        _require_fit(manifest, folder, where)
        with contextlib.ExitStack() as beside, _not_while_publishing(where.models):
            stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
            switches = [_ready_beside(new, target, stamp, beside) for new, target in _files(manifest, folder, where)]
            return _switch(switches, _postgres(manifest, folder, where), where, stamp)


def _require_nothing_runs() -> None:
    if supervisor_in(start.LOGS):
        raise BackupError("`make start` runs here: `make stop` first.")
    for port, name in ((start.WEB_PORT, "website"), (ASSISTANT_PORT, "assistant")):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                raise BackupError(f"The {name} runs (port {port}): stop it first.")


def _require_fit(manifest: Dict[str, Any], folder: Path, where: Places) -> None:
    for name, kind in manifest["databases"].items():
        if name not in DATABASES or databases.kind_of(where.databases[name]) != kind:
            raise BackupError(f"The backup's database '{name}' is of another kind ({kind}) than the settings name.")
        databases.check(folder / f"{name}.{kind}")
    if manifest["live"] and not Version(folder / MODELS / manifest["live"]).is_whole:
        raise BackupError("The backup's live version is not whole.")


def _files(manifest: Dict[str, Any], folder: Path, where: Places) -> Iterator[Tuple[Path, Path]]:
    """Yield what takes which place: databases that are files, folders, versions, and what names the live one."""
    for name, kind in manifest["databases"].items():
        if kind == databases.SQLITE:
            yield folder / f"{name}.{kind}", Path(where.databases[name]["NAME"])
    others = [(folder / name, target) for name, target in where.folders.items() if (folder / name).is_dir()]
    if not where.secret_key_is_set:
        others.append((folder / SECRET_KEY, where.secret_key_file))
    others += [(one.folder, where.models / one.name) for one in ModelRegistry(folder / MODELS).versions()]
    if manifest["live"]:
        others.append((folder / MODELS / LIVE_FILE, where.models / LIVE_FILE))
    yield from ((new, target) for new, target in others if not _is_the_same(new, target))


def _postgres(manifest: Dict[str, Any], folder: Path, where: Places) -> List[Tuple[Path, Dict[str, Any]]]:
    kinds = manifest["databases"].items()
    return [(folder / f"{name}.{kind}", where.databases[name]) for name, kind in kinds if kind == databases.POSTGRES]


def _is_the_same(one: Path, other: Path) -> bool:
    if one.is_file():
        return other.is_file() and one.read_bytes() == other.read_bytes()
    names = archive.files_in(one)
    return names == archive.files_in(other) and all((one / n).read_bytes() == (other / n).read_bytes() for n in names)


def _ready_beside(new: Path, target: Path, stamp: str, beside: contextlib.ExitStack) -> Switch:
    """Copy something beside its place, on the same disk and for the same owner: what is left is one rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    ready = target.with_name(f".{target.name}.restored-{stamp}")
    beside.callback(_remove, ready)
    if new.is_dir():
        shutil.copytree(new, ready)
    else:
        shutil.copy2(new, ready)
    if os.geteuid() == 0:  # root puts back what another account works with
        owner = (target if target.exists() else target.parent).stat()
        for path in [ready, *ready.rglob("*")]:
            os.chown(path, owner.st_uid, owner.st_gid)
    return Switch(ready, target)


def _switch(
    switches: List[Switch], postgres: List[Tuple[Path, Dict[str, Any]]], where: Places, stamp: str
) -> List[Path]:
    """Let everything take its place. Returns: what was there, set aside. What fails puts all of it back."""
    aside: List[Path] = []
    with contextlib.ExitStack() as undo:
        for copied, database in postgres:
            before = where.models / f".{copied.name}.before-{stamp}"
            databases.copy(database, before)
            aside.append(before)
            databases.put_back_postgres(copied, database)
            undo.callback(databases.put_back_postgres, before, database)
        # A publication that was broken off would be finished at the next start, over what is put back here.
        for gone in (where.models / JOURNAL, *_beside_databases(switches)):
            aside += _set_aside(gone, stamp, undo)
        for new, target in switches:
            aside += _set_aside(target, stamp, undo)
            os.rename(new, target)
            undo.callback(_remove, target)
        undo.pop_all()
    return aside


def _beside_databases(switches: List[Switch]) -> Iterator[Path]:
    for _new, target in switches:
        yield from (target.with_name(f"{target.name}{end}") for end in databases.BESIDE)


def _set_aside(path: Path, stamp: str, undo: contextlib.ExitStack) -> List[Path]:
    if not path.exists():
        return []
    aside = path.with_name(f".{path.name.lstrip('.')}.before-{stamp}")
    os.rename(path, aside)
    undo.callback(os.rename, aside, path)
    return [aside]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _bring_up_to_date() -> bool:
    """Let the website take an older database on, and erase again what was past its time. Returns: whether it did."""
    commands = (["migrate", "-v0", "--no-input"], ["opruimen"])
    return all(subprocess.run([*MANAGE, *command], env=_environment()).returncode == 0 for command in commands)


# --- on the command line ----------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="write a backup")
    making.add_argument("--to", type=Path, default=Path("backups"), help="the folder that it comes into")
    making.add_argument("--all", action="store_true", help="with every version, not only the live one")
    making.add_argument("--keep-days", type=int, default=0, help="delete backups there that are older")
    restoring = commands.add_parser("restore", help="put a backup back")
    restoring.add_argument("file", type=Path)
    given = parser.parse_args()
    os.umask(OWNER_ONLY)
    try:
        if given.command == "make":
            file = make(given.to, given.all, given.keep_days)
            print(f"{file}, {file.stat().st_size / 1e6:.1f} MB. It holds the secret key and what parents wrote.")
        else:
            _restore_and_tell(given.file)
    except (BackupError, archive.BadArchive, DatabaseError, OSError) as error:
        raise SystemExit(f"Nothing was changed: {error}")


def _restore_and_tell(file: Path) -> None:
    aside = restore(file)
    say(f"Everything is as in {file}. What was there is set aside; delete it when all is well:")
    for path in aside:
        print(f"    {path}")
    if places().secret_key_is_set:
        print("    PESTWIJZER_SECRET_KEY is set, so the backup's own key was left where it is: in the file.")
    if not _bring_up_to_date():
        raise SystemExit("The website's database could not be brought up to date: see above.")


if __name__ == "__main__":
    main()
