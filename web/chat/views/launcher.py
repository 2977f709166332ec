"""For other websites: the launcher script that schools paste."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.lean import lean

LAUNCHER = "chat/launcher.js"
AN_HOUR, A_YEAR = 3600, 365 * 24 * 3600


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
