"""The end of an answer: it goes away with the proposal, its questions go elsewhere, and what leads to it leads on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from chat.models import Shown
from chat.problems import Problem
from demo.making import DATA, add_version, finished_candidate
from foundation.topics import load_topics, read_topic
from knowledge import writing
from knowledge.checks import Refused
from knowledge.content import content_of
from review.answers import drafts, links, retiring, seconds, similar
from review.answers.danger import SecondNeeded
from review.models import DroppedDraft, Event, Question, QueueItem, Revision, SecondLook, TopicDraft
from review.trail import happenings
from review.versions import candidates, publishing
from review.versions.candidates import NotPossible
from schools.models import School
from tests.review.answers.test_drafts import NEW

NOW = timezone.now()
RETIRE = "/nakijken/antwoorden/kiva/stopzetten"
PROPOSAL = "/nakijken/voorstel"
CLB, KIVA = "Wat doet het CLB?", "Wat is KiVa?"


@pytest.fixture
def rita(staff) -> User:
    return User.objects.get(username="redacteur")


@pytest.fixture
def anna(make_user, school) -> User:
    return make_user("anna", school, "redacteur")


@pytest.fixture
def few(house, settings) -> Path:
    """Return a small data folder with a live version, in which KiVa is related to and has a button."""
    folder = settings.KNOWLEDGE
    for topic, related in {"no_blame": ["kiva", "clb"], "clb": ["kiva"]}.items():
        path = folder / f"topics/{topic}.yml"
        writing.write_topic(folder, "topics", topic, replace(content_of(read_topic(path)), related=related))
    greeting = folder / "dialogue/begroeting.yml"
    text = greeting.read_text()
    start = text.index("    buttons:")
    greeting.write_text(f'{text[:start]}    buttons:\n    - title: "{KIVA}"\n      payload: /kiva\n')
    house.make_live(add_version(house, folder))
    return folder


def questions_of(topic: str) -> list[str]:
    return drafts.current(topic).content.questions


def published(user: User, **chosen) -> None:
    publishing.publish(user, finished_candidate(user, **chosen))


# --- looking and choosing ---------------------------------------------------------------------


def answered(school: School, number: int, topic: str = "kiva") -> None:
    row = {"school": school, "outcome": Question.Outcome.ANSWERED, "topic": topic, "asked": timezone.now()}
    Question.objects.bulk_create(
        Question(conversation=f"{school.slug}.v{n}", text="wat is kiva", **row) for n in range(number)
    )


def tapped(school: School, number: int, topic: str = "kiva") -> None:
    """Let parents get an answer by a button: then nothing was asked in words."""
    rows = (Shown(conversation=f"{school.slug}.t{n}", topic=topic, messages=[]) for n in range(number))
    Shown.objects.bulk_create(rows)


def test_the_page_tells_who_links_there_and_how_often_it_was_given(few, staff, school):
    answered(school, 6)
    Question.objects.filter(conversation__endswith=".v0").update(asked=timezone.now() - timedelta(days=40))
    answered(school, 1)
    page = staff["redacteur"].get(RETIRE).text
    assert "in de laatste 30 dagen 6 keer op je school" in page
    for title in (CLB, drafts.titles()["no_blame"], drafts.titles()["begroeting"]):
        assert f"‘{title}’" in page


def test_a_tap_on_a_button_counts_and_nothing_counts_twice(few, staff, school):
    answered(school, 6)
    Shown.objects.create(conversation=f"{school.slug}.v1", topic="kiva", messages=[])
    tapped(school, 7)
    assert "in de laatste 30 dagen 13 keer op je school" in staff["redacteur"].get(RETIRE).text


def test_an_answer_that_parents_elsewhere_read_does_not_look_unused(few, staff, school):
    others = [School.objects.create(slug=f"elders-{n}", name=f"Elders {n}") for n in range(3)]
    for other in others:
        tapped(other, 4)
    page = staff["redacteur"].get(RETIRE).text
    elsewhere = School.objects.count() - 1
    assert f"niet op je school, en 12 keer op de {elsewhere} andere scholen samen" in page


def test_a_few_parents_are_not_counted_out(few, staff, school, other_school):
    answered(school, 1)
    tapped(other_school, 4)
    page = staff["redacteur"].get(RETIRE).text
    assert "minder dan 5 keer op je school, en minder dan 5 keer op de andere school" in page


def test_a_reader_cannot_retire_an_answer(few, staff):
    assert staff["lezer"].get(RETIRE).status_code == 403
    assert staff["lezer"].post(RETIRE, {"naar": "clb"}).status_code == 403
    assert "Stopzetten" not in staff["lezer"].get("/nakijken/antwoorden/kiva").text
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize(
    ("topic", "why"),
    [
        ("noodsituatie", "als er gevaar is"),
        ("begroeting", "geen gesprek voeren"),
        ("kind_gepest_wat_doen", "begint de chat"),
        ("kleuters", "over wie een gesprek gaat"),
    ],
)
def test_what_the_assistant_leans_on_stays(data, staff, topic, why):
    address = f"/nakijken/antwoorden/{topic}/stopzetten"
    page = staff["redacteur"].get(address).text
    assert why in page
    assert 'name="naar"' not in page
    refused = staff["redacteur"].post(address, {"naar": "nergens"})
    assert refused.status_code == 400
    assert not TopicDraft.objects.exists()


@pytest.mark.parametrize("goes_to", ["", "kiva", "noodsituatie", "bestaat_niet"])
def test_the_questions_go_only_where_they_can(few, staff, goes_to):
    assert staff["redacteur"].post(RETIRE, {"naar": goes_to}).status_code == 400
    assert not TopicDraft.objects.exists()


def test_a_new_answer_is_taken_back_instead(few, rita):
    new = drafts.create(rita, NEW)
    with pytest.raises(Refused, match="nog niet gepubliceerd"):
        retiring.retire(rita, new.topic, "")


def test_who_looked_at_an_older_text_retires_nothing(few, staff, anna):
    drafts.add_question(anna, "kiva", "hoeveel kost kiva voor onze school")
    page = staff["redacteur"].post(RETIRE, {"naar": "clb", "gezien": ""})
    assert page.status_code == 400
    assert "Een collega wijzigde dit antwoord intussen" in page.text
    assert not TopicDraft.objects.filter(retired=True).exists()


# --- in the proposal --------------------------------------------------------------------------


def test_it_stands_in_the_proposal_in_words(few, staff):
    count = len(questions_of("kiva"))
    page = staff["redacteur"].post(RETIRE, {"naar": "clb"}, follow=True).text
    assert f"{count} van de {count} voorbeeldvragen gaan naar ‘{CLB}’" in page
    assert f"De knop in deze antwoorden leidt straks naar ‘{CLB}’" in page
    assert "wordt stopgezet" in staff["redacteur"].get("/nakijken/antwoorden").text
    assert (few / "topics/kiva.yml").exists(), "parents notice nothing yet"


def test_its_questions_stand_at_the_other_answer_at_once(few, rita):
    moving = questions_of("kiva")
    retiring.retire(rita, "kiva", "clb")
    assert set(moving) <= set(questions_of("clb"))
    assert drafts.owner_of(moving[0]) == "clb"
    assert {topic for topic, _question, _score in similar.similar(moving[0])} & {"clb", "kiva"} == {"clb"}


def test_without_another_answer_its_questions_are_nobodys(few, rita, staff):
    first = questions_of("kiva")[0]
    retiring.retire(rita, "kiva", "")
    assert drafts.owner_of(first) is None
    assert "verdwijnen mee" in staff["redacteur"].get(PROPOSAL).text


def test_what_goes_away_is_not_changed_any_more(few, rita, staff, anna):
    seen = drafts.current("kiva").content
    retiring.retire(rita, "kiva", "clb")
    for change in (
        lambda: drafts.save(anna, "kiva", replace(seen, title="Anders"), seen),
        lambda: drafts.add_question(anna, "kiva", "nog een vraag over kiva"),
        lambda: drafts.drop(anna, "kiva"),
        lambda: retiring.retire(anna, "kiva", ""),
        lambda: retiring.retire(anna, "no_blame", "kiva"),
        lambda: retiring.retire(anna, "clb", "no_blame"),
    ):
        with pytest.raises(Refused):
            change()
    page = staff["beheerder"].get("/nakijken/antwoorden/kiva").text
    assert "Laat het bestaan" in page
    assert "<textarea" not in page


def test_taken_back_it_is_all_as_it_was(few, rita, staff):
    drafts.add_question(rita, "kiva", "hoeveel kost kiva voor onze school")
    before = {topic: questions_of(topic) for topic in ("kiva", "clb")}
    retiring.retire(rita, "kiva", "clb")
    page = staff["redacteur"].post(RETIRE, {"laat_bestaan": "1"}, follow=True).text
    assert "blijft bestaan" in page
    assert {topic: questions_of(topic) for topic in ("kiva", "clb")} == before
    assert [draft.topic for draft in TopicDraft.objects.all()] == ["kiva"]
    assert not DroppedDraft.objects.exists(), "it was one's own"


def test_the_answer_that_took_its_questions_is_not_taken_back_under_it(few, rita, staff):
    retiring.retire(rita, "kiva", "clb")
    page = staff["redacteur"].post(f"{PROPOSAL}/clb/terugnemen", follow=True).text
    assert "Laat dat antwoord eerst bestaan." in page
    assert TopicDraft.objects.filter(topic="clb").exists()


def test_what_another_answer_took_meanwhile_stays_there(few, rita):
    first, *rest = questions_of("kiva")
    retiring.retire(rita, "kiva", "clb")
    drafts.remove_question(rita, "clb", first)
    drafts.add_question(rita, "no_blame", first)
    retiring.keep(rita, "kiva")
    assert questions_of("kiva") == rest
    assert drafts.owner_of(first) == "no_blame"


def test_who_decided_it_is_told_and_puts_it_back(few, rita, staff):
    retiring.retire(rita, "kiva", "clb")
    assert "Dit besliste redacteur" in staff["beheerder"].get(PROPOSAL).text
    staff["beheerder"].post(RETIRE, {"laat_bestaan": "1"})
    told = staff["redacteur"].get(PROPOSAL).text
    assert f"beheerder nam iets van jou terug bij ‘{KIVA}’" in told
    assert "het stopzetten" in told
    staff["redacteur"].post("/nakijken/voorstel/kiva/terugnemen", {"zet_terug": DroppedDraft.objects.get().pk})
    now = drafts.current("kiva")
    assert (now.retired, now.goes_to) == (True, "clb")
    assert not DroppedDraft.objects.exists()


def test_the_trail_tells_it(few, rita):
    retiring.retire(rita, "kiva", "clb")
    retiring.keep(rita, "kiva")
    told = [happenings.in_words(event, drafts.names()) for event in Event.objects.order_by("pk")]
    assert f"zette het antwoord ‘{KIVA}’ stop in het voorstel; de vragen gaan naar ‘{CLB}’" in told
    assert f"liet het antwoord ‘{KIVA}’ toch bestaan" in told
    moved = [event.about["what"] for event in Event.objects.filter(name="DraftChanged").order_by("pk")]
    assert [what.partition(" voorbeeldvragen ")[2] for what in moved] == [f"erbij van ‘{KIVA}’", f"naar ‘{KIVA}’"]


# --- merging ----------------------------------------------------------------------------------


def test_merging_opens_the_other_answer_with_the_text_of_this_one_beside_it(few, staff):
    page = staff["redacteur"].post(RETIRE, {"naar": "clb", "samenvoegen": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == "/nakijken/antwoorden/clb#gaat-hierin-op"
    assert f"Gaat hierin op: ‘{KIVA}’" in page.text
    assert drafts.current("kiva").content.answer.split()[-1] in page.text
    assert 'name="answer"' in page.text


def test_one_merges_with_an_answer_not_with_nothing(few, staff):
    page = staff["redacteur"].post(RETIRE, {"naar": "nergens", "samenvoegen": "1"})
    assert page.status_code == 400
    assert not TopicDraft.objects.exists()


# --- renaming ---------------------------------------------------------------------------------


def test_a_new_title_comes_on_every_button_that_bore_the_old_one(few, rita, staff):
    seen = drafts.current("kiva").content
    drafts.save(rita, "kiva", replace(seen, title="Hoe werkt KiVa?"), seen)
    told = staff["redacteur"].get(PROPOSAL).text
    assert f"Ook de knop in ‘Hallo’, ‘{CLB}’, ‘Wat is No Blame?’ krijgt de nieuwe titel." in told
    published(rita)
    topics = load_topics(few)
    assert topics["kiva"].title == "Hoe werkt KiVa?"
    assert topics["begroeting"].buttons == [{"title": "Hoe werkt KiVa?", "payload": "/kiva"}]


def test_a_button_with_words_of_its_own_keeps_them(few, rita):
    greeting = few / "dialogue/begroeting.yml"
    greeting.write_text(greeting.read_text().replace(f'title: "{KIVA}"', 'title: "Meer over KiVa"'))
    seen = drafts.current("kiva").content
    drafts.save(rita, "kiva", replace(seen, title="Hoe werkt KiVa?"), seen)
    assert links.bearing_its_title(drafts.current("kiva")) == [CLB, "Wat is No Blame?"]
    drafts.apply_to(few)
    assert load_topics(few)["begroeting"].buttons == [{"title": "Meer over KiVa", "payload": "/kiva"}]


# --- danger -----------------------------------------------------------------------------------


def test_what_sounds_like_danger_waits_for_a_second_person(few, rita, anna, guard):
    first, *rest = questions_of("kiva")
    guard[first] = "emergency"
    assert "tweede collega" in retiring.retire(rita, "kiva", "clb")
    assert first not in questions_of("clb")
    assert set(rest) <= set(questions_of("clb"))
    seconds.confirm(anna, SecondLook.objects.get().pk)
    assert first in questions_of("clb")


def test_what_waited_is_dropped_when_the_answer_stays(few, rita, guard):
    first = questions_of("kiva")[0]
    guard[first] = "possible_emergency"
    retiring.retire(rita, "kiva", "clb")
    retiring.keep(rita, "kiva")
    assert not SecondLook.objects.exists()
    assert first in questions_of("kiva")


def test_nothing_moves_when_nobody_can_hear_danger(few, rita, monkeypatch):
    def silent(texts):
        raise Problem("unreachable")

    monkeypatch.setattr("chat.assistant.danger_in", silent)
    with pytest.raises(Refused, match="antwoordt nu niet"):
        retiring.retire(rita, "kiva", "clb")
    assert not TopicDraft.objects.exists()


def test_what_waits_for_a_yes_at_the_answer_that_goes_is_for_the_one_that_takes_over(few, rita, anna, guard):
    guard["hij durft niet meer naar kiva"] = "emergency"
    with pytest.raises(SecondNeeded) as needed:
        drafts.add_question(rita, "kiva", "hij durft niet meer naar kiva")
    seconds.ask(rita, needed.value)
    retiring.retire(rita, "kiva", "clb")
    seconds.confirm(anna, SecondLook.objects.get().pk)
    assert "hij durft niet meer naar kiva" in questions_of("clb")


# --- live -------------------------------------------------------------------------------------


def test_live_it_is_gone_and_what_led_there_leads_on(few, rita, client):
    moving = questions_of("kiva")
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    topics = load_topics(few)
    assert "kiva" not in topics
    assert set(moving) <= set(topics["clb"].questions)
    assert topics["clb"].related == []
    assert topics["no_blame"].related == ["clb"]
    assert topics["begroeting"].buttons == [{"title": CLB, "payload": "/clb"}]
    assert not TopicDraft.objects.exists()
    kept = client.get("/vragen/kiva?school=voorbeeldschool")
    assert (kept.status_code, kept["Location"]) == (301, "/vragen/clb?school=voorbeeldschool")
    revision = Revision.objects.get(topic="kiva")
    assert revision.before
    assert revision.after is None


def test_live_without_another_answer_no_button_is_left(few, rita, client):
    retiring.retire(rita, "kiva", "")
    published(rita)
    topics = load_topics(few)
    assert "kiva" not in topics
    assert topics["no_blame"].related == ["clb"]
    assert topics["begroeting"].buttons == []
    page = client.get("/vragen/kiva")
    assert page.status_code == 404
    assert "Dit antwoord is er niet (meer)." in page.text


def test_a_button_that_a_parent_still_has_gets_the_other_answer(few, rita, fake, api, conversation):
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    assert api("bericht", {"conversation": conversation, "choice": "kiva"}).status_code == 200
    assert fake.received[-1]["choice"] == "clb"


def test_going_back_brings_it_back_and_forward_takes_it_again(few, rita, client):
    live = candidates.registry().live_name()
    files = {path: path.read_bytes() for path in few.rglob("*.yml")}
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    without = candidates.registry().live_name()
    publishing.back(rita, live)
    assert {path: path.read_bytes() for path in few.rglob("*.yml")} == files
    assert client.get("/vragen/kiva").status_code == 200
    publishing.back(rita, without)
    assert client.get("/vragen/kiva").status_code == 301


def test_staff_find_its_history_and_the_way_back(few, rita, staff):
    retiring.retire(rita, "kiva", "")
    published(rita)
    page = staff["redacteur"].get("/nakijken/antwoorden/kiva", follow=True).text
    assert "Stopgezet door redacteur" in page
    revision = Revision.objects.get(topic="kiva")
    staff["redacteur"].post("/nakijken/antwoorden/kiva/geschiedenis", {"versie": revision.pk, "ervoor": "1"})
    assert drafts.current("kiva").is_new
    published(rita)
    assert "kiva" in load_topics(few)


def test_merged_it_comes_back_only_with_questions_of_its_own(few, rita, staff):
    moving = questions_of("kiva")
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    address, revision = "/nakijken/antwoorden/kiva/geschiedenis", Revision.objects.get(topic="kiva")
    page = staff["redacteur"].post(address, {"versie": revision.pk, "ervoor": "1"}, follow=True).text
    assert f"staat al bij ‘{CLB}’" in page
    for question in moving[:3]:
        drafts.remove_question(rita, "clb", question)
    staff["redacteur"].post(address, {"versie": revision.pk, "ervoor": "1"})
    assert questions_of("kiva") == moving[:3]
    published(rita)
    assert load_topics(few)["clb"].replaces == []


def test_the_report_and_the_trail_of_a_publication_say_what_goes(few, rita, staff):
    retiring.retire(rita, "kiva", "clb")
    candidate = finished_candidate(rita)
    page = staff["redacteur"].get(f"/nakijken/versies/proefmodel/{candidate.pk}").text
    assert f"{KIVA}</a> (stopgezet)" in page
    publishing.publish(rita, candidate)
    told = happenings.in_words(Event.objects.filter(name="Published").get())
    assert f"‘{KIVA} (stopgezet)’" in told


def test_what_was_taken_back_since_is_not_published(few, rita):
    retiring.retire(rita, "kiva", "")
    candidate = finished_candidate(rita)
    retiring.keep(rita, "kiva")
    with pytest.raises(NotPossible, match="niet meer op die manier stopgezet"):
        publishing.publish(rita, candidate)


@pytest.mark.parametrize("chosen", ["kiva", "clb"])
def test_it_is_chosen_together_with_the_answer_that_takes_its_questions(few, rita, chosen):
    retiring.retire(rita, "kiva", "clb")
    with pytest.raises(NotPossible, match="Kies ze samen"):
        candidates.start(rita, [chosen])


def test_it_can_be_left_out(few, rita):
    retiring.retire(rita, "kiva", "")
    drafts.add_question(rita, "clb", "kan het clb ook bij ons thuis langskomen")
    published(rita, chosen=["clb"])
    assert "kiva" in load_topics(few)
    assert drafts.current("kiva").retired


def test_a_draft_that_leads_there_leads_on_too(few, rita):
    seen = drafts.current("no_blame").content
    drafts.save(rita, "no_blame", replace(seen, about="Wat No Blame is."), seen)
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    assert not TopicDraft.objects.exists()
    assert Revision.objects.get(topic="no_blame").after["related"] == ["clb"]


def test_a_draft_that_was_left_out_leads_on_when_the_answer_has_gone(few, rita):
    seen = drafts.current("no_blame").content
    drafts.save(rita, "no_blame", replace(seen, related=["clb", "kiva"], about="Wat No Blame is."), seen)
    retiring.retire(rita, "kiva", "")
    published(rita, chosen=["kiva"])
    now = drafts.current("no_blame")
    assert now.content.related == ["clb"]
    assert now.conflicts == ()


def test_a_question_of_the_queue_is_offered_the_answer_that_takes_over(few, rita, staff, school):
    item = QueueItem.objects.create(school=school, text="wat is kiva", first_asked=NOW, last_asked=NOW)
    guessed = [{"topic": "kiva", "confidence": 0.4}]
    asked = {"school": school, "asked": NOW, "outcome": Question.Outcome.SUGGESTED, "guesses": guessed}
    Question.objects.create(conversation="v", text="wat is kiva", item=item, **asked)
    address = f"/nakijken/vraag/{item.pk}"
    assert 'name="antwoord" value="kiva"' in staff["redacteur"].get(address).text
    retiring.retire(rita, "kiva", "clb")
    in_the_proposal = staff["redacteur"].get(address).text
    published(rita)
    for page in (in_the_proposal, staff["redacteur"].get(address).text):
        assert 'name="antwoord" value="kiva"' not in page
        assert 'name="antwoord" value="clb"' in page
        assert f'<option value="{KIVA}">' not in page


def test_the_past_still_has_its_name(few, rita, staff, school):
    retiring.retire(rita, "kiva", "")
    published(rita)
    assert drafts.names()["kiva"] == KIVA
    assert "kiva" not in drafts.titles()


# --- what a pupil and a teacher read ----------------------------------------------------------

OF_A_PUPIL, OF_A_TEACHER = "Praat erover met je klas.", "Bespreek het met je team."
IN_OWN_WORDS = f"""\
  - condition:
    - {{type: slot, name: reader, value: leerling}}
    metadata: {{title: 'KiVa in je klas'}}
    text: |
      {OF_A_PUPIL}
  - condition:   # a remark of an engineer
    - {{type: slot, name: reader, value: leerkracht}}
    metadata: {{title: "KiVa geven"}}
    text: |
      {OF_A_TEACHER}
    custom:
      more: |
        Vraag het kernteam.
