"""Adds to Rasa's domain and rules what convention already says, so that a new topic is one new file.

For every topic file: the intent, its response with the helplines filled in and its related topics as buttons, what that
becomes later in a conversation (components/follow_ups.py), the slots that remember what was said, and the rule
"intent X -> utter_X". What is not convention stands in `data/rules.yml`.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from components.follow_ups import button_to, continuations, for_each_reader, goes_on, told_before, when
from foundation.files import DataError
from foundation.helplines import Helpline, fill_in_helplines, load_helplines
from foundation.repository import DATA
from foundation.school_profile import general_slots
from foundation.topics import READER, Topic, load_topics
from foundation.vocabulary import (
    AGE,
    ANSWER,
    CONTINUES,
    GOES_ON_FROM,
    MORE,
    NOT_KNOWN,
    PARTY,
    RELATED_SHOWN,
    SITUATION_MARK,
    TITLE_MARK,
    TOLD,
    TOPIC_SLOT,
    WHO,
    WRITER,
)

# What a parent must never see: half or whole marks. Only slots and a title, the first group, are filled in later.
PLACEHOLDER = re.compile(r"\{(\w+)\}|\[\[|\]\]|[{}]")


class Question(Message):
    """A training question, which nothing changes: Rasa copies and fingerprints all of them a dozen times."""

    def __deepcopy__(self, memo: Dict[int, Any]) -> Question:
        return self

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; what it is already costs nothing, not even the fingerprint that was reckoned."""
        if add_to_output or self.get(prop) != info:
            super().set(prop, info, add_to_output)


class TopicImporter(TrainingDataImporter):
    """Rasa's own file importer, plus the domain and the rules that follow from the topic files."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        **kwargs: Any,
    ) -> None:
        paths = _as_list(training_data_paths)
        data = next((Path(path) for path in paths if Path(path, "topics").is_dir()), DATA)
        self._files = RasaFileImporter(config_file, domain_path, _without_topics(paths))
        self._topics = load_topics(data)
        self._helplines = load_helplines(data)

    def get_config(self) -> Dict:
        return self._files.get_config()

    def get_config_file_for_auto_config(self) -> Optional[str]:
        return self._files.get_config_file_for_auto_config()

    @cached_method
    def get_nlu_data(self, language: Optional[str] = "nl") -> TrainingData:
        questions = [
            Question.build(question, topic.id) for topic in self._topics.values() for question in topic.questions
        ]
        in_other_files = self._files.get_nlu_data(language)
        # Merging copies every question; it is asked for only by who keeps NLU files beside the topics.
        return (
            in_other_files.merge(TrainingData(questions))
            if len(in_other_files.training_examples)
            else TrainingData(questions)
        )

    def get_domain(self) -> Domain:
        """Return the domain of the files and of the topics. Raises: DataError when a text in it is not whole."""
        # As a plain mapping: what is changed on a Domain itself is lost when it is merged.
        written = copy.deepcopy(self._files.get_domain().as_dict())
        for variations in written.get("responses", {}).values():
            for variation in variations:
                variation["text"] = fill_in_helplines(variation["text"].strip(), self._helplines)
        from_topics = topic_domain(self._topics, self._helplines, written.get("responses", {}))
        domain = Domain.from_dict(written).merge(Domain.from_dict(from_topics))
        check_whole(domain)
        return domain

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        written = self._files.get_stories(exclusion_percentage)
        if not self._topics:
            return written
        reader = YAMLStoryReader(self.get_domain())
        return written.merge(
            StoryGraph(reader.read_from_parsed_yaml({"version": "3.1", "rules": answer_rules(self._topics)}))
        )

    def get_conversation_tests(self) -> StoryGraph:
        return self._files.get_conversation_tests()


def check_whole(domain: Domain) -> None:
    """Raise DataError when a parent would see a mark that nothing fills in, such as `[[...]]` or `{...}`."""
    slots = {slot.name for slot in domain.slots}
    for name, variations in domain.responses.items():
        for variation in variations:
            more = variation.get("custom", {}).get(MORE, "")
            shown = [variation.get("text", ""), more, *(button["title"] for button in variation.get("buttons", []))]
            for placeholder in PLACEHOLDER.finditer("\n".join(shown)):
                if placeholder.group(1) not in {*slots, TITLE_MARK, SITUATION_MARK}:
                    raise DataError(f"{name}: a parent would see '{placeholder.group()}', which nothing fills in")


def topic_domain(topics: Dict[str, Topic], helplines: Dict[str, Helpline], said: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the part of the domain that follows from the topic files, in Rasa's own layout.

    said: the responses of `domain.yml` by name, for what is said around an answer.
    """
    return {
        "intents": list(topics),
        "responses": {topic.response_name: variations(topic, topics, helplines, said) for topic in topics.values()},
        "entities": [AGE, WRITER, PARTY],
        "slots": {**{name: _text_slot(initial) for name, initial in general_slots().items()}, **memory(topics)},
    }


def variations(
    topic: Topic, topics: Dict[str, Topic], helplines: Dict[str, Helpline], said: Mapping[str, Any]
) -> List[Dict[str, Any]]:
    """Return a topic's response, first as a parent reads it the first time, then as it is later in a conversation.

    The metadata of the first tell actions and channel how to name the topic.

    Raises: KeyError when what it asks or continues with does not exist.
    """
    first = response(topic, topics)
    asked = [asking(first, said[topic.asks][0], topic)] if topic.asks else []
    later = [*told_before(topic, said), *continuations(topic, topics, helplines, said)]
    return [_filled_in(one, helplines) for one in (first, *asked, *worded(topic, topics), *later)]


