"""Where a school wants it, nothing goes live before somebody else than who wrote it said yes to each part."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from demo.making import finished_candidate
from review.answers import drafts, retiring, second_reader
from review.models import Event, ProposalReading, Publication
from review.permissions import BEHEERDER, LEZER, REDACTEUR
from review.trail.happenings import in_words
from review.versions import publishing
from review.versions.candidates import NotPossible
from tests.helpers import give_role, log_in, text_of

QUESTION, OTHER_QUESTION = "kan het clb ook bij ons thuis langskomen", "komt het clb ook in de kleuterklas"
READ = reverse("review:draft_read", args=["clb"])
PROPOSAL, SWITCH = reverse("review:proposal"), reverse("review:my_school_second_reader")


@pytest.fixture
def anna(make_user, school):
    return make_user("anna", school, REDACTEUR)


@pytest.fixture
def bart(make_user, school):
    return make_user("bart", school, REDACTEUR)


@pytest.fixture
def wanted(house, school, anna, bart) -> None:
    second_reader.switch(anna, school, True)


def writes(user, answer: str, topic: str = "clb") -> None:
    seen = drafts.current(topic).content
    drafts.save(user, topic, replace(seen, answer=answer), seen)


def reads(client, user, topic: str = "clb"):
    """Say yes to what the page of the proposal shows of an answer, if it can be said there."""
    log_in(client, user)
    entry = next(one for one in client.get(PROPOSAL).context["entries"] if one["answer"].topic == topic)
    address = reverse("review:draft_read", args=[topic])
    return client.post(address, {"gezien": entry["reading"]["state"].stamp}, follow=True)


def test_where_nobody_wants_it_all_is_as_it_was(house, school, anna, client):
    drafts.add_question(anna, "clb", QUESTION)
    assert "tweede collega nagelezen" not in text_of(log_in(client, anna).get(PROPOSAL))
    assert publishing.publish(anna, finished_candidate(anna))


def test_nothing_goes_live_before_a_second_person_said_yes(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    candidate = finished_candidate(anna)
    with pytest.raises(NotPossible, match="Nog niet helemaal nagelezen door een tweede collega: ‘Wat doet het CLB"):
        publishing.publish(bart, candidate)  # to click on it is not to say yes
    page = text_of(log_in(client, anna).get(reverse("review:candidate", args=[candidate.pk])))
    assert "Nog niet helemaal nagelezen" in page
    assert "Naar het voorstel" in page
    assert "Nieuw proefmodel maken" not in page  # it would not help
    assert not Publication.objects.exists()
    assert "Genoteerd: jij las dit na." in text_of(reads(client, bart))
    assert in_words(Event.objects.first(), drafts.titles()).endswith("na en zei ja")
    assert publishing.publish(anna, candidate)


def test_an_answer_goes_away_only_when_a_second_person_said_yes_to_that(wanted, anna, bart, client):
    retiring.retire(anna, "kiva", "")
    page = text_of(log_in(client, bart).get(PROPOSAL))
    assert "Wacht op een tweede collega:</strong> het stopzetten." in page
    candidate = finished_candidate(anna)
    assert "Nog niet helemaal nagelezen" in publishing.why_not(candidate)
    reads(client, bart, "kiva")
    assert publishing.why_not(candidate) == ""


def test_what_leads_on_as_another_goes_away_needs_no_yes_of_its_own(wanted, anna, bart, client):
    clb = drafts.current("clb").content
    drafts.save(anna, "clb", replace(clb, related=["kiva", *clb.related[1:]]), clb)
    reads(client, bart)
    assert publishing.publish(anna, finished_candidate(anna))
    retiring.retire(anna, "kiva", "no_blame")
    drafts.add_question(anna, "clb", QUESTION)
    for topic in ("kiva", "clb", "no_blame"):
        reads(client, bart, topic)
    assert publishing.why_not(finished_candidate(anna)) == ""


def test_who_wrote_it_is_no_second_person(wanted, anna, client):
    drafts.add_question(anna, "clb", QUESTION)
    log_in(client, anna)
    assert "Jij schreef dit. Iemand anders moet ja zeggen." in text_of(client.get(PROPOSAL))
    assert "Jij schreef dit zelf." in text_of(reads(client, anna))
    assert not ProposalReading.objects.exists()


def test_each_part_is_read_by_somebody_else_than_who_wrote_that_part(wanted, anna, bart, client, make_user, school):
    drafts.add_question(anna, "clb", QUESTION)
    drafts.add_question(bart, "clb", OTHER_QUESTION)
    candidate = finished_candidate(anna)
    page = text_of(reads(client, bart))
    assert f"Wacht op een tweede collega:</strong> de voorbeeldvraag ‘{OTHER_QUESTION}’." in page
    assert publishing.why_not(candidate)
    page = text_of(reads(client, anna))
    assert "Nagelezen door anna en bart" in page or "Nagelezen door bart en anna" in page
    assert publishing.why_not(candidate) == ""


def test_a_yes_lapses_for_the_part_that_changes_and_no_other(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    writes(anna, "Het CLB denkt mee. Vraag ernaar op school.")
    reads(client, bart)
    assert publishing.why_not(finished_candidate(anna)) == ""
    writes(anna, "Het CLB denkt mee. Bel ze gerust.")
    candidate = finished_candidate(anna)
    assert "Nog niet helemaal nagelezen" in publishing.why_not(candidate)
    page = text_of(log_in(client, bart).get(PROPOSAL))
    assert "Wacht op een tweede collega:</strong> de kern van het antwoord." in page


def test_who_said_yes_and_changes_it_then_is_no_second_person_any_more(wanted, anna, bart, client):
    writes(anna, "Het CLB denkt mee. Vraag ernaar op school.")
    reads(client, bart)
    writes(bart, "Het CLB denkt mee. Bel ze gerust.")
    writes(bart, "Het CLB denkt mee. Vraag ernaar op school.")
    assert "Nog niet helemaal nagelezen" in publishing.why_not(finished_candidate(anna))
    reads(client, anna)
    assert publishing.why_not(finished_candidate(anna)) == ""


def test_only_what_was_chosen_has_to_be_read(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    writes(anna, "Een methode. Vraag ernaar op school.", "kiva")
    reads(client, bart)
    assert publishing.why_not(finished_candidate(anna, ["clb"])) == ""
    assert "KiVa" in publishing.why_not(finished_candidate(anna))


def test_what_changed_since_it_was_read_is_not_agreed_to(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    log_in(client, bart)
    [entry] = client.get(PROPOSAL).context["entries"]
    drafts.add_question(anna, "clb", OTHER_QUESTION)
    page = client.post(READ, {"gezien": entry["reading"]["state"].stamp}, follow=True)
    assert "intussen gewijzigd" in text_of(page)
    assert not ProposalReading.objects.exists()


def test_what_was_taken_back_and_put_back_has_to_be_read_again(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    reads(client, bart)
    drafts.drop(anna, "clb")
    assert not ProposalReading.objects.exists()
    assert "niet meer in het voorstel" in text_of(client.post(READ, {"gezien": "x"}, follow=True))


def test_no_word_of_a_parent_is_kept_with_a_yes(wanted, anna, bart, client):
    drafts.add_question(anna, "clb", QUESTION)
    reads(client, bart)
    assert QUESTION not in str(ProposalReading.objects.get().parts)
    assert QUESTION not in str([event.about for event in Event.objects.all()])


# --- who wants it -----------------------------------------------------------------------------


def test_a_beheerder_switches_it_on_and_off_for_the_own_school(staff, school, anna):
    page = staff[BEHEERDER].post(f"{SWITCH}?school={school.slug}", {"nalezen": "aan"}, follow=True)
    assert "Elk voorstel wordt voortaan nagelezen." in text_of(page)
    assert "<strong>Dit staat aan.</strong>" in text_of(staff[LEZER].get(reverse("review:my_school")))
    event = Event.objects.get()
    assert in_words(event) == "zette aan dat elk voorstel door een tweede collega nagelezen wordt"
    assert event.school == school
    again = staff[BEHEERDER].post(f"{SWITCH}?school={school.slug}", {"nalezen": "aan"}, follow=True)
    assert "Er is niets gewijzigd." in text_of(again)
    staff[BEHEERDER].post(f"{SWITCH}?school={school.slug}", {"nalezen": "uit"})
    assert not second_reader.is_wanted()
    assert Event.objects.count() == 2


def test_nobody_else_may(staff, elsewhere, school):
    for browser, status in ((staff[LEZER], 403), (staff[REDACTEUR], 403), (elsewhere[BEHEERDER], 404)):
        assert browser.post(f"{SWITCH}?school={school.slug}", {"nalezen": "aan"}).status_code == status
    assert not second_reader.is_wanted()


def test_what_one_school_wants_holds_for_all_and_no_other_switches_it_off(staff, elsewhere, school, other_school):
    staff[BEHEERDER].post(f"{SWITCH}?school={school.slug}", {"nalezen": "aan"})
    page = text_of(elsewhere[BEHEERDER].get(reverse("review:my_school")))
    assert "Een andere school zette dit aan." in page
    assert school.name not in page
    elsewhere[BEHEERDER].post(f"{SWITCH}?school={other_school.slug}", {"nalezen": "uit"})
    assert second_reader.is_wanted()
    school.active, school.second_reader = False, True
    school.save()
    assert not second_reader.is_wanted()


def test_it_cannot_be_switched_on_where_nobody_could_be_the_second(client, make_user, school, other_school):
    rita = make_user("rita", school, BEHEERDER)
    give_role(rita, other_school, REDACTEUR)  # one person, however many roles
    make_user("lea", school, LEZER)
    page = log_in(client, rita).post(f"{SWITCH}?school={school.slug}", {"nalezen": "aan"}, follow=True)
    assert "Er is maar één redacteur of beheerder" in text_of(page)
    assert not second_reader.is_wanted()


def test_a_lezer_reads_the_proposal_and_says_no_yes(wanted, anna, staff):
    drafts.add_question(anna, "clb", QUESTION)
    page = text_of(staff[LEZER].get(PROPOSAL))
    assert "Wacht op een tweede collega" in page
    assert "Ik las dit na" not in page
    assert staff[LEZER].post(READ, {"gezien": "x"}).status_code == 403
