"""Every address of the review tool asks for a permission, and shows nothing to who is not logged in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import resolve, reverse

from review import urls
from review.permissions import BEHEERDER, LEZER, MANAGE, READ, REDACTEUR, ROLES
from tests.helpers import log_in

OPEN = {"login", "logout", "oidc_start", "oidc_callback"}
LOGGED_IN = {"password"}
# The chat element calls it without cookies; what it may ask stands in a token that a guarded page signed.
BY_TOKEN = {"answer_preview_api"}
SAMPLES = {"pk": 1, "topic": "clb", "call": "bericht", "name": "vragen", "number": 1}
PATTERNS = {pattern.name: pattern for pattern in urls.urlpatterns}
GUARDED = sorted(set(PATTERNS) - OPEN - BY_TOKEN)


def address(name: str) -> str:
    wanted = PATTERNS[name].pattern.converters
    return reverse(f"review:{name}", kwargs={field: SAMPLES[field] for field in wanted})


@pytest.mark.parametrize("name", sorted(set(GUARDED) - LOGGED_IN))
def test_every_view_says_which_permission_it_asks(name):
    known = {permission for permissions in ROLES.values() for permission in permissions}
    assert getattr(resolve(address(name)).func, "permission", None) in known


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", GUARDED)
def test_who_is_not_logged_in_goes_to_the_login_page_and_then_on(client, school, name, method):
    response = getattr(client, method)(address(name))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('review:login')}?next={address(name)}"


@pytest.mark.parametrize("name", sorted(set(GUARDED) - LOGGED_IN))
def test_who_has_no_role_gets_nothing(client, make_user, school, name):
    log_in(client, make_user("niemand"))
    statuses = {method(address(name)).status_code for method in (client.get, client.post)}
    assert 403 in statuses
    assert statuses <= {403, 405}


@pytest.mark.parametrize(("role", "allowed"), [(LEZER, False), (REDACTEUR, False), (BEHEERDER, True)])
@pytest.mark.parametrize("name", [name for name in PATTERNS if name.startswith(("colleague", "trail"))])
def test_only_a_beheerder_manages(staff, make_user, school, name, role, allowed):
    """A colleague's own pages are asked for somebody who exists; those that change something take no GET."""
    colleague = make_user("iemand", school, LEZER)
    path = address(name).replace("/1", f"/{colleague.pk}")
    status = staff[role].get(path).status_code
    assert (status != 403) is allowed
    assert status in (200, 403, 405)


def test_the_kind_refusal_says_whom_to_ask(client, staff, make_user, school):
    User.objects.filter(username=BEHEERDER).update(first_name="Fatma", last_name="Peeters")
    page = staff[LEZER].get(reverse("review:colleagues"))
    assert page.status_code == 403
    assert "Deze pagina is niet voor jouw rol" in page.content.decode()
    assert "Fatma Peeters" in page.content.decode()

    log_in(client, make_user("nieuwe_leerkracht"))
    page = client.get(reverse("review:queue"))
    assert page.status_code == 403
    assert "Je hebt nog geen rol" in page.content.decode()
    assert "nieuwe_leerkracht" in page.content.decode()
    assert "Hoofdmenu" not in page.content.decode()  # no menu of pages that would refuse


def test_a_superuser_may_all(admin_client, school):
    assert admin_client.get(reverse("review:colleagues")).status_code == 200
    assert User.objects.get(username="admin").has_perm(MANAGE, school)
    assert User.objects.get(username="admin").has_perm(READ, school)


def test_the_preview_tells_nothing_without_a_token(client, school):
    call = address("answer_preview_api")
    assert client.post(call, "{}", content_type="application/json").status_code == 404
    told = client.post(call, {"conversation": "verzonnen", "choice": "clb"}, content_type="application/json").json()
    assert told["understood"]["kind"] == "dialogue"  # that the preview has ended, and no answer
