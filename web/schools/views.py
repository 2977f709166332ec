"""What a school gives to look at: its logo, its colour, and for staff the lines to paste."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from schools.models import School

LONG = 365 * 24 * 3600
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


@require_safe
@cache_control(public=True, max_age=LONG, immutable=True)
def logo(request: HttpRequest, slug: str) -> FileResponse:
    """Serve a school's logo, and nothing else of what was ever uploaded."""
    school = get_object_or_404(School, slug=slug, active=True)
    if not school.logo.name:
        raise Http404
    try:
        return FileResponse(school.logo.open(), content_type=PICTURES[Path(school.logo.name).suffix.lower()])
    except (FileNotFoundError, KeyError) as error:
        raise Http404 from error


@require_safe
@cache_control(public=True, max_age=LONG, immutable=True)
def style(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a school's colour as a stylesheet: the policy that keeps pages safe allows no style in the page itself."""
    school = get_object_or_404(School, slug=slug, active=True)
    return HttpResponse(f":root {{ --school: {school.color}; }}\n", content_type="text/css; charset=utf-8")


@login_required
@require_safe
def embedding(request: HttpRequest, slug: str) -> HttpResponse:
    """Show staff what to paste where, and how it will look."""
    school = get_object_or_404(School, slug=slug)
    page = request.build_absolute_uri(school.get_absolute_url())
    embed = request.build_absolute_uri(reverse("embed", args=[school.slug]))
    script = request.build_absolute_uri(reverse("launcher"))
    return render(
        request,
        "schools/embedding.html",
        {
            "school": school,
            "page_url": page,
            "embed_url": embed,
            "link": f'<a href="{page}">Vragen over pesten? Vraag het aan Pestwijzer</a>',
            "iframe": f'<iframe src="{embed}" title="Pestwijzer: vragen over pesten op school" '
            'width="100%" height="640" loading="lazy" allow="clipboard-write"></iframe>',
            "script": f'<script src="{script}" data-school="{school.slug}" data-color="{school.color}" defer></script>',
        },
    )


@login_required
@require_safe
def launcher_demo(request: HttpRequest, slug: str) -> HttpResponse:
    """Show staff the launcher on a page as a school's website could have it."""
    return render(request, "chat/launcher_demo.html", {"school": get_object_or_404(School, slug=slug)})
