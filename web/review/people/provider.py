"""Login through the school's own OpenID Connect provider, by mozilla-django-oidc; on when its settings are given.

The library speaks the protocol. What stands here is who may come in, existing and active accounts with that verified
e-mail address only, and the checks that OpenID Connect asks for and the library leaves to us: whom the token is for,
who made it, and that the details are of the person whom the token names.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

BACKEND = "review.people.provider.ProviderBackend"


def is_on() -> bool:
    return bool(settings.OIDC_RP_CLIENT_ID)


def has_no_password_to_guess(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Tell axes not to count: a provider's refusals are no guesses, and a school's colleagues share an address."""
    return (credentials or {}).get("username") is None


class ProviderBackend(OIDCAuthenticationBackend):
    """Lets in whom the provider knows and we know too."""

    # Named arguments, so that Django only asks this backend in the provider's callback, never at the login form.
    def authenticate(self, request: HttpRequest, nonce: str, code_verifier: str | None = None) -> User | None:
        return super().authenticate(request, nonce=nonce, code_verifier=code_verifier)

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        payload = super().verify_token(token, **kwargs)
        audience = payload.get("aud")
        audience = audience if isinstance(audience, list) else [audience]
        if payload.get("iss") != settings.OIDC_ISSUER or self.OIDC_RP_CLIENT_ID not in audience:
            raise SuspiciousOperation("the token was made by another issuer, or for another application")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("the details are of somebody else than the token")
        return claims

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        verified = claims.get("email_verified", settings.OIDC_OWN_EMAILS)
        return bool(claims.get("email")) and (verified is True or verified == "true")

    def filter_users_by_claims(self, claims: dict[str, Any]) -> list[User]:
        # Compared once more here: databases disagree on which letters differ by their case only.
        email = claims["email"].lower()
        found = User.objects.filter(email__iexact=email, is_active=True)
        return [user for user in found if user.email.lower() == email]

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session; not, as the library does, when the account was deactivated meanwhile."""
        return ModelBackend.get_user(self, user_id)
