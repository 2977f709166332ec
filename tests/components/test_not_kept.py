"""A running assistant whose conversations cannot be written: parents are answered, and everybody is told."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import urllib.error
import urllib.request
from typing import Any, Dict, Tuple

import pytest

from foundation.school_profile import read_profile
from tests.conftest import ROOT
from tests.helpers import ask, locked, new_conversation

QUESTION = "onze zoon Jan Peeters wordt gepest op de bus"


def health(assistant) -> Tuple[int, Dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{assistant.url}/health", timeout=60) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_what_is_kept_is_said_to_be(assistant):
    answer = ask(assistant, "wat doet het clb")
    assert answer["kept"] is True and "unkept" not in answer
    assert health(assistant)[0] == 200


def test_a_parent_is_answered_and_the_message_handed_on_masked(assistant):
    conversation, school = new_conversation(), read_profile(ROOT / "schools" / "voorbeeldschool.yml")
    assert ask(assistant, "wat doet het clb", conversation=conversation)["kept"]
    with locked(assistant.database):
        answer = ask(assistant, "bij wie kan ik op school terecht", conversation=conversation, school=school)
        assert answer["understood"]["topic"] == "wie_contacteren_school"
        assert "Kim Voorbeeld" in answer["messages"][0]["text"] + answer["messages"][0]["more"], "of this very school"
        assert answer["kept"] is False

        unkept = ask(assistant, QUESTION, conversation=conversation)["unkept"]
        assert "op de bus" in unkept["text"] and "Peeters" not in unkept["text"] and unkept["choice"] == ""
        assert unkept["topic"] and unkept["ranking"] and unkept["at"] > 0 and unkept["doubt"] in (True, False)
        assert ask(assistant, choice="clb", conversation=conversation)["unkept"]["choice"] == "clb"

        status, body = health(assistant)
        assert (status, body["error"]["code"]) == (503, "not_kept")
        assert body["model"] and body["failed"] == ""
    assert health(assistant)[0] == 200, "without a message in between"
    assert ask(assistant, "wat doet het clb", conversation=conversation)["kept"] is True


def test_an_emergency_is_answered_as_one_all_the_same(assistant):
    with locked(assistant.database):
        answer = ask(assistant, "mijn zoon wil dood")
    assert answer["understood"]["kind"] == "emergency"
    assert answer["unkept"]["topic"].startswith("noodsituatie")


def test_nothing_of_what_was_not_kept_is_logged(assistant):
    with locked(assistant.database):
        ask(assistant, "een zin die nergens mag blijven staan over de turnles")
    told = "".join(path.read_text(encoding="utf-8") for path in assistant.logs.glob("*.log"))
    assert "could not be written" in told, "what went wrong is logged"
    assert "turnles" not in told


def test_one_row_that_cannot_be_read_ends_nothing(assistant):
    conversation = new_conversation()
    ask(assistant, "wat doet het clb", conversation=conversation)
    with contextlib.closing(sqlite3.connect(assistant.database)) as connection, connection:
        connection.execute("UPDATE events SET data = '{' WHERE sender_id = ? AND type_name = 'slot'", [conversation])
        connection.execute("UPDATE events SET data = 'x' WHERE sender_id = ? AND type_name = 'user'", [conversation])
    for _ in range(2):
        assert ask(assistant, "wat is no blame", conversation=conversation)["kept"] is True
    with contextlib.closing(sqlite3.connect(assistant.database)) as connection:
        asked = "SELECT COUNT(*) FROM events WHERE sender_id = ? AND type_name = 'user'"
        assert connection.execute(asked, [conversation]).fetchone() == (3,)


@pytest.mark.parametrize("name", ["a\u0000b", "a\ud83d", "c" * 10_000, "a b", "a/b", "é", "a\n", "'; --"])
def test_an_odd_id_is_refused_and_ends_nothing(assistant, name):
    body = json.dumps({"conversation": name, "text": "hallo"}).encode()
    request = urllib.request.Request(f"{assistant.url}/message", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]["code"] in ("bad_request", "bad_json")
    assert ask(assistant, "wat doet het clb")["kept"] is True


def test_half_an_emoji_beside_a_cry_for_help_is_no_hindrance(assistant):
    school = {**read_profile(ROOT / "schools" / "voorbeeldschool.yml"), "name": "De Boom \ud83c"}
    answer = ask(assistant, "mijn zoon wil dood \ud83d", school=school)
    assert answer["understood"]["kind"] == "emergency" and answer["kept"] is True