"""


@pytest.fixture
def worded(few, house) -> Path:
    """Let a pupil and a teacher read words of their own in KiVa; it has a button, and something was merged into it."""
    path = few / "topics/kiva.yml"
    text = path.read_text()
    text = text.replace("    related: []\n", "    related: []\n    replaces: [vroeger]\n")
    buttons = '    buttons:\n    - title: "Het CLB"\n      payload: /clb\n'
    path.write_text(f"{text.rstrip()}\n{buttons}{IN_OWN_WORDS}")
    house.make_live(add_version(house, few))
    return path


def put_back_from_its_history(client, **which) -> None:
    revision = Revision.objects.filter(topic="kiva").first()
    client.post("/nakijken/antwoorden/kiva/geschiedenis", {"versie": revision.pk, **which})


def test_what_goes_away_comes_back_byte_for_byte(worded, rita, staff):
    before = worded.read_bytes()
    retiring.retire(rita, "kiva", "")
    published(rita)
    assert not worded.exists()
    put_back_from_its_history(staff["redacteur"], ervoor="1")
    published(rita)
    assert worded.read_bytes() == before


@pytest.mark.parametrize("unreadable", ["nlu: [", "nlu: []"])
def test_what_was_kept_of_it_and_can_no_longer_be_read_is_told(worded, rita, staff, unreadable):
    retiring.retire(rita, "kiva", "")
    published(rita)
    Revision.objects.filter(topic="kiva").update(file=unreadable)
    put_back_from_its_history(staff["redacteur"], ervoor="1")
    with pytest.raises(NotPossible, match="niet terugkomen zoals het wegging"):
        candidates.start(rita, ["kiva"])
    assert not worded.exists()


def test_what_went_with_an_older_version_comes_back_byte_for_byte(worded, house, rita, staff):
    before, with_it = worded.read_bytes(), candidates.registry().live_name()
    worded.rename(aside := worded.with_suffix(".aside"))
    for leading in ("topics/no_blame.yml", "topics/clb.yml", "dialogue/begroeting.yml"):
        path = worded.parent.parent / leading
        path.write_text(path.read_text().replace("kiva, ", "").replace("[kiva]", "[]").replace("/kiva", "/clb"))
    without = add_version(house, worded.parent.parent)
    aside.rename(worded)
    publishing.back(rita, without.name)
    assert not worded.exists()
    assert candidates.registry().live_name() != with_it
    put_back_from_its_history(staff["redacteur"], ervoor="1")
    published(rita)
    assert worded.read_bytes() == before


def test_merged_and_back_it_has_its_words_and_what_had_been_merged_into_it(worded, rita, staff):
    moving = questions_of("kiva")
    retiring.retire(rita, "kiva", "clb")
    published(rita)
    assert load_topics(worded.parent.parent)["clb"].replaces == ["kiva", "vroeger"]
    for question in moving:
        drafts.remove_question(rita, "clb", question)
    before = Revision.objects.get(topic="kiva").file
    put_back_from_its_history(staff["redacteur"], ervoor="1")
    published(rita)
    topics = load_topics(worded.parent.parent)
    assert (topics["kiva"].replaces, topics["clb"].replaces) == (["vroeger"], [])
    assert worded.read_text() == before


def test_what_comes_back_leads_only_to_what_is_there(worded, rita, staff):
    retiring.retire(rita, "kiva", "")
    published(rita)
    retiring.retire(rita, "clb", "no_blame")
    published(rita)
    put_back_from_its_history(staff["redacteur"], ervoor="1")
    published(rita)
    back = load_topics(worded.parent.parent)["kiva"]
    assert back.buttons == [{"title": drafts.titles()["no_blame"], "payload": "/no_blame"}]
    assert back.worded_for("leerling").answer == OF_A_PUPIL


def test_the_answer_that_stays_keeps_its_own_words(worded, rita):
    seen = load_topics(worded.parent.parent)["kiva"].wordings
    retiring.retire(rita, "clb", "kiva")
    published(rita)
    assert load_topics(worded.parent.parent)["kiva"].wordings == seen


def test_whose_own_words_go_is_said_before_it_and_in_the_proposal(worded, rita, staff):
    page = staff["redacteur"].get(RETIRE).text
    assert "Hier staan eigen woorden voor een leerling en een leerkracht. Die gaan niet mee" in page
    merged = {"naar": "clb", "samenvoegen": "1", "gezien": ""}
    beside = staff["redacteur"].post(RETIRE, merged, follow=True).text
    assert "Eigen woorden voor een leerling" in beside
    assert OF_A_PUPIL in beside
    proposal = staff["redacteur"].get(PROPOSAL).text
    assert "De eigen woorden voor een leerling en een leerkracht verdwijnen mee." in proposal
    other = "/nakijken/antwoorden/no_blame/stopzetten"
    assert "eigen woorden" not in staff["redacteur"].get(other).text


# --- every file we have -----------------------------------------------------------------------


@pytest.mark.parametrize("goes_to", ["", "hulplijnen"])
def test_any_topic_can_go_without_breaking_another(tmp_path, goes_to):
    """What one topic after the other leaves behind can still be read, and leads only to what is there."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    for topic in ("clb", "gesprek_met_kind", "gesprek_met_school", "cyberpesten"):
        writing.remove_topic(folder, topic, goes_to)
    topics = load_topics(folder)
    for topic in topics.values():
        for led_to in (topic.related, [button["payload"].lstrip("/") for button in topic.buttons]):
            assert set(led_to) <= set(topics)
            assert topic.id not in led_to
            assert len(led_to) == len(set(led_to))
