"""All questions can be found, read and brought to the list, by staff of their own school, and go when they must."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from chat import retention
from review.answers import drafts
from review.models import Event, Question, QueueItem, Reason
from review.queue import decisions, harvest

EVERYTHING = "/nakijken/alle-vragen"
SURE, UNSURE = "mijn dochter wordt uitgelachen om haar bril", "hoe laat is het rapport af"


@pytest.fixture
def asked(said, school) -> dict[str, Question]:
    """Return a question with a confident answer, and one that stands in the list."""
    now = time.time()
    said(SURE, "clb", 0.93, at=now - 100)
    said(UNSURE, None, 0.3, others=(("brochure", 0.2),), at=now - 50)
    harvest.harvest()
    return {question.text: question for question in Question.objects.all()}


def shown(page) -> list[str]:
    return [row.question.text for row in page.context["rows"]]


def test_how_sure_it_was_of_what_the_parent_chose_and_not_of_its_first_guess(staff, asked) -> None:
    Question.objects.filter(text=UNSURE).update(
        confidence=0.45,
        guesses=[{"topic": "clb", "confidence": 0.45}, {"topic": "brochure", "confidence": 0.2}],
        chosen="brochure",
    )
    row = staff["lezer"].get(EVERYTHING).context["rows"][0]
    assert (row.title, row.guess.percent) == (drafts.titles()["brochure"], 20)
    Question.objects.filter(text=UNSURE).update(chosen="advocaat_rechtbank")  # not among its guesses
    page = staff["lezer"].get(EVERYTHING)
    assert page.context["rows"][0].guess is None
    assert drafts.titles()["advocaat_rechtbank"] in page.text
    assert "45&nbsp;%" not in page.text


@pytest.mark.parametrize("role", ["lezer", "redacteur", "beheerder"])
def test_every_question_with_its_answer_and_how_sure(staff, asked, role) -> None:
    page = staff[role].get(EVERYTHING)
    assert shown(page) == [UNSURE, SURE]
    assert "vrij zeker, 93" in page.text
    assert drafts.titles()["clb"] in page.text


def test_another_school_sees_none_of_it(elsewhere, asked) -> None:
    assert shown(elsewhere["beheerder"].get(EVERYTHING)) == []
    one = asked[SURE]
    assert elsewhere["beheerder"].get(f"/nakijken/bericht/{one.pk}").status_code == 404
    assert elsewhere["beheerder"].post(f"/nakijken/bericht/{one.pk}/in-de-lijst").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?zoek=bril+dochter", [SURE]),
        ("?zoek=BRIL", [SURE]),
        ("?zoek=fiets", []),
        ("?antwoord=clb", [SURE]),
        ("?zeker=ja", [SURE]),
        ("?zeker=nee", [UNSURE]),
        ("?afloop=suggested", [UNSURE]),
        ("?afloop=onzin&periode=gisteren", [UNSURE, SURE]),
        ("?periode=7", [UNSURE, SURE]),
    ],
)
def test_finding(staff, asked, query, found) -> None:
    assert shown(staff["lezer"].get(EVERYTHING + query)) == found


def test_pages_keep_what_was_looked_for(staff, school) -> None:
    now = timezone.now()
    Question.objects.bulk_create(
        Question(school=school, conversation="x", text=f"vraag {n}", asked=now, outcome="answered") for n in range(60)
    )
    page = staff["lezer"].get(f"{EVERYTHING}?zoek=vraag")
    assert len(shown(page)) == 50
    assert "zoek=vraag&amp;pagina=2" in page.text
    assert len(shown(staff["lezer"].get(f"{EVERYTHING}?zoek=vraag&pagina=2"))) == 10


def test_who_looks_is_in_the_trail_and_what_for_is_not(staff, asked) -> None:
    staff["lezer"].get(f"{EVERYTHING}?zoek=bril")
    staff["lezer"].get(f"/nakijken/bericht/{asked[SURE].pk}")
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["AllQuestionsViewed", "ConversationViewed"]
    assert "bril" not in repr(list(Event.objects.values()))


def test_no_page_is_looked_at_without_a_trace(staff, asked) -> None:
    staff["lezer"].get(f"{EVERYTHING}?zoek=bril&pagina=1")
    assert [event.about["how"] for event in Event.objects.all()] == [", en zocht op woorden"]


def test_a_question_is_read_in_its_conversation(staff, asked) -> None:
    page = staff["lezer"].get(f"/nakijken/bericht/{asked[SURE].pk}")
    assert "Een antwoord." in page.text
    assert "Zet in de lijst" not in page.text
    listed = asked[UNSURE]
    assert staff["lezer"].get(f"/nakijken/bericht/{listed.pk}").url.startswith(f"/nakijken/vraag/{listed.item_id}")


def test_a_wrong_answer_is_brought_to_the_list(staff, asked) -> None:
    one = asked[SURE]
    assert "Zet in de lijst" in staff["redacteur"].get(f"/nakijken/bericht/{one.pk}").text
    assert staff["lezer"].post(f"/nakijken/bericht/{one.pk}/in-de-lijst").status_code == 403
    for _twice in range(2):
        staff["redacteur"].post(f"/nakijken/bericht/{one.pk}/in-de-lijst")
    one.refresh_from_db()
    assert [reason.kind for reason in one.reasons.all()] == ["picked"]
    assert one.item.count == 1
    assert SURE in staff["lezer"].get("/nakijken/").text
    assert Event.objects.filter(name="ItemHandled").count() == 1


def test_two_who_bring_the_same_question_at_once_bring_it_once(asked, make_user, school) -> None:
    people = [make_user(name, school, "redacteur") for name in ("an", "bert")]
    as_each_read_it = [Question.objects.get(text=SURE) for _person in people]
    for person, one in zip(people, as_each_read_it, strict=True):
        decisions.pick(person, one)
    item = Question.objects.get(text=SURE).item
    assert (item.count, item.questions.count()) == (1, 1)


def test_a_drawn_question_stays_where_it_is_when_a_thumb_was_read_meanwhile(asked, said) -> None:
    said(SURE, "clb", 0.4)
    harvest.harvest()  # a list item that asks the same
    drawn, as_read_before = asked[SURE], Question.objects.get(pk=asked[SURE].pk)
    harvest.bring([drawn], Reason.Kind.SAMPLE, apart=True)
    harvest.bring([as_read_before], Reason.Kind.THUMBS_DOWN)
    assert Question.objects.get(pk=drawn.pk).item == drawn.item
    assert {reason.kind for reason in drawn.reasons.all()} == {"sample", "thumbs_down"}
    assert not QueueItem.objects.filter(questions=None).exists()


def test_what_was_erased_meanwhile_is_not_brought(asked) -> None:
    as_read_before = Question.objects.get(text=SURE)
    retention.erase(as_read_before.conversation)
    harvest.bring([as_read_before], Reason.Kind.PICKED)
    assert [item.text for item in QueueItem.objects.all()] == [UNSURE]


def test_what_is_brought_to_a_closed_item_opens_it(staff, asked, said) -> None:
    QueueItem.objects.update(state="done", decision="seen", handled=timezone.now())
    said(UNSURE, "clb", 0.9)
    harvest.harvest()
    again = Question.objects.latest("asked")
    staff["redacteur"].post(f"/nakijken/bericht/{again.pk}/in-de-lijst")
    item = QueueItem.objects.get()
    assert (item.state, item.count, item.questions.count()) == ("open", 2, 2)


# --- it goes when it must ---------------------------------------------------------------------


def test_a_confident_question_goes_with_its_conversation(asked) -> None:
    retention.erase(asked[SURE].conversation)
    assert not Question.objects.filter(text=SURE).exists()
    assert Question.objects.filter(text=UNSURE).exists()


def test_a_confident_question_goes_after_its_time(asked, settings) -> None:
    too_old = timezone.now() - timedelta(days=settings.RETENTION_DAYS + 1)
    Question.objects.filter(text=SURE).update(asked=too_old)
    retention.erase_old()
    assert [question.text for question in Question.objects.all()] == [UNSURE]


def test_a_manager_erases_the_conversation_of_a_confident_question(staff, asked) -> None:
    page = f"/nakijken/bericht/{asked[SURE].pk}/wis-gesprek"
    assert page in staff["beheerder"].get(f"/nakijken/bericht/{asked[SURE].pk}").text
    staff["beheerder"].post(page)
    assert not Question.objects.filter(text=SURE).exists()


def test_the_texts_of_before_are_filled_in(asked) -> None:
    """The migration: until then only what stood in the list had a text."""
    Question.objects.filter(text=SURE).update(text="")
    import_module("review.migrations.0006_all_questions").fill_in(apps, None)
    assert {question.text for question in Question.objects.all()} == {SURE, UNSURE}


def test_no_question_gets_the_text_of_another_conversation(asked) -> None:
    """The migration: the row was erased, and its number given to another parent's message."""
    Question.objects.filter(text=SURE).update(text="", conversation="voorbeeldschool.gewist")
    import_module("review.migrations.0006_all_questions").fill_in(apps, None)
    assert {question.text for question in Question.objects.all()} == {"", UNSURE}
