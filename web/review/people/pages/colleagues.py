"""Who works with the review tool at a manager's schools."""

from __future__ import annotations

from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import render

from review.models import Membership
from review.people import accounts
from review.permissions import MANAGE, StaffRequest, staff, visible_to


@staff(MANAGE)
def colleagues(request: StaffRequest) -> HttpResponse:
    roles = visible_to(request.user, Membership.objects.select_related("role", "school"), MANAGE)
    people = accounts.people_of(request.user).prefetch_related(Prefetch("memberships", roles, to_attr="roles"))
    people = people.order_by("-is_active", Lower("last_name"), Lower("first_name"), "username")
    return render(request, "review/people/colleagues.html", {"people": people})
