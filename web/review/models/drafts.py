"""What staff changed and is not live yet, and what was changed before. The files in `data/` stay the truth."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class TopicDraft(models.Model):
    """A topic as it will be; all drafts together are the proposal.

    `content` and `base` have the form of knowledge.content.Content as JSON; `base` is the file's content when the
    draft began (null for a new topic), so that an edit of the file meanwhile can be merged in.
    """

    topic = models.CharField("onderwerp", max_length=100, unique=True)
    folder = models.CharField("map", max_length=20, default="topics")
    base = models.JSONField(null=True, blank=True)
    content = models.JSONField()
    # Rises with every change: tells whether a proefmodel holds the draft as it is now (two editors: drafts.save).
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated = models.DateTimeField("laatst gewijzigd", auto_now=True)
    # Whose each part of it is (review/answers/authors.py); what is not in it is `updated_by`'s.
    authors = models.JSONField(null=True, blank=True)
    # The topic goes away (review/answers/retiring.py), and its questions to that other one, or nowhere.
    retired = models.BooleanField("wordt stopgezet", default=False, db_default=False)
    goes_to = models.CharField("vragen gaan naar", max_length=100, blank=True, default="", db_default="")

    class Meta:
        ordering = ["topic"]

    def __str__(self) -> str:
        return self.topic


class DroppedDraft(models.Model):
    """A draft, or a part of one, that was taken out of the proposal: kept to tell whose it was, and to put it back.

    What several people lost by one act has as many rows, with the same `at`.
    """

    topic = models.CharField("onderwerp", max_length=100)
    folder = models.CharField("map", max_length=20)
    content = models.JSONField()  # the whole draft, as it was
    whole = models.BooleanField(default=True)
    authors = models.JSONField(default=dict)  # whose each part is that was taken away
    became = models.JSONField(null=True, blank=True)  # what the draft was right after, where only a part went
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Whose work it was, when that is somebody else.
    of = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField("wanneer", default=timezone.now, db_index=True)
    told = models.BooleanField("gezien", default=False)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        title: str = self.content["title"]
        return title


class Revision(models.Model):
    """What one publication, forward or back, did to one topic: its history. None: the topic was not there."""

    topic = models.CharField("onderwerp", max_length=100, db_index=True)
    publication = models.ForeignKey("review.Publication", models.CASCADE, related_name="revisions")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    # Of a topic that went: its whole file, so that it comes back with what a Content does not tell.
    file = models.TextField("bestand", blank=True, default="", db_default="")

    class Meta:
        ordering = ["-publication__at"]

    def __str__(self) -> str:
        return f"{self.topic}, {self.publication}"

    @property
    def title(self) -> str:
        """Return what the topic was called then."""
        title: str = (self.after or self.before or {})["title"]
        return title
