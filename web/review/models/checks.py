"""What staff said yes to: that an answer still holds, and that what a colleague wrote may go live."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from review.models.drafts import TopicDraft


class AnswerCheck(models.Model):
    """One time that an answer was checked.

    A row, and no change of the topic's file: that would need a proefmodel for a date. It counts for the text that was
    read only.
    """

    topic = models.CharField("antwoord", max_length=100, db_index=True)
    stamp = models.CharField("tekst", max_length=64)  # what that text was: review/answers/checking.py
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("wanneer", auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.topic}: {self.at}"


class ProposalReading(models.Model):
    """Which parts of a draft somebody said yes to, as these were then: it goes with the draft."""

    draft = models.ForeignKey(TopicDraft, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    parts = models.JSONField(default=list)  # what each was: review/answers/second_reader.py
    at = models.DateTimeField("wanneer", auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "by"], name="one_reading_a_person")]

    def __str__(self) -> str:
        return f"{self.draft}: {self.by}"
