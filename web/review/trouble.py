"""What is wrong with Pestwijzer while parents are answered all the same: staff read it on each of their pages."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from chat import assistant, keeping
from knowledge import reading

SECONDS_TO_BELIEVE = 10


def now() -> list[str]:
    """Return sentences in Dutch, none when nothing is wrong."""
    health: dict[str, Any] = cache.get_or_set("assistant_health", assistant.health, timeout=SECONDS_TO_BELIEVE) or {}
    return [*_of_files(), *_of_versions(health), *_of_keeping(health)]


def _of_files() -> list[str]:
    why = reading.trouble()
    if not why:
        return []
    return [
        "Een bestand met antwoorden kan niet gelezen worden. Ouders lezen en krijgen de laatste goede versie. "
        f"Vraag hulp aan een technicus: {why}"
    ]


def _of_versions(health: dict[str, Any]) -> list[str]:
    failed = health.get("failed")
    if not failed:
        return []
    return [
        f"De versie {failed} kan niet geladen worden. Versie {health['model']} antwoordt aan ouders. "
        "Vraag hulp aan een technicus, of ga bij Versies terug naar een vorige."
    ]


def _of_keeping(health: dict[str, Any]) -> list[str]:
    troubles = []
    if (health.get("error") or {}).get("code") == "not_kept":
        troubles.append(
            "De assistent antwoordt, maar kan de gesprekken nu niet bewaren (is de schijf vol?). De website bewaart de "
            "vragen intussen voor jullie. Vraag hulp aan een technicus."
        )
    if keeping.waiting():
        troubles.append(
            "De website kan vragen nu niet in haar databank bewaren en houdt ze intussen bij. "
            "Herstart de website niet, en vraag hulp aan een technicus."
        )
    return troubles
