"""`web/manage.py eerste_account`: the first account, with a password that is shown here, once, and nowhere else."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.by_hand import to_type
from review.people import accounts

NAME = "beheerder"
TOLD = """
  Het eerste account van Pestwijzer is gemaakt.

    Gebruikersnaam:      {name}
    Eenmalig wachtwoord: {password}

  Meld je ermee aan op {login} van de website. Je kiest dan meteen een eigen wachtwoord.
  Dit wachtwoord wordt maar één keer getoond. Kwijt? Dan kies je er zelf een:
  {lost}
"""


class Command(BaseCommand):
    help = "Maakt het eerste account en toont het eenmalige wachtwoord. Doet niets als er al een account is."

    def handle(self, *args, **options):
        password = _first_account()
        if password:
            lost = to_type(f"changepassword {NAME}")
            self.stdout.write(TOLD.format(name=NAME, password=password, login=reverse("review:login"), lost=lost))


def _first_account() -> str:
    """Return the one-time password, or "" when there is an account already, perhaps made at this very moment."""
    if User.objects.exists():
        return ""
    try:
        with transaction.atomic():
            return accounts.give_one_time_password(User.objects.create_superuser(NAME))
    except IntegrityError:
        return ""
