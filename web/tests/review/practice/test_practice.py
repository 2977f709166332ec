"""The guided first visit: a newcomer is pointed to it, reads what a colleague would say, and changes nothing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from review.models import Event, Question, QueueItem
from review.permissions import ROLES
from review.practice.examples import EXAMPLES
from tests.helpers import log_in

NEVER = r"slachtoffer|dader|pestkop|schuldige|\bintents?\b|(?<!`)\bu\b|\buw\b"
CHOICES = [(number, choice) for number, one in enumerate(EXAMPLES, 1) for choice in one.choices]
INVITED = "Nieuw hier?"


def example(number: int) -> str:
    return reverse("review:practice_example", args=[number])


@pytest.mark.parametrize("role", ROLES)
def test_every_role_walks_through_all_of_it(staff, role):
    address, seen = reverse("review:practice"), 0
    while address:
        page = staff[role].get(address).content.decode()
        if seen:
            good = next(choice for choice in EXAMPLES[seen - 1].choices if choice.good)
            page = staff[role].get(address, {"keuze": good.key}).content.decode()
        onward = re.search(r'class="button" href="([^"]+)"', page)
        assert onward
        address, seen = onward[1], seen + 1
        if address == reverse("review:queue"):
            break
    assert seen == 1 + len(EXAMPLES)


@pytest.mark.parametrize(("number", "choice"), CHOICES)
def test_each_choice_is_answered_in_words(staff, number, choice):
    page = staff["redacteur"].get(example(number), {"keuze": choice.key}).content.decode()
    assert escape(choice.said) in page
    assert ("Goed gekozen." in page) is choice.good
    assert not re.search(NEVER, choice.said + choice.label)


def test_each_question_has_one_good_choice():
    assert [sum(choice.good for choice in one.choices) for one in EXAMPLES] == [1] * len(EXAMPLES)


def test_nothing_is_kept(staff):
    for number, choice in CHOICES:
        staff["beheerder"].get(example(number), {"keuze": choice.key})
    assert not any(kind.objects.exists() for kind in (Event, Question, QueueItem))


def test_nonsense_is_no_choice_and_another_number_is_not_there(staff):
    assert "Je koos" not in staff["lezer"].get(example(1), {"keuze": "<script>"}).content.decode()
    assert staff["lezer"].get(example(1 + len(EXAMPLES))).status_code == 404
    assert staff["lezer"].get(example(0)).status_code == 404


def test_who_has_decided_nothing_yet_is_pointed_to_it(staff, make_user, school):
    def invited(browser) -> bool:
        return INVITED in browser.get(reverse("review:queue")).content.decode()

    assert invited(staff["redacteur"])
    assert not invited(staff["lezer"]), "who decides nothing needs no practice in it"
    editor = make_user("ervaren", school, "redacteur")
    now = timezone.now()
    QueueItem.objects.create(school=school, text="een vraag", first_asked=now, last_asked=now, handled_by=editor)
    client = type(staff["redacteur"])()
    assert not invited(log_in(client, editor))


def test_nobody_else_sees_it(client, make_user):
    assert client.get(example(1))["Location"].startswith(reverse("review:login"))
    log_in(client, make_user("zonder_rol"))
    assert client.get(reverse("review:practice")).status_code == 403
