"""Keeps beside an encoder's files how they were made, with the checksum of each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, Mapping

from foundation.files import write_whole

RECIPE_FILE = "recipe.json"
CHECKSUMS = "sha256"


def read_recipe(folder: Path) -> Dict[str, Any]:
    recipe: Dict[str, Any] = json.loads((folder / RECIPE_FILE).read_text(encoding="utf-8"))
    return recipe


def write_files(files: Mapping[str, bytes], recipe: Mapping[str, Any], folder: Path) -> None:
    """Write files of an encoder by name, and the recipe with their checksums; those of other files in it stay."""
    new = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, content in files.items():
        write_whole(folder / name, content)
    whole = {**recipe, CHECKSUMS: {**recipe.get(CHECKSUMS, {}), **new}}
    write_whole(folder / RECIPE_FILE, json.dumps(whole, indent=2) + "\n")
