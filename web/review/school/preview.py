"""What parents read of a school, from a profile that need not be saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge import reading

# Where a parent meets each part first, in the order of the page.
TOPICS = (
    "wie_contacteren_school",
    "clb",
    "aanpak_methode",
    "schoolbeleid_preventie",
    "herstel_na_pesten",
    "doorverwijzing_partners",
    "ouderwerking_ouderraad",
    "infoavond_activiteiten",
    "verschil_klikken_melden",
)
A_PERSON = "Praat met een mens"


def read_by_parents(profile: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (what a parent asks, what stands there as Markdown). Raises: ProfileError, DataError."""
    known = reading.load()
    answers = [(known.topics[topic], known.topics[topic].title) for topic in TOPICS if topic in known.topics]
    return [(A_PERSON, reading.contact(profile)), *((title, known.answer(topic, profile)) for topic, title in answers)]
