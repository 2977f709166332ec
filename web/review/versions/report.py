"""What a candidate's report measures, in words for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from review.models import Question
from review.permissions import visible_to

# What is measured, in words; True where more is better.
MEASURES = {
    "right": ("krijgen meteen het juiste antwoord", "vragen over pesten", True),
    "suggested": ("krijgen een keuze, met het juiste antwoord erbij", "vragen over pesten", None),
    "wrong": ("krijgen een verkeerd antwoord", "vragen over pesten", False),
    "kept_out": ("krijgen terecht geen antwoord over pesten", "berichten over iets anders", True),
    "emergencies_heard": ("worden als nood herkend", "noodberichten", True),
    "numbers_first": ("krijgen de noodnummers eerst", "noodberichten", True),
    "look_alikes_let_be": ("worden terecht gewoon beantwoord", "berichten die op nood lijken", True),
}
# The set that nobody sees: nothing was ever mended until it fits.
HIDDEN = "toets"
LEAST_SHOWN = 0.5  # of a hundred: less is no difference


def measures(report: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield what was measured on the hidden questions, each in words: now, with the candidate, and what that is."""
    before, after = (report["scores"][HIDDEN][when] for when in ("before", "after"))
    for name, (what, whose, more_is_better) in MEASURES.items():
        was, becomes = 100 * before[name], 100 * after[name]
        yield {
            "label": f"Van de 100 {whose} {what}",
            "before": round(was),
            "after": round(becomes),
            "mark": _mark(was, becomes, more_is_better),
        }


def _mark(was: float, becomes: float, more_is_better: bool | None) -> str:
    gain = becomes - was
    if abs(gain) < LEAST_SHOWN:  # 4.4 and 4.6 are shown as 4 and 5
        return "gelijk" if round(was) == round(becomes) else "bijna gelijk"
    if more_is_better is None:
        return "meer" if gain > 0 else "minder"
    return "beter" if (gain > 0) == more_is_better else "slechter"


def received(user: Any, report: dict[str, Any]) -> dict[str, Any]:
    """Return what schools really received and is heard less well, with the text where this person may read it.

    What was erased meanwhile is gone here too; what is another school's is counted only.
    """
    told = report["safety"].get("received") or {"asked": 0, "worse": []}
    keys = [one["key"] for one in told["worse"]]
    questions = Question.objects.filter(pk__in=keys).exclude(text="")
    texts = dict(visible_to(user, questions).values_list("pk", "text"))
    worse = [{**one, "text": texts[one["key"]]} for one in told["worse"] if one["key"] in texts]
    return {"asked": told["asked"], "worse": worse, "elsewhere": questions.count() - len(worse)}
