"""The model registry: every trained version beside the data it learned from, and the pointer to the one that answers.

    models/<version>/model.tar.gz   the Rasa model
    models/<version>/data/          the topic files and helplines it was trained on, byte for byte
    models/<version>/about.json     when and why it was made, and the fingerprint of all it was made from
    models/live                     the name of the version that answers parents

Going live and going back are one write to `live`; the parent channel looks at it all the time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from foundation.files import write_whole
from foundation.repository import MODELS, ROOT

MODEL_FILE = "model.tar.gz"
DATA_FOLDER = "data"
ABOUT_FILE = "about.json"
LIVE_FILE = "live"
KEPT = 10
# What decides about a model beside its data: a change of anything else needs no new training.
PROGRAM = (
    "config.yml",
    "domain.yml",
    "components/topic_importer.py",
    "components/meaning_featurizer.py",
    "components/meaning_model.py",
    "components/sentence_encoder.py",
    "components/topic_classifier.py",
    "components/word_model.py",
    "foundation/text.py",
    "foundation/topics.py",
    "foundation/helplines.py",
    "foundation/school_profile.py",
    "foundation/vocabulary.py",
)
# The same, where there is an encoder: it names what the encoder was made from, and its checksums.
ENCODER_RECIPE = "encoder/recipe.json"


class RegistryError(RuntimeError):
    """A version that is not there or not whole; the message says which."""


@dataclass(frozen=True)
class Version:
    """One trained model in the registry."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def model(self) -> Path:
        return self.folder / MODEL_FILE

    @property
    def data(self) -> Path:
        return self.folder / DATA_FOLDER

    @property
    def about(self) -> dict[str, Any]:
        """Return what was noted when it was made: "made" (ISO time), "fingerprint", "note"."""
        about: dict[str, Any] = json.loads((self.folder / ABOUT_FILE).read_text(encoding="utf-8"))
        return about

    @property
    def is_whole(self) -> bool:
        return self.model.is_file() and self.data.is_dir() and (self.folder / ABOUT_FILE).is_file()


class ModelRegistry:
    """The versions below one folder."""

    def __init__(self, folder: Path = MODELS) -> None:
        self.folder = Path(folder)

    @classmethod
    def of_model(cls, model: Path) -> ModelRegistry:
        """Return the registry that a model file stands in."""
        return cls(Path(model).resolve().parent.parent)

    def versions(self) -> list[Version]:
        """Return the whole versions, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [Version(folder) for folder in self.folder.iterdir() if not folder.name.startswith(".")]
        return sorted((v for v in found if v.is_whole), key=lambda version: version.name, reverse=True)

    def get(self, name: str) -> Version:
        """Return a version by name. Raises: RegistryError when it is not there or not whole."""
        version = Version(self.folder / name)
        if not name or name != os.path.basename(name) or not version.is_whole:
            raise RegistryError(f"No whole version '{name}' in {self.folder}")
        return version

    def live_name(self) -> str:
        """Return the name that the pointer holds, or "" when nothing is live yet."""
        try:
            return (self.folder / LIVE_FILE).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def live(self) -> Version | None:
        """Return the version that answers parents, or None when there is none yet."""
        name = self.live_name()
        return self.get(name) if name else None

    def live_if_whole(self) -> Version | None:
        """Return the version that answers parents, or None when there is none, or none that is whole."""
        return next((version for version in self.versions() if version.name == self.live_name()), None)

    def as_wanted(self) -> list[Version]:
        """Return the whole versions in the order in which they should answer: the live one, then the newest first."""
        live = self.live_name()
        return sorted(self.versions(), key=lambda version: version.name != live)

    def require_live(self) -> Version:
        """Return the version that answers parents: the newest whole one where the pointer leads to none.

        Raises: RegistryError when there is none yet.
        """
        wanted = self.as_wanted()
        if not wanted:
            raise RegistryError("There is no trained model yet: run `make train`.")
        return wanted[0]

    def previous(self) -> Version | None:
        """Return the version made before the live one, where "back" leads, or None."""
        older = [version for version in self.versions() if version.name < self.live_name()]
        return older[0] if older else None

    def workplace(self) -> Path:
        """Return a new folder in which a version can be made; the registry does not see it until `add`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.folder, prefix=".training-"))

    def add(self, workplace: Path, fingerprint: str, note: str = "", **more: Any) -> Version:
        """Take in a finished workplace (model file and data folder) as a new version.

        Raises: RegistryError when the workplace is not complete.
        """
        made = datetime.now(timezone.utc)
        about = {"made": made.isoformat(timespec="seconds"), "fingerprint": fingerprint, "note": note, **more}
        write_whole(workplace / ABOUT_FILE, json.dumps(about, ensure_ascii=False, indent=1))
        if not Version(workplace).is_whole:
            raise RegistryError(f"{workplace} holds no whole version")
        version = Version(self.folder / f"{made:%Y%m%d-%H%M%S}-{fingerprint[:8]}")
        os.chmod(workplace, 0o755)
        os.rename(workplace, version.folder)
        return version

    def make_live(self, version: Version) -> None:
        """Switch every running assistant to this version: within a second each begins to load it."""
        write_whole(self.folder / LIVE_FILE, f"{self.get(version.name).name}\n")

    def prune(self, keep: int = KEPT) -> None:
        """Delete all but the newest versions; what is live stays, whatever its age."""
        for version in self.versions()[keep:]:
            if version.name != self.live_name():
                shutil.rmtree(version.folder)


def fingerprint(data: Path, program: Path = ROOT) -> str:
    """Return a hash of everything a model is made from: its data, and the files of `PROGRAM`."""
    digest = hashlib.sha256()
    for name, path in _ingredients(data, program):
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def data_fingerprint(data: Path) -> str:
    """Return a hash of a data folder alone."""
    digest = hashlib.sha256()
    for path in data_files(data):
        digest.update(f"{path.relative_to(data)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_equal(target: Path, source: Path) -> None:
    """Make a data folder exactly as another, file by file: a reader never sees a part, and what is equal stays."""
    wanted = {path.relative_to(source): path for path in data_files(source)}
    for name, path in wanted.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if not (target / name).is_file() or (target / name).read_bytes() != path.read_bytes():
            write_whole(target / name, path.read_bytes())
    for path in data_files(target):
        if path.relative_to(target) not in wanted:
            path.unlink()


def data_files(data: Path) -> list[Path]:
    """Return every YAML file of a data folder, in a fixed order."""
    return sorted(path for path in data.rglob("*.yml") if path.is_file())


def _ingredients(data: Path, program: Path) -> Iterator[tuple[str, Path]]:
    for path in data_files(data):
        yield f"data/{path.relative_to(data)}", path
    for name in PROGRAM:
        yield name, program / name
    if (program / ENCODER_RECIPE).is_file():
        yield ENCODER_RECIPE, program / ENCODER_RECIPE
