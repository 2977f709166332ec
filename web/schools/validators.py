"""What a school may fill in: colours that can be read, sites that may frame its chat, logos of a decent size."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File

from common.spreadsheet import is_formula
from foundation import written_text

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA, white text on the colour and the colour as text on white
WHITE = "#ffffff"
HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
HOSTS_TO_TRY_OUT = ("localhost", "127.0.0.1")
MAX_LOGO = 512 * 1024


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def validate_colour(colour: str) -> None:
    """Raise ValidationError for what is no colour, or one on which white letters cannot be read."""
    if not COLOUR.fullmatch(colour):
        raise ValidationError("Schrijf de kleur als # met zes cijfers of letters, bijvoorbeeld #0b5c66.")
    if contrast(colour, WHITE) < LEAST_CONTRAST:
        raise ValidationError(
            "Deze kleur is te licht: witte letters zijn er niet goed op te lezen. Kies een donkerdere kleur."
        )


def validate_origin(origin: str) -> None:
    """Raise ValidationError for what is no site that a browser can recognise in `frame-ancestors`."""
    advice = f"‘{origin}’ is geen website-adres zoals https://www.mijnschool.be of https://*.smartschool.be."
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError as error:
        raise ValidationError(advice) from error
    host = (parts.netloc.rsplit(":", 1)[0] if port else parts.netloc).lower()
    if origin != f"{parts.scheme}://{parts.netloc}" or not parts.netloc:
        raise ValidationError(f"{advice} Laat weg wat na de naam van de website komt, ook de laatste /.")
    if parts.scheme == "http" and host in HOSTS_TO_TRY_OUT:
        return
    if parts.scheme != "https" or not HOST.fullmatch(host):
        raise ValidationError(f"{advice} Het begint met https:// en een sterretje kan alleen vooraan.")
    if host.startswith("*.") and host.count(".") < 2:
        raise ValidationError(f"{advice} Een sterretje voor een heel land mag niet.")


def problems_in_text(text: str) -> list[str]:
    """Return what is wrong: signs that parents would read as they stand, links not to be followed, and formulas."""
    problems = list(written_text.problems_in(text))
    if is_formula(text):  # a school may take its texts along
        problems.append("De tekst begint als een formule van een rekenblad (=, @, + of -). Begin met een woord.")
    return problems


def validate_text(text: str) -> None:
    """Raise ValidationError for a text of a school that parents cannot read as it is meant."""
    if problems := problems_in_text(text):
        raise ValidationError(problems)


def validate_logo(logo: File[bytes]) -> None:
    if logo.size > MAX_LOGO:
        raise ValidationError("Dit logo is groter dan 512 kB. Maak het eerst kleiner.")
