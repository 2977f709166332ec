"""What a message says in passing and a slot remembers: how Rasa gets it from a function that reads the text."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Dict, List, Mapping, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_VALUE, EXTRACTOR, TEXT
from rasa.shared.nlu.training_data.message import Message


def entity_in(parse_data: Mapping[str, Any], entity: str) -> Optional[str]:
    """Return the value of an entity in a message, as the pipeline found it, or None."""
    found = (one for one in parse_data.get(ENTITIES, []) if one[ENTITY_ATTRIBUTE_TYPE] == entity)
    return next((one[ENTITY_ATTRIBUTE_VALUE] for one in found), None)


class EntityInText(EntityExtractorMixin, GraphComponent):
    """Adds one entity to each message in which it is found."""

    entity: str

    @abstractmethod
    def find(self, text: str) -> Optional[str]:
        """Return the entity's value, or None when the text does not say it."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityInText:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            value = self.find(message.get(TEXT) or "")
            if value:
                found = {
                    ENTITY_ATTRIBUTE_TYPE: self.entity,
                    ENTITY_ATTRIBUTE_VALUE: value,
                    EXTRACTOR: type(self).__name__,
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), found], add_to_output=True)
        return messages
