"""Decisions that wait for a second person: a text that sounds like danger, to be taught as something else."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from review.models.questions import QueueItem
from schools.models import School


class SecondLook(models.Model):
    """Questions that somebody wants to add to an answer, and what a colleague said of it.

    `texts` goes when it is decided; `keys` stay, so that what was confirmed once need not be asked again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "wacht op een tweede ja"
        CONFIRMED = "confirmed", "bevestigd"
        REFUSED = "refused", "geweigerd"

    topic = models.CharField("antwoord", max_length=100, db_index=True)
    texts = models.JSONField("voorbeeldvragen", default=list)
    keys = models.JSONField(default=list)
    why = models.JSONField("waarom", default=list)  # in Dutch, a sentence for each text that sounds like danger
    item = models.ForeignKey(QueueItem, models.CASCADE, null=True, blank=True, related_name="second_looks")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked = models.DateTimeField("gevraagd", auto_now_add=True)
    state = models.CharField("stand", max_length=10, choices=State, default=State.WAITING, db_index=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided = models.DateTimeField("beslist", null=True, blank=True)

    class Meta:
        ordering = ["-asked"]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_state_display()}"
