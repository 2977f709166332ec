"""The pages to read, and the conversation without scripts."""

from __future__ import annotations

import html
import re

import pytest

from chat import history
from common.markdown import render
from knowledge import reading, sources

UNFILLED = re.compile(r"\{\w+\}|\[\[")
TOPICS = sorted(reading.load().pages)


@pytest.mark.parametrize("slug", ["voorbeeldschool", "nieuweschool"])
def test_every_topic_has_a_page_with_everything_filled_in(client, schools, slug):
    known = reading.load()
    assert TOPICS
    for topic_id in TOPICS:
        response = client.get(f"/vragen/{topic_id}?school={slug}")
        assert response.status_code == 200, topic_id
        page = response.content.decode()
        assert not UNFILLED.search(page), topic_id
        assert page.count("<h1") == 1, topic_id
        assert html.escape(known.topics[topic_id].title) in page, topic_id
        assert "Nagekeken in onze bronnen op" in page, topic_id


def test_what_nobody_of_the_field_has_read_yet_says_so(client, schools):
    card, answer = (client.get(f"/vragen/{topic}").content.decode() for topic in ("noodsituatie_zelfdoding", "clb"))
    told = "Iemand uit de hulpverlening moet hem nog nalezen"
    assert told in card
    assert told in client.get("/over").content.decode()
    assert told not in answer


def test_answers_differ_by_school(client, schools):
    filled_in, empty = (
        client.get(f"/vragen/wie_contacteren_school?school={slug}").content.decode()
        for slug in ("voorbeeldschool", "nieuweschool")
    )
    assert "Kim Voorbeeld" in filled_in
    assert "Kim Voorbeeld" not in empty
    assert "Op de meeste scholen" in empty


def test_all_topics_are_listed_once(client, schools):
    page = client.get("/vragen").content.decode()
    assert TOPICS
    for topic_id in TOPICS:
        assert page.count(f'href="/vragen/{topic_id}"') == 1, topic_id
    assert "geen_van_deze" not in page
    assert page.count("<h1") == 1


def test_no_topic_falls_outside_the_themes():
    known = reading.load()
    assert known.topics
    left_out = {topic.theme for topic in known.topics.values() if topic.kind == "answer"} - set(reading.THEMES)
    assert left_out == set()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("klacht indienen", "klacht_indienen"),
        ("KLACHT", "klacht_indienen"),
        ("kiva", "kiva"),
        ("klikken melden", "verschil_klikken_melden"),
        ("naaktfoto", "naaktbeelden"),
        ("kleuter", "kleuters"),
    ],
)
def test_search_finds(query, expected):
    assert expected in list(reading.load().search(query))[:5]


def test_search_puts_the_topic_first_that_parents_ask_for_so_briefly():
    assert next(iter(reading.load().search("buikpijn"))) == "signalen"


