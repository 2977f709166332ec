"""Says where an answer comes from as a reader wants to see it: who, and which page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Source:
    """Where an answer comes from, as a reader wants to see it."""

    name: str
    url: str = ""


ORGANISATIONS = {
    "1712.be": "1712",
    "5dok.net": "Brochure ‘Pesten aanpakken: wat kunnen ouders doen?’, inhoudstafel",
    "allesoverpesten.be": "Alles over pesten",
    "childfocus.be": "Child Focus",
    "clbchat.be": "CLBch@t",
    "go-ouders.be": "vzw GO! ouders",
    "hbvl.be": "Het Belang van Limburg",
    "hln.be": "Het Laatste Nieuws",
    "jongeren-en-gezondheid.ugent.be": "Jongeren en Gezondheid, UGent",
    "katholiekonderwijs.vlaanderen": "Katholiek Onderwijs Vlaanderen",
    "kinderrechten.be": "Kinderrechtencommissariaat",
    "kivaschool.be": "KiVa",
    "klasse.be": "Klasse",
    "knack.be": "Knack",
    "koogo.be": "KOOGO",
    "libelle.be": "Libelle",
    "mediawijs.be": "Mediawijs",
    "nieuws.vtm.be": "VTM Nieuws",
    "nieuwsblad.be": "Het Nieuwsblad",
    "onderwijs.vlaanderen.be": "Onderwijs Vlaanderen",
    "onderwijsinspectie.be": "Onderwijsinspectie",
    "politie.be": "Politie",
    "pro.g-o.be": "GO! onderwijs van de Vlaamse Gemeenschap",
    "pro.katholiekonderwijs.vlaanderen": "Katholiek Onderwijs Vlaanderen",
    "scoutsengidsenvlaanderen.be": "Scouts en Gidsen Vlaanderen",
    "sensoa.be": "Sensoa",
    "slachtofferzorg.be": "Website over zorg na cyberpesten",
    "sos-kinderdorpen.be": "SOS Kinderdorpen",
    "unia.be": "Unia",
    "vcov.be": "VCOV",
    "veiligonline.be": "Veilig online",
    "vlaanderen.be": "Vlaanderen.be",
    "vrt.be": "VRT",
    "zelfmoord1813.be": "Zelfmoordlijn 1813",
}
# As somebody who read it wrote it down: "Antigifcentrum, over ons, https://... (gelezen 2026-11-29)".
NAMED = re.compile(r"(?P<name>.+), (?P<url>https?://\S+)(?: \(gelezen (?P<read>[\d-]+)\))?")
READABLE_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+", re.IGNORECASE)
LONGEST_PAGE_NAME = 80


def source(text: str) -> Source:
    """Return a source's name and address: "Alles over pesten: wegwijzer voor ouders" for a page's address.

    No address is shown to read: on a phone it fills four lines and says nothing.
    """
    if named := NAMED.fullmatch(text):
        return Source(named["name"], named["url"])
    if not text.startswith(("https://", "http://")):
        return Source(text)
    parts = urlsplit(text)
    host = parts.netloc.removeprefix("www.")
    name = ORGANISATIONS.get(host, host)
    return Source(f"{name}{_page_name(parts.path)}", text)


def read_on(text: str) -> date | None:
    """Return the day on which a source was read, when who wrote it down says so."""
    named = NAMED.fullmatch(text)
    return day(named["read"] or "") if named else None


def day(text: str) -> date | None:
    """Return a day that is written as 2026-11-29, or None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page_name(path: str) -> str:
    last = unquote(path.rstrip("/").rpartition("/")[2])
    words = re.sub(r"\W+|_", " ", last).strip()
    if not READABLE_PATH.fullmatch(last) or len(words) > LONGEST_PAGE_NAME or re.search(r"\d{4,}", words):
        return ""
    return f": {words}"
