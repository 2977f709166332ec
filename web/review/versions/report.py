"""What a candidate's report measures, as tables in words for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# What is measured, in words; True where more is better.
MEASURES = {
    "right": ("Vragen die meteen het juiste antwoord krijgen", True),
    "suggested": ("Vragen die een keuze krijgen, met het juiste antwoord erbij", None),
    "wrong": ("Vragen die een verkeerd antwoord krijgen", False),
    "kept_out": ("Berichten over iets anders, die terecht geen antwoord over pesten krijgen", True),
    "emergencies_heard": ("Noodberichten die als nood herkend worden", True),
    "numbers_first": ("Noodberichten waarbij de noodnummers eerst komen", True),
    "look_alikes_let_be": ("Berichten die op nood lijken en terecht gewoon beantwoord worden", True),
}
SETS = {"toets": "Verborgen controlevragen", "afstellen": "Testvragen"}


def tables(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the scores, a table for each question set."""
    return [
        {
            "title": title,
            "questions": report["scores"][name]["questions"],
            "measures": list(_measures(report["scores"][name]["before"], report["scores"][name]["after"])),
        }
        for name, title in SETS.items()
    ]


def _measures(before: dict[str, float], after: dict[str, float]) -> Iterable[dict[str, Any]]:
    for name, (label, more_is_better) in MEASURES.items():
        was, becomes = 100 * before[name], 100 * after[name]
        yield {"label": label, "before": was, "after": becomes, "mark": _mark(becomes - was, more_is_better)}


def _mark(gain: float, more_is_better: bool | None) -> str:
    if abs(gain) < 0.05:  # it reads the same in the table
        return "gelijk"
    if more_is_better is None:
        return "meer" if gain > 0 else "minder"
    return "beter" if (gain > 0) == more_is_better else "slechter"
