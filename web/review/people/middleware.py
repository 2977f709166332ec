"""Stands before every page of staff: who has a one-time password chooses their own first, and a refusal says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from common.errors import error_page
from review.people import accounts, provider
from review.people.pages.refused import refused
from review.permissions import is_logged_in

GUARDED = {"review", "admin"}
OPEN = {"review:password", "review:logout", "admin:logout"}
MUST_CHOOSE = "must_choose_password"  # under this name the answer stays on the request


class OwnPasswordFirst:
    """Covers the review tool and the Django admin; parents' pages never look at a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not match or not GUARDED.intersection(match.namespaces) or not must_choose(request):
            return None
        return None if match.view_name in OPEN else redirect("review:password")


CANNOT_BE_OPENED = "Deze pagina kan je niet rechtstreeks openen."


class RefuseInWords:
    """Tells in words, in place of a bare refusal, that a page is not somebody's or cannot be opened as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response, match = self.get_response(request), request.resolver_match
        if isinstance(response, HttpResponseNotAllowed) and match and match.namespace == "review":
            page = error_page(request, response.status_code, CANNOT_BE_OPENED)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        is_ours = isinstance(exception, PermissionDenied) and match and match.namespace == "review"
        return refused(request) if is_ours and is_logged_in(request) else None


def must_choose(request: HttpRequest) -> bool:
    """Tell whether somebody is logged in with a one-time password; asked once a request."""
    known: dict[str, bool] = vars(request)
    if MUST_CHOOSE not in known:
        known[MUST_CHOOSE] = _has_one_time_password(request)
    return known[MUST_CHOOSE]


def _has_one_time_password(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.session.get(BACKEND_SESSION_KEY) == provider.BACKEND:
        return False
    return accounts.must_change_password(user)