def test_search_page(client, schools):
    page = client.get("/vragen", {"zoek": "klacht"}).content.decode()
    assert 'href="/vragen/klacht_indienen"' in page
    page = client.get("/vragen", {"zoek": "xyzzy"}).content.decode()
    assert "Niets gevonden" in page
    page = client.get("/vragen", {"zoek": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_search_shows_the_best_eight_with_the_words_marked(client, schools):
    page = client.get("/vragen", {"zoek": "pesten"}).content.decode()
    assert page.count('<li><a href="/vragen/') == 8
    assert "Er past nog meer bij." in page
    assert "<mark>" in page
    page = client.get("/vragen", {"zoek": "KLACHT indienen"}).content.decode()
    assert re.search(r"<mark>[Kk]lacht\w*</mark>", page)


def test_topics_come_before_the_short_box_about_danger(client, schools):
    page = client.get("/vragen").content.decode()
    assert page.index('<ul class="topics">') < page.index("Is er nu gevaar?")
    assert page.count("Is er nu gevaar?") == 1


def test_links_stay_with_the_school(client, schools):
    page = client.get("/vragen?school=nieuweschool").content.decode()
    assert 'href="/vragen/clb?school=nieuweschool"' in page
    assert 'href="/over?school=nieuweschool"' in page


def test_only_topics_have_a_page(client, schools):
    assert client.get("/vragen/geen_van_deze").status_code == 404
    assert client.get("/vragen/..%2f").status_code == 404


def test_an_address_of_a_topic_that_was_merged_leads_to_the_other(client, schools):
    response = client.get("/vragen/school_zonder_pesten?school=nieuweschool")
    assert response.status_code == 301
    assert response["Location"] == "/vragen/aanpak_methode?school=nieuweschool"


def test_sources_read_well():
    assert sources.source("Ouderblik pesten, vzw GO! ouders") == sources.Source("Ouderblik pesten, vzw GO! ouders")
    address = "https://www.allesoverpesten.be/wegwijzers/wegwijzer-voor-ouders"
    assert sources.source(address) == sources.Source("Alles over pesten: wegwijzer voor ouders", address)
    assert sources.source("https://elders.be/node/135").name == "elders.be"
    for read in ("", " (gelezen 2026-11-29)"):
        named = sources.source(f"HLN, een school, 2019, https://www.hln.be/een-school~a1/?zoek=(a){read}")
        assert named == sources.Source("HLN, een school, 2019", "https://www.hln.be/een-school~a1/?zoek=(a)")


def test_no_source_is_an_address_to_read(client, schools):
    for topic in reading.load().pages.values():
        assert [told.name for told in map(sources.source, topic.sources) if "://" in told.name] == [], topic.id


def test_about_tells_what_happens_with_messages(client, schools):
    page = client.get("/over").content.decode()
    for promise in ("90 dagen", "Niemand leest live mee", "geen cookies", "Kim Voorbeeld", "schrijft zelf geen tekst"):
        assert promise in page, promise
    assert not UNFILLED.search(page)


@pytest.mark.parametrize(("days", "told"), [(14, True), (0, False)])
def test_about_tells_how_long_a_backup_still_holds_what_was_erased(client, schools, settings, days, told):
    settings.BACKUP_DAYS = days
    assert ("daar nog hoogstens 14 dagen in" in client.get("/over").content.decode()) == told


@pytest.mark.parametrize("path", ["/", "/embed/voorbeeldschool", "/vragen", "/vragen/clb", "/over"])
def test_structure(client, schools, path):
    page = client.get(path).content.decode()
    assert '<html lang="nl-BE">' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert ('href="#inhoud"' in page) == ("Hoofdmenu" in page), "a link that skips the menu, where there is one"
    assert not re.search(r"\b(slachtoffers?|daders?|pestkop\w*|schuldigen?)\b", page, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**vet** en\n- een\n- twee", "<p><strong>vet</strong> en</p>\n<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>\n"),
        ("![x](https://a.be/x.png)", '<p>!<a href="https://a.be/x.png" rel="noopener noreferrer">x</a></p>\n'),
        ("# x", "<p># x</p>\n"),
        ("[bel](tel:112)", '<p><a href="tel:112" rel="noopener noreferrer">bel</a></p>\n'),
    ],
)
def test_markdown_is_safe(text, expected):
    assert render(text) == expected


# --- without scripts --------------------------------------------------------------------------


def hidden_fields(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    assert {"school", "conversation", "history"} <= {name for name, _value in fields}
    return {name: html.unescape(value) for name, value in fields}


def test_a_whole_conversation_without_scripts(client, schools, fake):
    page = client.get("/").content.decode()
    page = client.post("/vraag", {**hidden_fields(page), "choice": "kind_gepest_wat_doen"}).content.decode()
    assert "Mijn kind wordt gepest</li>" in page
    assert "<strong>de klasleerkracht</strong>" in page
    page = client.post("/vraag", {**hidden_fields(page), "text": "en <b>dan</b>?"}).content.decode()
    assert "en &lt;b&gt;dan&lt;/b&gt;?" in page
    assert page.count("de klasleerkracht") >= 2
    page = client.post("/vraag", {**hidden_fields(page), "choice": "clb", "text": ""}).content.decode()
    assert page.count('class="parent"') == 3
    assert len({message["conversation"] for message in fake.received}) == 1
    assert [message.get("text") or message["choice"] for message in fake.received] == [
        "kind_gepest_wat_doen",
        "en <b>dan</b>?",
        "clb",
    ]


def test_what_stands_before_an_answer_can_be_chosen_too():
    button = {"title": "Ja, er is nu gevaar", "choice": "noodsituatie"}
    other = {"title": "Wat doet het CLB?", "choice": "clb"}
    turns = [
        history.from_parent("..."),
        {"from": history.PESTWIJZER, "text": "Eerst dit", "buttons": [button]},
        {"from": history.PESTWIJZER, "text": "Het antwoord", "buttons": [other, button]},
    ]
    assert history.offered(turns) == [other, button]
    assert history.offered([*turns, history.from_parent("nog iets")]) == []


def test_a_forged_history_is_not_shown(client, schools, fake):
    page = client.get("/").content.decode()
    page = client.post("/vraag", {**hidden_fields(page), "history": "x:y:z", "text": "hallo"}).content.decode()
    assert page.count('class="parent"') == 1


def test_nothing_typed_is_lost_when_the_assistant_is_dead(client, schools, settings, free_port):
    settings.ASSISTANT_URL = f"http://127.0.0.1:{free_port}"
    response = client.post("/vraag", {"school": "voorbeeldschool", "text": "mijn kind wordt gepest"})
    assert response.status_code == 503
    page = response.content.decode()
    assert ">mijn kind wordt gepest</textarea>" in page
    assert "Kim Voorbeeld" in page
    assert "bel 112" in page
    assert "bewaard voor de school" in page


def test_an_expired_conversation_goes_on_as_a_new_one(client, schools, fake):
    response = client.post("/vraag", {"conversation": "old", "text": "hallo"})
    assert response.status_code == 404
    page = response.content.decode()
    assert ">hallo</textarea>" in page
    assert client.post("/vraag", {**hidden_fields(page), "text": "hallo"}).status_code == 200


def test_erasing_without_scripts(client, schools, fake, tracker):
    page = client.post("/vraag", {"text": "hallo"}).content.decode()
    tracker.execute(
        "INSERT INTO events (sender_id, type_name, timestamp) VALUES (%s, 'user', 1)",
        [fake.received[0]["conversation"]],
    )
    page = client.post("/vraag", {**hidden_fields(page), "wis": "ja"}).content.decode()
    assert "gewist" in page
    assert 'class="parent"' not in page
    assert hidden_fields(page)["conversation"] == ""
    tracker.execute("SELECT COUNT(*) FROM events")
    assert tracker.fetchone() == (0,)


def test_a_form_that_is_too_large(client, schools, fake):
    assert client.post("/vraag", {"text": "x" * 300_000}).status_code == 413
    assert client.post("/vraag", {"text": "x" * 5000}).status_code == 413
    assert fake.received == []
