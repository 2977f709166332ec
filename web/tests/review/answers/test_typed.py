"""What somebody types is kept as they type, for them alone, until it is saved in the proposal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from review import erasing
from review.answers import drafts
from review.models import KeptForm, Question

KEEP = "/nakijken/antwoorden/onthoud"
CLB = "/nakijken/antwoorden/clb"
MINE = "Het CLB helpt je gratis. Dit schreef ik net."


@pytest.fixture
def form(data, staff) -> dict:
    """Return the form of an answer as somebody has it open, with a text of their own."""
    page = staff["redacteur"].get(CLB).context
    content = page["content"]
    words = {name: getattr(content, name) for name in ("title", "theme", "about", "related", "more")}
    return {**words, "sources": "\n".join(content.sources), "answer": MINE, "seen": page["seen"], "topic": "clb"}


def test_what_is_typed_is_offered_again_to_who_typed_it_and_to_nobody_else(form, staff):
    assert staff["redacteur"].post(KEEP, {**form, "adres": CLB}).json() == {"kept": True}
    page = staff["redacteur"].get(CLB)
    assert "nog niet bewaarde tekst" in page.text
    assert MINE not in page.text, "only when asked"
    assert MINE in staff["redacteur"].get(CLB, {"verder": "1"}).text
    assert "Alleen jij ziet dit" in staff["redacteur"].get("/nakijken/voorstel").text
    for address in (CLB, f"{CLB}?verder=1", "/nakijken/voorstel"):
        assert MINE not in staff["beheerder"].get(address).text
        assert "nog niet bewaarde tekst" not in staff["beheerder"].get(address).text
        assert "Alleen jij ziet dit" not in staff["beheerder"].get(address).text


def test_colleagues_see_who_works_on_an_answer_and_not_what_they_write(form, staff):
    staff["redacteur"].post(KEEP, {**form, "adres": CLB})
    for address in (CLB, f"{CLB}?deel=vragen", "/nakijken/antwoorden"):
        assert "redacteur werkt hieraan" in staff["beheerder"].get(address).text
        assert "werkt hieraan" not in staff["redacteur"].get(address).text
    staff["redacteur"].post(CLB, form)
    assert "werkt hieraan" not in staff["beheerder"].get(CLB).text


@pytest.mark.parametrize("gone", ["since yesterday", "for good"])
def test_who_is_gone_is_not_at_work(form, staff, gone):
    staff["redacteur"].post(KEEP, {**form, "adres": CLB})
    if gone == "for good":
        User.objects.filter(username="redacteur").update(is_active=False)
    else:
        KeptForm.objects.update(at=timezone.now() - timedelta(hours=12))
    assert "werkt hieraan" not in staff["beheerder"].get(CLB).text


def test_going_on_with_an_old_text_overwrites_nothing_that_a_colleague_saved_since(form, staff):
    staff["redacteur"].post(KEEP, {**form, "adres": CLB})
    staff["beheerder"].post(CLB, {**form, "answer": "Dit bewaarde een collega."})
    page = staff["redacteur"].get(CLB, {"verder": "1"})
    response = staff["redacteur"].post(CLB, {**form, "seen": page.context["seen"]})
    assert response.status_code == 409
    assert drafts.current("clb").content.answer == "Dit bewaarde een collega."


def test_it_is_gone_once_saved_or_thrown_away(form, staff):
    staff["redacteur"].post(KEEP, {**form, "adres": CLB})
    staff["redacteur"].post(CLB, form)
    assert drafts.current("clb").content.answer == MINE
    assert not KeptForm.objects.exists()
    staff["redacteur"].post(KEEP, {**form, "answer": "Nog iets.", "adres": CLB})
    staff["redacteur"].post(KEEP, {"adres": CLB, "weg": "1"})
    assert not KeptForm.objects.exists()


def test_without_scripts_there_is_a_button_for_it(form, staff):
    page = staff["redacteur"].post(CLB, {**form, "voor_mij": "1"}, follow=True)
    assert "voor jou alleen" in page.text
    assert drafts.current("clb").draft is None
    new = "/nakijken/antwoorden/nieuw"
    staff["redacteur"].post(new, {"title": "Iets nieuws", "answer": "Een begin.", "voor_mij": "1"})
    assert "Een begin." in staff["redacteur"].get(new, {"verder": "1"}).text


def test_new_questions_that_were_typed_stand_there_still(data, staff):
    page = f"{CLB}?deel=vragen"
    staff["redacteur"].post(KEEP, {"nieuw": "komt het clb aan huis", "adres": page})
    assert "komt het clb aan huis" in staff["redacteur"].get(page).text
    staff["redacteur"].post(page, {"nieuw": "komt het clb aan huis"})
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("address", ["", "/nakijken/voorstel", "https://elders.example/", "//elders.example/x"])
def test_only_forms_of_answers_are_kept(staff, address):
    assert staff["redacteur"].post(KEEP, {"adres": address}).status_code == 404
    assert staff["redacteur"].post(KEEP, {"adres": address, "weg": "1"}).status_code == 404


def test_what_is_very_long_is_not_kept(staff):
    assert staff["redacteur"].post(KEEP, {"answer": "a" * 70_000, "adres": CLB}).json() == {"kept": False}


def test_no_word_of_a_parent_outlives_its_conversation_in_it(staff, school):
    asked = timezone.now()
    Question.objects.create(
        school=school, conversation="a.b", asked=asked, text="mijn Jef wordt gepest", outcome="failed"
    )
    typed = {
        "title": "Iets",
        "questions": "Mijn jef wordt gepest\neen andere vraag",
        "adres": "/nakijken/antwoorden/nieuw",
    }
    staff["redacteur"].post(KEEP, typed)
    erasing.erase_questions(Question.objects.all())
    kept = json.dumps(KeptForm.objects.get().fields)
    assert "jef" not in kept.lower()
    assert "een andere vraag" in kept


def test_it_goes_by_itself_when_nobody_goes_on_with_it(staff):
    KeptForm.objects.create(user=User.objects.get(username="redacteur"), address=CLB, fields=[])
    KeptForm.objects.update(at=timezone.now() - timedelta(days=30))
    erasing.forget_sessions()
    assert not KeptForm.objects.exists()
