"""A question at a time: read it, choose what to do, read what a colleague would say. The address holds everything."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.permissions import READ, StaffRequest, staff
from review.practice.examples import EXAMPLES


@staff(READ)
@require_safe
def practice(request: StaffRequest) -> HttpResponse:
    """What it is, and where to begin."""
    return render(request, "review/practice/practice.html", {"examples": EXAMPLES})


@staff(READ)
@require_safe
def example(request: StaffRequest, number: int) -> HttpResponse:
    """One made-up question, from 1 on; `keuze` in the address is what was chosen."""
    if not 1 <= number <= len(EXAMPLES):
        raise Http404
    shown = EXAMPLES[number - 1]
    context = {
        "number": number,
        "total": len(EXAMPLES),
        "example": shown,
        "chosen": shown.chosen(request.GET.get("keuze", "")),
        "before": number - 1,
        "after": number + 1 if number < len(EXAMPLES) else None,
    }
    return render(request, "review/practice/example.html", context)
