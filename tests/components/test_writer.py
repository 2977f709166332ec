"""Who is no parent reads of the child as their own: heard where it is said, and never guessed."""

import pytest

from components.writer import (
    FOSTER_PARENT,
    GRANDPARENT,
    STEPPARENT,
    speaks_to_a_parent,
    spoken_to,
    tells_of_an_own_child,
    writer_in,
)
from foundation.vocabulary import PUPIL, TEACHER


@pytest.mark.parametrize(
    "text, writer",
    [
        ("mijn kleinzoon wordt gepest", GRANDPARENT),
        ("Onze oudste kleindochter durft niet meer naar school, mijn dochter weet het niet meer", GRANDPARENT),
        ("ik ben de bomma van een jongen van 8", GRANDPARENT),
        ("Als oma maak ik me zorgen", GRANDPARENT),
        ("als bezorgde grootvader zie ik hoe hij stil wordt", GRANDPARENT),
        ("ons pleegkind wordt uitgelachen", FOSTER_PARENT),
        ("wij zijn pleegouders", FOSTER_PARENT),
        ("mijn stiefzoontje wordt geslagen", STEPPARENT),
        ("ik ben de plusmama", STEPPARENT),
        ("ik ben 14 ik wil dood", PUPIL),
        ("kben elf en ze pesten mij", PUPIL),
        ("Ik zit in het vijfde leerjaar en mag nooit meedoen", PUPIL),
        ("ze slaan mij elke dag op school", PUPIL),
        ("ik word al heel het jaar uitgelachen in de klas", PUPIL),
        ("ik ben zelf een leerling", PUPIL),
        ("Ik ben leerkracht in het derde en een meisje wordt genegeerd", TEACHER),
        ("als zorgcoördinator vraag ik mij af hoe ik dit aanpak", TEACHER),
        ("een van mijn leerlingen krijgt vieze berichten", TEACHER),
    ],
)
def test_who_writes_is_heard(text, writer):
    assert writer_in(text) == writer


@pytest.mark.parametrize(
    "text",
    [
        "mijn zoon wordt gepest",
        "als opa hem komt halen lachen ze hem uit",
        "zijn oma is gestorven en nu pesten ze hem",
        "mijn stiefzoon pest mijn dochter",
        "de pleegmoeder van een klasgenootje belde mij",
        "mijn dochter is klein voor haar leeftijd",
        "ik ben 42 en ze pesten mij op het werk",
        "ik ben 12 jaar leerkracht geweest",
        "ik ben al 6 keer gaan praten",
        'mijn zoon riep "ik ben 8 en ik wil niet meer"',
        'hij zei "ik ben 9, laat mij gerust" tegen de juf',
        "ik ben zelf leerkracht, en mijn zoon wordt gepest",
        "ik zit in de ouderraad",
    ],
)
def test_a_parent_stays_a_parent(text):
    assert writer_in(text) is None


def test_an_answer_speaks_of_the_child_as_its_reader_does():
    answer = "Je kind kan er niets aan doen. Vraag aan je kind wat het wil. Je kinderen horen het ook."
    assert spoken_to(GRANDPARENT, answer) == (
        "Je kleinkind kan er niets aan doen. Vraag aan je kleinkind wat het wil. Je kinderen horen het ook."
    )
    assert (
        spoken_to(GRANDPARENT, "Lees ‘Als je kind pest’ voor je kind.") == "Lees ‘Als je kind pest’ voor je kleinkind."
    )
    assert spoken_to("", answer) == spoken_to(None, answer) == spoken_to(PUPIL, answer) == answer


def test_a_teacher_reads_of_the_child_in_right_dutch():
    answer = "Je kind kan er niets aan doen. Vraag aan jouw kind wat het wil, ook als je eigen kind pest."
    assert spoken_to(TEACHER, answer) == (
        "Het kind kan er niets aan doen. Vraag aan het kind wat het wil, ook als het kind zelf pest."
    )


def test_what_is_written_to_a_parent_is_told_from_what_anybody_may_read():
    assert speaks_to_a_parent("Vraag aan je kind wat het wil.") and speaks_to_a_parent("Jullie kind telt.")
    assert not speaks_to_a_parent("Een kind mag dat. Lees ‘Als je kind pest’.")


def test_who_has_a_child_is_no_pupil():
    assert tells_of_an_own_child("mijn dochter van 8 wil niet meer leven")
    assert not tells_of_an_own_child("ik wil niet meer leven")


@pytest.mark.parametrize(
    "text", ["hij zegt ik word gepest op school en ik wil dood", "Ze zei: ik ben 12, laat mij gerust"]
)
def test_who_tells_what_a_child_says_is_no_pupil(text):
    assert writer_in(text) is None
