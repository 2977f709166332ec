"""Keeps what somebody typed, or sent when it was too late, so that nothing is lost when a session ends.

Whose a late form was is known from a signed cookie of the last login in this browser; it goes when they log out. What
is kept is offered to that person alone: the next colleague at the same computer sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib.auth.models import User
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone

from review.models import KeptForm

COOKIE = "pestwijzer_wie"
SALT = "review.unfinished"
SAME_PERSON = "same_person_as_before"  # in a session: who logged in is who worked in this browser before
DAY = 24 * 3600
GOES_ON = "_verder"  # the field by which a form says that it is the kept one
NOT_KEPT = ("csrfmiddlewaretoken", GOES_ON)
LONGEST = 64 * 1024
LONGEST_ADDRESS = 500
MOST_FORMS = 50  # of one person
AT_WORK_FOR = timedelta(hours=8)  # since somebody last typed: what they forgot must not keep colleagues away
# What an address says about the view of a page, not about what its form is for.
ONLY_A_VIEW = ("verder", "zoek", "pagina", "verbeter")

Fields = list[list[str]]


# --- what was typed ---------------------------------------------------------------------------


def keep_typed(user: User, address: str, form: QueryDict) -> bool:
    """Keep a form as it stands now. Returns: whether it is kept; what is very long is not."""
    return _keep(user, address, _fields(form), sent=False)


def typed(user: Any, address: str) -> QueryDict | None:
    """Return what this person left in the form of an address, as the form would be sent."""
    kept = KeptForm.objects.filter(user=user, address=_normal(address)).first()
    if kept is None:
        return None
    form = QueryDict(mutable=True)
    for name, value in kept.fields:
        form.appendlist(name, value)
    return form


def all_typed(user: Any) -> QuerySet[KeptForm]:
    """Return everything that this person typed and did not send."""
    return KeptForm.objects.filter(user=user, sent=False)


def others_at_work(user: Any) -> dict[str, list[User]]:
    """Return which colleagues typed something today, by the path of its form; what it is, nobody else sees."""
    kept = KeptForm.objects.filter(sent=False, at__gte=timezone.now() - AT_WORK_FOR, user__is_active=True)
    kept = kept.exclude(user=user).select_related("user").defer("fields")
    at_work: dict[str, list[User]] = {}
    for one in kept.order_by("at"):
        people = at_work.setdefault(urlsplit(one.address).path, [])
        people.extend([] if one.user in people else [one.user])
    return at_work


def forget(user: Any, address: str) -> None:
    """Forget what was typed at an address: it has been saved, or is let drop."""
    KeptForm.objects.filter(user=user, address=_normal(address)).delete()


# --- what was sent too late -------------------------------------------------------------------


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note in the browser who works here, until it closes or they log out."""
    if request.user.is_authenticated:
        if SAME_PERSON not in request.session:
            before = _who(request)
            request.session[SAME_PERSON] = before is not None and before.pk == request.user.pk
        response.set_signed_cookie(
            COOKIE, str(request.user.pk), salt=SALT, httponly=True, samesite="Lax", secure=request.is_secure()
        )


def keep_sent(request: HttpRequest) -> bool:
    """Keep a form that came after the session had ended. Returns: whether it is kept."""
    return _keep_page(request, _who(request))


def keep_outdated(request: HttpRequest) -> bool:
    """Keep a form of a page that stood open since before somebody logged in anew. Returns: whether it is kept.

    Only when it comes from a page of our own, and when the same person worked here then: what a colleague left open, or
    what another site sends, is not theirs to go on with.
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not (is_ours and request.user.is_authenticated and request.session.get(SAME_PERSON)):
        return False
    return _keep_page(request, request.user)


def sent_too_late(user: Any) -> KeptForm | None:
    """Return what this person sent last after a session had ended."""
    return KeptForm.objects.filter(user=user, sent=True).first()


def goes_on(request: HttpRequest) -> None:
    """Forget a kept form when it is sent again."""
    if GOES_ON in request.POST:
        forget(request.user, request.get_full_path())


# --- both -------------------------------------------------------------------------------------


def _keep_page(request: HttpRequest, user: User | None) -> bool:
    # A script's request is no form of somebody who waits for a page.
    is_a_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return bool(user) and is_a_page and _keep(user, request.get_full_path(), _fields(request.POST), sent=True)


def _keep(user: User | None, address: str, fields: Fields, sent: bool) -> bool:
    address = _normal(address)
    if len(address) > LONGEST_ADDRESS or sum(len(value) for _name, value in fields) > LONGEST:
        return False
    KeptForm.objects.update_or_create(user=user, address=address, defaults={"fields": fields, "sent": sent})
    oldest = KeptForm.objects.filter(user=user).values_list("pk", flat=True)[MOST_FORMS:]
    KeptForm.objects.filter(pk__in=list(oldest)).delete()
    return True


def _fields(form: QueryDict) -> Fields:
    return [[name, value] for name, values in form.lists() if name not in NOT_KEPT for value in values]


def _normal(address: str) -> str:
    """Return an address with only what tells what its form is for, such as the question that it answers."""
    parts = urlsplit(address)
    kept: Iterable[tuple[str, str]] = [pair for pair in parse_qsl(parts.query) if pair[0] not in ONLY_A_VIEW]
    return f"{parts.path}?{urlencode(list(kept))}".rstrip("?")


def _who(request: HttpRequest) -> User | None:
    try:
        pk = request.get_signed_cookie(COOKIE, salt=SALT, max_age=DAY)
    except (KeyError, signing.BadSignature):
        return None
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None
