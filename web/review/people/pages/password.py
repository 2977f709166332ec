"""Choosing one's own password, also in place of a one-time one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as django_views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from review.people import accounts
from review.people.forms import OwnPasswordForm
from review.people.middleware import must_choose


class Password(django_views.PasswordChangeView):
    template_name = "review/people/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("review:queue")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(first_time=must_choose(self.request), **more)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        accounts.password_was_changed(form.user)
        messages.success(self.request, "Je nieuwe wachtwoord is bewaard.")
        return response


password = never_cache(Password.as_view())
