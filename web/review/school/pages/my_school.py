"""A school's profile: to change for who manages the school, to read for its other people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation.school_profile import ProfileError
from knowledge.checks import Refused
from review.answers import second_reader
from review.people.accounts import name_of
from review.permissions import BEHEERDER, MANAGE, READ, StaffRequest, allowed, require, schools_of, staff
from review.school import profile as profiles
from review.school.forms import ProfileForm
from schools.models import ProfileChange, School

SHOWN = 20  # changes


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def my_school(request: StaffRequest) -> HttpResponse:
    school = chosen(request)
    if request.method != "POST":
        return _page(request, school, ProfileForm(school.profile()))
    require(request.user, MANAGE, school)
    form = ProfileForm(school.profile(), request.POST)
    if not form.is_valid():
        return _page(request, school, form, seen=request.POST.get("gezien", ""))
    try:
        parts = profiles.save(request.user, school, request.POST.get("gezien", ""), form.profile())
    except profiles.Changed:
        taken_parts = profiles.changes_since(school, request.POST.get("gezien", ""))
        taken = school.profile_changes.first()
        return _page(request, school, form, taken=taken, taken_parts=taken_parts, was_taken=True)
    except (ProfileError, ValidationError) as error:
        messages.error(request, _words(error))
        return _page(request, school, form, seen=request.POST.get("gezien", ""))
    messages.success(
        request, f"Bewaard: {', '.join(parts)}. Ouders lezen dit meteen." if parts else "Er is niets gewijzigd."
    )
    return redirect(address(school))


@staff(MANAGE)
@require_POST
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one change back. Raises: Http404 for one of a school that is not one's own to manage."""
    change = get_object_or_404(ProfileChange, pk=pk, school__in=schools_of(request.user, MANAGE))
    try:
        parts = profiles.put_back(request.user, change)
    except (profiles.ChangedSince, ProfileError, ValidationError) as error:
        messages.error(request, _words(error))
    else:
        messages.success(request, f"Teruggezet: {', '.join(parts)}." if parts else "Dat stond al terug.")
    return redirect(address(change.school))


@staff(MANAGE)
@require_POST
def forget_people(request: StaffRequest, pk: int) -> HttpResponse:
    """Erase people from the history. Raises: Http404 for a change of a school that is not one's own to manage."""
    change = get_object_or_404(ProfileChange, pk=pk, school__in=schools_of(request.user, MANAGE))
    parts = profiles.forget_people(request.user, change)
    messages.success(
        request, f"Gewist uit de geschiedenis: {', '.join(parts)}." if parts else "Er was niets te wissen."
    )
    return redirect(address(change.school))


@staff(MANAGE)
@require_POST
def second_reading(request: StaffRequest) -> HttpResponse:
    """Switch on or off that every proposal is read by a second colleague."""
    school = chosen(request)
    require(request.user, MANAGE, school)
    on = request.POST.get("nalezen") == "aan"
    try:
        changed = second_reader.switch(request.user, school, on)
    except Refused as error:
        messages.error(request, str(error))
    else:
        told = "Elk voorstel wordt voortaan nagelezen." if on else "Voor jullie school hoeft dat niet meer."
        messages.success(request, told if changed else "Er is niets gewijzigd.")
    return redirect(address(school))


def chosen(request: StaffRequest) -> School:
    """Return the school that the address or the form names, or else one's first. Raises: Http404 for another's."""
    schools = schools_of(request.user)
    slug = request.GET.get("school") or request.POST.get("school")
    school = schools.filter(slug=slug).first() if slug else schools.first()
    if school is None:
        raise Http404
    return school


def address(school: School) -> str:
    return f"{reverse('review:my_school')}?school={school.slug}"


def _page(request: StaffRequest, school: School, form: ProfileForm, **more: Any) -> HttpResponse:
    recorded = school.profile_changes.select_related("by")[:SHOWN]
    context = {
        "school": school,
        "schools": schools_of(request.user),
        "form": form,
        "may_change": allowed(request.user, MANAGE, school),
        "managers": _managers(school),
        "others_want_reading": School.objects.filter(second_reader=True, active=True).exclude(pk=school.pk).exists(),
        "history": [_told(one) for one in recorded],
        "seen": profiles.stamp(school.profile()),
        "own_count": school.own_answers.count(),
        **more,
    }
    return render(request, "review/school/my_school.html", context)


def _told(change: ProfileChange) -> dict[str, Any]:
    parts = profiles.changes(change.before, change.after)
    return {"change": change, "parts": parts, "people": any(part.name in profiles.PEOPLE for part in parts)}


def _managers(school: School) -> list[str]:
    people = User.objects.filter(memberships__school=school, memberships__role__name=BEHEERDER, is_active=True)
    return sorted(name_of(person) for person in people)


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
