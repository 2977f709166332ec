"""Reads and writes files so that nobody ever works with half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import yaml

# The C loader reads the full data in a quarter of the time of the pure Python one.
YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A file under `data/` that cannot be used; the message names the file and what to mend."""


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds, an empty mapping for an empty file. Raises: DataError, naming the file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=YamlLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: no valid YAML: {error}") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash at any moment, sees the old content or the new, never a part."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
