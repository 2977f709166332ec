"""The accounts of staff: finding one, one-time passwords, and who may touch whose account."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from review.models import Account, Membership
from review.permissions import MANAGE, schools_of
from review.trail import happenings
from schools.models import School

# Nothing that looks like something else when it is read out or written down: no 0/o, 1/l/i.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


class SeveralAccounts(Exception):
    """More than one account has this e-mail address, so that it names nobody."""


def name_of(user: User | None) -> str:
    """Return how colleagues know somebody; nothing for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def find(typed: str) -> User | None:
    """Return whose user name or e-mail address this is, however it is capitalised; None when nobody's.

    Raises: SeveralAccounts.
    """
    exact = User.objects.filter(username=typed).first()
    if exact or not typed:
        return exact
    found = list(User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))[:2])
    if len(found) > 1:
        raise SeveralAccounts
    return found[0] if found else None


def make(email: str, first_name: str, last_name: str) -> tuple[User, bool]:
    """Return the account with this e-mail address, made when there is none yet, and whether it was made.

    The address is also the user name. A new account has no password yet. Raises: SeveralAccounts.
    """
    found = find(email)
    if found:
        return found, False
    names = {"email": email, "first_name": first_name, "last_name": last_name}
    return User.objects.get_or_create(username=email.lower(), defaults=names)


@transaction.atomic
def give_one_time_password(user: User) -> str:
    """Replace a user's password by one that must be changed at the next login, and return it."""
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    user.set_password(password)
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"must_change_password": True})
    return password


def must_change_password(user: Any) -> bool:
    return Account.objects.filter(user=user, must_change_password=True).exists()


def password_was_changed(user: User) -> None:
    """Note that a user now has a password of their own."""
    Account.objects.filter(user=user).update(must_change_password=False)
    happenings.record(user, happenings.PasswordChanged())


def people_of(manager: Any) -> QuerySet[User]:
    """Return whom a manager sees: who has a role at one of the manager's schools. A superuser sees all."""
    if manager.is_superuser:
        return User.objects.all()
    return User.objects.filter(memberships__school__in=schools_of(manager, MANAGE)).distinct()


def may_touch(manager: Any, user: User) -> bool:
    """Tell whether a manager may rename, deactivate or reset an account: it must be wholly of the manager's schools.

    Who may enter the Django admin is more than a colleague at a school: only a superuser touches those accounts.
    """
    if manager.is_superuser:
        return True
    schools = set(Membership.objects.filter(user=user).values_list("school", flat=True))
    managed = set(schools_of(manager, MANAGE).values_list("pk", flat=True))
    return bool(schools) and schools <= managed and not (user.is_superuser or user.is_staff)


def record_change(manager: Any, user: User, what: str) -> None:
    """Put a change to somebody's account in the trail of each of their schools."""
    schools: list[School | None] = [membership.school for membership in user.memberships.select_related("school")]
    for school in schools or [None]:
        happenings.record(manager, happenings.AccountChanged(user.get_username(), what), school)
