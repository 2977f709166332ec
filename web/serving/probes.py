"""What machines ask of a website: does it live, is everything there that it needs, how does it go.

Answered by a middleware, before Django looks at the Host header or sends anybody to https: who watches a server asks it
by its address, as `make start`, systemd, Docker and Prometheus do.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.cache import add_never_cache_headers

from serving import metrics, readiness

SAFE = ("GET", "HEAD")


class Probes:
    """Answers `/leeft`, `/klaar` and `/metrics`; every other address goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        if probe is None:
            return self.get_response(request)
        response = probe(request) if request.method in SAFE else HttpResponseNotAllowed(SAFE)
        add_never_cache_headers(response)
        return response


def alive(request: HttpRequest) -> HttpResponse:
    """Tell that this process answers; touches no database, so that a full disk does not look like a dead process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    """Tell whether parents get answers here: 200, or 503 with the names of what is missing."""
    missing = readiness.missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/leeft": alive, "/klaar": ready, "/metrics": metrics.page}
