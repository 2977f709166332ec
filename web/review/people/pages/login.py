"""Logging in and out, and the pause for who tried too often."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import views as django_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from review.models import QueueItem
from review.people import provider, unfinished
from review.people.forms import LoginForm
from review.permissions import visible_to
from review.queue import harvest

TOO_MANY = 429


class Login(django_views.LoginView):
    template_name = "review/people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        return first_page(self.request, self.get_redirect_url())

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        name = settings.OIDC_NAME if provider.is_on() else ""
        return super().get_context_data(provider=name, minutes=_minutes_of_pause(self.request), **more)


def first_page(request: HttpRequest, asked: str = "") -> str:
    """Return where somebody goes after logging in: an open emergency comes before the list of questions."""
    queue = reverse("review:queue")
    if asked not in ("", queue):
        return asked
    harvest.catch_up()
    waiting = visible_to(request.user, QueueItem.objects.waiting(emergency=True))
    return reverse("review:emergencies") if waiting.exists() else queue


login = Login.as_view()


class Logout(django_views.LogoutView):
    """Django's; after it, nothing in this browser tells who worked here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response.delete_cookie(unfinished.COOKIE)
        return response


logout = Logout.as_view()


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """Answer who tried too often; called by axes, for the Django admin's login too."""
    minutes = _minutes_of_pause(request)
    page = render(request, "review/people/locked_out.html", {"minutes": minutes}, status=TOO_MANY)
    if minutes:
        page["Retry-After"] = str(minutes * 60)
    return page


def _minutes_of_pause(request: HttpRequest) -> int:
    """Return how long a pause lasts; 0 where none was set, and only a restart ends it."""
    pause = get_cool_off(request)
    return max(1, int(pause.total_seconds() // 60)) if pause else 0
