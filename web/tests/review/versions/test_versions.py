"""The pages of versions and candidates: who may do what, what they tell, and what a click brings about."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from chat import assistant
from demo.making import add_version, finished_candidate, stand_in
from foundation.versions.workplace import PROGRESS, tell
from review.answers import drafts
from review.models import Candidate, Publication
from review.versions import candidates, publishing, report
from tests.helpers import text_of

NEW_QUESTION = "kan het clb ook bij ons thuis langskomen"


@pytest.fixture
def author(house, make_user, school):
    user = make_user("rita", school, "redacteur", first_name="Rita", last_name="Peeters")
    drafts.add_question(user, "clb", NEW_QUESTION)
    return user


@pytest.fixture
def candidate(author) -> Candidate:
    return finished_candidate(author)


@pytest.fixture(autouse=True)
def health(monkeypatch):
    """What the assistant tells of itself; it follows the pointer at once unless a test says otherwise."""
    told: dict[str, str] = {}
    follows = lambda: told or {"model": publishing.registry().live_name(), "failed": ""}  # noqa: E731
    monkeypatch.setattr(assistant, "health", follows)
    return told


def page(browser, name: str = "versions", *args) -> str:
    response = browser.get(reverse(f"review:{name}", args=args), follow=True)
    assert response.status_code == 200
    return text_of(response)


def buttons(shown: str) -> set[str]:
    return set(re.findall(r"<button[^>]*>([^<]+)", shown))


def press(browser, name: str, *args, **data) -> str:
    response = browser.post(reverse(f"review:{name}", args=args), data, follow=True)
    assert response.status_code == 200
    return text_of(response)


# --- who may what -----------------------------------------------------------------------------

LOOKING = ("versions", "candidate", "candidate_progress", "answering")
DOING = ("candidate_make", "candidate_stop", "candidate_publish", "version_back", "publication_finish")
OF_A_CANDIDATE = ("candidate", "candidate_progress", "candidate_stop", "candidate_publish")


def address(name: str, candidate: Candidate) -> str:
    return reverse(f"review:{name}", args=[candidate.pk] if name in OF_A_CANDIDATE else [])


@pytest.mark.parametrize("name", LOOKING)
def test_all_staff_may_look_and_nobody_else(staff, elsewhere, client, candidate, name):
    for browser in [*staff.values(), *elsewhere.values()]:  # versions are shared by all schools
        assert browser.get(address(name, candidate)).status_code == 200
    assert client.get(address(name, candidate)).url.startswith(reverse("review:login"))


@pytest.mark.parametrize("name", DOING)
def test_readers_and_strangers_may_do_nothing(staff, client, candidate, name):
    live = publishing.registry().live_name()
    assert staff["lezer"].post(address(name, candidate)).status_code == 403
    assert client.post(address(name, candidate)).url.startswith(reverse("review:login"))
    assert staff["redacteur"].get(address(name, candidate)).status_code == 405
    assert publishing.registry().live_name() == live
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("role", ["redacteur", "beheerder"])
def test_editors_and_managers_may_publish_and_go_back(staff, candidate, role):
    first = publishing.registry().live_name()
    press(staff[role], "candidate_publish", candidate.pk)
    assert publishing.registry().live_name() != first
    press(staff[role], "version_back", version=first)
    assert publishing.registry().live_name() == first


@pytest.mark.parametrize("name", OF_A_CANDIDATE)
def test_a_candidate_that_does_not_exist(staff, house, name):
    browser, place = staff["beheerder"], reverse(f"review:{name}", args=[999])
    answer = browser.get(place) if name in LOOKING else browser.post(place)
    assert answer.status_code == 404


def test_a_reader_sees_no_buttons_where_an_editor_does(staff, house, settings, candidate):
    assert "Publiceer" in buttons(page(staff["redacteur"], "candidate", candidate.pk))
    assert buttons(page(staff["lezer"], "candidate", candidate.pk)) == {"Afmelden"}
    house.make_live(add_version(house, settings.KNOWLEDGE))
    assert {"Terug naar vorige", "Zet deze versie terug"} <= buttons(page(staff["redacteur"]))
    assert buttons(page(staff["lezer"])) == {"Afmelden"}


# --- versions ---------------------------------------------------------------------------------


def test_what_answers_since_when_and_by_whom(staff, author, candidate):
    publishing.publish(author, candidate)
    shown = page(staff["redacteur"])
    assert "Gepubliceerd door Rita Peeters" in shown
    assert "De assistent antwoordt met deze versie" in shown
    assert drafts.titles()["clb"] in shown


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"model": "een-andere", "failed": ""}, "schakelt over"),
        ({"model": "een-andere", "failed": "LIVE"}, "kan deze versie niet gebruiken"),
        ({"model": "LIVE", "failed": "iets-anders"}, "antwoordt met deze versie"),
    ],
)
def test_whether_the_assistant_follows(staff, house, health, told, sentence):
    health.update({key: value.replace("LIVE", house.live_name()) for key, value in told.items()})
    assert sentence in page(staff["lezer"])


def test_the_assistant_is_away(staff, house, monkeypatch):
    monkeypatch.setattr(assistant, "health", dict)
    assert "antwoordt niet" in page(staff["lezer"])
    assert staff["lezer"].get(reverse("review:answering")).json()["how"] == "away"


def test_going_back_says_beforehand_and_afterwards_what_goes(staff, author, candidate):
    first = publishing.registry().live_name()
    publishing.publish(author, candidate)
    title = drafts.titles()["clb"]
    assert f"Dan verandert dit antwoord: ‘{title}’" in page(staff["redacteur"])
    shown = press(staff["redacteur"], "version_back", version=first)
    assert "zien ouders niet meer" in shown
    assert reverse("review:answer_history", args=["clb"]) in shown
    assert "zien ouders niet meer" in page(staff["redacteur"]), "also when the page follows the switch"
    newest = publishing.registry().versions()[0].name
    assert "zien ouders niet meer" not in press(staff["redacteur"], "version_back", version=newest)


def test_what_others_did_to_the_files_is_told(staff, house, settings):
    assert "door iemand anders gewijzigd" not in page(staff["redacteur"])
    (settings.KNOWLEDGE / "topics/kiva.yml").unlink()
    assert "door iemand anders gewijzigd" in page(staff["redacteur"])


def test_ten_versions_are_shown(staff, house, settings):
    for _ in range(12):
        add_version(house, settings.KNOWLEDGE)
    assert page(staff["redacteur"]).count("Zet deze versie terug<") == 10


def test_before_anything_is_live(staff, house):
    (house.folder / "live").unlink()
    assert "Nog geen versie" in page(staff["redacteur"])


def test_a_publication_that_broke_off_is_shown_and_finished(staff, candidate, monkeypatch):
    def broken(*_):
        raise OSError("no space left")

    monkeypatch.setattr(publishing, "make_equal", broken)
    shown = press(staff["redacteur"], "candidate_publish", candidate.pk)
    assert "onderbroken" in shown
    assert "Werk het publiceren af" in page(staff["redacteur"])
    monkeypatch.undo()
    monkeypatch.setattr(assistant, "health", dict)
    press(staff["redacteur"], "publication_finish")
    assert Publication.objects.get().version == publishing.registry().live_name()
    assert "onderbroken" not in page(staff["redacteur"])


def test_a_refusal_is_told(staff, house):
    assert "Je koos geen enkel antwoord" in press(staff["redacteur"], "candidate_make")
    assert "Deze versie is er niet meer" in press(staff["redacteur"], "version_back", version="weg")


# --- candidates -------------------------------------------------------------------------------


def test_a_candidate_in_the_making_can_be_followed_and_stopped(staff, author, settings, tmp_path):
    settings.ASSISTANT_PYTHON = stand_in(tmp_path, "time.sleep(60)\n")
    shown = press(staff["redacteur"], "candidate_make", kies=["clb"])
    candidate = Candidate.objects.get()
    assert "<progress" in shown
    assert 'http-equiv="refresh"' in shown
    tell(candidates.workplace_of(candidate) / PROGRESS, {"step": 3, "of": 4, "title": "Leren", "overall": 0.4})
    told = staff["lezer"].get(address("candidate_progress", candidate)).json()
    assert told == {"state": "running", "step": 3, "of": 4, "title": "Leren", "overall": 0.4}
    assert "al een proefmodel" in press(staff["beheerder"], "candidate_make", kies=["clb"])
    assert "Gestopt" in press(staff["beheerder"], "candidate_stop", candidate.pk)


CHANGES = [
    {"text": "komt het clb", "expected": "CLB", "before": "CLB", "after": "KiVa", "mark": "worse"},
    {"text": "wat is kiva", "expected": "KiVa", "before": "Toont een keuze", "after": "KiVa", "mark": "better"},
]


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ({}, "antwoordt even goed"),
        ({"verdict": "better"}, "antwoordt beter"),
        ({"verdict": "worse"}, "antwoordt minder goed"),
        ({"changes": CHANGES}, "komt het clb"),
        ({"own": {"asked": 3, "missed": [], "missed_in_all": 0}}, "3 nieuwe voorbeeldvragen krijgen allemaal"),
        (
            {"own": {"asked": 3, "missed": [{"text": "x", "expected": "y", "after": "z"}], "missed_in_all": 1}},
            "1 van de 3 nieuwe voorbeeldvragen krijgt nog niet",
        ),
        (
            {"confusions": [{"asked": "CLB", "answered": "KiVa", "before": 0, "after": 2}]},
            "Wie vraagt naar ‘CLB’, krijgt 2 keer ‘KiVa’ (nu nooit)",
        ),
    ],
)
def test_the_report_says_it_in_plain_words(staff, author, report, sentence):
    shown = page(staff["redacteur"], "candidate", finished_candidate(author, **report).pk)
    assert sentence in shown
    assert "Publiceer</button>" in shown
    for jargon in ("intent", "NLU", "YAML", "threshold", "tracker", "{'"):
        assert jargon not in shown.split("<main", 1)[1]


def test_danger_blocks_and_says_why(staff, author):
    missed = [{"text": "hij zegt rare dingen", "numbers_first": True, "was_heard": True}]
    safety = {"passed": False, "reasons": ["Eén noodbericht minder."], "missed": missed}
    shown = page(staff["redacteur"], "candidate", finished_candidate(author, verdict="unsafe", safety=safety).pk)
    assert "kan niet live" in shown
    assert "hij zegt rare dingen" in shown
    assert "Publiceer</button>" not in shown


def test_what_came_into_the_proposal_since_is_told(staff, author, candidate):
    assert "Niet in dit proefmodel" not in page(staff["redacteur"], "candidate", candidate.pk)
    drafts.add_question(author, "kiva", "wat kost kiva voor een school eigenlijk")
    assert "Niet in dit proefmodel, wel nog in het voorstel: ‘Wat is KiVa?’" in page(
        staff["redacteur"], "candidate", candidate.pk
    )


def test_an_outdated_candidate_offers_a_new_one(staff, settings, candidate):
    (settings.KNOWLEDGE / "topics/kiva.yml").unlink()
    shown = page(staff["redacteur"], "candidate", candidate.pk)
    assert "Nieuw proefmodel maken" in shown
    assert "Publiceer</button>" not in shown


def test_a_failure_is_told_and_can_be_tried_again(staff, candidate):
    Candidate.objects.update(state="failed", error="Het bestand ‘clb.yml’ kan niet gelezen worden.")
    shown = page(staff["redacteur"], "candidate", candidate.pk)
    assert "Het bestand ‘clb.yml’ kan niet gelezen worden." in shown
    assert "Opnieuw proberen" in shown


def test_a_difference_that_only_rounding_shows_is_called_almost_equal():
    def marks_when(wrong_before: float, wrong_after: float) -> dict[str, str]:
        scores = [{**dict.fromkeys(report.MEASURES, 0.5), "wrong": wrong} for wrong in (wrong_before, wrong_after)]
        told = report.measures({"scores": {report.HIDDEN: dict(zip(("before", "after"), scores, strict=True))}})
        return {f"{one['before']} {one['after']}": one["mark"] for one in told}

    assert marks_when(0.044, 0.046) == {"50 50": "gelijk", "4 5": "bijna gelijk"}
    assert marks_when(0.044, 0.056) == {"50 50": "gelijk", "4 6": "slechter"}
