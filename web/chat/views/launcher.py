"""For other websites: the launcher script that schools paste."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

LAUNCHER = "chat/launcher.js"
AN_HOUR, A_YEAR = 3600, 365 * 24 * 3600


@require_safe
def launcher(request: HttpRequest) -> FileResponse:
    """Serve the script at its short address; kept for an hour, or for a year where a school pasted a version too."""
    path = finders.find(LAUNCHER)
    if not path:
        raise Http404
    response = FileResponse(open(path, "rb"), content_type="text/javascript; charset=utf-8")  # noqa: SIM115
    versioned = "v" in request.GET
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if versioned else f"public, max-age={AN_HOUR}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
