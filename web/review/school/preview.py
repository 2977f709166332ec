"""What parents read of a school, from a profile that need not be saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation import school_holidays
from foundation.topics import whole_answer
from knowledge import reading
from schools import own_answers
from schools.models import School

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


def read_by_parents(school: School, profile: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (what a parent asks, what stands there as Markdown). Raises: ProfileError, DataError."""
    known = reading.load()
    answers = [known.topics[topic] for topic in TOPICS if topic in known.topics]
    today = school_holidays.today()
    to_come = [one for one in school_holidays.holidays_of(profile) if one.last >= today]
    free = [(f"{A_PERSON} ({one.days})", reading.contact(profile, max(one.first, today))) for one in to_come]
    return [
        (A_PERSON, reading.contact(profile)),
        *free,
        *(
            (topic.title, whole_answer(own_answers.read_first(school, topic.id), known.answer(topic, profile)))
            for topic in answers
        ),
    ]
