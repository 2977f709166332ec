"""The frame beside the form: what parents read of the school, as it stands or as it is being filled in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from common.security import allow_framing
from review.permissions import READ, StaffRequest, staff
from review.school.forms import ProfileForm
from review.school.pages.my_school import chosen
from review.school.preview import read_by_parents


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest) -> HttpResponse:
    """Show it. A form that cannot be saved shows why in its own place, so here stands only that."""
    school = chosen(request)
    profile, wrong = school.profile(), False
    if request.method == "POST":
        form = ProfileForm(profile, request.POST)
        wrong = not form.is_valid()
        profile = profile if wrong else form.profile()
    read = read_by_parents(school, profile)
    context = {"school": school, "name": profile.get("name", ""), "wrong": wrong, "read": read}
    return allow_framing(render(request, "review/school/preview.html", context), [])
