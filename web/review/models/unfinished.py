"""What somebody typed or sent and has not saved: theirs alone, until they go on with it or it is erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeptForm(models.Model):
    """A form as somebody left it, by the address that it is sent to."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=500)
    fields = models.JSONField()  # [[name, value], ...]
    # Sent after the session had ended, so that it has to be sent again; else typed, and not sent yet.
    sent = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_kept_form_an_address")]

    def __str__(self) -> str:
        return self.address

    @property
    def title(self) -> str:
        """Return what the form calls its answer, if it does."""
        return next((value for name, value in self.fields if name == "title"), "")
