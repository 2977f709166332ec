"""The queue's pages: what is listed for whom, found with which filter, and done with how many at once."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from knowledge import reading
from knowledge.content import Content, same_question
from review.answers import drafts
from review.models import Event, Question, QueueItem, TopicDraft
from review.queue import harvest
from review.queue.decisions import stamp
from tests.helpers import give_role, log_in

QUEUE, EMERGENCIES, BULK, UNDO = "/nakijken/", "/nakijken/nood", "/nakijken/actie", "/nakijken/actie/terug"
ROLES = ["lezer", "redacteur", "beheerder"]


@pytest.fixture
def clb_title() -> str:
    return drafts.titles()["clb"]


@pytest.fixture
def questions(said, school) -> dict[str, QueueItem]:
    """Return three open items, the oldest first."""
    now = time.time()
    said("waar kan ik met mijn verhaal terecht", None, others=(("clb", 0.21),), at=now - 3 * 86400)
    for ago in (2000, 1000):
        said("welke rol speelt de directeur eigenlijk in dit verhaal", "brochure", 0.4, at=now - ago)
    said("hoe laat is het rapport af", "buiten_scope_school", 0.9, at=now - 500)
    harvest.harvest()
    return {item.text.split()[0]: item for item in QueueItem.objects.order_by("last_asked")}


def key(item: QueueItem) -> str:
    item.refresh_from_db()
    return f"{item.pk}.{stamp(item)}"


def listed(page) -> list[str]:
    return [row.item.text.split()[0] for row in page.context["rows"]]


# --- who sees what ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", [QUEUE, EMERGENCIES])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads(staff, path, role) -> None:
    assert staff[role].get(path).status_code == 200


@pytest.mark.parametrize("path", [QUEUE, EMERGENCIES])
def test_nobody_else_reads(client, make_user, path) -> None:
    assert client.get(path).status_code == 302
    log_in(client, make_user("zonder_rol"))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_another_schools_questions_are_not_listed(questions, elsewhere, role) -> None:
    page = elsewhere[role].get(QUEUE)
    assert listed(page) == []
    assert "Nog geen vragen" in page.text


def test_questions_of_no_school_are_the_superusers(said, school, staff, make_user) -> None:
    said("een vraag van een onbekende school", None, slug="onbekend")
    superuser = log_in(Client(), make_user("super", is_superuser=True))
    assert listed(superuser.get(QUEUE)) == ["een"]
    assert listed(staff["beheerder"].get(QUEUE)) == []


def test_a_reader_gets_no_boxes_and_no_buttons(questions, staff) -> None:
    page = staff["lezer"].get(QUEUE)
    assert 'name="vraag"' not in page.text
    assert 'name="actie"' not in page.text
    page = staff["redacteur"].get(QUEUE)
    assert 'name="vraag"' in page.text
    assert 'name="actie"' in page.text


# --- the list ---------------------------------------------------------------------------------


def test_a_row_tells_all_at_a_glance(questions, staff) -> None:
    page = staff["lezer"].get(QUEUE).text
    title = drafts.titles()["brochure"]
    for told in ("2 keer", f"Antwoordde met</span> {title}", "niet zo zeker, 40", "weinig zeker", "kreeg een keuze"):
        assert told in page
    assert "twijfelt, 21" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["hoe", "welke", "waar"]),
        ("volgorde=oudste", ["waar", "welke", "hoe"]),
        ("volgorde=vaak", ["welke", "hoe", "waar"]),
        ("reden=suggestions", ["waar"]),
        ("reden=out_of_scope", ["hoe"]),
        ("reden=failed", []),
        ("vermoeden=brochure", ["welke"]),
        ("periode=1", ["hoe", "welke"]),
        ("periode=7", ["hoe", "welke", "waar"]),
        ("zoek=DIRECTEUR", ["welke"]),
        ("zoek=niets+daarvan", []),
        ("stand=done", []),
        ("stand=alle", ["hoe", "welke", "waar"]),
        ("wie=niemand", ["hoe", "welke", "waar"]),
        ("wie=mij", []),
        ("zoek=verhaal&volgorde=oudste&reden=low_confidence", ["welke"]),
        ("reden=onzin&stand=onzin&wie=9999&periode=x&volgorde=x&school=x&pagina=x", ["hoe", "welke", "waar"]),
    ],
)
def test_filters_search_and_order(questions, staff, query, expected) -> None:
    assert listed(staff["lezer"].get(f"{QUEUE}?{query}")) == expected


def test_what_is_mine(questions, staff) -> None:
    QueueItem.objects.filter(pk=questions["waar"].pk).update(assignee=User.objects.get(username="redacteur"))
    assert listed(staff["redacteur"].get(f"{QUEUE}?wie=mij")) == ["waar"]
    assert listed(staff["lezer"].get(f"{QUEUE}?wie=mij")) == []
    assert "Voor jou" in staff["redacteur"].get(QUEUE).text


def test_filters_stay_in_the_links(questions, staff) -> None:
    page = staff["redacteur"].get(f"{QUEUE}?reden=suggestions&volgorde=vaak").text
    assert f"/nakijken/vraag/{questions['waar'].pk}?reden=suggestions&amp;volgorde=vaak" in page


def test_pages(said, school, staff) -> None:
    for number in range(30):
        said(f"woord{number}", None)
    first = staff["lezer"].get(f"{QUEUE}?reden=suggestions")
    assert len(listed(first)) == 25
    assert "?reden=suggestions&amp;pagina=2" in first.text
    assert len(listed(staff["lezer"].get(f"{QUEUE}?reden=suggestions&pagina=2"))) == 5


def test_empty_states_explain(staff, questions) -> None:
    assert "Niets gevonden" in staff["lezer"].get(f"{QUEUE}?zoek=zzz").text
    QueueItem.objects.update(state="done")
    assert "Alles is nagekeken" in staff["lezer"].get(QUEUE).text
    assert "Geen noodberichten" in staff["lezer"].get(EMERGENCIES).text


def test_a_manager_of_two_schools_filters_by_school(said, schools, other_school, staff) -> None:
    give_role(User.objects.get(username="redacteur"), other_school, "redacteur")
    said("waar kan ik met mijn verhaal terecht", None)
    said("hoe verloopt een gesprek bij jullie", None, slug=other_school.slug)
    assert listed(staff["redacteur"].get(QUEUE)) == ["hoe", "waar"]
    page = staff["redacteur"].get(f"{QUEUE}?school={other_school.slug}")
    assert listed(page) == ["hoe"]
    assert other_school.name in page.text


def test_what_a_parent_typed_is_never_markup(said, school, staff) -> None:
    said("<script>alert(1)</script> en nog wat", None)
    page = staff["lezer"].get(QUEUE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# --- emergencies ------------------------------------------------------------------------------


def test_emergencies_stand_apart_with_the_reminder(said, school, staff) -> None:
    said("mijn zoon wil niet meer leven", "noodsituatie_zelfdoding", 0.9)
    said("hij komt niet meer thuis na school", "clb", 0.9, possible_emergency=True)
    assert listed(staff["lezer"].get(QUEUE)) == []
    page = staff["lezer"].get(EMERGENCIES)
    assert listed(page) == ["hij", "mijn"]
    assert "Niemand leest live mee" in page.text
    assert "noodnummers" in page.text
    assert "misschien nood" in page.text


def test_an_emergency_is_seen(said, school, staff) -> None:
    said("mijn zoon wil niet meer leven", "noodsituatie_zelfdoding", 0.9)
    harvest.harvest()
    item = QueueItem.objects.get()
    staff["redacteur"].post(BULK, {"vraag": key(item), "actie": "klaar", "hier": EMERGENCIES})
    item.refresh_from_db()
    assert (item.state, item.decision, item.handled_by.username) == ("done", "seen", "redacteur")


def waiting(school, text: str) -> QueueItem:
    """Put an item into the queue, without a message behind it."""
    now = timezone.now()
    return QueueItem.objects.create(school=school, text=text, first_asked=now, last_asked=now)


# --- in bulk ----------------------------------------------------------------------------------


def act(browser: Client, items, action: str, follow: bool = True, **more):
    data = {"vraag": [key(item) for item in items], "actie": action, "hier": QUEUE, **more}
    return browser.post(BULK, data, follow=follow)


def test_several_are_put_aside_and_taken_back(questions, staff) -> None:
    page = act(staff["redacteur"], [questions["waar"], questions["hoe"]], "opzij")
    assert "2 vragen zijn opzij gezet." in page.text
    assert "Maak ongedaan" in page.text
    assert listed(page) == ["welke"]
    page = staff["redacteur"].post(UNDO, {"hier": QUEUE}, follow=True)
    assert "2 vragen zijn weer zoals voordien." in page.text
    assert listed(page) == ["hoe", "welke", "waar"]
    page = staff["redacteur"].post(UNDO, {"hier": QUEUE}, follow=True)
    assert "niets meer ongedaan te maken" in page.text


@pytest.mark.parametrize(
    ("action", "state", "decision"), [("klaar", "done", "seen"), ("niet_voor_ons", "done", "not_for_us")]
)
def test_closing_and_reopening(questions, staff, action, state, decision) -> None:
    item = questions["hoe"]
    act(staff["redacteur"], [item], action)
    item.refresh_from_db()
    assert (item.state, item.decision, item.handled_by.username) == (state, decision, "redacteur")
    act(staff["redacteur"], [item], "heropen")
    item.refresh_from_db()
    assert (item.state, item.decision, item.handled, item.handled_by) == ("open", "", None, None)


def test_giving_to_a_colleague_to_me_and_to_nobody(questions, staff) -> None:
    beheerder = User.objects.get(username="beheerder")
    item = questions["hoe"]
    page = act(staff["redacteur"], [item], "geef", collega=str(beheerder.pk))
    assert "1 vraag is toegewezen aan beheerder." in page.text
    item.refresh_from_db()
    assert item.assignee == beheerder
    act(staff["redacteur"], [item], "geef", collega="mij")
    item.refresh_from_db()
    assert item.assignee.username == "redacteur"
    act(staff["redacteur"], [item], "geef", collega="niemand")
    item.refresh_from_db()
    assert item.assignee is None


def test_nobody_gets_what_they_may_not_decide(questions, staff, elsewhere) -> None:
    for name in ("lezer", "redacteur_elders"):
        page = act(staff["redacteur"], [questions["hoe"]], "geef", collega=str(User.objects.get(username=name).pk))
        assert "Kies eerst een collega" in page.text
    questions["hoe"].refresh_from_db()
    assert questions["hoe"].assignee is None


def test_several_belong_to_an_answer_and_are_taken_back(questions, staff, clb_title) -> None:
    page = act(staff["redacteur"], [questions["waar"], questions["welke"]], "hoort", titel=clb_title.upper())
    assert "2 vragen zijn toegevoegd aan het antwoord" in page.text
    known = Content.from_json(TopicDraft.objects.get(topic="clb").content).questions
    assert known[-2:] == ["waar kan ik met mijn verhaal terecht", questions["welke"].text]
    questions["waar"].refresh_from_db()
    assert (questions["waar"].decision, questions["waar"].topic) == ("belongs", "clb")
    staff["redacteur"].post(UNDO)
    assert not TopicDraft.objects.exists()
    questions["waar"].refresh_from_db()
    assert (questions["waar"].state, questions["waar"].example) == ("open", "")


@pytest.mark.parametrize(
    ("action", "more", "told"),
    [
        ("hoort", {"titel": "bestaat niet"}, "Kies een antwoord uit de lijst"),
        ("hoort", {}, "Kies een antwoord uit de lijst"),
        ("geef", {"collega": "x"}, "Kies eerst een collega"),
        ("vernietig", {}, "Kies wat er met de aangekruiste vragen moet gebeuren"),
    ],
)
def test_what_is_unclear_changes_nothing(questions, staff, action, more, told) -> None:
    page = act(staff["redacteur"], [questions["hoe"]], action, **more)
    assert told in page.text
    assert QueueItem.objects.filter(state="open").count() == 3


def test_nothing_chosen(questions, staff) -> None:
    assert "Kruis eerst" in act(staff["redacteur"], [], "klaar").text


def test_what_a_colleague_did_meanwhile_stays(questions, staff, make_user, school) -> None:
    seen = [key(questions["hoe"]), key(questions["waar"])]
    act(staff["beheerder"], [questions["hoe"]], "opzij")
    page = staff["redacteur"].post(BULK, {"vraag": seen, "actie": "klaar"}, follow=True)
    assert "1 vraag is klaar." in page.text
    assert "intussen door een collega behandeld" in page.text
    questions["hoe"].refresh_from_db()
    assert questions["hoe"].state == "aside"


def test_undo_leaves_what_a_colleague_did_since(questions, staff) -> None:
    act(staff["redacteur"], [questions["hoe"]], "opzij")
    act(staff["beheerder"], [questions["hoe"]], "klaar")
    page = staff["redacteur"].post(UNDO, follow=True)
    assert "intussen veranderd door een collega" in page.text
    questions["hoe"].refresh_from_db()
    assert questions["hoe"].state == "done"


def test_a_known_question_is_not_added_twice(questions, staff, clb_title) -> None:
    drafts.add_question(User.objects.get(username="redacteur"), "brochure", questions["waar"].text)
    page = act(staff["redacteur"], [questions["waar"]], "hoort", titel=clb_title)
    assert "staat al bij" in page.text
    questions["waar"].refresh_from_db()
    assert questions["waar"].state == "open"


@pytest.mark.parametrize("path", [BULK, UNDO])
def test_who_may_act(questions, staff, elsewhere, client, path) -> None:
    data = {"vraag": key(questions["hoe"]), "actie": "klaar"}
    assert client.post(path, data).status_code == 302
    assert staff["lezer"].post(path, data).status_code == 403
    assert elsewhere["lezer"].post(path, data).status_code == 403
    assert staff["beheerder"].get(path).status_code == 405


@pytest.mark.parametrize("role", ["redacteur", "beheerder"])
def test_another_schools_question_does_not_exist(questions, elsewhere, role) -> None:
    response = elsewhere[role].post(BULK, {"vraag": key(questions["hoe"]), "actie": "klaar"})
    assert response.status_code == 404
    questions["hoe"].refresh_from_db()
    assert questions["hoe"].state == "open"


def test_a_reader_here_and_editor_elsewhere_decides_nothing_here(questions, make_user, school, other_school) -> None:
    user = make_user("beide", school, "lezer")
    give_role(user, other_school, "redacteur")
    browser = log_in(Client(), user)
    assert act(browser, [questions["hoe"]], "klaar", follow=False).status_code == 403
    questions["hoe"].refresh_from_db()
    assert questions["hoe"].state == "open"


def test_the_trail_names_no_words_of_a_parent(questions, staff, clb_title) -> None:
    act(staff["redacteur"], [questions["waar"]], "hoort", titel=clb_title)
    event = Event.objects.get(name="ItemHandled")
    assert (event.username, event.about["item"]) == ("redacteur", questions["waar"].pk)
    assert all("verhaal" not in str(event.about) for event in Event.objects.all())


def test_never_sent_to_another_site(questions, staff) -> None:
    response = act(staff["redacteur"], [questions["hoe"]], "opzij", follow=False, hier="https://elders.example/")
    assert response.url == QUEUE


def test_the_number_in_the_head_counts_down(questions, staff) -> None:
    assert "3<span" in staff["redacteur"].get(QUEUE).text
    assert "2<span" in act(staff["redacteur"], [questions["hoe"]], "opzij").text


def test_everything_here_is_a_question_of_the_last_days(questions) -> None:
    assert Question.objects.filter(asked__gte=timezone.now() - timedelta(days=4)).count() == 4


def test_many_are_added_to_one_answer_and_each_question_is_looked_up_once(school, staff, monkeypatch) -> None:
    """However many are ticked: what all answers know is gone through once, not once for each."""
    texts = [f"mag nummer {number} ook mee naar het gesprek" for number in range(60)]
    items = [waiting(school, text) for text in texts]
    looked_up = []
    monkeypatch.setattr(drafts, "same_question", lambda text: looked_up.append(text) or same_question(text))
    page = act(staff["redacteur"], items, "hoort", titel="Wat doet het CLB?")
    assert "60 vragen zijn toegevoegd aan het antwoord ‘Wat doet het CLB?’" in page.text
    assert set(texts) <= set(drafts.current("clb").content.questions)
    known = sum(len(topic.questions) for topic in reading.load().topics.values())
    assert len(looked_up) < known + 20 * len(texts)
    staff["redacteur"].post(UNDO, {"hier": QUEUE}, follow=True)
    assert not set(texts) & set(drafts.current("clb").content.questions)


def test_of_many_those_that_another_answer_knows_or_a_colleague_took_stay_open(school, staff) -> None:
    known = reading.load().topics["kiva"].questions[0]
    new, theirs, twice = (
        waiting(school, "mag oma ook mee naar het clb"),
        waiting(school, known),
        waiting(school, "x y z"),
    )
    stale = key(twice)
    QueueItem.objects.filter(pk=twice.pk).update(state="aside")
    data = {"vraag": [key(new), key(theirs), stale], "actie": "hoort", "titel": "Wat doet het CLB?", "hier": QUEUE}
    page = staff["redacteur"].post(BULK, data, follow=True)
    assert "1 vraag is toegevoegd" in page.text
    assert "staat al bij" in page.text
    assert "1 vraag is intussen door een collega" in page.text
    assert [QueueItem.objects.get(pk=item.pk).state for item in (new, theirs, twice)] == ["done", "open", "aside"]


def test_two_that_ask_the_same_add_it_once(school, staff) -> None:
    items = [waiting(school, "mag oma ook mee"), waiting(school, "Mag oma ook  mee")]
    act(staff["redacteur"], items, "hoort", titel="Wat doet het CLB?")
    assert sum(same_question(one) == "mag oma ook mee" for one in drafts.current("clb").content.questions) == 1
    assert sorted(QueueItem.objects.values_list("example", flat=True)) == ["", "mag oma ook mee"]


def test_pages_leave_reading_to_what_has_just_been_read_ahead(said, school, staff) -> None:
    said("waar kan ik terecht met mijn verhaal", None)
    assert harvest.harvest_ahead()
    said("hoe verloopt een gesprek bij jullie", None)
    assert listed(staff["lezer"].get(QUEUE)) == ["waar"]
    cache.clear()  # the moment has passed
    assert listed(staff["lezer"].get(QUEUE)) == ["hoe", "waar"]
