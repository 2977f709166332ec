"""For machines: the launcher script that schools paste, and whether the website is well."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat import assistant
from common.lean import lean

LAUNCHER = "chat/launcher.js"
AN_HOUR, A_YEAR = 3600, 365 * 24 * 3600
SECONDS_TO_BELIEVE = 3


@require_safe
def launcher(request: HttpRequest) -> HttpResponse:
    """Serve the script at its short address; kept for an hour, or for a year where a school pasted a version too."""
    path = finders.find(LAUNCHER)
    if not path:
        raise Http404
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    plain, small = _prepared(Path(path), Path(path).stat().st_mtime_ns)
    response = HttpResponse(small if zipped else plain, content_type="text/javascript; charset=utf-8")
    if zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    versioned = "v" in request.GET
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if versioned else f"public, max-age={AN_HOUR}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@lru_cache(maxsize=1)
def _prepared(path: Path, changed: int) -> tuple[bytes, bytes]:
    """Return a script as it is served, plain and compressed; made once for each time the file changed."""
    script = lean(path.read_text(encoding="utf-8"), path.suffix).encode()
    return script, gzip.compress(script, mtime=0)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell whether the website works, and how the assistant is: without it, the pages to read still work."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "ok"
    except Error:
        database = "broken"
    state = cache.get_or_set("assistant_state", assistant.state, timeout=SECONDS_TO_BELIEVE)
    well = database == "ok"
    body = {"status": "ok" if well else "broken", "database": database, "assistant": state}
    return JsonResponse(body, status=200 if well else 503)
