"""The phone numbers, chats and pages that answers name by a key: each stands once, in `data/helplines.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.files import DataError, read_yaml
from foundation.repository import DATA

HELPLINES_FILE = "helplines.yml"
HELPLINE_MARK = re.compile(r"\[\[(\w+)(?:\.(phone|web|mail))?\]\]")


@dataclass(frozen=True)
class Helpline:
    """A phone number, chat, mail address or page that answers may name by its key."""

    key: str
    name: str
    phone: str = ""
    url: str = ""
    mail: str = ""
    audience: str = ""
    source: str = ""
    checked: str = ""
    called: tuple[str, ...] = ()  # how parents call it who ask for it

    def markdown(self, part: str = "") -> str:
        """Return what `[[key]]` (or `[[key.part]]`) becomes in an answer, as Markdown."""
        if part == "phone":
            return self._phone_link()
        if part == "web":
            return f"[{_bare_address(self.url)}]({self.url})" if self.url else ""
        if part == "mail":
            return f"[{self.mail}](mailto:{self.mail})" if self.mail else ""
        return self._everything()

    def _phone_link(self) -> str:
        return f"[{self.phone}](tel:{self.phone.replace(' ', '')})" if self.phone else ""

    def _everything(self) -> str:
        name = f"[{self.name}]({self.url})" if self.url else self.name
        if not self.phone:
            return name if self.url or not self.mail else f"{name} ({self.markdown('mail')})"
        if self.name == self.phone:
            return self._phone_link() if not self.url else f"{self._phone_link()} ({self.markdown('web')})"
        return f"{name} ({self._phone_link()})"


def load_helplines(data: Path = DATA) -> dict[str, Helpline]:
    """Read `helplines.yml`. Returns the helplines by key. Raises: DataError when the file cannot be used."""
    path = data / HELPLINES_FILE
    try:
        return {key: _helpline(key, entry) for key, entry in read_yaml(path).items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: every helpline needs name, for, source and checked ({error!r})") from error


def _helpline(key: str, entry: Mapping[str, Any]) -> Helpline:
    return Helpline(
        key=key,
        name=str(entry["name"]),
        phone=str(entry.get("phone", "")),
        url=str(entry.get("url", "")),
        mail=str(entry.get("mail", "")),
        audience=str(entry["for"]),
        source=str(entry["source"]),
        checked=str(entry["checked"]),
        called=tuple(map(str, entry.get("called", ()))),
    )


def fill_in_helplines(text: str, helplines: Mapping[str, Helpline]) -> str:
    """Replace each `[[key]]` in an answer by the helpline it names.

    Raises: DataError for a key that stands nowhere in `helplines.yml`.
    """

    def replacement(match: re.Match[str]) -> str:
        key, part = match.group(1), match.group(2) or ""
        if key not in helplines:
            raise DataError(f"[[{key}]] stands in an answer but not in {HELPLINES_FILE}")
        return helplines[key].markdown(part)

    return HELPLINE_MARK.sub(replacement, text)


def _bare_address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
