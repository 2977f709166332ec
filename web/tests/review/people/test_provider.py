"""Login through a provider: the whole way over real HTTP, and everyone and everything that must not get in."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
import requests
from django.contrib.auth.models import User
from django.urls import reverse

from demo.website import WEB
from review.models import Event
from review.people import accounts
from review.people.provider import BACKEND
from review.trail import happenings
from tests.helpers import is_logged_in
from tests.review.people.identity_provider import IdentityProvider, new_key

LOGIN, START = reverse("review:login"), reverse("review:oidc_start")
# How the environment's names are called in Django's settings.
NAMES = {
    "OIDC_CLIENT_ID": "OIDC_RP_CLIENT_ID",
    "OIDC_CLIENT_SECRET": "OIDC_RP_CLIENT_SECRET",
    "OIDC_AUTHORIZE_URL": "OIDC_OP_AUTHORIZATION_ENDPOINT",
    "OIDC_TOKEN_URL": "OIDC_OP_TOKEN_ENDPOINT",
    "OIDC_USER_URL": "OIDC_OP_USER_ENDPOINT",
    "OIDC_KEYS_URL": "OIDC_OP_JWKS_ENDPOINT",
}


@pytest.fixture
def provider(settings):
    server = IdentityProvider()
    for name, value in server.settings().items():
        setattr(settings, NAMES.get(name, name), value)
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, BACKEND]
    yield server
    server.stop()


@pytest.fixture
def reader(make_user, school):
    return make_user("lezer", school, "lezer")


def log_in_at_school(client, **query):
    """Go to the provider as a browser does, and come back. Returns: what the website answers then."""
    there = client.get(START, query)
    assert there.status_code == 302
    back = requests.get(there["Location"], allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def assert_refused(client, page) -> None:
    assert page.status_code == 403
    assert "Je hebt nog geen toegang" in page.content.decode()
    assert not is_logged_in(client)


def assert_failed(client, page) -> None:
    assert page.status_code == 502
    assert "Aanmelden lukte niet" in page.content.decode()
    assert not is_logged_in(client)


def test_from_the_button_to_the_queue(client, provider, reader):
    page = client.get(LOGIN, {"next": "/nakijken/wachtwoord"}).content.decode()
    assert "Aanmelden met je schoolaccount" in page
    assert f'href="{START}?next=%2Fnakijken%2Fwachtwoord"' in page
    assert log_in_at_school(client).url == reverse("review:queue")
    assert client.get(reverse("review:password")).wsgi_request.user == reader
    event = Event.objects.get()
    assert (event.username, happenings.in_words(event)) == ("lezer", "meldde zich aan met schoolaccount")


def test_after_login_one_goes_on_but_never_to_another_site(client, provider, reader):
    assert log_in_at_school(client, next="/nakijken/antwoorden").url == "/nakijken/antwoorden"
    client.logout()
    assert log_in_at_school(client, next="https://evil.example/").url == reverse("review:queue")


def test_mail_is_the_same_however_capitalised(client, provider, reader):
    provider.person["email"] = "LEZER@Voorbeeld.example"
    log_in_at_school(client)
    assert is_logged_in(client)


def test_who_we_do_not_know_gets_no_account(client, provider, reader):
    provider.person["email"] = "iemand@elders.example"
    assert_refused(client, log_in_at_school(client))
    assert User.objects.count() == 1


@pytest.mark.parametrize("verified", [False, "false", None, 1, "ja"])
def test_a_mail_that_is_not_verified_is_nobodys(client, provider, reader, verified):
    provider.person["email_verified"] = verified
    assert_refused(client, log_in_at_school(client))


@pytest.mark.parametrize("missing", ["email", "email_verified"])
def test_what_the_provider_does_not_say_is_not_assumed(client, provider, reader, missing):
    del provider.person[missing]
    assert_refused(client, log_in_at_school(client))


def test_where_the_school_hands_out_the_addresses_silence_is_enough_but_a_no_is_a_no(
    client, provider, reader, settings
):
    settings.OIDC_OWN_EMAILS = True
    provider.person["email_verified"] = False
    assert_refused(client, log_in_at_school(client))
    del provider.person["email_verified"]
    log_in_at_school(client)
    assert is_logged_in(client)


def test_a_deactivated_account_is_refused_and_its_session_ends(client, provider, reader):
    log_in_at_school(client)
    assert is_logged_in(client)
    User.objects.update(is_active=False)
    assert LOGIN in client.get(reverse("review:password")).url
    client.logout()
    assert_refused(client, log_in_at_school(client))


def test_an_address_of_two_accounts_is_nobodys(client, provider, reader, make_user):
    make_user("tweede")
    User.objects.update(email=reader.email)
    assert_refused(client, log_in_at_school(client))


def test_letters_that_only_look_the_same_after_changing_case_are_others(client, provider, make_user):
    User.objects.filter(pk=make_user("mike").pk).update(email="mike@voorbeeld.example")
    provider.person["email"] = "m\u0131ke@voorbeeld.example"  # a dotless i, in capitals the same letter
    assert_refused(client, log_in_at_school(client))


@pytest.mark.parametrize(
    ("claims", "assert_so"),
    [
        ({"aud": "een andere toepassing"}, assert_failed),
        ({"iss": "https://evil.example"}, assert_failed),
        ({"nonce": "een andere"}, assert_failed),
        ({"exp": int(time.time()) - 60}, assert_failed),
        ({"sub": "p2"}, assert_refused),  # the details are not of who logged in
    ],
)
def test_a_token_that_is_not_for_us_lets_nobody_in(client, provider, reader, claims, assert_so):
    provider.claims = claims
    assert_so(client, log_in_at_school(client))


def test_a_forged_signature_lets_nobody_in(client, provider, reader):
    provider.key = new_key()
    assert_failed(client, log_in_at_school(client))


def test_a_provider_that_fails_is_told_as_such(client, provider, reader):
    provider.is_broken = True
    assert_failed(client, log_in_at_school(client))
    provider.is_broken, provider.refuses = False, True
    assert_failed(client, log_in_at_school(client))


def test_a_provider_that_is_gone_is_told_as_such(client, provider, reader, settings, free_port):
    settings.OIDC_OP_TOKEN_ENDPOINT = f"http://127.0.0.1:{free_port}/token"
    assert_failed(client, log_in_at_school(client))


def test_a_way_back_that_we_did_not_start_goes_nowhere(client, provider, reader):
    assert_failed(client, client.get(reverse("review:oidc_callback"), {"code": "x", "state": "y"}))
    client.get(START)
    assert_failed(client, client.get(reverse("review:oidc_callback"), {"code": "x", "state": "y"}))
    assert_failed(client, client.get(reverse("review:oidc_callback")))


def test_the_way_back_works_once(client, provider, reader):
    there = client.get(START)
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    path = back.removeprefix("http://testserver")
    client.get(path)
    client.logout()
    assert_failed(client, client.get(path))


def test_refusals_at_the_provider_lock_out_no_colleague(client, provider, reader, settings):
    provider.person["email"] = "iemand@elders.example"
    for _ in range(settings.AXES_FAILURE_LIMIT + 2):
        assert_refused(client, log_in_at_school(client))
    provider.person["email"] = reader.email
    log_in_at_school(client)
    assert is_logged_in(client)


def test_the_login_form_never_asks_the_provider(client, provider, reader):
    provider.is_broken = True
    page = client.post(f"{LOGIN}?code=x&state=y", {"username": "lezer", "password": "fout"})
    assert page.status_code == 200
    assert "horen niet bij elkaar" in page.content.decode()


def test_who_comes_in_by_the_provider_needs_no_password_first(client, provider, reader):
    accounts.give_one_time_password(reader)
    log_in_at_school(client)
    assert client.get(reverse("review:trail")).status_code == 403  # a reader's page, not the password page


def test_without_a_provider_there_is_no_button_and_no_address(client, db):
    assert "schoolaccount" not in client.get(LOGIN).content.decode()
    assert client.get(START).status_code == 404
    assert client.get(reverse("review:oidc_callback"), {"code": "x", "state": "y"}).status_code == 404


def check_settings(**given: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, **{f"PESTWIJZER_{name}": value for name, value in given.items()}}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(  # noqa: S603
        command, cwd=WEB, env=environment, capture_output=True, text=True, check=False
    )


def test_half_a_configuration_is_told_at_the_start():
    told = check_settings(OIDC_CLIENT_ID="x", OIDC_CLIENT_SECRET="y").stderr
    assert "PESTWIJZER_OIDC_CLIENT_ID also needs PESTWIJZER_OIDC_ISSUER" in told
