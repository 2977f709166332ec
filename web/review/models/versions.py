"""Candidate models on their way to parents, and what was put live when and by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from review.models.questions import Question


class Candidate(models.Model):
    """A "proefmodel": the proposal of a moment, trained and checked in the background (training/candidate.py)."""

    class State(models.TextChoices):
        RUNNING = "running", "bezig"
        READY = "ready", "klaar om te bekijken"
        FAILED = "failed", "mislukt"
        STOPPED = "stopped", "gestopt"
        PUBLISHED = "published", "gepubliceerd"

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started = models.DateTimeField("begonnen", auto_now_add=True)
    finished = models.DateTimeField("klaar", null=True, blank=True)
    state = models.CharField("stand", max_length=10, choices=State, default=State.RUNNING)
    folder = models.CharField("werkmap", max_length=200)  # a workplace of the model registry
    # What it was made from: the drafts with their versions, and the fingerprint of `data/` at that moment.
    drafts = models.JSONField(default=list)
    data_fingerprint = models.CharField(max_length=64)
    report = models.JSONField("verslag", null=True, blank=True)
    error = models.TextField("fout", blank=True)

    class Meta:
        ordering = ["-started"]

    def __str__(self) -> str:
        return f"proefmodel {self.pk}"


class Publication(models.Model):
    """One switch of the running assistant: to a new version, or back to an old one."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", "gepubliceerd"
        BACK = "back", "teruggezet"

    kind = models.CharField("wat", max_length=10, choices=Kind)
    version = models.CharField("versie", max_length=100)
    previous = models.CharField("vorige versie", max_length=100, blank=True)
    candidate = models.ForeignKey(Candidate, models.SET_NULL, null=True, blank=True, related_name="publications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("wanneer", auto_now_add=True)
    # When it was known what it changes for what parents asked the week before (review/versions/effects.py).
    compared = models.DateTimeField("vergeleken", null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.version}, {self.get_kind_display()}"


class ChangedAnswer(models.Model):
    """A message that gets another answer since a publication, in words; it goes with the message."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="changed_answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    before = models.CharField("voordien", max_length=200)
    after = models.CharField("nu", max_length=200)

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
