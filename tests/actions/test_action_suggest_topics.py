"""The suggestions offer the nearest topics in plain words, and always a way out."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.action_suggest_topics import ActionSuggestTopics, nearest_topics


def response(title, kind):
    return [{"text": "...", "metadata": {"title": title, "kind": kind}}]


RESPONSES = {
    "utter_clb": response("Wat doet het CLB?", "answer"),
    "utter_signalen": response("Hoe merk ik het?", "answer"),
    "utter_brochure": response("De brochure", "answer"),
    "utter_wegwijzer": response("De wegwijzer", "answer"),
    "utter_begroeting": response("Dag", "dialogue"),
    "utter_buiten_scope": response("Iets anders", "out_of_scope"),
    "utter_noodsituatie": response("Nood", "emergency"),
}


def ranking(*names):
    return [{"name": name, "confidence": 0.1} for name in names]


def test_only_topics_with_an_answer_are_suggested_and_at_most_three():
    guesses = ranking(
        "nlu_fallback", "begroeting", "clb", "noodsituatie", "signalen", "buiten_scope", "brochure", "wegwijzer"
    )
    assert [button["payload"] for button in nearest_topics(guesses, RESPONSES)] == ["/clb", "/signalen", "/brochure"]


def test_a_parent_sees_titles_and_a_way_out():
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c", {}, {"intent_ranking": ranking("nlu_fallback", "clb")}, [], False, None, {}, "action_listen")
    ActionSuggestTopics().run(dispatcher, tracker, {"responses": RESPONSES})
    (message,) = dispatcher.messages
    assert [button["title"] for button in message["buttons"]] == ["Wat doet het CLB?", "Geen van deze"]
    assert message["response"] == "utter_suggesties"


def test_nobody_who_may_be_in_danger_is_told_that_they_were_not_understood():
    dispatcher = CollectingDispatcher()
    heard = {"intent_ranking": ranking("nlu_fallback", "clb"), "possible_emergency": True}
    ActionSuggestTopics().run(
        dispatcher, Tracker("c", {}, heard, [], False, None, {}, "action_listen"), {"responses": RESPONSES}
    )
    assert dispatcher.messages[0]["response"] == "utter_suggesties_bij_twijfel"


def test_without_any_guess_there_is_still_a_way_out():
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c", {}, {}, [], False, None, {}, "action_listen")
    ActionSuggestTopics().run(dispatcher, tracker, {"responses": RESPONSES})
    assert [button["payload"] for button in dispatcher.messages[0]["buttons"]] == ["/geen_van_deze"]
