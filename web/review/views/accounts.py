"""Logging in and out, choosing one's own password, and what somebody sees who may not come in."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as django_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from review import accounts, provider
from review.forms import LoginForm, OwnPasswordForm
from review.middleware import must_choose
from review.models import Membership
from review.permissions import BEHEERDER

TOO_MANY = 429


class Login(django_views.LoginView):
    template_name = "review/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        name = settings.OIDC_NAME if provider.is_on() else ""
        return super().get_context_data(provider=name, minutes=_minutes_of_pause(self.request), **more)


class Password(django_views.PasswordChangeView):
    template_name = "review/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("review:queue")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(first_time=must_choose(self.request), **more)

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        accounts.password_was_changed(self.request.user)
        messages.success(self.request, "Je nieuwe wachtwoord is bewaard.")
        return response


login = Login.as_view()
logout = django_views.LogoutView.as_view()
password = never_cache(Password.as_view())


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """Answer who tried too often; called by axes, for the Django admin's login too."""
    minutes = _minutes_of_pause(request)
    page = render(request, "review/locked_out.html", {"minutes": minutes}, status=TOO_MANY)
    page["Retry-After"] = str(minutes * 60)
    return page


def refused(request: HttpRequest) -> HttpResponse:
    """Tell somebody who is logged in why this page is not theirs, and whom to ask."""
    own = Membership.objects.filter(user=request.user).select_related("role", "school")
    managers = Membership.objects.filter(
        school__in=own.values("school"), role__name=BEHEERDER, user__is_active=True
    ).exclude(user=request.user)
    names = sorted({accounts.name_of(membership.user) for membership in managers})
    return render(request, "review/refused.html", {"roles": own, "managers": names}, status=403)


def _minutes_of_pause(request: HttpRequest) -> int:
    return max(1, int(get_cool_off(request).total_seconds() // 60))
