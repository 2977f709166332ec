"""Reads settings from the environment, all named PESTWIJZER_...; and keeps the secret key of a machine."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

PREFIX = "PESTWIJZER_"
YES = ("1", "true", "yes", "ja")
OWNER_ONLY = 0o600


def text(name: str, default: str = "") -> str:
    return os.environ.get(PREFIX + name, default).strip()


def number(name: str, default: float) -> float:
    """Return a number. Raises: ImproperlyConfigured, naming the variable, when it is none."""
    value = text(name, str(default))
    try:
        return float(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a number, not {value!r}") from error


def whole(name: str, default: int) -> int:
    return int(number(name, default))


def flag(name: str, default: bool = False) -> bool:
    return text(name, str(default)).lower() in YES


def items(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def secret_key(file: Path) -> str:
    """Return the key from the environment, else from the file, which is made at the first start."""
    given = text("SECRET_KEY")
    if given:
        return given
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return file.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as key_file:
        key = get_random_secret_key()
        key_file.write(key)
    return key
