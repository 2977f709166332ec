"""Taking a colleague's work out of the proposal is never silent, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from demo.making import finished_candidate
from review.answers import drafts
from review.models import DroppedDraft, TopicDraft
from review.versions import publishing

DROP = "/nakijken/voorstel/clb/terugnemen"
QUESTION = "kan het clb ook bij ons thuis langskomen"


@pytest.fixture
def draft(data, staff) -> None:
    drafts.add_question(User.objects.get(username="redacteur"), "clb", QUESTION)


def last() -> int:
    return DroppedDraft.objects.latest("at").pk


def test_both_are_told_and_who_lost_it_puts_it_back(draft, staff) -> None:
    page = staff["beheerder"].post(DROP, follow=True)
    assert "Dat was werk van redacteur" in page.text
    assert not TopicDraft.objects.exists()
    assert "Een collega nam wijzigingen van jou terug" in staff["redacteur"].get("/nakijken/").text
    assert "beheerder nam iets van jou terug" in staff["redacteur"].get("/nakijken/voorstel").text
    assert "Een collega nam" not in staff["redacteur"].get("/nakijken/").text, "it is told once"
    staff["redacteur"].post(DROP, {"zet_terug": last()})
    assert QUESTION in drafts.current("clb").content.questions


def test_who_took_it_back_can_undo_that_too_also_after_logging_in_again(draft, staff, client) -> None:
    staff["beheerder"].post(DROP)
    client.force_login(User.objects.get(username="beheerder"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Zet terug" in client.get("/nakijken/voorstel").text
    client.post(DROP, {"zet_terug": last()})
    assert QUESTION in drafts.current("clb").content.questions


def test_nothing_is_put_back_over_what_a_colleague_wrote_since(draft, staff) -> None:
    staff["beheerder"].post(DROP)
    drafts.add_question(User.objects.get(username="beheerder"), "clb", "een heel andere vraag over het clb")
    page = staff["redacteur"].post(DROP, {"zet_terug": last()}, follow=True)
    assert "niets overschreven" in page.text
    assert QUESTION not in drafts.current("clb").content.questions


def test_others_can_put_nothing_back(draft, staff, make_user, school) -> None:
    staff["beheerder"].post(DROP)
    client = staff["lezer"]
    client.force_login(make_user("an", school, "redacteur"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Zet terug" not in client.get("/nakijken/voorstel").text
    client.post(DROP, {"zet_terug": last()})
    assert not TopicDraft.objects.exists()


def test_one_question_of_a_colleague_is_not_taken_away_silently(draft, staff) -> None:
    page = staff["beheerder"].post(DROP, {"erbij": QUESTION}, follow=True)
    assert f"de voorbeeldvraag ‘{QUESTION}’. Dat was werk van redacteur" in page.text
    assert not TopicDraft.objects.exists()
    assert "Een collega nam wijzigingen van jou terug" in staff["redacteur"].get("/nakijken/").text
    told = staff["redacteur"].get("/nakijken/voorstel").text
    assert "beheerder nam iets van jou terug bij ‘Wat doet het CLB?’" in told
    assert f"de voorbeeldvraag ‘{QUESTION}’" in told
    staff["redacteur"].post(DROP, {"zet_terug": last()})
    assert QUESTION in drafts.current("clb").content.questions
    assert "Zet terug" not in staff["beheerder"].get("/nakijken/voorstel").text


def test_what_was_put_back_is_still_whose_it_was(draft, staff) -> None:
    staff["beheerder"].post(DROP, {"erbij": QUESTION})
    staff["beheerder"].post(DROP, {"zet_terug": last()})
    assert not DroppedDraft.objects.exists()
    staff["beheerder"].post(DROP)
    assert DroppedDraft.objects.get().of.username == "redacteur"


def test_taking_back_ones_own_tells_nobody(draft, staff) -> None:
    staff["redacteur"].post(DROP, {"erbij": QUESTION})
    assert not DroppedDraft.objects.exists()


def test_who_mends_a_colleagues_question_does_not_make_it_their_own(draft, staff) -> None:
    manager = User.objects.get(username="beheerder")
    drafts.mend_question(manager, "clb", QUESTION, "kan het clb bij ons thuis komen")
    assert not DroppedDraft.objects.exists()
    drafts.remove_question(manager, "clb", "kan het clb bij ons thuis komen")
    assert DroppedDraft.objects.get().of.username == "redacteur"


def test_everybody_whose_work_is_in_a_draft_is_told(draft, staff, make_user, school) -> None:
    an, manager = make_user("an", school, "redacteur"), User.objects.get(username="beheerder")
    seen = drafts.current("clb").content
    drafts.save(an, "clb", replace(seen, title="Wat doet een CLB?"), seen)
    told = staff["beheerder"].get("/nakijken/voorstel").text
    assert "Hier zit werk in van redacteur en an</strong>. Zij krijgen een melding" in told
    drafts.drop(manager, "clb")
    assert {one.of.username for one in DroppedDraft.objects.all()} == {"redacteur", "an"}
    assert staff["beheerder"].get("/nakijken/voorstel").text.count("Zet terug") == 1


def test_an_older_text_over_a_colleagues_words_is_told_and_undone(data, staff, make_user, school) -> None:
    an, manager = make_user("an", school, "redacteur"), User.objects.get(username="beheerder")
    old = drafts.current("clb").content
    drafts.save(an, "clb", replace(old, title="Van An"), old)
    drafts.propose(manager, "clb", "topics", replace(old, title="Van vroeger"))
    told = staff["beheerder"].get("/nakijken/voorstel").text
    assert "Je nam iets terug bij ‘Van An’: de titel. Dat was werk van an" in told
    staff["beheerder"].post(DROP, {"zet_terug": last()})
    assert drafts.current("clb").title == "Van An"


def test_words_that_others_wrote_since_are_not_overwritten(data, staff, make_user, school) -> None:
    an, manager = make_user("an", school, "redacteur"), User.objects.get(username="beheerder")
    old = drafts.current("clb").content
    drafts.save(an, "clb", replace(old, title="Van An"), old)
    drafts.save(manager, "clb", old, drafts.current("clb").content)
    drafts.save(manager, "clb", replace(old, title="Van de beheerder"), old)
    page = staff["beheerder"].post(DROP, {"zet_terug": last()}, follow=True)
    assert "Er is niets overschreven" in page.text
    assert drafts.current("clb").title == "Van de beheerder"


def test_a_part_that_was_taken_back_is_not_told_of_for_ever(draft, staff) -> None:
    drafts.add_question(User.objects.get(username="beheerder"), "clb", "een heel andere vraag over het clb")
    staff["beheerder"].post(DROP, {"erbij": QUESTION})
    DroppedDraft.objects.update(at=timezone.now() - timedelta(days=15))
    assert "Zet terug" not in staff["beheerder"].get("/nakijken/voorstel").text


def test_it_is_forgotten_once_the_answer_is_live_and_who_lost_it_was_told(house, staff) -> None:
    manager = User.objects.get(username="beheerder")
    drafts.add_question(User.objects.get(username="redacteur"), "clb", QUESTION)
    drafts.add_question(manager, "clb", "een heel andere vraag over het clb")
    staff["beheerder"].post(DROP, {"erbij": QUESTION})
    DroppedDraft.objects.update(told=True)
    publishing.publish(manager, finished_candidate(manager))
    assert not DroppedDraft.objects.exists()
