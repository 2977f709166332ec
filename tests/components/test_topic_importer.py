"""A new topic is one new file: the importer gives it its intent, response, buttons and rule."""

from __future__ import annotations

import shutil
from textwrap import dedent

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter

from components.topic_importer import check_whole
from foundation.files import DataError
from foundation.school_profile import GENERAL_TEXTS
from tests.conftest import ROOT

NEW_TOPIC = dedent(
    """\
    version: "3.1"
    nlu:
    - intent: nieuw_onderwerp
      metadata:
        title: Iets nieuws?
        theme: hulp
        about: Een nieuw onderwerp.
        sources: [Redactie Pestwijzer]
        checked: 2026-11-23
        related: [clb, brochure]
      examples: |
        - wat is dit nieuwe
        - vertel over iets nieuws
    responses:
      utter_nieuw_onderwerp:
      - text: |
          Bel [[awel]] of lees de [[brochure]].

          {school_clb}
    """
)


@pytest.fixture(scope="module")
def importer(tmp_path_factory):
    data = tmp_path_factory.mktemp("project") / "data"
    shutil.copytree(ROOT / "data", data)
    (data / "topics" / "nieuw_onderwerp.yml").write_text(NEW_TOPIC, encoding="utf-8")
    return TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(data)])


def test_the_intent_and_its_questions_are_there(importer):
    assert "nieuw_onderwerp" in importer.get_domain().intents
    texts = [
        message.get("text")
        for message in importer.get_nlu_data().intent_examples
        if message.get("intent") == "nieuw_onderwerp"
    ]
    assert texts == ["wat is dit nieuwe", "vertel over iets nieuws"]


def test_helplines_are_filled_in_and_slots_left_for_the_school(importer):
    response = importer.get_domain().responses["utter_nieuw_onderwerp"][0]
    assert "[Awel](https://awel.be) ([102](tel:102))" in response["text"]
    assert "{school_clb}" in response["text"]
    slots = {slot.name: slot.initial_value for slot in importer.get_domain().slots}
    assert slots["school_clb"] == GENERAL_TEXTS["clb"]


def test_related_topics_become_buttons_with_their_titles(importer, topics):
    response = importer.get_domain().responses["utter_nieuw_onderwerp"][0]
    assert response["buttons"] == [
        {"title": topics["clb"].title, "payload": "/clb"},
        {"title": topics["brochure"].title, "payload": "/brochure"},
    ]


def test_its_title_and_kind_travel_with_the_model(importer):
    response = importer.get_domain().responses["utter_nieuw_onderwerp"][0]
    assert response["metadata"] == {"title": "Iets nieuws?", "kind": "answer"}


def test_the_rule_answers_what_is_asked(importer):
    steps = [step for step in importer.get_stories().story_steps if step.block_name.endswith("nieuw_onderwerp")]
    events = [event for step in steps for event in step.events]
    assert any(isinstance(event, UserUttered) and event.intent_name == "nieuw_onderwerp" for event in events)
    assert any(isinstance(event, ActionExecuted) and event.action_name == "utter_nieuw_onderwerp" for event in events)


@pytest.mark.parametrize("response", ["utter_suggesties", "utter_misschien_gevaar"])
def test_the_domains_own_texts_have_their_helplines_too(importer, response):
    (shown,) = importer.get_domain().responses[response]
    assert "[112](tel:112)" in shown["text"] and "[[" not in shown["text"]


@pytest.mark.parametrize("text", ["Bel [[noodnummer.", "Bel noodnummer]].", "Dag {school_naam}.", "Half {.", "Half }."])
def test_a_text_that_a_parent_would_see_with_a_hole_in_it_is_refused(text):
    domain = Domain.from_dict({"responses": {"utter_x": [{"text": text}]}})
    with pytest.raises(DataError, match="utter_x"):
        check_whole(domain)
