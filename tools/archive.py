"""A backup as a file: one dated tar.gz for its owner only, whose manifest tells the checksum of everything in it.

The manifest comes first. What it does not name, or what is not as it says, makes the whole file refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any, Dict, Iterator, List

MANIFEST = "manifest.json"
FORMAT, FORMAT_VERSION = "pestwijzer-backup", 1
MOST_OF_A_MANIFEST = 64 * 1024 * 1024
BLOCK = 1024 * 1024


class BadArchive(ValueError):
    """A file that is no backup of ours, or a damaged one; the message says which."""


def write(folder: Path, about: Dict[str, Any], file: Path) -> None:
    """Write all files of a folder into an archive, with a manifest; a crash leaves no half of one under this name."""
    files = {name: _checksum(folder / name) for name in files_in(folder)}
    manifest = {"format": FORMAT, "format_version": FORMAT_VERSION, **about, "files": files}
    part = file.with_name(f".{file.name}.part")
    try:
        with (
            open(part, "xb", opener=_for_its_owner) as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive,
        ):
            content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size, head.mode = len(content), 0o600
            archive.addfile(head, io.BytesIO(content))
            for name in files:
                archive.add(folder / name, name, recursive=False)
        with open(part, "rb") as whole:
            os.fsync(whole.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def read(file: Path, folder: Path) -> Dict[str, Any]:
    """Unpack an archive into an empty folder, every file checked.

    Returns: its manifest.
    Raises: BadArchive when it is no backup of ours, of a later form, or damaged. FileNotFoundError.
    """
    try:
        with tarfile.open(file, mode="r|gz") as archive:  # "|": from the beginning to the end, once
            members = iter(archive)
            manifest = _manifest(archive, members)
            _unpack(archive, members, manifest["files"], folder)
            return manifest
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise BadArchive(f"{file} is no archive, or a damaged one: {error}") from error


def files_in(folder: Path) -> List[str]:
    """Return the names of all files below a folder, in a fixed order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _manifest(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo]) -> Dict[str, Any]:
    first = next(members, None)
    if first is None or first.name != MANIFEST or not first.isfile() or first.size > MOST_OF_A_MANIFEST:
        raise BadArchive("This is no backup of Pestwijzer: it does not begin with a manifest.")
    try:
        manifest = json.loads(_opened(archive, first).read())
        ours, version, files = manifest["format"] == FORMAT, manifest["format_version"], manifest["files"]
        well = all(isinstance(one["sha256"], str) and isinstance(one["size"], int) for one in files.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadArchive("This is no backup of Pestwijzer: its manifest is of another form.") from error
    if not ours or not well:
        raise BadArchive("This is no backup of Pestwijzer.")
    if version != FORMAT_VERSION:
        raise BadArchive(f"This backup has form {version}, this program knows form {FORMAT_VERSION}: update it first.")
    return manifest


def _unpack(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], files: Dict[str, Any], folder: Path) -> None:
    missing = dict(files)
    for member in members:
        promised = missing.pop(member.name, None)
        if promised is None or not member.isfile() or not _is_below(member.name):
            raise BadArchive(f"This backup holds something that its manifest does not name: {member.name!r}")
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if _copied(_opened(archive, member), target) != promised:
            raise BadArchive(f"This backup is damaged: {member.name} is not what was written")
    if missing:
        raise BadArchive(f"This backup is damaged: {len(missing)} files are missing, {min(missing)} is one of them")


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(member)
    if opened is None:
        raise BadArchive(f"This backup holds something that is no file: {member.name!r}")
    return opened


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and str(path) == name


def _copied(source: IO[bytes], target: Path) -> Dict[str, Any]:
    with open(target, "xb", opener=_for_its_owner) as file:
        return _digest(source, file)


def _checksum(path: Path) -> Dict[str, Any]:
    with open(path, "rb") as file:
        return _digest(file)


def _digest(source: IO[bytes], target: Any = None) -> Dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    for block in iter(lambda: source.read(BLOCK), b""):
        digest.update(block)
        size += len(block)
        if target:
            target.write(block)
    return {"sha256": digest.hexdigest(), "size": size}
