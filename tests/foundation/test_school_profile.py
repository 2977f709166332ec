"""A school's profile becomes the texts that answers name; what is left open gets a general text."""

import pytest

from foundation.school_profile import (
    GENERAL_TEXTS,
    ProfileError,
    general_slots,
    read_profile,
    slots_from,
    when_reachable,
)
from tests.conftest import ROOT


def test_a_school_of_which_nothing_is_known_gets_general_texts():
    assert set(general_slots()) >= {"school_name", "school_contacts", "school_clb", "school_approach"}
    assert all(general_slots().values())
    assert slots_from({}) == general_slots()


def test_people_are_listed_with_what_a_parent_needs_to_reach_them():
    people = [
        {
            "name": "An Peeters",
            "role": "zorgcoördinator",
            "phone": "03 123 45 67",
            "mail": "an@school.be",
            "for": "de kleuters",
        }
    ]
    text = slots_from({"contacts": people})["school_contacts"]
    assert "**An Peeters**, zorgcoördinator, voor de kleuters" in text
    assert "(tel:031234567)" in text and "(mailto:an@school.be)" in text


def test_the_method_is_named_before_the_approach():
    approach = slots_from({"method": "No Blame", "approach": "We praten eerst met je kind."})["school_approach"]
    assert approach == "Op jullie school werken ze met **No Blame**. We praten eerst met je kind."


def test_a_part_left_open_keeps_its_general_text():
    slots = slots_from({"name": "basisschool De Linde"})
    assert slots["school_name"] == "basisschool De Linde"
    assert slots["school_follow_up"] == GENERAL_TEXTS["follow_up"]


@pytest.mark.parametrize("hostile", ["{school_clb}", "{0.__class__}", "030[tel]", "{{x}}"])
def test_a_text_cannot_break_the_filling_in_of_slots(hostile):
    from rasa.core.nlg.interpolator import interpolate_text

    slots = slots_from({"prevention": f"Wij doen {hostile} elke dag."})
    answer = interpolate_text("Zo gaat het hier: {school_prevention}", slots)
    assert answer.startswith("Zo gaat het hier: Wij doen") and "elke dag" in answer


@pytest.mark.parametrize(
    "profile, complaint",
    [
        ([], "lijst van onderdelen"),
        ({"kleur": "rood"}, "kleur"),
        ({"prevention": 12}, "moet tekst zijn"),
        ({"prevention": "x" * 2001}, "langer dan"),
        ({"contacts": "An"}, "lijst"),
        ({"contacts": [{"phone": "1"}]}, "naam"),
        ({"contacts": [{"name": "An", "adres": "x"}]}, "adres"),
        ({"clb": {"phone": "1"}}, "naam"),
    ],
)
def test_a_wrong_profile_is_refused_in_dutch(profile, complaint):
    with pytest.raises(ProfileError, match=complaint):
        slots_from(profile)


def test_the_example_school_can_be_read():
    assert "No Blame" in slots_from(read_profile(ROOT / "schools" / "voorbeeldschool.yml"))["school_approach"]


def test_a_missing_profile_file_is_named(tmp_path):
    with pytest.raises(ProfileError, match="nergens.yml"):
        read_profile(tmp_path / "nergens.yml")


def test_a_parent_reads_when_the_school_can_be_reached_and_where_to_turn_at_other_hours():
    assert when_reachable({"hours": "Van 8 tot 16 uur."}).startswith("**Bereikbaar:** Van 8 tot 16 uur. ’s Avonds")
    assert when_reachable({}).startswith("Een school bereik je meestal tijdens de schooluren.")
    with pytest.raises(ProfileError, match="hours"):
        slots_from({"hours": 8})
