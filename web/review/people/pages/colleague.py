"""One colleague: the roles, the details and the account, as far as they are this manager's to change."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from review.people import accounts
from review.people.forms import DetailsForm, RolesForm
from review.permissions import MANAGE, StaffRequest, staff


@staff(MANAGE)
def colleague(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _person(request, pk))


@staff(MANAGE)
@require_POST
def roles(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = RolesForm(request.user, person, request.POST)
    if not form.is_valid():
        return _page(request, person, roles=form)
    form.save()
    messages.success(request, "De rollen zijn bewaard.")
    still_visible = accounts.people_of(request.user).filter(pk=pk).exists()
    return redirect("review:colleague", pk) if still_visible else redirect("review:colleagues")


@staff(MANAGE)
@require_POST
def details(request: StaffRequest, pk: int) -> HttpResponse:
    person = _own_person(request, pk)
    form = DetailsForm(request.POST, instance=person)
    if not form.is_valid():
        return _page(request, _person(request, pk), details=form)
    form.save()
    accounts.record_change(request.user, person, "naam of e-mailadres")
    messages.success(request, "De gegevens zijn bewaard.")
    return redirect("review:colleague", pk)


@staff(MANAGE)
@require_POST
def active(request: StaffRequest, pk: int) -> HttpResponse:
    """Deactivate an account, or make it active again: as the form asks, whatever it is now."""
    person = _own_person(request, pk)
    person.is_active = request.POST.get("active") == "1"
    if person == request.user and not person.is_active:
        raise PermissionDenied
    person.save(update_fields=["is_active"])
    accounts.record_change(request.user, person, "opnieuw actief" if person.is_active else "niet meer actief")
    told = "Het account is opnieuw actief." if person.is_active else "Het account is niet meer actief."
    messages.success(request, told)
    return redirect("review:colleague", pk)


@staff(MANAGE)
@require_POST
@sensitive_variables("password")
def one_time_password(request: StaffRequest, pk: int) -> HttpResponse:
    person = _own_person(request, pk)
    if person == request.user:
        return redirect("review:password")
    password = accounts.give_one_time_password(person)
    accounts.record_change(request.user, person, "nieuw eenmalig wachtwoord")
    return show_once(request, person, password)


def _person(request: StaffRequest, pk: int) -> User:
    return get_object_or_404(accounts.people_of(request.user), pk=pk)


def _own_person(request: StaffRequest, pk: int) -> User:
    """Return a person whose whole account is this manager's to change. Raises: PermissionDenied for others."""
    person = _person(request, pk)
    if not accounts.may_touch(request.user, person):
        raise PermissionDenied
    return person


def _page(request: StaffRequest, person: User, **forms: object) -> HttpResponse:
    about = {
        "person": person,
        "is_self": person == request.user,
        "may_touch": accounts.may_touch(request.user, person),
        "waits": accounts.must_change_password(person),
        "roles": RolesForm(request.user, person),
        "details": DetailsForm(instance=person),
        **forms,
    }
    return render(request, "review/people/colleague.html", about)


def show_once(request: StaffRequest, person: User, password: str) -> HttpResponse:
    """Show a one-time password in the answer itself: it is kept in no session and no cookie."""
    return render(request, "review/people/one_time_password.html", {"person": person, "password": password})
