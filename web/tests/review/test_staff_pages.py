"""What somebody of staff meets on the way: after logging in, at an address that is wrong, at the emergencies."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from review.answers import drafts
from review.models import KeptForm, QueueItem
from review.queue import harvest
from tests.helpers import PASSWORD, log_in

LOGIN = "/nakijken/aanmelden"


@pytest.fixture
def editor(make_user, school) -> dict[str, str]:
    make_user("rita", school, "redacteur")
    return {"username": "rita", "password": PASSWORD}


def test_who_logs_in_with_an_open_emergency_lands_there(client, editor, said, school):
    said("ze wil niet meer leven", "noodsituatie_zelfdoding", 0.97)  # not read yet: logging in does that
    response = client.post(LOGIN, {**editor, "next": "/nakijken/"})
    assert response.url == "/nakijken/nood"


def test_who_logs_in_without_one_lands_at_the_questions_and_who_was_on_the_way_goes_on(client, editor, said, school):
    assert client.post(LOGIN, editor).url == "/nakijken/"
    client.logout()
    said("ze wil niet meer leven", "noodsituatie_zelfdoding", 0.97)
    assert client.post(LOGIN, {**editor, "next": "/nakijken/voorstel"}).url == "/nakijken/voorstel"


def test_the_emergencies_tell_when_there_is_news(staff, said, school):
    now = staff["lezer"].get("/nakijken/nood/stand").json()["now"]
    assert now == staff["lezer"].get("/nakijken/nood").context["now"]
    said("ze wil niet meer leven", "noodsituatie_zelfdoding", 0.97, at=time.time() - 5)
    harvest.harvest()
    later = staff["lezer"].get("/nakijken/nood/stand").json()["now"]
    assert later != now
    QueueItem.objects.update(state="done")
    assert staff["lezer"].get("/nakijken/nood/stand").json()["now"] != later


def test_an_address_that_only_takes_forms_is_no_blank_page(staff):
    page = staff["redacteur"].get("/nakijken/vraag/1/hoort-bij")
    assert page.status_code == 405
    assert "niet rechtstreeks" in page.text
    assert "/nakijken/nood" in page.text


def test_staff_who_lose_their_way_are_led_to_staffs_pages(staff, client):
    page = staff["redacteur"].get("/nakijken/bestaat-niet")
    assert page.status_code == 404
    assert "De noodberichten" in page.text
    assert "Stel je vraag aan Pestwijzer" not in page.text
    assert "Stel je vraag aan Pestwijzer" in client.get("/bestaat-niet").text


# --- a session that ends ------------------------------------------------------------------------

ADD = "/nakijken/antwoorden/clb?deel=vragen"
TYPED = "kan het clb ook bij ons thuis langskomen"


def test_what_was_sent_too_late_goes_on_after_logging_in(data, client, editor):
    client.post(LOGIN, editor)
    client.get("/nakijken/")
    client.session.flush()
    response = client.post(ADD, {"nieuw": TYPED})
    assert response.url == f"{LOGIN}?next=/nakijken/verder"
    assert client.post(LOGIN, {**editor, "next": "/nakijken/verder"}).url == "/nakijken/verder"
    page = client.get("/nakijken/verder")
    assert TYPED in page.text
    assert f'action="{ADD}"' in page.text
    client.post(ADD, {"nieuw": TYPED, "_verder": "1"})
    assert TYPED in drafts.current("clb").content.questions
    assert client.get("/nakijken/verder").status_code == 302, "it is offered once"


def test_another_colleague_at_the_same_computer_sees_nothing_of_it(data, client, editor, make_user, school):
    client.post(LOGIN, editor)
    client.get("/nakijken/")
    client.session.flush()
    client.post(ADD, {"nieuw": TYPED})
    make_user("an", school, "redacteur")
    client.post(LOGIN, {"username": "an", "password": PASSWORD})
    page = client.get("/nakijken/verder", follow=True)
    assert TYPED not in page.text


def test_nothing_is_kept_of_who_logged_out_or_never_logged_in_here(client, editor):
    client.post(ADD, {"nieuw": TYPED})
    client.post(LOGIN, editor)
    client.get("/nakijken/")
    client.post("/nakijken/afmelden")
    client.post(ADD, {"nieuw": TYPED})
    assert not KeptForm.objects.exists()


# --- a page that stands open too long ---------------------------------------------------------

OUR_OWN = {"Origin": "http://testserver"}
TOO_OLD = "csrfmiddlewaretoken"


@pytest.fixture
def logged_in_anew(make_user, school):
    """Return how a browser looks after one person's session ended and somebody logged in: logged_in_anew("rita")."""
    people = {name: make_user(name, school, "redacteur") for name in ("rita", "an")}

    def log_in_anew(name: str) -> Client:
        browser = Client(enforce_csrf_checks=True)
        log_in(browser, people["rita"]).get("/nakijken/")
        browser.session.flush()
        log_in(browser, people[name]).get("/nakijken/")
        return browser

    return log_in_anew


def test_what_was_sent_from_a_page_that_stood_open_is_sent_again_with_one_click(data, logged_in_anew):
    browser = logged_in_anew("rita")
    response = browser.post(ADD, {"nieuw": TYPED, TOO_OLD: "x" * 64}, headers=OUR_OWN)
    assert response.url == "/nakijken/verder"
    assert TYPED not in drafts.current("clb").content.questions
    page = browser.get("/nakijken/verder")
    assert TYPED in page.text
    anew = {"nieuw": TYPED, "_verder": "1", TOO_OLD: str(page.context["csrf_token"])}
    assert browser.post(ADD, anew, headers=OUR_OWN).status_code == 302
    assert TYPED in drafts.current("clb").content.questions
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elders.example"}, {"Origin": "null"}])
def test_what_may_come_from_elsewhere_is_not_kept(data, logged_in_anew, headers):
    page = logged_in_anew("rita").post(ADD, {"nieuw": TYPED}, headers=headers)
    assert page.status_code == 403
    assert "stond te lang open" in page.text
    assert not KeptForm.objects.exists()


def test_what_a_colleague_left_open_is_not_kept(data, logged_in_anew):
    page = logged_in_anew("an").post(ADD, {"nieuw": TYPED}, headers=OUR_OWN)
    assert page.status_code == 403
    assert not KeptForm.objects.exists()


def test_passwords_are_never_kept(logged_in_anew):
    form = {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
    assert logged_in_anew("rita").post("/nakijken/wachtwoord", form, headers=OUR_OWN).status_code == 403
    assert not KeptForm.objects.exists()
