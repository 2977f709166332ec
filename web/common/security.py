"""Security headers that Django 5.2 does not set itself: Content-Security-Policy and Permissions-Policy.

No library for it: Django 6 brings a CSP of its own, and all that is dynamic in ours is one directive, the sites
that may frame a school's chat. A view says so with `allow_framing`; every other page can be framed by nobody.
Nothing is inline and nothing comes from elsewhere, so the policy needs no nonces and no exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit

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
PLAIN_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?", re.IGNORECASE)  # it is written into a header
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


def framing_stranger(request: HttpRequest, origins: Iterable[str]) -> str:
    """Return the site that asks for a page to frame it and may not, as its origin; or "" as far as the request tells.

    It only chooses kinder words: what may frame what is the policy's to hold, in the browser.
    """
    if request.headers.get("Sec-Fetch-Dest") not in ("iframe", "frame"):
        return ""
    site = urlsplit(request.headers.get("Referer", ""))
    if (
        site.scheme not in ("http", "https")
        or site.netloc == request.get_host()
        or not PLAIN_HOST.fullmatch(site.netloc)
    ):
        return ""
    allowed = any(_covers(urlsplit(origin), site) for origin in origins)
    return "" if allowed else f"{site.scheme}://{site.netloc}"


def _covers(allowed: SplitResult, site: SplitResult) -> bool:
    same_host = allowed.netloc == site.netloc
    below = allowed.netloc.startswith("*.") and site.netloc.endswith(allowed.netloc[1:])
    return allowed.scheme == site.scheme and (same_host or below)


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
