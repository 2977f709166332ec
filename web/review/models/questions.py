"""What parents asked, as staff see it: every message, and the ones that need a person in the queue.

Read from the assistant's tracker store by review/queue/harvest.py; texts are pseudonymised before they come there.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schools.models import School


class QueueItems(models.QuerySet["QueueItem"]):
    """What is asked of the queue in several places."""

    def waiting(self, emergency: bool) -> QueueItems:
        """Return what is open, of danger or of all else."""
        return self.filter(state=QueueItem.State.OPEN, emergency=emergency)


class QueueItem(models.Model):
    """One thing for staff to decide: a question, with all messages at one school that ask nearly the same."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        ASIDE = "aside", "opzij gezet"
        DONE = "done", "klaar"

    class Decision(models.TextChoices):
        NONE = "", "nog niet beslist"
        BELONGS = "belongs", "hoort bij een antwoord"
        NEW_ANSWER = "new_answer", "nieuw antwoord"
        NOT_FOR_US = "not_for_us", "niet voor ons"
        SEEN = "seen", "bekeken, niets te doen"
        RIGHT = "right", "het was het juiste antwoord"

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="queue_items")
    text = models.TextField("vraag")  # the newest message's, as the item's title
    emergency = models.BooleanField("nood", default=False, db_index=True)
    count = models.PositiveIntegerField("aantal", default=1)
    first_asked = models.DateTimeField("eerst gevraagd", db_index=True)
    last_asked = models.DateTimeField("laatst gevraagd", db_index=True)
    state = models.CharField("stand", max_length=10, choices=State, default=State.OPEN, db_index=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="queue_items"
    )
    decision = models.CharField("beslissing", max_length=20, choices=Decision, blank=True, default=Decision.NONE)
    topic = models.CharField("antwoord waar het bij hoort", max_length=100, blank=True)
    # As it was added to that topic's questions, perhaps reworded: so that the decision can be taken back.
    example = models.TextField("voorbeeldvraag", blank=True)
    # What staff said when asked about a confident answer.
    right = models.BooleanField("was het juiste antwoord", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="handled_items"
    )
    handled = models.DateTimeField("behandeld", null=True, blank=True)
    # Asked again after what was decided had gone live, and so opened again.
    came_back = models.DateTimeField("kwam opnieuw", null=True, blank=True)
    # What the assistant's encoder makes of it (review/queue/meaning.py), and the number that it shares with the items
    # that mean the same: the key of the first of them, which may be gone.
    meaning = models.BinaryField(null=True)
    group = models.BigIntegerField("groep", null=True, blank=True, db_index=True)
    # What a version makes of it that went live since it was asked (review/queue/answered_now.py): the topic that ranks
    # "first", its "confidence" and whether it hears "danger"; and what it surely answers with, where none did before.
    asked_of = models.CharField("opnieuw gesteld aan", max_length=100, blank=True, db_default="")
    ranked = models.JSONField(null=True)
    answered_now = models.CharField("krijgt nu", max_length=100, blank=True, db_default="", db_index=True)

    objects = QueueItems.as_manager()

    class Meta:
        ordering = ["-last_asked"]

    def __str__(self) -> str:
        return self.text[:80]


class Question(models.Model):
    """One message that a parent typed, personal details hidden; it goes when its conversation goes."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "beantwoord"
        SUGGESTED = "suggested", "keuze aangeboden"
        UNANSWERED = "unanswered", "niet beantwoord"  # out of scope, or "geen van deze"
        EMERGENCY = "emergency", "nood"
        FAILED = "failed", "geen antwoord gekregen"
        DIALOGUE = "dialogue", "begroeting, dank, ..."

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="questions")
    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    # The row in the assistant's table `events`; empty for a message that it does not have.
    event = models.BigIntegerField(null=True, blank=True, unique=True)
    kept = models.OneToOneField("chat.KeptQuestion", models.CASCADE, null=True, blank=True, related_name="+")
    # The website's own record of a message that was answered but that the assistant could not keep; then no event.
    unkept = models.OneToOneField("chat.UnkeptMessage", models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField("tekst", blank=True)
    asked = models.DateTimeField("gevraagd", db_index=True)
    outcome = models.CharField("afloop", max_length=12, choices=Outcome, db_index=True)
    topic = models.CharField("beantwoord met", max_length=100, blank=True, db_index=True)
    confidence = models.FloatField("zekerheid", null=True, blank=True)
    guesses = models.JSONField("vermoedens", default=list)  # [{"topic": id, "confidence": 0..1}], the best first
    chosen = models.CharField("koos zelf", max_length=100, blank=True)  # the suggestion that the parent took
    item = models.ForeignKey(QueueItem, models.SET_NULL, null=True, blank=True, related_name="questions")

    class Meta:
        ordering = ["-asked"]
        indexes = [models.Index(fields=["school", "-asked"], name="questions_of_a_school")]

    def __str__(self) -> str:
        return self.text[:80] or "(tekst niet bewaard)"

    @property
    def row(self) -> int:
        """Return its row in the assistant's table `events`; 0 for a message that it does not have."""
        return self.event or 0


class Reason(models.Model):
    """Why a message stands in the queue; one message can have several."""

    class Kind(models.TextChoices):
        SUGGESTIONS = "suggestions", "kreeg een keuze"
        NONE_OF_THESE = "none_of_these", "koos ‘geen van deze’"
        OUT_OF_SCOPE = "out_of_scope", "buiten ons onderwerp"
        THUMBS_DOWN = "thumbs_down", "duim omlaag"
        FAILED = "failed", "geen antwoord gekregen"
        LOW_CONFIDENCE = "low_confidence", "weinig zeker"
        EMERGENCY = "emergency", "nood"
        DOUBT = "doubt", "misschien nood"
        PICKED = "picked", "aangeduid door een collega"
        SAMPLE = "sample", "steekproef"

    # Of danger, or perhaps: what has one of these never stands among ordinary questions.
    URGENT = (Kind.EMERGENCY, Kind.DOUBT)

    question = models.ForeignKey(Question, models.CASCADE, related_name="reasons")
    kind = models.CharField("reden", max_length=20, choices=Kind, db_index=True)
    # The thumb down that it comes from, so that each is read once.
    judgement = models.OneToOneField("chat.Judgement", models.SET_NULL, null=True, blank=True, related_name="reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "kind"], name="a_reason_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReadMark(models.Model):
    """How far the assistant's events have been read; there is one.

    SQLite gives the number of an erased row away again: the time tells whether it is still the same one.
    """

    event = models.BigIntegerField(default=0)
    at = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"tot rij {self.event}"
