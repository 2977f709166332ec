"""The error pages: in Dutch, with a way on, and as JSON for who asked JSON. Never a stack trace."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger("pestwijzer.errors")

API = "/api/"
MESSAGES = {
    400: "Deze vraag kon niet gelezen worden. Laad de pagina opnieuw en probeer het nog eens.",
    403: "Dit mag niet vanaf deze plaats.",
    404: "Dit adres bestaat niet (meer).",
}
STAFF = ("review", "admin")
STAFF_PATHS = ("/nakijken", "/beheer")
TOO_OLD = "Deze pagina stond te lang open. Ga terug, laad ze opnieuw en probeer het nog eens."
CODES = {400: "bad_request", 403: "forbidden", 404: "not_found"}


def _error(request: HttpRequest, status: int) -> HttpResponse:
    message = MESSAGES[status]
    if request.path.startswith(API):
        return JsonResponse({"error": {"code": CODES[status], "message": message}}, status=status)
    return error_page(request, status, message)


def error_page(request: HttpRequest, status: int, message: str, contact: str = "") -> HttpResponse:
    """Return a page that says what went wrong, with whom to turn to (Markdown) where that is known."""
    # What failed half-way may have changed something.
    about_staff = {"staff": _is_staffs(request), "unchanged": status < 500}
    context = {"message": message, "contact": contact, **about_staff}
    try:
        return render(request, "error.html", context, status=status)
    except Exception as error:  # what every page gets of the request comes from a database too
        logger.error("An error page has to do without its request: %s", type(error).__name__)
        return HttpResponse(render_to_string("error.html", context), status=status)


def _is_staffs(request: HttpRequest) -> bool:
    """Tell whether an address is staff's, also one that does not exist."""
    return request.path.startswith(STAFF_PATHS)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    match = request.resolver_match
    if match and match.namespace in STAFF:
        return error_page(request, 403, TOO_OLD)
    return _error(request, 403)
