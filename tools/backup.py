"""`make backup` writes all that must outlive this machine into one file; `make restore FROM=...` puts it back.

In it: both databases, `data/`, the live version (or all), the schools' logos and the secret key. Nothing has to stop
for a backup. A restore checks the whole file before it changes anything, keeps what is there, writes what is new beside
it, and then switches, file by file; when something fails, what was there comes back.
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


class Change(NamedTuple):
    """One file that a restore changes: what it becomes (None: nothing), and its name among what was there before."""

    new: Optional[Path]
    target: Path
    name: str


def restore(file: Path) -> Path:
    """Put everything back as a backup has it.

    Returns: the folder that holds what was there before, of all that changed.
    Raises: BackupError, BadArchive, DatabaseError, OSError: then everything is as it was.
    """
    where = places()
    _require_nothing_runs()
    _make_folder(where.models)
    with tempfile.TemporaryDirectory(dir=where.models, prefix=".restoring-") as unpacked:
        folder = Path(unpacked)
        manifest = archive.read(file, folder)
        _require_fit(manifest, folder, where)
        with _not_while_publishing(where.models):
            changes = list(_changes(manifest, folder, where))
            _require_nobody_has_open([change.target for change in changes])
            before = where.models / f".before-{datetime.now():%Y%m%d-%H%M%S}"
            before.mkdir(mode=0o700)
            _switch(changes, _postgres(manifest, folder, where), before)
            return before


def _require_nothing_runs() -> None:
    if supervisor_in(start.LOGS):
        raise BackupError("`make start` runs here: `make stop` first.")
    for port, name in ((start.WEB_PORT, "website"), (ASSISTANT_PORT, "assistant")):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                raise BackupError(f"The {name} runs (port {port}): stop it first.")


def _require_nobody_has_open(files: List[Path]) -> None:
    """Raise BackupError when a process has one of some files open, as one that is still stopping."""
    wanted = {str(file.resolve()) for file in files}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # ended meanwhile, or another account's
            if os.readlink(descriptor) in wanted:
                raise BackupError(f"Process {descriptor.parts[2]} has {os.readlink(descriptor)} open: stop it first.")


def _require_fit(manifest: Dict[str, Any], folder: Path, where: Places) -> None:
    for name, kind in manifest["databases"].items():
        if name not in DATABASES or databases.kind_of(where.databases[name]) != kind:
            raise BackupError(f"The backup's database '{name}' is of another kind ({kind}) than the settings name.")
        databases.check(folder / f"{name}.{kind}")
    if manifest["live"] and not Version(folder / MODELS / manifest["live"]).is_whole:
        raise BackupError("The backup's live version is not whole.")


def _changes(manifest: Dict[str, Any], folder: Path, where: Places) -> Iterator[Change]:
    """Yield every file that becomes another, or goes; what names the live version comes last."""
    # A publication that was broken off would be finished at the next start, over what is put back here.
    if (where.models / JOURNAL).exists():
        yield Change(None, where.models / JOURNAL, JOURNAL)
    for name, kind in manifest["databases"].items():
        if kind == databases.SQLITE:
            target = Path(where.databases[name]["NAME"])
            beside = [target.with_name(f"{target.name}{end}") for end in databases.BESIDE]
            yield from (Change(None, one, one.name) for one in beside if one.exists())
            yield Change(folder / f"{name}.{kind}", target, target.name)
    for name, target in where.folders.items():
        if (folder / name).is_dir():
            yield from _changes_of_folder(folder / name, target, name)
    if not where.secret_key_is_set:
        yield from _changes_of_file(folder / SECRET_KEY, where.secret_key_file, SECRET_KEY)
    for version in ModelRegistry(folder / MODELS).versions():
        yield from _changes_of_folder(version.folder, where.models / version.name, f"{MODELS}/{version.name}")
    if manifest["live"]:
        yield from _changes_of_file(folder / MODELS / LIVE_FILE, where.models / LIVE_FILE, f"{MODELS}/{LIVE_FILE}")


def _changes_of_folder(new: Path, target: Path, name: str) -> Iterator[Change]:
    """Yield what makes a folder equal to another, file by file: where it is a disk of its own, it cannot be renamed."""
    wanted = archive.files_in(new)
    for one in wanted:
        yield from _changes_of_file(new / one, target / one, f"{name}/{one}")
    for one in archive.files_in(target):
        if one not in wanted:
            yield Change(None, target / one, f"{name}/{one}")


def _changes_of_file(new: Path, target: Path, name: str) -> Iterator[Change]:
    if not target.is_file() or target.read_bytes() != new.read_bytes():
        yield Change(new, target, name)


def _postgres(manifest: Dict[str, Any], folder: Path, where: Places) -> List[Tuple[Path, Dict[str, Any]]]:
    kinds = manifest["databases"].items()
    return [(folder / f"{name}.{kind}", where.databases[name]) for name, kind in kinds if kind == databases.POSTGRES]


def _switch(changes: List[Change], postgres: List[Tuple[Path, Dict[str, Any]]], before: Path) -> None:
    """Keep what is there, write what is new beside it, and only then switch; what fails puts all of it back."""
    with contextlib.ExitStack() as beside, contextlib.ExitStack() as undo:
        undo.callback(shutil.rmtree, before)
        for change in changes:
            _keep(change, before)
        ready = [(change, _ready_beside(change, beside)) for change in changes]
        for copied, database in postgres:
            databases.copy(database, before / copied.name)
            databases.put_back_postgres(copied, database)
            undo.callback(databases.put_back_postgres, before / copied.name, database)
        for change, new in ready:
            undo.callback(_back, change, before)
            if new:
                os.replace(new, change.target)
            else:
                change.target.unlink()
        undo.pop_all()


def _keep(change: Change, before: Path) -> None:
    if change.target.is_file():
        (before / change.name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(change.target, before / change.name)


def _ready_beside(change: Change, beside: contextlib.ExitStack) -> Optional[Path]:
    """Write a file beside its place, on the same disk and for the same owner: what is left is one rename."""
    if change.new is None:
        return None
    _make_folder(change.target.parent)
    ready = change.target.with_name(f".{change.target.name}.restored")
    beside.callback(ready.unlink, missing_ok=True)
    shutil.copy2(change.new, ready)
    _give_to_its_owner(ready)
    return ready


def _back(change: Change, before: Path) -> None:
    """Let a file be what it was."""
    if (before / change.name).is_file():
        shutil.copy2(before / change.name, change.target)
        _give_to_its_owner(change.target)
    else:
        change.target.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        _give_to_its_owner(folder)


def _give_to_its_owner(path: Path) -> None:
    """Give what root makes to whom the folder belongs that it stands in: the services run under another account."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


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
    before = restore(file)
    say(f"Everything is as in {file}.")
    print(f"    What was there before lies in {before}: delete it when all is well.")
    if places().secret_key_is_set:
        print("    PESTWIJZER_SECRET_KEY is set, so the backup's own key was left where it is: in the file.")
    if not _bring_up_to_date():
        raise SystemExit("The website's database could not be brought up to date: see above.")


if __name__ == "__main__":
    main()
