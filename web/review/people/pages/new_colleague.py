"""Adding a colleague: a new account with its one-time password, or a role for somebody who has one already."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables

from review.people import accounts
from review.people.forms import NewColleagueForm
from review.people.pages.colleague import show_once
from review.permissions import MANAGE, StaffRequest, staff

ROLE_ADDED = "Er was al een account met dit e-mailadres. Het kreeg de rol erbij, verder verandert er niets."


@staff(MANAGE)
@sensitive_variables("password")
def new(request: StaffRequest) -> HttpResponse:
    form = NewColleagueForm(request.user, request.POST or None)
    if not form.is_valid():
        return render(request, "review/people/new_colleague.html", {"form": form})
    person, password = form.save()
    if password:
        accounts.record_change(request.user, person, "nieuw account")
        return show_once(request, person, password)
    messages.success(request, ROLE_ADDED)
    return redirect("review:colleague", person.pk)
