"""What is counted is counted rightly, holds nothing of anybody, and is not for everyone."""

from __future__ import annotations

import json
import re
import urllib.request
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.signals import message_answered
from demo.website import serving
from review.models import Publication, QueueItem
from schools.models import School
from serving import readiness
from serving.metrics import SHARED_FOLDER
from tests.conftest import ANSWER

TOKEN = "een lang geheim voor de meting"


@pytest.fixture(autouse=True)
def _looks_anew():
    readiness.forget()
    yield
    readiness.forget()


def numbers(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in lines}


@pytest.fixture
def counted(client):
    """Return how much a count rose since the test began."""

    def now() -> dict[str, float]:
        return numbers(client.get("/metrics").content.decode())

    before = now()
    return lambda name: now()[name] - before[name]


# --- what is counted --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["answer", "suggestions", "emergency", "dialogue", "out_of_scope"])
def test_an_answer_counts_by_its_kind_with_how_long_it_took(fake, api, conversation, counted, kind):
    fake.answer({**ANSWER, "understood": {**ANSWER["understood"], "kind": kind}})
    api("bericht", {"conversation": conversation, "text": "mijn kind wordt gepest"})
    assert counted(f'pestwijzer_messages_total{{kind="{kind}"}}') == 1
    assert counted("pestwijzer_answer_seconds_count") == 1
    assert counted('pestwijzer_answer_seconds_bucket{le="+Inf"}') == 1


def test_a_message_without_an_answer_counts_by_why(api, conversation, counted, settings, free_port, monkeypatch):
    monkeypatch.setattr("chat.gateway._keep", lambda *_: False)
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    api("bericht", {"conversation": conversation, "text": "mijn kind wordt gepest"})
    api("bericht", {"conversation": conversation, "text": " "})
    assert counted('pestwijzer_errors_total{code="unreachable"}') == 1
    assert counted('pestwijzer_errors_total{code="empty"}') == 1
    assert counted("pestwijzer_answer_seconds_count") == 0


def test_a_mistake_of_ours_counts_too(client, api, conversation, counted, monkeypatch):
    monkeypatch.setattr("chat.gateway.assistant.ask", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False
    assert api("bericht", {"conversation": conversation, "text": "hallo"}).status_code == 500
    assert counted('pestwijzer_errors_total{code="broken"}') == 1


def test_who_counts_badly_costs_no_parent_an_answer(fake, api, conversation):
    def count_badly(**_):
        raise RuntimeError

    message_answered.connect(count_badly)
    try:
        assert api("bericht", {"conversation": conversation, "text": "hallo"}).status_code == 200
    finally:
        message_answered.disconnect(count_badly)


def test_how_things_stand(client, fake, school):
    now = timezone.now()
    for emergency, state in ((True, "open"), (False, "open"), (False, "open"), (False, "done"), (True, "aside")):
        QueueItem.objects.create(
            school=school, text="?", emergency=emergency, state=state, first_asked=now, last_asked=now
        )
    seen = numbers(client.get("/metrics").content.decode())
    assert seen['pestwijzer_open_questions{urgent="yes"}'] == 1
    assert seen['pestwijzer_open_questions{urgent="no"}'] == 2
    assert seen["pestwijzer_schools"] == School.objects.filter(active=True).count()
    assert seen["pestwijzer_assistant_ready"] == seen["pestwijzer_database_ready"] == 1
    assert seen["pestwijzer_disk_free_bytes"] > 0
    assert "pestwijzer_seconds_since_publication" not in seen, "nothing was published yet"

    publication = Publication.objects.create(kind="publish", version="20260101-000000-aaaaaaaa")
    Publication.objects.filter(pk=publication.pk).update(at=now - timedelta(hours=2))
    assert 7200 <= numbers(client.get("/metrics").content.decode())["pestwijzer_seconds_since_publication"] < 10_800


def test_without_an_assistant_it_says_so(client, settings, free_port):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    assert numbers(client.get("/metrics").content.decode())["pestwijzer_assistant_ready"] == 0


def test_it_holds_nothing_of_anybody(client, fake, api, conversation, schools):
    api("bericht", {"conversation": conversation, "text": "mijn dochter Zita durft niet meer naar school"})
    seen = client.get("/metrics").content.decode()
    private = ["Zita", "dochter", conversation.split(":")[0], "127.0.0.1", "clb"]
    for school in schools.values():
        private += [school.slug, school.name]
    assert not [word for word in private if word in seen]
    labels = set(re.findall(r'(\w+)="', seen))
    assert labels <= {"kind", "code", "le", "urgent", "sent", "program"}


# --- who may read it --------------------------------------------------------------------------


def test_this_machine_may_read_it_under_any_name_and_without_https(client, fake, settings):
    settings.SECURE_SSL_REDIRECT = True
    for address in ("127.0.0.1", "::1"):
        assert client.get("/metrics", REMOTE_ADDR=address, headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "", "unix:"])
def test_others_may_not(client, fake, address):
    response = client.get("/metrics", REMOTE_ADDR=address)
    assert response.status_code == 403
    assert "pestwijzer" not in response.content.decode()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_comes_through_a_proxy_on_this_machine_may_not(client, fake, header):
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_who_knows_the_token_may(client, fake, settings):
    far = {"REMOTE_ADDR": "10.0.0.7"}
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, **far).status_code == 403, "no token is set"
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, **far).status_code == 200
    for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN):
        assert client.get("/metrics", headers={"Authorization": wrong}, **far).status_code == 403


# --- several processes ------------------------------------------------------------------------


def test_two_processes_count_together(tmp_path, fake):
    """Real gunicorn with two workers: whoever of them is asked tells what both did."""
    together = tmp_path / "counts"
    together.mkdir()
    more = {"WEB_CONCURRENCY": "2", SHARED_FOLDER: str(together), "PESTWIJZER_ASSISTANT_URL": fake.url}
    with serving(tmp_path, more) as address:
        school = f"{address}/api/voorbeeldschool"
        conversation = post(f"{school}/gesprek", {})["conversation"]
        for _ in range(8):
            post(f"{school}/bericht", {"conversation": conversation, "text": "hallo"})
        for _ in range(8):
            with urllib.request.urlopen(f"{address}/metrics") as page:
                assert numbers(page.read().decode())['pestwijzer_messages_total{kind="answer"}'] == 8
    assert not together.exists(), "nothing is left behind"


def post(address: str, body: dict[str, str]) -> dict[str, str]:
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
