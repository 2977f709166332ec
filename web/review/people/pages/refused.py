"""What somebody sees who is logged in and may not see a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from review.models import Membership
from review.people import accounts
from review.permissions import BEHEERDER, StaffRequest


def refused(request: StaffRequest) -> HttpResponse:
    """Tell somebody who is logged in why this page is not theirs, and whom to ask."""
    own = Membership.objects.filter(user=request.user).select_related("role", "school")
    managers = Membership.objects.filter(
        school__in=own.values("school"), role__name=BEHEERDER, user__is_active=True
    ).exclude(user=request.user)
    names = sorted({accounts.name_of(membership.user) for membership in managers})
    return render(request, "review/people/refused.html", {"roles": own, "managers": names}, status=403)
