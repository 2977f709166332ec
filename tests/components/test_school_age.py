"""How old the child is, is heard where it is said, and never guessed."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from components.school_age import NURSERY, PRIMARY, SECONDARY, SchoolAgeExtractor, school_age_in


@pytest.mark.parametrize(
    "text, school",
    [
        ("mijn zoon van 8 wordt gepest", PRIMARY),
        ("ze is bijna acht", PRIMARY),
        ("zit in het derde leerjaar", PRIMARY),
        ("mijn kleindochter (7)", PRIMARY),
        ("hij wordt 12", SECONDARY),
        ("een 15-jarige", SECONDARY),
        ("4 tso", SECONDARY),
        ("eerste middelbaar", SECONDARY),
        ("ons zoontje van drie bijt", NURSERY),
        ("2e kleuterklas", NURSERY),
    ],
)
def test_an_age_or_a_class_is_heard(text, school):
    assert school_age_in(text) == school


@pytest.mark.parametrize(
    "text",
    [
        "ze pesten hem al 8 jaar",
        "hij is 3 keer geslagen",
        "de kleuterjuf zag het niet",
        "mijn dochter van 6 weken slaapt niet",
        "mijn zoon van 45 is zelf papa",
        "mijn zoon zit in het tweede leerjaar en mijn dochter in het middelbaar",
        "mijn kind wordt gepest",
    ],
)
def test_what_is_no_age_of_one_child_is_not(text):
    assert school_age_in(text) is None


def test_rasa_gets_it_as_an_entity():
    message = Message({"text": "ze is 14"})
    SchoolAgeExtractor().process([message])
    (entity,) = message.get("entities")
    assert (entity["entity"], entity["value"]) == ("age", SECONDARY)
