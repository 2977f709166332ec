"""A school's own words before a shared answer: what may stand in them, and where its parents read them."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from chat.models import Shown
from demo.stub_assistant import StubAssistant
from foundation.helplines import fill_in_helplines
from knowledge import reading
from schools import own_answers
from schools.models import OwnAnswer, School
from tests.conftest import ANSWER
from tests.helpers import text_of

OWN = "Kom langs bij Kim. Elke woensdag in lokaal 4."
SHARED = ANSWER["messages"][0]


@pytest.fixture
def own(school) -> OwnAnswer:
    return OwnAnswer.objects.create(school=school, topic="clb", text=OWN)


@pytest.fixture
def stub(settings):
    assistant = StubAssistant()
    settings.ASSISTANT_URL = assistant.url
    settings.ASSISTANT_ANSWER_TIMEOUT = 20
    yield assistant
    assistant.stop()


def no_database(*_: object, **__: object) -> None:
    raise OperationalError("locked")


def texts(body: dict) -> list[str]:
    return [message["text"] for message in body["messages"]]


def with_others(*before: str, **understood: object) -> dict:
    """Return an answer with other messages before it, as in doubt about danger."""
    told = [{"text": text, "more": "", "buttons": []} for text in before]
    about = {**ANSWER["understood"], "preceding": len(before), **understood}
    return {**ANSWER, "messages": [*told, SHARED], "understood": about}


# --- over the contract ------------------------------------------------------------------------


def test_over_http_the_schools_own_words_stand_first_and_the_shared_answer_stays_whole(api, stub, school, schools):
    OwnAnswer.objects.create(school=school, topic="kind_gepest_wat_doen", text=OWN)
    said = {"conversation": api("gesprek").json()["conversation"], "text": "mijn kind wordt gepest"}
    body = api("bericht", said).json()
    first, shared = body["messages"]
    assert first["text"] == f"**Bij {school.name}:**\n\n{OWN}\n\n**In het algemeen:**"
    assert "Je kind treft nooit schuld" in shared["text"]
    assert "102" in shared["more"]
    assert body["understood"]["preceding"] == 1
    other = next(slug for slug in schools if slug != school.slug)
    said = {"conversation": api("gesprek", slug=other).json()["conversation"], "text": "mijn kind wordt gepest"}
    assert texts(api("bericht", said, slug=other).json()) == [shared["text"]]


def test_what_the_parent_saw_is_kept_as_it_was_sent(api, fake, own, conversation):
    body = api("bericht", {"conversation": conversation, "text": "wat doet het clb"}).json()
    assert Shown.objects.get().messages == body["messages"]
    assert OWN in body["messages"][0]["text"]
    assert body["messages"][1] == SHARED


def test_it_is_said_once_in_a_conversation_and_again_when_it_is_another(api, fake, own, conversation):
    question = {"conversation": conversation, "text": "wat doet het clb"}
    assert len(texts(api("bericht", question).json())) == 2
    assert texts(api("bericht", question).json()) == [SHARED["text"]]
    OwnAnswer.objects.update(text="Bel ons gerust.")
    assert "Bel ons gerust." in texts(api("bericht", question).json())[0]


def test_in_doubt_about_danger_the_numbers_stay_in_front(api, fake, own, conversation):
    fake.answer(with_others("Bel 112.", "Zo las ik je vraag.", worry=True))
    told = texts(api("bericht", {"conversation": conversation, "text": "hij wil niet meer"}).json())
    assert told[:2] == ["Bel 112.", "Zo las ik je vraag."]
    assert OWN in told[2]
    assert told[3] == SHARED["text"]


@pytest.mark.parametrize("writer", ["leerling", "leerkracht"])
def test_a_pupil_and_a_teacher_read_the_answer_first_and_for_whom_the_schools_words_are(
    api, fake, own, school, conversation, writer
):
    more = {"title": "Het CLB bellen", "choice": "clb"}
    answer = with_others("Bel 112.", "Dit schreef ik voor ouders.", worry=True, writer=writer)
    answer["messages"] = [*answer["messages"][:-1], {**SHARED, "buttons": [more]}]
    fake.answer(answer)
    question = {"conversation": conversation, "text": "wat doet het clb"}
    body = api("bericht", question).json()
    assert texts(body) == [
        "Bel 112.",
        "Dit schreef ik voor ouders.",
        SHARED["text"],
        f"**Dit schreef {school.name} voor ouders:**\n\n{OWN}",
    ]
    assert [message["buttons"] for message in body["messages"]] == [[], [], [], [more]], "buttons stand last"
    assert body["messages"][2]["more"] == SHARED["more"]
    assert body["understood"]["preceding"] == 2
    assert OWN not in "".join(texts(api("bericht", question).json())), "once in a conversation"


@pytest.mark.parametrize("writer", ["", None, "grootouder"])
def test_family_reads_the_schools_words_first_also_of_an_assistant_of_before(api, fake, own, conversation, writer):
    fake.answer(with_others(writer=writer))
    assert OWN in texts(api("bericht", {"conversation": conversation, "text": "wat doet het clb"}).json())[0]


@pytest.mark.parametrize("kind", ["emergency", "suggestions", "dialogue", "out_of_scope"])
def test_only_an_answer_about_bullying_has_it(api, fake, own, conversation, kind):
    fake.answer(with_others(kind=kind))
    assert texts(api("bericht", {"conversation": conversation, "text": "help"}).json()) == [SHARED["text"]]


def test_in_an_emergency_it_is_never_read_whatever_the_database_holds(school, client):
    OwnAnswer.objects.create(school=school, topic="noodsituatie", text=OWN)
    assert own_answers.read_first(school, "noodsituatie") == ""
    assert OWN not in text_of(client.get("/vragen/noodsituatie"))
    assert "noodsituatie" not in own_answers.topics()


@pytest.mark.parametrize("preceding", [1, -1, "veel", None, []])
def test_an_answer_that_does_not_know_itself_is_no_answer(api, fake, own, conversation, preceding):
    fake.answer(with_others(preceding=preceding))
    refused = api("bericht", {"conversation": conversation, "text": "wat doet het clb"})
    assert refused.json()["error"]["code"] == "bad_answer"


def test_it_is_read_without_scripts_and_on_the_schools_reading_pages(client, fake, own, schools, school):
    page = text_of(client.post("/vraag", {"school": school.slug, "text": "wat doet het clb"}))
    assert OWN in page
    assert page.index(f"Bij {school.name}:") < page.index("Praat met <strong>de klasleerkracht")
    page = text_of(client.get("/vragen/clb"))
    assert page.index(OWN) < page.index("In het algemeen:") < page.index("Waar komt dit vandaan?")
    assert f"Wat onder ‘Bij {school.name}’ staat, schreef de school zelf." in page
    other = next(slug for slug in schools if slug != school.slug)
    page = text_of(client.get(f"/vragen/clb?school={other}"))
    assert OWN not in page
    assert "schreef de school zelf" not in page


def test_it_stays_while_the_database_cannot_be_read(client, own, school):
    assert OWN in text_of(client.get("/vragen/clb"))
    with connection.execute_wrapper(no_database):
        assert OWN in text_of(client.get("/vragen/clb"))


def test_where_nobody_can_tell_what_was_shown_it_is_said(api, fake, own, conversation, monkeypatch):
    monkeypatch.setattr("chat.models.Shown.objects.filter", no_database)
    body = api("bericht", {"conversation": conversation, "text": "wat doet het clb"}).json()
    assert OWN in texts(body)[0]


def test_of_a_topic_that_is_gone_it_is_kept_and_not_read(school):
    gone = OwnAnswer.objects.create(school=school, topic="bestaat_niet_meer", text=OWN)
    assert own_answers.read_first(school, "bestaat_niet_meer") == ""
    assert own_answers.not_shown(School.objects.all()) == [gone]


# --- what may stand in it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<b>Kom</b> langs.", "Er staat HTML in"),
        ("Bel [[awel]].", "[[awel]] werkt hier niet"),
        ("Wij zijn {school_name}.", "{school_name} werkt hier niet"),
        ("=1+1", "formule"),
        ("\t＝1+1", "formule"),
        ("\r－A1", "formule"),
        ("+1+cmd|' /C calc'!A0", "formule"),
        ("[klik](javascript:alert(1))", "link in die niet mag"),
        ("[klik](http://school.example)", "begint met https://"),
        ("De dader krijgt een gesprek.", "kind dat pest"),
        ("De pestkop krijgt een gesprek.", "kind dat pest"),
        ("We beloven dat het stopt.", "belofte"),
        ("U kan bij Kim terecht met uw vraag.", "Pestwijzer zegt ‘je’"),
        ("Bel Awel op 102.", "nummer van een hulplijn"),
        ("Bel 116 000.", "nummer van een hulplijn"),
        ("[Bel](tel:116000) hen.", "nummer van een hulplijn"),
        ("Wij zijn er. " * 21, "hoogstens 60 mogen"),
        ("woord " * 16, "gemiddeld 16 woorden"),
    ],
)
def test_what_a_shared_answer_may_not_hold_may_not_stand_here_either(text, told):
    assert any(told in problem for problem in own_answers.problems_in("clb", text))


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "Bel Kim: 03 000 00 00. Of mail zorg@voorbeeldboom.example.",
        "Vul [ons formulier](https://voorbeeldboom.example/melden) in.",
        "- Eerst praten we.\n- Dan volgen we op.",
    ],
)
def test_the_schools_own_number_and_form_may(text):
    assert own_answers.problems_in("clb", text) == []


def test_nothing_stands_before_a_number_for_danger():
    known = reading.load()
    numbers = [f"(tel:{known.helplines[key].phone})" for key in ("noodnummer", "zelfmoordlijn")]
    leads = {topic.id: fill_in_helplines(topic.answer, known.helplines) for topic in own_answers.topics().values()}
    assert leads
    assert not [topic for topic, lead in leads.items() if any(number in lead for number in numbers)]
    assert "zelfdoding_signalen" not in leads


def test_every_topic_about_bullying_may_have_one_and_no_other():
    known = reading.load().topics
    assert {known[topic].folder for topic in own_answers.topics()} == {"topics"}
    for topic in ("noodsituatie", "begroeting", "buiten_scope", "bestaat_niet"):
        assert own_answers.problems_in(topic, OWN) == [own_answers.NOT_HERE]
