"""The error pages: in Dutch, with a way on, and as JSON for who asked JSON. Never a stack trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

API = "/api/"
MESSAGES = {
    400: "Deze vraag kon niet gelezen worden. Laad de pagina opnieuw en probeer het nog eens.",
    403: "Dit mag niet vanaf deze plaats.",
    404: "Dit adres bestaat niet (meer).",
    500: "Er ging iets mis aan onze kant. Probeer het over enkele minuten opnieuw.",
}
STAFF = ("review", "admin")
STAFF_PATHS = ("/nakijken", "/beheer")
TOO_OLD = "Deze pagina stond te lang open. Ga terug, laad ze opnieuw en probeer het nog eens."
CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 500: "broken"}


def _error(request: HttpRequest, status: int) -> HttpResponse:
    message = MESSAGES[status]
    if request.path.startswith(API):
        return JsonResponse({"error": {"code": CODES[status], "message": message}}, status=status)
    return error_page(request, status, message)


def error_page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    return render(request, "error.html", {"message": message, "staff": _is_staffs(request)}, status=status)


def _is_staffs(request: HttpRequest) -> bool:
    """Tell whether an address is staff's, also one that does not exist."""
    return request.path.startswith(STAFF_PATHS)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    match = request.resolver_match
    if match and match.namespace in STAFF:
        return error_page(request, 403, TOO_OLD)
    return _error(request, 403)
