"""What anybody reads when the website itself fails: the emergency number and whom to turn to, whatever is down."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from chat.problems import Problem
from chat.views.common import active_school
from common.errors import API, error_page
from knowledge import reading
from schools.models import School

logger = logging.getLogger("pestwijzer.failing")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that failed; never fails itself."""
    problem = Problem("broken", contact=_contact(_slug(request)))
    if request.path.startswith(API):
        return refusal(problem)
    return error_page(request, problem.status, problem.message, problem.contact)


def failed(error: Exception, school: School | None) -> JsonResponse:
    """Answer an API call that failed on something that nobody foresaw, and log what, without a word of the parent."""
    logger.error("An API call failed: %s", type(error).__name__)
    return refusal(Problem("broken", contact=_contact(school.slug if school else settings.DEFAULT_SCHOOL)))


def refusal(problem: Problem) -> JsonResponse:
    """Return a problem as the API's error body."""
    response = JsonResponse(problem.as_body(), status=problem.status)
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _slug(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match and match.kwargs.get("slug")) or request.GET.get("school") or settings.DEFAULT_SCHOOL


def _contact(slug: str) -> str:
    """Return whom to turn to at a school; nothing when even that cannot be known."""
    try:
        return reading.contact(active_school(slug).profile())
    except Exception as error:  # what failed before may fail again here
        logger.error("A school's contact cannot be told: %s", type(error).__name__)
    try:
        return reading.contact({})
    except Exception:  # the same
        return ""
