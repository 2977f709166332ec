"""What goes into a proefmodel is chosen answer by answer; the rest of the proposal stays, and holds nothing back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from demo.making import finished_candidate, stand_in
from knowledge import reading
from review.answers import drafts
from review.models import Candidate, TopicDraft
from review.versions import candidates, publishing
from review.versions.candidates import NotPossible
from tests.review.answers.test_drafts import NEW

OF_CLB, OF_KIVA = "kan het clb ook bij ons thuis langskomen", "wat kost kiva voor een school eigenlijk"


@pytest.fixture
def rita(house, staff) -> User:
    user = User.objects.get(username="redacteur")
    drafts.add_question(user, "clb", OF_CLB)
    drafts.add_question(user, "kiva", OF_KIVA)
    return user


@pytest.fixture
def training(settings, tmp_path, rita):
    """Let a candidate be in the making, and stop it at the end."""
    settings.ASSISTANT_PYTHON = stand_in(tmp_path, "time.sleep(60)\n")
    yield
    for candidate in Candidate.objects.filter(state=Candidate.State.RUNNING):
        candidates.stop(rita, candidate)


def boxes(page: str) -> dict[str, str]:
    """Return the checkboxes of the proposal, with what else their tag says."""
    return dict(re.findall(r'name="kies" value="(\w+)" form="proefmodel"([^>]*)>', page))


def test_all_are_chosen_at_first(rita, staff):
    assert boxes(staff["redacteur"].get("/nakijken/voorstel").text) == {"clb": " checked", "kiva": " checked"}
    assert boxes(staff["lezer"].get("/nakijken/voorstel").text) == {}


def test_a_candidate_is_made_of_what_is_chosen(training, staff):
    page = staff["redacteur"].post("/nakijken/versies/proefmodel", {"kies": ["clb"]}, follow=True)
    assert "Het proefmodel wordt gemaakt" in page.text
    candidate = Candidate.objects.get()
    topics = candidates.workplace_of(candidate) / "data/topics"
    assert OF_CLB in (topics / "clb.yml").read_text()
    assert OF_KIVA not in (topics / "kiva.yml").read_text()


def test_what_was_not_chosen_stays_in_the_proposal_when_the_rest_goes_live(rita, staff):
    candidate = finished_candidate(rita, chosen=["clb"])
    report = staff["redacteur"].get(f"/nakijken/versies/proefmodel/{candidate.pk}").text
    assert "Niet in dit proefmodel, wel nog in het voorstel: ‘Wat is KiVa?’" in report
    drafts.add_question(rita, "kiva", "en hoelang duurt dat kiva")  # a colleague goes on meanwhile
    publishing.publish(rita, candidate)
    assert OF_CLB in reading.load().topics["clb"].questions
    assert OF_KIVA not in reading.load().topics["kiva"].questions
    assert [draft.topic for draft in TopicDraft.objects.all()] == ["kiva"]
    assert OF_KIVA in drafts.current("kiva").content.questions


def test_a_new_candidate_after_one_that_failed_has_the_same_choice(training, rita, staff):
    candidate = finished_candidate(rita, chosen=["clb"])
    Candidate.objects.filter(pk=candidate.pk).update(state="failed", error="Stuk.")
    page = staff["redacteur"].get(f"/nakijken/versies/proefmodel/{candidate.pk}").text
    assert re.findall(r'name="kies" value="(\w+)"', page) == ["clb"]


def test_after_one_of_which_nothing_is_left_all_the_rest_is_not_taken_instead(training, rita, staff):
    candidate = finished_candidate(rita, chosen=["clb"])
    Candidate.objects.filter(pk=candidate.pk).update(state="failed", error="Stuk.")
    drafts.drop(rita, "clb")
    page = staff["redacteur"].get(f"/nakijken/versies/proefmodel/{candidate.pk}").text
    again = dict(re.findall(r'name="(kies)" value="(\w+)"', page))
    told = staff["redacteur"].post("/nakijken/versies/proefmodel", again, follow=True).text
    assert "minstens één" in told
    assert Candidate.objects.get() == candidate


def test_nobodys_unfinished_work_holds_back_the_rest(rita, staff):
    seen = drafts.current("kiva").content
    drafts.save(rita, "kiva", replace(seen, answer="Het slachtoffer mag bellen."), seen)
    page = staff["redacteur"].get("/nakijken/voorstel").text
    assert boxes(page) == {"clb": " checked", "kiva": " disabled"}
    assert "Proefmodel maken" in page


@pytest.mark.parametrize(
    ("chosen", "sentence"), [([], "minstens één"), (["clb", "no_blame"], "staat niet meer in het voorstel")]
)
def test_a_choice_of_nothing_or_of_what_is_gone_is_told(rita, staff, chosen, sentence):
    page = staff["redacteur"].post("/nakijken/versies/proefmodel", {"kies": chosen}, follow=True)
    assert sentence in page.text
    assert not Candidate.objects.exists()


def test_an_answer_that_leads_to_a_new_one_is_not_published_without_it(rita):
    new = drafts.create(rita, replace(NEW, related=[]))
    seen = drafts.current("clb").content
    drafts.save(rita, "clb", replace(seen, related=[new.topic]), seen)
    with pytest.raises(NotPossible, match=f"verwijst naar het nieuwe antwoord ‘{re.escape(NEW.title)}’"):
        candidates.start(rita, ["clb", "kiva"])
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("chosen", ["kiva", "clb"])
def test_a_question_that_moved_goes_live_with_both_its_answers(rita, chosen):
    """With the new one alone two would know it; with the old one alone nobody would."""
    moved = drafts.current("clb").content.questions[0]
    drafts.remove_question(rita, "clb", moved)
    drafts.add_question(rita, "kiva", moved)
    with pytest.raises(NotPossible, match="Kies ze samen"):
        candidates.start(rita, [chosen])


def test_the_versions_lead_to_the_choice_and_offer_no_way_around_it(rita, staff):
    page = staff["redacteur"].get("/nakijken/versies").text
    assert "Kies in het voorstel" in page
    assert "/nakijken/versies/proefmodel" not in page


@pytest.mark.parametrize("role", ["redacteur", "lezer"])
def test_what_changed_in_the_files_alone_is_tried_from_the_proposal(house, settings, staff, role):
    page = staff[role].get("/nakijken/voorstel").text
    assert ("buiten deze pagina’s om" in page, "Proefmodel maken" in page) == (False, False)
    file = settings.KNOWLEDGE / "topics/clb.yml"
    file.write_text(file.read_text().replace("examples: |\n", f"examples: |\n    - {OF_CLB}\n"))
    page = staff[role].get("/nakijken/voorstel").text
    assert "buiten deze pagina’s om" in page
    assert ("Proefmodel maken" in page) == (role == "redacteur")


def test_what_changed_in_the_files_goes_along_without_any_answer_of_the_proposal(training, settings, staff):
    file = settings.KNOWLEDGE / "topics/no_blame.yml"
    file.write_text(file.read_text().replace("examples: |\n", "examples: |\n    - is no blame iets voor ons\n"))
    page = staff["redacteur"].post("/nakijken/versies/proefmodel", follow=True)
    assert "Het proefmodel wordt gemaakt" in page.text
    candidate = Candidate.objects.get()
    assert candidate.drafts == []
    topics = candidates.workplace_of(candidate) / "data/topics"
    assert "is no blame iets voor ons" in (topics / "no_blame.yml").read_text()
    assert OF_CLB not in (topics / "clb.yml").read_text()
