"""The forms about people: logging in, choosing a password, colleagues and their roles, what to see of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import Group, User
from django.db import transaction

from review.models import Membership
from review.people import accounts
from review.permissions import BEHEERDER, LEZER, MANAGE, REDACTEUR, schools_of
from review.trail import happenings
from schools.models import School
from schools.validators import validate_text

ROLES = [
    ("", "geen rol"),
    (LEZER, "lezer: leest vragen, gesprekken en cijfers"),
    (REDACTEUR, "redacteur: behandelt ook vragen, schrijft antwoorden en publiceert"),
    (BEHEERDER, "beheerder: regelt ook wie mag meewerken, en ziet het spoor"),
]
LAST_SAY = "Je kan je laatste rol als beheerder niet zelf weghalen. Vraag het aan een andere beheerder."
SEVERAL = "Er zijn verschillende accounts met dit e-mailadres. Vraag aan wie de website beheert om dat recht te zetten."


class LoginForm(AuthenticationForm):
    """Takes a user name or an e-mail address, however it is capitalised."""

    error_messages = {
        "invalid_login": "Deze naam en dit wachtwoord horen niet bij elkaar. Kijk ze na en probeer het opnieuw.",
        "inactive": "Dit account is niet actief.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Gebruikersnaam of e-mailadres"

    def clean_username(self) -> str:
        typed = self.cleaned_data["username"]
        try:
            user = accounts.find(typed)
        except accounts.SeveralAccounts:
            return typed
        return user.get_username() if user else typed


class OwnPasswordForm(PasswordChangeForm):
    """Django's, which would let somebody keep the password they have, and says "u"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = (
            "Minstens 8 tekens. Neem niet je naam, en geen wachtwoord dat veel mensen gebruiken. Enkele woorden na "
            "elkaar zijn goed."
        )
        self.fields["new_password2"].help_text = "Typ je nieuwe wachtwoord nog eens."

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("Kies een ander wachtwoord dan je huidige.")
        return new


class _RolesAtSchools(forms.Form):
    """A field for each school of a manager: what someone may do there."""

    def __init__(self, manager: User, now: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.schools = {f"school_{school.pk}": school for school in schools_of(manager, MANAGE)}
        for name, school in self.schools.items():
            self.fields[name] = forms.ChoiceField(
                label=f"Rol op {school}", choices=ROLES, required=False, initial=now.get(school.pk, "")
            )

    def roles(self) -> dict[School, str]:
        """Return the role that was chosen for each school, "" for none."""
        return {school: self.cleaned_data.get(name, "") for name, school in self.schools.items()}

    def role_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.schools]

    def give_to(self, user: User) -> None:
        """Set someone's roles as chosen, and record what changed."""
        now = _roles_now(user)
        for school, role in self.roles().items():
            if role != now.get(school.pk, ""):
                set_role(self.manager, user, school, role)


class RolesForm(_RolesAtSchools):
    """What someone may do at each school of a manager."""

    def __init__(self, manager: User, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(manager, _roles_now(user), *args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        if self.user == self.manager and not self.manager.is_superuser and BEHEERDER not in self.roles().values():
            raise forms.ValidationError(LAST_SAY)
        return self.cleaned_data

    @transaction.atomic
    def save(self) -> None:
        self.give_to(self.user)


def check_names(fields: Mapping[str, forms.Field]) -> None:
    """Let the names of a person hold no more signs than any other text that staff type."""
    for name in ("first_name", "last_name"):
        if name in fields:
            fields[name].validators.append(validate_text)


class DetailsForm(forms.ModelForm):
    """Who someone is. The e-mail address is what they log in with, and what a provider knows them by."""

    email = forms.EmailField(label="E-mailadres", max_length=150, help_text="Hiermee meldt je collega zich aan.")

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # these are somebody else's details
        check_names(self.fields)
        self.before = self.instance.email

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if _is_of_another(email, self.instance):
            raise forms.ValidationError("Er is al een account met dit e-mailadres.")
        return email

    def save(self, commit: bool = True) -> User:
        if self.instance.username.lower() == self.before.lower():
            self.instance.username = self.cleaned_data["email"]
        return super().save(commit)


class NewColleagueForm(_RolesAtSchools):
    """A new colleague, or someone who has an account already and now comes to work at another school too."""

    first_name = forms.CharField(label="Voornaam", max_length=150)
    last_name = forms.CharField(label="Achternaam", max_length=150)
    email = forms.EmailField(label="E-mailadres", max_length=150, help_text="Hiermee meldt je collega zich aan.")

    def __init__(self, manager: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(manager, {}, *args, **kwargs)
        for name in ("first_name", "last_name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        check_names(self.fields)
        if len(self.schools) == 1:
            self.fields[next(iter(self.schools))].initial = REDACTEUR

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        try:
            user = accounts.find(email)
        except accounts.SeveralAccounts as error:
            raise forms.ValidationError(SEVERAL) from error
        if user and Membership.objects.filter(user=user, school__in=self.schools.values()).exists():
            raise forms.ValidationError("Dit is al een collega. Wijzig de rol op de pagina van die collega.")
        return email

    def clean(self) -> dict[str, Any]:
        if not any(self.roles().values()):
            raise forms.ValidationError("Kies een rol op minstens één school.")
        return self.cleaned_data

    @transaction.atomic
    def save(self) -> tuple[User, str]:
        """Make the account where there is none, with these roles.

        Returns: it, and its one-time password, or "" when somebody had this account already.
        """
        names = (self.cleaned_data["first_name"], self.cleaned_data["last_name"])
        user, made = accounts.make(self.cleaned_data["email"], *names)
        self.give_to(user)
        return user, accounts.give_one_time_password(user) if made else ""


def set_role(manager: User, user: User, school: School, role: str) -> None:
    """Give someone a role at a school, or none, and record it."""
    if role:
        Membership.objects.update_or_create(user=user, school=school, defaults={"role": Group.objects.get(name=role)})
    else:
        Membership.objects.filter(user=user, school=school).delete()
    happenings.record(manager, happenings.AccountChanged(user.get_username(), f"rol {role or 'weggehaald'}"), school)


def _roles_now(user: User) -> dict[int, str]:
    return dict(Membership.objects.filter(user=user).values_list("school", "role__name"))


def _is_of_another(email: str, user: User) -> bool:
    try:
        return accounts.find(email) not in (None, user)
    except accounts.SeveralAccounts:
        return True