def response(topic: Topic, topics: Dict[str, Topic]) -> Dict[str, Any]:
    return {
        "text": topic.answer,
        # Rasa fills slots in here as well, and sends it after the text: the parent channel brings the two together.
        **({"custom": {MORE: topic.more}} if topic.more else {}),
        "buttons": topic.buttons or related_buttons(topic, topics),
        "metadata": {
            "title": topic.title,
            "kind": topic.kind,
            **({CONTINUES: topic.continues} if topic.continues else {}),
        },
    }


def worded(topic: Topic, topics: Dict[str, Topic]) -> List[Dict[str, Any]]:
    """Return a topic's response in the words for each reader who is no parent, with what else that reader may ask."""
    return [
        {
            "text": words.answer,
            **({"custom": {MORE: words.more}} if words.more else {}),
            "buttons": reader_buttons(reader, topic, topics),
            "metadata": {"title": words.title, READER: reader},
            # An emergency is said whole each time.
            "condition": [*when(READER, reader), *(when(TOLD, NOT_KNOWN) if topic.kind == ANSWER else [])],
        }
        for reader, words in topic.wordings.items()
    ]


def reader_buttons(reader: str, topic: Topic, topics: Dict[str, Topic]) -> List[Dict[str, str]]:
    """Return what else a reader may ask below words for them: what is related, and has words for them as well.

    Where nothing is, what stands below the topic in which they say who they are.
    """
    related = [topics[other] for other in topic.related if reader in topics[other].wordings]
    told = next((topic for topic in topics.values() if topic.tells.get(WRITER) == reader), None)
    buttons = [button_to(other.worded_for(reader)) for other in related]
    if not buttons and told:
        buttons = related_buttons(told, topics)
    return [button for button in buttons if button["payload"] != f"/{topic.id}"]


def asking(first: Dict[str, Any], question: Mapping[str, Any], topic: Topic) -> Dict[str, Any]:
    """Return an answer with the question below it that one word would decide, as long as nobody told."""
    text = f"{first['text']}\n\n{question['text']}"
    return {
        **first,
        "text": text,
        "buttons": question["buttons"],
        "condition": [*when(AGE, NOT_KNOWN), *when(TOLD, NOT_KNOWN), *next(for_each_reader(topic))[1]],
    }


def _filled_in(variation: Dict[str, Any], helplines: Dict[str, Helpline]) -> Dict[str, Any]:
    filled = {**variation, "text": fill_in_helplines(variation["text"], helplines)}
    if "custom" in variation:
        filled["custom"] = {MORE: fill_in_helplines(variation["custom"][MORE], helplines)}
    return filled


def memory(topics: Dict[str, Topic]) -> Dict[str, Any]:
    """Return the slots that remember a conversation: what the last answer was about, and what a parent told."""
    told = {
        slot: [_when_asked(topic.id, topic.tells[slot]) for topic in topics.values() if slot in topic.tells]
        for slot in (WHO, AGE, WRITER)
    }
    return {
        TOPIC_SLOT: _remembering([_when_asked(topic.id, topic.id) for topic in topics.values() if goes_on(topic)]),
        WHO: _remembering(told[WHO]),
        **{slot: _remembering([{"type": "from_entity", "entity": slot}, *told[slot]]) for slot in (AGE, WRITER)},
        # Until the next answer: then "hoe bereik ik die" is about whom that one names.
        PARTY: _remembering(
            [
                {"type": "from_entity", "entity": PARTY},
                *(_when_asked(topic.id, NOT_KNOWN) for topic in topics.values() if goes_on(topic)),
            ]
        ),
        TOLD: _text_slot(NOT_KNOWN),
        GOES_ON_FROM: _text_slot(NOT_KNOWN),
        READER: _text_slot(NOT_KNOWN),
    }


def _when_asked(topic_id: str, value: str) -> Dict[str, Any]:
    return {"type": "from_intent", "intent": topic_id, "value": value}


def _remembering(mappings: List[Dict[str, Any]]) -> Dict[str, Any]:
    return {**_text_slot(NOT_KNOWN), "mappings": mappings}


def related_buttons(topic: Topic, topics: Mapping[str, Topic]) -> List[Dict[str, str]]:
    """Return a button for each related topic; for who says who they are all of them, in words for them.

    Raises: KeyError when a related topic does not exist.
    """
    reader = topic.tells.get(WRITER, NOT_KNOWN)
    shown = topic.related if reader else topic.related[:RELATED_SHOWN]
    return [button_to(topics[related].worded_for(reader)) for related in shown]


def answer_rules(topics: Dict[str, Topic]) -> List[Dict[str, Any]]:
    """Return the rule "answer what is asked" for every topic, in Rasa's YAML layout."""
    return [
        {
            "rule": f"Answer a parent who asks about {topic.id}",
            "steps": [{"intent": topic.id}, {"action": topic.response_name}],
        }
        for topic in topics.values()
    ]


def _text_slot(initial_value: str) -> Dict[str, Any]:
    return {
        "type": "text",
        "influence_conversation": False,
        "initial_value": initial_value,
        "mappings": [{"type": "custom"}],
    }


def _as_list(paths: Optional[Union[List[str], str]]) -> List[str]:
    return [paths] if isinstance(paths, str) else list(paths or [])


def _without_topics(paths: List[str]) -> List[str]:
    """Replace our data folder by the files for Rasa in it; reading the topics itself takes Rasa over a minute."""
    expanded: List[str] = []
    for path in paths:
        is_ours = Path(path, "topics").is_dir()
        expanded += [str(Path(path, "rules.yml"))] if is_ours else [path]
    return expanded
