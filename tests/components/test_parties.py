"""Who asks to reach a party by name is told how to reach that one; another question that names it is left alone."""

from __future__ import annotations

import pytest

from components.parties import asked_by_name, asking_for, names_of, party_asked_for
from foundation.vocabulary import UNSURE

ABOUT_PEOPLE = ["vervolg_bereiken", "vervolg_kosten"]


@pytest.fixture(scope="module")
def heard(helplines):
    names = names_of(helplines)
    asked = asking_for(names)
    return lambda text: (party_asked_for(text, names, asked) or "").removeprefix("party:")


@pytest.mark.parametrize(
    "text, party",
    [
        ("hoe bereik ik de politie", "politie"),
        ("En hoe bereik ik dan het CLB?", "clb"),
        ("wat is het nummer van awel", "awel"),
        ("hoe neem ik contact op met de klachtenlijn?", "kinderrechtencommissariaat"),
        ("hoe geraak ik bij die zorgcoördinator", "contacts_in_full"),
        ("heb je het telefoonnummer van Child Focus", "child_focus"),
        ("hoe kan ik de ouderraad bereiken", "parents_group"),
        ("nummer tele-onthaal aub", "tele_onthaal"),
        ("is tejo gratis?", "tejo"),
        ("waar vind ik een advocaat?", "lees_eerste_advies"),
    ],
)
def test_a_party_that_is_asked_for_is_heard(heard, text, party):
    assert heard(text) == party


@pytest.mark.parametrize(
    "text",
    [
        "hoe bereik ik die",
        "bel de politie mama haar gezicht is vol bloed wanneer komen ze",
        "waar kan ik een klacht indienen over de directeur?",
        "hoe schrijf ik een mail naar de juf over de pesterij",
        "is de juf verplicht iets te doen",
        "de directie zegt dat ze het nummer van die ouders niet mogen geven en wat moet ik nu doen voor mijn zoon",
    ],
)
def test_another_question_that_names_a_party_is_not(heard, text):
    assert heard(text) == ""


def read_as(sure=True, party="party:politie", **confidences):
    ranking = [{"name": name, "confidence": confidence} for name, confidence in confidences.items()]
    entities = [{"entity": "party", "value": party}] if party else []
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": entities, UNSURE: not sure}


@pytest.mark.parametrize("sure", [True, False])
def test_who_is_named_is_told_before_a_topic_about_that_party(sure):
    read = asked_by_name(read_as(sure, geweld_politie=0.99, vervolg_bereiken=0.01), ABOUT_PEOPLE)
    assert read["intent"]["name"] == "vervolg_bereiken"
    assert [guess["name"] for guess in read["intent_ranking"]] == ["vervolg_bereiken", "geweld_politie"]


def test_what_it_costs_is_told_of_that_party():
    read = asked_by_name(read_as(hulplijnen=0.8, vervolg_kosten=0.1, vervolg_bereiken=0.01), ABOUT_PEOPLE)
    assert read["intent"]["name"] == "vervolg_kosten"


@pytest.mark.parametrize(
    "parsed",
    [
        read_as(noodsituatie_geweld=0.4, vervolg_bereiken=0.3),
        read_as(go_ouders_contact=0.99, vervolg_bereiken=0.01),
        read_as(geweld_politie=0.99, party=None),
    ],
    ids=["danger", "a topic that says it itself", "nobody is named"],
)
def test_it_stays_what_it_is(parsed):
    assert asked_by_name(parsed, ABOUT_PEOPLE) == parsed
