"""Whatever of the website fails, a parent is answered or reads whom to call: JSON on the API, a page elsewhere."""

from __future__ import annotations

import json
import logging

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.core.cache.backends.base import BaseCache
from django.db import OperationalError, connection
from django.urls import reverse

from chat import conversations
from chat.models import KeptQuestion
from common.cache import FailsOpen
from common.whole_text import whole
from tests.helpers import PASSWORD, is_logged_in

HELP = "mijn zoon wil dood"


@pytest.fixture(autouse=True)
def quiet(client, monkeypatch):
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    client.raise_request_exception = False


@pytest.fixture
def no_database():
    """Let the website's database refuse everything. Returns: what begins that."""

    def refuse(*_):
        raise OperationalError("unable to open database file")

    return lambda: connection.execute_wrapper(refuse)


def assert_helps(response, contact: str = "Kim Voorbeeld") -> None:
    said = json.dumps(response.json(), ensure_ascii=False) if "json" in response["Content-Type"] else text(response)
    assert "112" in said
    assert contact in said
    assert "OperationalError" not in said
    assert "Traceback" not in said


def text(response) -> str:
    return response.content.decode()


# --- broken text ------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", [r"\ud83d", r"\udc99", r"\u0000", b"\xed\xa0\xbd"])
def test_half_an_emoji_costs_nobody_an_answer(api, conversation, fake, broken):
    body = json.dumps({"conversation": conversation, "text": f"{HELP} @@"}).encode()
    response = api("bericht", body.replace(b"@@", broken if isinstance(broken, bytes) else broken.encode()))
    assert response.status_code == 200
    assert fake.received[0]["text"].strip() == HELP


def test_half_an_emoji_is_kept_without_it(api, conversation, fake):
    fake.answer(b"nonsense")
    response = api("bericht", f'{{"conversation": "{conversation}", "text": "{HELP} \\ud83d\\u0000"}}')
    assert response.status_code == 502
    assert KeptQuestion.objects.get().text.strip() == HELP


@pytest.mark.parametrize("name", ["conversation", "message_id", "choice", "text", "useful"])
@pytest.mark.parametrize("call", [("gesprek", "DELETE"), ("bericht", "POST"), ("oordeel", "POST")])
def test_half_an_emoji_anywhere_is_refused_or_cleaned(api, conversation, fake, name, call):
    body = {"conversation": conversation, "message_id": "x"}
    response = api(call[0], json.dumps({**body, name: "\ud83d\u0000"}), call[1])
    assert response.status_code < 500
    assert name != "conversation" or response.status_code == 404


def test_a_form_with_a_nul_is_answered(client, school, fake):
    response = client.post("/vraag", {"text": f"{HELP}\x00", "school": school.slug})
    assert response.status_code == 200
    assert fake.received[0]["text"] == HELP


def test_whole_emoji_stay():
    assert whole({"a": ["👨‍👩‍👧 huilt", 7, None]}) == {"a": ["👨‍👩‍👧 huilt", 7, None]}


# --- the website's database -------------------------------------------------------------------


def test_without_a_database_parents_are_answered(api, client, conversation, fake, no_database):
    with no_database():
        assert api("bericht", {"conversation": conversation, "text": HELP}).status_code == 200
        assert api("gesprek").status_code == 201
        assert api("school", method="GET").json()["name"]
        for page in ("/", "/embed/voorbeeldschool", "/vragen", "/vragen/clb", "/over"):
            assert client.get(page).status_code == 200, page
        assert client.post("/vraag", {"text": HELP}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/vragen", "/embed/voorbeeldschool", "/nakijken/", "/beheer/"])
def test_a_page_that_cannot_be_made_says_whom_to_call(client, school, no_database, path):
    with no_database():
        response = client.get(path)
    if path.startswith(("/nakijken", "/beheer")):  # not even a session can be read
        assert response.status_code in (302, 500)
    else:
        assert response.status_code == 500
    if response.status_code == 500:
        assert_helps(response, "school")


def test_staff_who_are_logged_in_read_what_is_wrong_too(client, school, no_database, admin_client):
    admin_client.raise_request_exception = False
    with no_database():
        for path in ("/nakijken/", "/beheer/"):
            response = admin_client.get(path)
            assert response.status_code == 500
            assert_helps(response, "school")
            assert "De noodberichten" in text(response), "staff's own way on"
            assert "niets gewijzigd" not in text(response), "nobody can tell"


def test_a_call_that_cannot_be_made_says_whom_to_call(api, conversation, fake, no_database):
    answer = api("bericht", {"conversation": conversation, "text": HELP}).json()
    with no_database():
        judged = api("oordeel", {"conversation": conversation, "message_id": answer["message_id"], "useful": True})
        erased = api("gesprek", {"conversation": conversation}, "DELETE")
    assert judged.status_code == 500
    assert_helps(judged)
    assert erased.json()["error"]["code"] == "not_erased"


def test_who_asks_with_no_answer_and_no_database_reads_whom_to_call(
    api, conversation, settings, free_port, no_database
):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    with no_database():
        response = api("bericht", {"conversation": conversation, "text": HELP})
    assert response.status_code == 503
    assert_helps(response)
    from chat import keeping

    assert keeping.write_waiting()
    assert KeptQuestion.objects.get().text == HELP


def test_a_school_that_is_taken_away_is_not_remembered(api, client, school, no_database):
    assert client.get("/").status_code == 200
    school.active = False
    school.save()
    assert client.get("/").status_code == 404
    with no_database():
        assert client.get("/").status_code == 500


# --- the shared cache -------------------------------------------------------------------------


class Gone(BaseCache):
    """A cache whose server does not answer."""

    def __init__(self, _location, params) -> None:
        super().__init__(params)

    def _fail(self, *_, **__):
        raise ConnectionError("connection refused")

    add = get = set = delete = incr = get_many = has_key = touch = clear = _fail


class GoneButOpen(FailsOpen, Gone):
    """The same, as parents meet it."""


@pytest.fixture
def no_cache(settings, monkeypatch):
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)  # it keeps the cache that it began with
    here = "tests.chat.test_failing"
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": f"{here}.GoneButOpen"},
        "login": {"BACKEND": f"{here}.Gone"},
    }


def test_without_the_shared_cache_parents_are_answered(no_cache, api, client, fake):
    conversation = api("gesprek").json()["conversation"]
    for _ in range(3):
        assert api("bericht", {"conversation": conversation, "text": HELP}).status_code == 200
    assert client.post("/vraag", {"text": HELP}).status_code == 200
    assert client.get("/leeft").status_code == 200


def test_without_the_shared_cache_what_is_erased_stays_erased(no_cache, api, fake, tracker):
    token = api("gesprek").json()["conversation"]
    api("gesprek", {"conversation": token}, "DELETE")
    assert conversations.is_erased(token.split(":")[0])
    assert api("bericht", {"conversation": token, "text": "hallo"}).status_code == 404


def test_without_the_shared_cache_nobody_logs_in(no_cache, client, django_user_model, school):
    django_user_model.objects.create_superuser("anna", password=PASSWORD)
    response = client.post(reverse("review:login"), {"username": "anna", "password": PASSWORD})
    assert response.status_code == 500
    assert_helps(response, "school")
    assert not is_logged_in(client)
