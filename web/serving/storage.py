"""Static files under hashed names, so that browsers may keep them for ever and still see every new version.

They are made small once, when they are collected: lean first, then compressed, and served so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from common.lean import SUFFIXES, lean

# Libraries of others stay as they came.
OURS = ("chat/", "review/", "schools/", "look.css", "pestwijzer.css")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also names the modules that a module imports by their hash: a page never mixes two versions."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Do as Django does, from the lean text of our own scripts and styles."""
        if not dry_run:
            for name in paths:
                if name.startswith(OURS) and name.endswith(SUFFIXES):
                    self._write_lean(name)
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _write_lean(self, name: str) -> None:
        with self.open(name) as file:
            text = file.read().decode()
        self.delete(name)
        self.save(name, ContentFile(lean(text, Path(name).suffix).encode()))
