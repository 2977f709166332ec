"""Security headers that Django 5.2 does not set itself: Content-Security-Policy and Permissions-Policy.

No library for it: Django 6 brings a CSP of its own, and all that is dynamic in ours is one directive, the sites
that may frame a school's chat. A view says so with `allow_framing`; every other page can be framed by nobody.
Nothing is inline and nothing comes from elsewhere, so the policy needs no nonces and no exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
}
POLICY_HEADER = "Content-Security-Policy"
NOBODY = "'none'"
ITSELF = "'self'"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics")
)


def allow_framing(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """Let this response be shown in a frame on our own pages and on the given origins."""
    response[POLICY_HEADER] = _policy(" ".join([ITSELF, *origins]))
    response.xframe_options_exempt = True  # that header cannot name several origins, and would win in old browsers
    return response


class SecurityHeaders:
    """Sets the headers on every response, static files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(POLICY_HEADER, _policy(NOBODY))  # what `allow_framing` wrote stays
        response["Permissions-Policy"] = PERMISSIONS
        return response


def _policy(frame_ancestors: str) -> str:
    directives = {**POLICY, "frame-ancestors": frame_ancestors}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
