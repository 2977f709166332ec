"""The trail: what staff did, when. Written by review/trail/happenings.py, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schools.models import School


class Event(models.Model):
    """One thing that someone did. `about` never holds what a parent wrote."""

    at = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # As it was: stays readable when the account is gone.
    username = models.CharField("wie", max_length=150, blank=True)
    school = models.ForeignKey(School, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField("wat", max_length=50, db_index=True)
    about = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.username}: {self.name}"
