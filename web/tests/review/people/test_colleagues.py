"""Colleagues: adding, roles by school, stopping, one-time passwords; and what a manager of one school cannot do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from review.models import Account, Event, Membership
from review.permissions import BEHEERDER, LEZER, REDACTEUR
from review.trail import happenings
from tests.helpers import PASSWORD, give_role

NEW = reverse("review:colleague_new")


@pytest.fixture
def manager(staff) -> Client:
    return staff[BEHEERDER]


@pytest.fixture
def chief(admin_client) -> Client:
    return admin_client


@pytest.fixture
def both(make_user, school, other_school) -> User:
    """Somebody who works at both schools."""
    user = make_user("beide", school, LEZER)
    give_role(user, other_school, REDACTEUR)
    return user


def role(user: User, school) -> str:
    return next((membership.role.name for membership in Membership.objects.filter(user=user, school=school)), "")


def filled_in(school, role=REDACTEUR, email="Noor@School.example", **more) -> dict[str, str]:
    return {"first_name": "Noor", "last_name": "Haddad", "email": email, f"school_{school.pk}": role, **more}


def act(client: Client, user: User, what: str, **data: str):
    return client.post(reverse(f"review:colleague_{what}", args=[user.pk]), data)


def last_event() -> tuple[str, str, object]:
    event = Event.objects.first()
    return event.username, happenings.in_words(event), event.school


@pytest.mark.parametrize("name", ["<b>Noor</b>", "[[awel]]", "{school_name}", "javascript:alert(1)"])
def test_a_name_holds_no_signs_that_a_page_would_show_as_they_stand(manager, chief, both, school, name):
    assert manager.post(NEW, filled_in(school, first_name=name)).status_code == 200
    act(chief, both, "details", first_name="Noor", last_name=name, email="noor@school.example")
    page = chief.post(f"/beheer/auth/user/{both.pk}/change/", {"username": "beide", "first_name": name})
    assert "first_name" in page.context["adminform"].form.errors
    assert not User.objects.filter(first_name=name).exists()
    assert not User.objects.filter(last_name=name).exists()


def test_a_new_colleague_gets_in_with_the_password_that_is_shown_once(manager, client, school):
    page = manager.post(NEW, filled_in(school))
    once = re.search(r'class="one-time">([^<]+)<', page.content.decode())[1]
    noor = User.objects.get(username="noor@school.example")
    assert (noor.get_full_name(), noor.email, role(noor, school)) == ("Noor Haddad", noor.username, REDACTEUR)
    assert Account.objects.get(user=noor).must_change_password
    assert not noor.is_staff
    assert "no-store" in page["Cache-Control"]
    assert not any(once in str(cookie) for cookie in page.cookies.values())
    assert client.post("/nakijken/aanmelden", {"username": noor.email, "password": once}).status_code == 302
    assert client.get("/nakijken/").url == reverse("review:password")
    told = [happenings.in_words(event) for event in Event.objects.filter(name="AccountChanged")]
    assert told == [
        "wijzigde het account van noor@school.example: nieuw account",
        "wijzigde het account van noor@school.example: rol redacteur",
    ]


def test_somebody_of_another_school_only_gets_the_role_added(manager, elsewhere, school, other_school):
    them = User.objects.get(username="redacteur_elders")
    them.set_password(PASSWORD)
    them.save()
    page = manager.post(NEW, filled_in(school, LEZER, them.email, first_name="Iets", last_name="Anders"), follow=True)
    them.refresh_from_db()
    assert role(them, school) == LEZER
    assert role(them, other_school) == REDACTEUR
    assert them.check_password(PASSWORD)
    assert them.first_name == ""
    html = page.content.decode()
    assert "Het kreeg de rol erbij" in html
    assert "one-time" not in html
    assert str(other_school) not in html


def test_a_colleague_is_not_added_twice_and_nobody_demotes_themselves_that_way(manager, school):
    own = User.objects.get(username=BEHEERDER)
    page = manager.post(NEW, filled_in(school, LEZER, own.email))
    assert "Dit is al een collega" in page.content.decode()
    assert role(own, school) == BEHEERDER


@pytest.mark.parametrize(
    ("missing", "told"),
    [("email", "email"), ("first_name", "first_name"), ("last_name", "last_name"), ("school", "__all__")],
)
def test_what_is_missing_is_told_and_nothing_is_made(manager, school, missing, told):
    data = {key: value for key, value in filled_in(school).items() if not key.startswith(missing)}
    assert told in manager.post(NEW, data).context["form"].errors
    assert not User.objects.filter(email__icontains="noor").exists()


def test_no_role_can_be_given_at_a_school_of_others(manager, school, other_school):
    manager.post(NEW, filled_in(school, **{f"school_{other_school.pk}": BEHEERDER}))
    noor = User.objects.get(email="noor@school.example")
    assert role(noor, other_school) == ""
    act(manager, noor, "roles", **{f"school_{school.pk}": LEZER, f"school_{other_school.pk}": BEHEERDER})
    assert (role(noor, school), role(noor, other_school)) == (LEZER, "")


def test_the_list_shows_ones_own_schools_only(manager, elsewhere, both, chief, school, other_school):
    page = manager.get(reverse("review:colleagues")).content.decode()
    assert "beide" in page
    assert "lezer_elders" not in page
    assert str(other_school) not in page
    everybody = chief.get(reverse("review:colleagues")).content.decode()
    for name in ("beide", "lezer_elders", "redacteur", "admin"):
        assert name in everybody
    assert str(other_school) in everybody


def test_roles_change_and_go_school_by_school(manager, both, school, other_school):
    assert act(manager, both, "roles", **{f"school_{school.pk}": REDACTEUR}).status_code == 302
    assert (role(both, school), role(both, other_school)) == (REDACTEUR, REDACTEUR)
    assert last_event() == (BEHEERDER, "wijzigde het account van beide: rol redacteur", school)

    assert act(manager, both, "roles", **{f"school_{school.pk}": ""}).url == reverse("review:colleagues")
    assert (role(both, school), role(both, other_school)) == ("", REDACTEUR)
    assert last_event() == (BEHEERDER, "wijzigde het account van beide: rol weggehaald", school)


def test_saving_without_a_change_records_nothing(manager, both, school):
    act(manager, both, "roles", **{f"school_{school.pk}": LEZER})
    assert not Event.objects.exists()


def test_an_invented_role_is_refused(manager, both, school):
    assert act(manager, both, "roles", **{f"school_{school.pk}": "baas"}).status_code == 200
    assert role(both, school) == LEZER


def test_nobody_takes_their_own_last_say(manager, school, other_school):
    own = User.objects.get(username=BEHEERDER)
    for smaller in ("", LEZER, REDACTEUR):
        page = act(manager, own, "roles", **{f"school_{school.pk}": smaller})
        assert "laatste rol als beheerder" in page.content.decode()
        assert role(own, school) == BEHEERDER
    give_role(own, other_school, BEHEERDER)
    act(manager, own, "roles", **{f"school_{school.pk}": LEZER, f"school_{other_school.pk}": BEHEERDER})
    assert (role(own, school), role(own, other_school)) == (LEZER, BEHEERDER)


def test_nobody_deactivates_themselves(manager, chief):
    for client, name in ((manager, BEHEERDER), (chief, "admin")):
        own = User.objects.get(username=name)
        assert act(client, own, "active", active="0").status_code == 403
        own.refresh_from_db()
        assert own.is_active


def test_a_deactivated_colleague_is_out_at_once_until_made_active_again(manager, staff, school):
    them = User.objects.get(username=LEZER)
    assert staff[LEZER].get(reverse("review:password")).status_code == 200
    act(manager, them, "active", active="0")
    assert reverse("review:login") in staff[LEZER].get(reverse("review:password")).url
    assert last_event() == (BEHEERDER, "wijzigde het account van lezer: niet meer actief", school)
    assert "niet actief" in manager.get(reverse("review:colleagues")).content.decode()
    act(manager, them, "active", active="1")
    them.refresh_from_db()
    assert them.is_active
    assert last_event() == (BEHEERDER, "wijzigde het account van lezer: opnieuw actief", school)


def test_a_new_one_time_password_ends_the_old_one(manager, staff, client):
    them = User.objects.get(username=LEZER)
    page = act(manager, them, "password")
    once = re.search(r'class="one-time">([^<]+)<', page.content.decode())[1]
    them.refresh_from_db()
    assert them.check_password(once)
    assert reverse("review:login") in staff[LEZER].get(reverse("review:password")).url
    assert client.post("/nakijken/aanmelden", {"username": LEZER, "password": PASSWORD}).status_code == 200
    assert once not in str(Event.objects.values_list("about", "username"))


def test_ones_own_password_is_changed_on_ones_own_page(manager):
    own = User.objects.get(username=BEHEERDER)
    assert act(manager, own, "password").url == reverse("review:password")
    own.refresh_from_db()
    assert own.check_password(PASSWORD)


def test_a_name_and_address_can_be_mended(manager, staff, school):
    manager.post(NEW, filled_in(school, email="nor@school.example"))
    noor = User.objects.get(email="nor@school.example")
    data = {"first_name": "Noor", "last_name": "El Haddad", "email": "Noor@school.example"}
    assert act(manager, noor, "details", **data).status_code == 302
    noor.refresh_from_db()
    assert (noor.username, noor.email, noor.last_name) == ("noor@school.example", "noor@school.example", "El Haddad")
    page = act(manager, noor, "details", **{**data, "email": "lezer@voorbeeld.example"})
    assert "Er is al een account met dit e-mailadres" in page.content.decode()


@pytest.mark.parametrize("what", ["password", "active", "details"])
def test_an_account_that_is_not_wholly_of_a_managers_schools_is_not_theirs(manager, both, make_user, school, what):
    website_chief = make_user("websitebaas", school, LEZER, is_superuser=True)
    in_the_admin = make_user("inhetbeheer", school, LEZER, is_staff=True)
    data = {"active": "0", "first_name": "A", "last_name": "B", "email": "gekaapt@evil.example"}
    for user in (both, website_chief, in_the_admin):
        assert act(manager, user, what, **data).status_code == 403
        user.refresh_from_db()
        assert user.is_active
        assert user.check_password(PASSWORD)
        assert "gekaapt" not in user.email
    page = manager.get(reverse("review:colleague", args=[both.pk])).content.decode()
    assert "eenmalig wachtwoord" not in page.lower()
    assert "Zet het account stil" not in page


@pytest.mark.parametrize("what", ["roles", "password", "active", "details"])
def test_people_of_another_school_do_not_exist(manager, elsewhere, school, other_school, what):
    them = User.objects.get(username="lezer_elders")
    assert manager.get(reverse("review:colleague", args=[them.pk])).status_code == 404
    assert act(manager, them, what, active="0", **{f"school_{school.pk}": LEZER}).status_code == 404
    assert role(them, school) == ""


def test_a_superuser_manages_all(chief, both, school, other_school):
    act(chief, both, "roles", **{f"school_{school.pk}": BEHEERDER, f"school_{other_school.pk}": LEZER})
    assert (role(both, school), role(both, other_school)) == (BEHEERDER, LEZER)
    act(chief, both, "active", active="0")
    both.refresh_from_db()
    assert not both.is_active
    assert {event.school for event in Event.objects.filter(about__what="niet meer actief")} == {school, other_school}


def test_in_the_admin_roles_stand_beside_the_user_and_changes_are_recorded(chief, both):
    page = chief.get(f"/beheer/auth/user/{both.pk}/change/")
    assert "memberships-0-role" in page.content.decode()
    chief.post(f"/beheer/auth/user/{both.pk}/password/", {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert last_event()[0] == "admin"
    assert "wijzigde het account van beide" in last_event()[1]
    chief.post("/beheer/auth/user/", {"action": "delete_selected", "_selected_action": [both.pk], "post": "yes"})
    assert not User.objects.filter(pk=both.pk).exists()
    assert last_event()[1] == "wijzigde het account van beide: verwijderd, in het beheer"
