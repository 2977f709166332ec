"""Taking a colleague's work out of the proposal is never silent, and can be undone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from review.answers import drafts
from review.models import TopicDraft

DROP = "/nakijken/voorstel/clb/terugnemen"
QUESTION = "kan het clb ook bij ons thuis langskomen"


@pytest.fixture
def draft(data, staff) -> None:
    drafts.add_question(User.objects.get(username="redacteur"), "clb", QUESTION)


def test_both_are_told_and_who_lost_it_puts_it_back(draft, staff) -> None:
    page = staff["beheerder"].post(DROP, follow=True)
    assert "redacteur wijzigde dit antwoord het laatst" in page.text
    assert not TopicDraft.objects.exists()
    assert "Een collega nam wijzigingen van jou terug" in staff["redacteur"].get("/nakijken/").text
    assert "beheerder nam je wijzigingen" in staff["redacteur"].get("/nakijken/voorstel").text
    assert "Een collega nam" not in staff["redacteur"].get("/nakijken/").text, "it is told once"
    staff["redacteur"].post(DROP, {"zet_terug": "1"})
    assert QUESTION in drafts.current("clb").content.questions


def test_who_took_it_back_can_undo_that_too_also_after_logging_in_again(draft, staff, client) -> None:
    staff["beheerder"].post(DROP)
    client.force_login(User.objects.get(username="beheerder"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Zet ze terug" in client.get("/nakijken/voorstel").text
    client.post(DROP, {"zet_terug": "1"})
    assert QUESTION in drafts.current("clb").content.questions


def test_nothing_is_put_back_over_what_a_colleague_wrote_since(draft, staff) -> None:
    staff["beheerder"].post(DROP)
    drafts.add_question(User.objects.get(username="beheerder"), "clb", "een heel andere vraag over het clb")
    page = staff["redacteur"].post(DROP, {"zet_terug": "1"}, follow=True)
    assert "niets overschreven" in page.text
    assert QUESTION not in drafts.current("clb").content.questions


def test_others_can_put_nothing_back(draft, staff, make_user, school) -> None:
    staff["beheerder"].post(DROP)
    client = staff["lezer"]
    client.force_login(make_user("an", school, "redacteur"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Zet ze terug" not in client.get("/nakijken/voorstel").text
    client.post(DROP, {"zet_terug": "1"})
    assert not TopicDraft.objects.exists()
