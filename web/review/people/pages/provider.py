"""To the school's OpenID Connect provider and back.

The way there is a link, not a form: browsers hold the redirects after a form to the policy's `form-action`, which
keeps every form on this site.
"""

from __future__ import annotations

import logging
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import View
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from review.people import provider
from review.people.pages.login import first_page

logger = logging.getLogger("pestwijzer.provider")
# A stale or forged answer, a provider that is away, or one that answers something else than it should.
BROKEN = (SuspiciousOperation, requests.RequestException, jwt.PyJWTError, LookupError, TypeError, ValueError)
REFUSED, FAILED = 403, 502


class _OnlyWhenOn(View):
    """Without a provider these addresses do not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not provider.is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Start(_OnlyWhenOn, OIDCAuthenticationRequestView):
    """Sends the browser to the provider."""


class Callback(_OnlyWhenOn, OIDCAuthenticationCallbackView):
    """Takes the browser back, and logs in who may."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except BROKEN as error:
            logger.warning("login through the provider failed: %s", type(error).__name__)
            return self._told(FAILED)

    @property
    def success_url(self) -> str:
        return first_page(self.request, super().success_url)

    def login_failure(self) -> HttpResponse:
        """Tell somebody whom we do not know so; a login that was broken off can be tried again."""
        return self._told(REFUSED if hasattr(self, "user") else FAILED)

    def _told(self, status: int) -> HttpResponse:
        about = {"refused": status == REFUSED, "provider": settings.OIDC_NAME}
        return render(self.request, "review/people/provider_refused.html", about, status=status)


start = never_cache(Start.as_view())
callback = never_cache(Callback.as_view())
