"""Offers the nearest topics by title when a question is not understood well enough.

Rasa's own two-stage fallback reverts the message and shows raw intent names; a worried parent
should see a choice in plain words, and staff should find the question as it was asked.
"""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from foundation.vocabulary import DOUBT, NONE_OF_THESE, NONE_OF_THESE_TITLE, suggestible


class ActionSuggestTopics(Action):
    def name(self) -> str:
        return "action_suggest_topics"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict]:
        ranking = tracker.latest_message.get("intent_ranking") or []
        buttons = nearest_topics(ranking, domain["responses"])
        none_of_these = {"title": NONE_OF_THESE_TITLE, "payload": f"/{NONE_OF_THESE}"}
        said = "utter_suggesties_bij_twijfel" if tracker.latest_message.get(DOUBT) else "utter_suggesties"
        dispatcher.utter_message(response=said, buttons=[*buttons, none_of_these])
        return []


def nearest_topics(ranking: List[Dict[str, Any]], responses: Dict[str, Any]) -> List[Dict[str, str]]:
    """Return a button for each of the most likely topics that may be suggested."""
    names = [guess["name"] for guess in ranking]
    metadata = {name: responses.get(f"utter_{name}", [{}])[0].get("metadata", {}) for name in names}
    topics = suggestible(names, {name: about["kind"] for name, about in metadata.items() if about})
    return [{"title": metadata[name]["title"], "payload": f"/{name}"} for name in topics]
