"""Which mail somebody wants, and what they were told already: so that nothing is told twice, and nothing is lost."""

from django.conf import settings
from django.db import models


class MailWish(models.Model):
    """What one member of staff wants to be mailed about; nothing until they say so."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_wish")
    emergency = models.BooleanField(
        "nood", default=False, help_text="Zodra er een nieuw noodbericht is op een school waar jij mag lezen."
    )
    assigned = models.BooleanField(
        "voor mij", default=False, help_text="Als een collega je een vraag of bericht geeft."
    )
    weekly = models.BooleanField(
        "elke week", default=False, help_text="Op maandag: hoeveel er gevraagd en beantwoord werd, en wat open staat."
    )
    emergency_told = models.BigIntegerField(default=0)  # the newest Reason
    assigned_told = models.JSONField(default=list)  # the items that are theirs
    week_told = models.DateField(null=True)  # the Monday after that week
    claimed = models.DateTimeField(null=True)  # since when a round is mailing them, if one is

    def __str__(self) -> str:
        return str(self.user)
