"""Who works with the review tool, and as what at which school."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models

from schools.models import School


class Membership(models.Model):
    """Someone's role at one school. The roles are Django groups, made by review/permissions.py."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="gebruiker"
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="memberships", verbose_name="school")
    role = models.ForeignKey(Group, models.PROTECT, related_name="memberships", verbose_name="rol")

    class Meta:
        verbose_name = "rol aan een school"
        verbose_name_plural = "rollen aan scholen"
        ordering = ["school__name", "user__username"]
        constraints = [models.UniqueConstraint(fields=["user", "school"], name="one_role_a_school")]
        default_permissions = ()
        # What a role allows at a school; `review/permissions.py` says which role has which.
        permissions = [
            ("read", "Vragen en gesprekken lezen"),
            ("decide", "Vragen behandelen en antwoorden schrijven"),
            ("publish", "Proefmodellen maken, publiceren en terugzetten"),
            ("manage", "Collega's, het spoor en het wissen van gesprekken beheren"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} van {self.school}"


class Account(models.Model):
    """What we know of a user beside Django's own fields."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account")
    must_change_password = models.BooleanField("moet een eigen wachtwoord kiezen", default=False)

    def __str__(self) -> str:
        return str(self.user)
