"""Who is no parent reads of the child as their own: heard where it is said, and never guessed."""

import pytest

from components.writer import FOSTER_PARENT, GRANDPARENT, STEPPARENT, spoken_to, writer_in


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
    assert spoken_to("", answer) == spoken_to(None, answer) == spoken_to("leerling", answer) == answer
