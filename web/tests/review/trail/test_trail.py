"""The trail: what each manager sees, the filters, and the file for Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review.answers import drafts
from review.models import Event
from review.permissions import BEHEERDER, LEZER
from review.trail import happenings
from review.trail.happenings import AccountChanged, ConversationViewed, Exported, LoggedIn, LoginFailed, record
from schools.models import School
from tests.helpers import table_of

TRAIL, FILE = reverse("review:trail"), reverse("review:trail_csv")


@pytest.fixture
def manager(staff) -> Client:
    return staff[BEHEERDER]


@pytest.fixture
def history(staff, elsewhere, school, other_school) -> dict[str, Event]:
    """Something of each kind of visibility."""
    ours, theirs = User.objects.get(username=LEZER), User.objects.get(username="lezer_elders")
    return {
        "ours": record(ours, ConversationViewed("gesprek-hier", "1 mei 2026"), school),
        "theirs": record(theirs, ConversationViewed("gesprek-elders", "1 mei 2026"), other_school),
        "our login": record(ours, LoggedIn()),
        "their login": record(theirs, LoggedIn()),
        "unknown": record(None, LoginFailed()),
    }


def seen(client: Client, **filters: object) -> list[str]:
    """Return the sentences on the page, the newest first."""
    lines = client.get(TRAIL, filters).context["lines"]
    return [f"{line['who']} {line['what']}" for line in lines]


def test_a_manager_sees_their_schools_and_their_people(manager, history):
    assert seen(manager) == ["lezer meldde zich aan met wachtwoord", "lezer bekeek een gesprek van 1 mei 2026"]


def test_another_schools_manager_sees_the_rest(elsewhere, history):
    assert seen(elsewhere[BEHEERDER]) == [
        "lezer_elders meldde zich aan met wachtwoord",
        "lezer_elders bekeek een gesprek van 1 mei 2026",
    ]


def test_a_superuser_sees_all(admin_client, history):
    told = seen(admin_client)
    assert "iemand met een onbekende naam kon zich niet aanmelden" in told
    assert len([line for line in told if "admin" not in line]) == len(history)


def test_filters_by_person_school_kind_and_period(admin_client, history, school):
    ours = User.objects.get(username=LEZER)
    assert len(seen(admin_client, person=ours.pk)) == 2
    assert seen(admin_client, school=school.pk) == ["lezer bekeek een gesprek van 1 mei 2026"]
    assert len(seen(admin_client, kind="ConversationViewed")) == 2
    assert seen(admin_client, kind="ConversationViewed", person=ours.pk) == ["lezer bekeek een gesprek van 1 mei 2026"]

    Event.objects.filter(pk=history["ours"].pk).update(at=timezone.now() - timedelta(days=10))
    today, last_week = timezone.localdate(), timezone.localdate() - timedelta(days=8)
    assert "lezer bekeek een gesprek van 1 mei 2026" not in seen(admin_client, since=str(last_week))
    assert seen(admin_client, until=str(last_week)) == ["lezer bekeek een gesprek van 1 mei 2026"]
    assert len(seen(admin_client, since=str(today), until=str(today), kind="ConversationViewed")) == 1


def test_filters_offer_and_take_only_what_a_manager_may_see(manager, history, other_school):
    them = User.objects.get(username="lezer_elders")
    page = manager.get(TRAIL)
    assert str(other_school) not in page.content.decode()
    assert "lezer_elders" not in page.content.decode()
    page = manager.get(TRAIL, {"person": them.pk, "school": other_school.pk})
    assert {"person", "school"} <= set(page.context["form"].errors)
    assert "lezer_elders" not in [line["who"] for line in page.context["lines"]]


def test_a_filter_that_makes_no_sense_is_told(manager, history):
    page = manager.get(TRAIL, {"since": "gisteren", "kind": "Ooit"})
    assert {"since", "kind"} == set(page.context["form"].errors)
    assert page.status_code == 200


def test_a_long_trail_comes_in_pages_that_keep_the_filter(manager, history, school):
    ours = User.objects.get(username=LEZER)
    for number in range(120):
        record(ours, ConversationViewed(f"g{number}"), school)
    first = manager.get(TRAIL, {"kind": "ConversationViewed"})
    assert len(first.context["lines"]) == 50
    assert "?kind=ConversationViewed&amp;page=2" in first.content.decode()
    last = manager.get(TRAIL, {"kind": "ConversationViewed", "page": "3"})
    assert len(last.context["lines"]) == 21
    assert len(manager.get(TRAIL, {"page": "onzin"}).context["lines"]) == 50


def test_an_empty_trail_explains_itself(manager):
    Event.objects.all().delete()
    assert "Hier is nog niets gebeurd" in manager.get(TRAIL).content.decode()
    assert "Met deze filters" in manager.get(TRAIL, {"kind": "LoggedIn"}).content.decode()


def rows(client: Client, **filters: object) -> list[list[str]]:
    return table_of(client.get(FILE, filters))


def test_the_file_holds_what_the_page_shows_and_is_recorded(manager, history, school):
    header, *lines = rows(manager)
    assert header == ["wanneer", "wie", "school", "wat", "voordien en nu"]
    assert [BEHEERDER, "", "haalde het spoor op als bestand", ""] == lines[0][1:]
    assert [LEZER, str(school), "bekeek een gesprek van 1 mei 2026", ""] == lines[2][1:]
    assert "elders" not in str(lines)
    assert Event.objects.filter(name="Exported", username=BEHEERDER).count() == 1
    assert len(rows(manager, kind="ConversationViewed")) == 2


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_nothing_in_the_file_is_calculated(manager, make_user, school, sign):
    sneaky = make_user("x", school, LEZER)
    User.objects.filter(pk=sneaky.pk).update(username=f"{sign}HYPERLINK(1)")
    record(User.objects.get(pk=sneaky.pk), ConversationViewed("g"), school)
    assert f"'{sign}HYPERLINK(1)" in [line[1] for line in rows(manager)]


def test_every_kind_has_words_for_the_filter():
    labels = dict(happenings.kinds())
    assert set(labels) == set(happenings.KINDS)
    assert labels["AccountChanged"] == "wijzigde het account van …"
    assert not any("{" in label for label in labels.values())


def test_an_event_outlives_the_account(manager, make_user, school):
    gone = make_user("weg", school, LEZER)
    record(gone, AccountChanged("iemand", "rol lezer"), school)
    record(gone, Exported("iets"), school)
    gone.delete()
    assert len([line for line in seen(manager) if line.startswith("weg ")]) == 2


def test_an_answer_is_named_by_its_title(staff):
    happenings.record(User.objects.get(username="redacteur"), happenings.DraftChanged("clb", "de tekst"))
    assert "wijzigde het antwoord ‘Wat doet het CLB?’ in het voorstel" in staff["beheerder"].get("/nakijken/spoor").text


def test_no_hash_and_no_number_of_a_version_stands_in_the_trail(manager, make_user, school):
    user, version = User.objects.get(username="redacteur"), "20261129-184948-8a145da4"
    for happening in (
        ConversationViewed("voorbeeldschool.0a1b2c3d4e5f", "29 november 2026"),
        happenings.ConversationErased("voorbeeldschool.0a1b2c3d4e5f"),
        happenings.CandidateStarted(7, ["Wat doet het CLB?"]),
        happenings.CandidateEnded(7, "klaar om te bekijken"),
        happenings.Published(version, ["Wat doet het CLB?"]),
        happenings.WentBack(version, "20261130-070000-aaaabbbb"),
        happenings.ExampleLeft("clb, kiva"),
    ):
        record(user, happening, school)
    told = " | ".join(seen(manager))
    assert "8a145da4" not in told
    assert "0a1b2c" not in told
    assert "publiceerde een nieuwe versie met ‘Wat doet het CLB?’" in told
    assert "ging terug naar de versie van 29 november 2026, 19:49; voordien antwoordde die van 30 november" in told
    assert "begon een proefmodel met ‘Wat doet het CLB?’" in told
    assert "woordelijk staat bij ‘Wat doet het CLB?’, ‘" in told


def test_what_was_changed_is_told_with_before_and_after(data, manager):
    user, seen_before = User.objects.get(username="redacteur"), drafts.current("clb").content
    drafts.save(user, "clb", replace(seen_before, about="Over wat het CLB doet."), seen_before)
    page = manager.get(TRAIL).text
    assert f"<del>{seen_before.about}</del>" in page
    assert "<ins>Over wat het CLB doet.</ins>" in page
    drafts.add_question(user, "clb", "iets dat een ouder schreef")
    assert "iets dat een ouder schreef" not in manager.get(TRAIL).text


def test_a_question_is_told_with_how_it_stood_before(manager, school):
    record(User.objects.get(username="redacteur"), happenings.ItemHandled(12, "heropend", "opzij gezet"), school)
    assert "redacteur behandelde een vraag: heropend (voordien: opzij gezet)" in seen(manager)


def test_who_stood_in_a_profile_leaves_the_trail_and_the_log_of_before(school, admin_user):
    """Before, both told of contacts and CLB who they were; they are kept for as long as the rest of the trail."""
    people = ["Contactpersonen", "Kim Voorbeeld, 03 000 00 00", "Noor Voorbeeld"], ["CLB", "", "Kim Voorbeeld"]
    hours = ["Wanneer jullie bereikbaar zijn", "", "Altijd."]
    for name in ("ProfileChanged", "ProfilePutBack"):
        Event.objects.create(name=name, school=school, about={"what": "Contactpersonen", "changes": [*people, hours]})
    changed = {"name": "contactpersoon", "object": "Kim Voorbeeld", "fields": ["telefoon"]}
    told = [{"added": {}}, {"changed": changed}]
    LogEntry.objects.log_actions(admin_user.pk, School.objects.filter(pk=school.pk), CHANGE, told, single_object=True)
    migration = import_module("review.migrations.0013_whole_files_and_forgotten_people")
    migration.forget_people(apps, None)
    migration.forget_people_in_log(apps, None)
    assert "Voorbeeld" not in str([event.about for event in Event.objects.all()])
    assert {str(happenings.changes_of(event)) for event in Event.objects.all()} == {str([tuple(hours)])}
    assert {happenings.in_words(event).partition(": ")[2] for event in Event.objects.all()} == {"Contactpersonen"}
    entry = LogEntry.objects.get()
    assert "Voorbeeld" not in entry.change_message
    assert "contactpersoon" in entry.get_change_message()
