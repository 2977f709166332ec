"""Logging in and out, lock-out, the first account, choosing one's own password."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from review.models import Account, Event
from review.people import accounts
from review.trail import happenings
from serving.management.commands import dienen
from tests.helpers import PASSWORD, is_logged_in

LOGIN = "/nakijken/aanmelden"
ADMIN_LOGIN = "/beheer/login/"
OWN = "mijn eigen lange zin 42"


@pytest.fixture
def anna(make_user, school):
    return make_user("anna", school, "redacteur")


def fill_in(client: Client, name: str = "anna", password: str = PASSWORD, path: str = LOGIN, **more):
    return client.post(path, {"username": name, "password": password}, **more)


def recorded() -> list[tuple[str, str]]:
    return [(event.name, event.username) for event in Event.objects.order_by("pk")]


@pytest.mark.parametrize("name", ["anna", "Anna", "anna@voorbeeld.example", "ANNA@voorbeeld.example", " anna "])
def test_name_or_mail_however_capitalised_lets_in(client, anna, name):
    assert fill_in(client, name).url == reverse("review:queue")
    assert is_logged_in(client)
    event = Event.objects.get()
    assert (event.user, happenings.in_words(event)) == (anna, "meldde zich aan met wachtwoord")


def test_two_people_with_one_address_are_nobody(client, anna, make_user):
    other = make_user("ann")
    User.objects.filter(pk=other.pk).update(email=anna.email)
    assert fill_in(client, anna.email).status_code == 200
    assert fill_in(client, "anna").status_code == 302


def test_an_unknown_name_a_wrong_password_and_a_stopped_account_look_the_same(client, anna, make_user):
    make_user("weg", is_active=False)
    pages = [
        fill_in(client, *tried).content.decode()
        for tried in (("anna", "fout"), ("nooit gezien", PASSWORD), ("weg", PASSWORD), ("anna@voorbeeld.example", "x"))
    ]
    plain = {re.sub(r'value="[^"]*"|csrf\S+', "", page) for page in pages}
    assert len(plain) == 1
    assert "horen niet bij elkaar" in pages[0]
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/nakijken/spoor?page=2", "/nakijken/spoor?page=2"),
        ("https://evil.example/nakijken", "/nakijken/"),
        ("//evil.example", "/nakijken/"),
        ("javascript:alert(1)", "/nakijken/"),
    ],
)
def test_after_login_one_goes_on_but_never_to_another_site(client, anna, asked, goes):
    data = {"username": "anna", "password": PASSWORD, "next": asked}
    assert client.post(LOGIN, data).url == goes


def test_who_is_in_already_does_not_log_in_again(staff):
    assert staff["lezer"].get(LOGIN).url == reverse("review:queue")


def test_logging_out_takes_a_form_and_is_recorded(staff):
    client = staff["lezer"]
    assert client.get("/nakijken/afmelden").status_code == 405
    assert client.post("/nakijken/afmelden").url == LOGIN
    assert not is_logged_in(client)
    assert recorded() == [("LoggedOut", "lezer")]


def test_the_session_goes_with_the_browser_and_within_a_day(client, anna, settings):
    cookie = fill_in(client).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == cookie["expires"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.session.get_expiry_age() <= 8 * 3600


@pytest.mark.parametrize("path", [LOGIN, ADMIN_LOGIN])
def test_too_many_failures_lock_out_one_name_at_one_address_for_a_while(client, anna, path, settings, school):
    boss = User.objects.create_superuser("baas", "baas@voorbeeld.example", PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert fill_in(client, "baas", "fout", path).status_code == 200
    page = fill_in(client, "baas", "fout", path)
    assert page.status_code == 429
    assert page["Retry-After"] == "900"
    assert "15 minuten" in page.content.decode()

    assert fill_in(client, "baas", PASSWORD, path).status_code == 429  # the right one does not help now
    assert fill_in(client, "anna").status_code == 302  # a colleague at the same school
    assert fill_in(Client(REMOTE_ADDR="192.0.2.7"), "baas", PASSWORD, path).status_code == 302  # from home
    names = [name for name, username in recorded() if username == boss.username]
    assert names == ["LoginFailed"] * (settings.AXES_FAILURE_LIMIT - 1) + ["LockedOut", "LoggedIn"]


def test_an_unknown_name_is_locked_out_just_the_same(client, settings, db):
    answers = [fill_in(client, "nooit gezien", "fout").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]


def test_capitals_do_not_make_more_guesses(client, anna, settings):
    spellings = ["anna", "Anna", "ANNA", "anna@voorbeeld.example", "aNNa"]
    assert [fill_in(client, spelling, "fout").status_code for spelling in spellings][-1] == 429


def test_a_success_forgets_the_failures(client, anna, settings):
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            assert fill_in(client, "anna", "fout").status_code == 200
        assert fill_in(client, "anna").status_code == 302
        client.logout()


@pytest.mark.parametrize(("proxies", "locked"), [(0, True), (1, False)])
def test_an_address_is_believed_from_our_own_proxies_only(client, anna, settings, proxies, locked):
    """Who makes up an address for each try gets no more tries, and behind our proxy each visitor has their own."""
    settings.TRUSTED_PROXIES = proxies
    for number in range(settings.AXES_FAILURE_LIMIT):
        page = fill_in(client, "anna", "fout", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert (page.status_code == 429) is locked


def try_names(count: int, address: str, path: str = LOGIN) -> list[int]:
    """Try a wrong password for so many names from one address, and return the statuses."""
    client = Client(REMOTE_ADDR=address)
    return [fill_in(client, f"naam{number}", "Welkom123", path).status_code for number in range(count)]


@pytest.mark.parametrize("path", [LOGIN, ADMIN_LOGIN])
def test_who_tries_many_names_from_one_address_is_paused_too(anna, settings, path):
    settings.LOGIN_FAILURES_FROM_ONE_ADDRESS = 8
    assert set(try_names(8, "192.0.2.9", path)) == {200}
    assert try_names(1, "192.0.2.9", path) == [429]
    page = fill_in(Client(REMOTE_ADDR="192.0.2.9"), path=path)
    assert page.status_code == 429, "not even the right password, for a name that was not tried"
    assert page["Retry-After"] == "900"
    assert fill_in(Client(REMOTE_ADDR="192.0.2.10")).status_code == 302  # from elsewhere


def test_logging_in_meanwhile_gives_an_address_no_more_guesses(anna, settings):
    settings.LOGIN_FAILURES_FROM_ONE_ADDRESS = 8
    for _ in range(2):
        try_names(4, "192.0.2.9")
        statuses = [fill_in(Client(REMOTE_ADDR="192.0.2.9")).status_code]
    assert statuses == [429]


def test_other_addresses_of_one_ipv6_home_are_no_way_around(anna, settings):
    settings.LOGIN_FAILURES_FROM_ONE_ADDRESS = 8
    for number in range(8):
        try_names(1, f"2001:db8::{number + 1:x}")
    assert try_names(1, "2001:db8::ffff") == [429]


def test_a_school_behind_one_address_does_not_notice_that_limit(anna, settings):
    statuses = try_names(settings.LOGIN_FAILURES_FROM_ONE_ADDRESS - 1, "192.0.2.9")
    assert set(statuses) == {200}
    assert fill_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_without_a_set_pause_nothing_breaks(client, anna, settings):
    settings.AXES_COOLOFF_TIME = None
    assert client.get(LOGIN).status_code == 200
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = fill_in(client, "anna", "fout")
    assert page.status_code == 429
    assert "Retry-After" not in page
    assert "Even wachten" in page.content.decode()
    assert "None" not in page.content.decode()


def test_no_log_says_who_failed_to_log_in_or_from_where(client, anna, settings, caplog):
    for _ in range(settings.AXES_FAILURE_LIMIT + 2):
        fill_in(client, "Geheim123! dat is mijn wachtwoord", "fout")
    assert "AXES" in caplog.text
    assert "Geheim123" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_no_address_is_kept_and_nothing_that_was_typed(client, anna, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 2):
        fill_in(client, "Geheim123! dat is mijn wachtwoord", "fout")
        fill_in(client, "anna", "fout")
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog

    assert not any(model.objects.exists() for model in (AccessAttempt, AccessFailureLog, AccessLog))
    assert Event.objects.exists()
    kept = "".join(f"{event.username}{event.about}" for event in Event.objects.all())
    assert "Geheim123" not in kept
    assert "127.0.0.1" not in kept
    assert "fout" not in kept


def test_guessing_many_names_fills_no_trail(client, db):
    for number in range(30):
        fill_in(client, f"naam{number}", "fout")
    assert recorded() == [("LoginFailed", "")]
    assert happenings.who(Event.objects.get()) == "iemand met een onbekende naam"


# --- one's own password -------------------------------------------------------------------------


def change(client: Client, old: str, new: str, again: str | None = None):
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/nakijken/wachtwoord", data)


def test_a_password_is_changed_and_recorded(client, anna):
    fill_in(client)
    assert change(client, PASSWORD, OWN).url == reverse("review:queue")
    assert is_logged_in(client)
    anna.refresh_from_db()
    assert anna.check_password(OWN)
    assert recorded()[-1] == ("PasswordChanged", "anna")
    assert OWN not in str(Event.objects.values_list("about"))


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("fout", OWN, OWN, "old_password"),
        (PASSWORD, OWN, OWN + "x", "new_password2"),
        (PASSWORD, "kort", "kort", "new_password2"),
        (PASSWORD, "wachtwoord1", "iets anders", "new_password2"),
        (PASSWORD, "password123", "password123", "new_password2"),
        (PASSWORD, PASSWORD, PASSWORD, "new_password1"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason(client, anna, old, new, again, told):
    fill_in(client)
    page = change(client, old, new, again)
    assert told in page.context["form"].errors
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


@pytest.mark.parametrize("path", ["/nakijken/", "/nakijken/collegas", "/nakijken/spoor.csv", "/beheer/"])
def test_a_one_time_password_leads_to_choosing_ones_own_before_anything_else(client, school, path):
    boss = User.objects.create_superuser("baas")
    once = accounts.give_one_time_password(boss)
    fill_in(client, "baas", once)
    for method in (client.get, client.post):
        assert method(path).url == "/nakijken/wachtwoord"
    page = client.get("/nakijken/wachtwoord").content.decode()
    assert "Kies je eigen wachtwoord" in page
    assert "Hoofdmenu" not in page
    assert "new_password1" in change(client, once, once).context["form"].errors
    change(client, once, OWN)
    assert client.get(path).status_code == 200


def test_parents_pages_are_open_to_who_has_a_one_time_password(client, school, anna):
    once = accounts.give_one_time_password(anna)
    fill_in(client, "anna", once)
    assert client.get("/").status_code == 200
    assert client.post("/nakijken/afmelden").status_code == 302


def test_the_admins_own_password_page_leads_to_ours(admin_client):
    assert admin_client.get("/beheer/password_change/").url == "/nakijken/wachtwoord"


def test_one_time_passwords_differ_and_can_be_read_out(anna):
    passwords = {accounts.give_one_time_password(anna) for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password) for password in passwords)
    assert not set("01loi") & set("".join(passwords))


# --- the first account ----------------------------------------------------------------------------


def told() -> str:
    out = io.StringIO()
    call_command("eerste_account", stdout=out)
    return out.getvalue()


def test_the_first_account_is_made_once_and_its_password_shown_once(client, db):
    said = told()
    password = re.search(r"Eenmalig wachtwoord: (\S+)", said)[1]
    boss = User.objects.get()
    assert boss.username == "beheerder"
    assert boss.is_superuser
    assert boss.check_password(password)
    assert Account.objects.get(user=boss).must_change_password
    assert told() == ""
    assert fill_in(client, "beheerder", password).status_code == 302
    assert client.get("/nakijken/").url == "/nakijken/wachtwoord"


def test_where_somebody_has_an_account_no_other_is_made(anna):
    assert told() == ""
    assert User.objects.count() == 1


@pytest.mark.parametrize(("terminal", "shown"), [(True, "Eenmalig wachtwoord"), (False, "eerste_account")])
def test_serving_shows_the_password_on_a_terminal_only(db, monkeypatch, capsys, terminal, shown):
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    dienen.Command()._first_account()
    said = capsys.readouterr().out
    assert shown in said
    assert User.objects.exists() is terminal
    assert ("wachtwoord" in said) is terminal
