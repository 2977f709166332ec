"""Who may do what at which school: roles are Django groups, given to a user for each school by a Membership.

`user.has_perm("review.decide", school)` asks about one school, without a school about any. Everything else in the
review tool asks through `allowed`, `require` and `schools_of`, so that no page has rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeGuard

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from review.models import Membership
from review.people import unfinished
from schools.models import School

READ, DECIDE, PUBLISH, MANAGE = "review.read", "review.decide", "review.publish", "review.manage"
LEZER, REDACTEUR, BEHEERDER = "lezer", "redacteur", "beheerder"
ROLES = {
    LEZER: [READ],
    REDACTEUR: [READ, DECIDE, PUBLISH],
    BEHEERDER: [READ, DECIDE, PUBLISH, MANAGE],
}


class SchoolRoles(BaseBackend):
    """Django's extension point for permissions about an object: here, about a school."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous or not perm.startswith("review."):
            return False
        roles = Membership.objects.filter(user=user_obj, role__permissions__codename=perm.removeprefix("review."))
        return (roles.filter(school=obj) if obj else roles).exists()


def make_roles(**_: object) -> None:
    """Make the three roles with what each allows; after every migration, so that they are always there."""
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        codenames = [permission.removeprefix("review.") for permission in permissions]
        group.permissions.set(Permission.objects.filter(content_type__app_label="review", codename__in=codenames))


def allowed(user: Any, permission: str, school: School | None) -> bool:
    """Tell whether a user may do something with what belongs to a school (None: to no school)."""
    return user.is_superuser if school is None else user.has_perm(permission, school)


def require(user: Any, permission: str, school: School | None) -> None:
    """Raise PermissionDenied when a user may not do this at this school."""
    if not allowed(user, permission, school):
        raise PermissionDenied


def schools_of(user: Any, permission: str = READ) -> QuerySet[School]:
    """Return the schools at which a user may do something."""
    if user.is_superuser:
        return School.objects.all()
    return School.objects.filter(
        memberships__user=user, memberships__role__permissions__codename=permission.removeprefix("review.")
    ).distinct()


def visible_to(user: Any, queryset: QuerySet, permission: str = READ) -> QuerySet:
    """Return what of a queryset (of a model with `school`) a user may see; a superuser also what is no school's."""
    return queryset if user.is_superuser else queryset.filter(school__in=schools_of(user, permission))


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in, as every view behind `staff` gets it; for the type checker only."""

    user: User


P = ParamSpec("P")  # what a view takes from its address
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def is_logged_in(request: HttpRequest) -> TypeGuard[StaffRequest]:
    return request.user.is_authenticated


def _after_logging_in(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to the login, and from there back to the page; with what was sent, when that can be kept."""
    kept = request.method == "POST" and unfinished.keep_sent(request)
    return redirect_to_login(reverse("review:unfinished") if kept else request.get_full_path())


def staff(permission: str) -> Callable[[StaffView[P]], View[P]]:
    """Let a view be seen only by who has this permission at one school at least; others log in, or get a 403."""

    def decorate(view: StaffView[P]) -> View[P]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not is_logged_in(request):
                return _after_logging_in(request)
            if not request.user.has_perm(permission):
                raise PermissionDenied
            unfinished.goes_on(request)
            response = view(request, *args, **kwargs)
            unfinished.remember(request, response)
            return response

        vars(guarded)["permission"] = permission  # a test sees to it that every page has one
        return guarded

    return decorate
