"""The API keeps docs/engineering/openapi.yaml, whatever is sent to it: never a 500, always the contract's form."""

from __future__ import annotations

import json

import pytest
import yaml
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from demo.stub_assistant import StubAssistant

CONTRACT = yaml.safe_load(
    (django_settings.REPOSITORY / "docs" / "engineering" / "openapi.yaml").read_text(encoding="utf-8")
)
SCHEMAS = CONTRACT["components"]["schemas"]
WAYS = [
    (method.upper(), path.rpartition("/")[2])
    for path, methods in CONTRACT["paths"].items()
    for method in methods
    if method != "parameters"
]
BODIES = {("DELETE", "gesprek"): "Erase", ("POST", "bericht"): "Message", ("POST", "oordeel"): "Judgement"}
# The same few every time: a test that fails once a month helps nobody.
FUZZ = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def resolved(schema):
    """Return a schema with what it refers to in its place."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
        return {key: resolved(value) for key, value in schema.items()}
    return [resolved(one) for one in schema] if isinstance(schema, list) else schema


def is_of(name: str, body: object) -> bool:
    return Draft202012Validator(resolved(SCHEMAS[name])).is_valid(body)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {}, optional={name: ANYTHING for name in ("conversation", "text", "choice", "message_id", "useful")}
)
TYPED, CHOSEN = st.text(min_size=1, max_size=4000), st.text(min_size=1, max_size=100)
SAID = st.fixed_dictionaries({"text": TYPED}) | st.fixed_dictionaries({"choice": CHOSEN})
NONSENSE = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
SLUGS = st.sampled_from(["voorbeeldschool", "geen"]) | st.from_regex(r"[-a-zA-Z0-9_]{1,60}", fullmatch=True)


@pytest.fixture
def stub(settings, schools):
    """Run the stand-in for the assistant, and lift the limits: how they hold is test_limits.py's."""
    settings.VISITOR_MESSAGES_A_MINUTE = settings.VISITOR_MESSAGES_AN_HOUR = 100_000
    settings.VISITOR_CONVERSATIONS_AN_HOUR = 100_000
    for school in schools.values():
        school.daily_messages = 100_000
        school.save()
    assistant = StubAssistant()
    assistant.delay = 0.0
    settings.ASSISTANT_URL = assistant.url
    settings.ASSISTANT_ANSWER_TIMEOUT = 20
    yield assistant
    assistant.stop()


def keeps_the_contract(way: tuple[str, str], response) -> None:
    """Fail for what the contract does not say of this way in."""
    assert response.status_code != 500
    assert "no-store" in response["Cache-Control"]
    promised = CONTRACT["paths"][f"/api/{{school}}/{way[1]}"][way[0].lower()]["responses"]
    if str(response.status_code) not in promised:
        assert response.status_code >= 400
        assert is_of("Problem", response.json()), response.content
    elif response.status_code != 204:
        assert is_of({"gesprek": "Begun", "bericht": "Answer"}[way[1]], response.json()), response.content
    else:
        assert not response.content


@pytest.mark.parametrize("way", WAYS, ids="-".join)
@FUZZ
@given(data=st.data())
def test_whatever_is_sent_the_contract_is_kept(api, stub, way, data):
    body = data.draw(NONSENSE | (ANYTHING | FIELDS).map(lambda body: json.dumps(body)))
    keeps_the_contract(way, api(way[1], body, method=way[0], slug=data.draw(SLUGS)))


@FUZZ
@given(data=st.data())
def test_what_the_contract_allows_in_a_conversation_is_answered(api, stub, data):
    """Every text and choice that the contract knows gets an answer, or a refusal that it knows."""
    token = api("gesprek").json()["conversation"]
    message = {"conversation": token, **data.draw(SAID)}
    assert is_of("Message", message)
    said = api("bericht", message)
    keeps_the_contract(("POST", "bericht"), said)
    assert said.status_code == 200 or said.json()["error"]["code"] in ("empty", "bad_answer"), said.content
    if said.status_code == 200:
        judgement = {"conversation": token, "message_id": said.json()["message_id"], "useful": data.draw(st.booleans())}
        assert api("oordeel", judgement).status_code == 204
    assert api("gesprek", {"conversation": token}, method="DELETE").status_code == 204
    assert api("bericht", message).json()["error"]["code"] == "unknown_conversation"


@pytest.mark.parametrize("conversation", [None, 0, [], {}, "x", "x" * 201, "voorbeeldschool.0:x:y", "\ud800", "\x00"])
def test_a_made_up_conversation_is_nobodys(api, stub, conversation):
    for method, path in BODIES:
        body = {"conversation": conversation, "text": "hallo", "message_id": "x", "useful": True}
        response = api(path, body, method=method)
        keeps_the_contract((method, path), response)
        assert response.status_code == 404


def test_the_contract_itself_is_in_order():
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(resolved(schema))
        assert name in ("Token", "Button") or schema["type"] == "object"
    assert set(BODIES) < set(WAYS)
