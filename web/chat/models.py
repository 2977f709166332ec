"""What the website itself keeps of conversations: what the assistant could not answer or keep, and thumbs."""

from django.db import models
from django.utils import timezone

from common.tracker import USER, Said
from foundation.vocabulary import FALLBACK
from schools.models import School


class KeptQuestion(models.Model):
    """A question that got no answer, kept for staff; personal details are hidden before it comes here."""

    class Reason(models.TextChoices):
        UNREACHABLE = "unreachable", "Pestwijzer was niet bereikbaar"
        NOT_READY = "not_ready", "Pestwijzer was aan het opstarten"
        TIMEOUT = "timeout", "het antwoord bleef uit"
        BAD_ANSWER = "bad_answer", "het antwoord was onbruikbaar"
        BUSY = "busy", "het was te druk"

    school = models.ForeignKey(School, models.CASCADE, verbose_name="school")
    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    text = models.TextField("vraag", blank=True, help_text="Leeg als de namen er niet uit gehaald konden worden.")
    reason = models.CharField("reden", max_length=20, choices=Reason)
    created = models.DateTimeField("wanneer", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "vraag zonder antwoord"
        verbose_name_plural = "vragen zonder antwoord"
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.text[:80] or "(tekst niet bewaard)"


class UnkeptMessage(models.Model):
    """A message that was answered, but that the assistant could not write down; it masked the text before that.

    As the parent channel's contract hands it on: either a text or a choice.
    """

    school = models.ForeignKey(School, models.CASCADE, verbose_name="school")
    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    text = models.TextField("vraag", blank=True)
    choice = models.CharField("gekozen", max_length=100, blank=True)
    topic = models.CharField("begrepen als", max_length=100)
    confidence = models.FloatField("zekerheid")
    ranking = models.JSONField("vermoedens", default=list)  # [{"topic": id, "confidence": 0..1}], the best first
    doubt = models.BooleanField("misschien nood", default=False)
    asked = models.DateTimeField("wanneer", db_index=True)
    read = models.BooleanField("gelezen", default=False, db_index=True)  # by review/queue/harvest.py

    class Meta:
        verbose_name = "bericht dat de assistent niet kon bewaren"
        verbose_name_plural = "berichten die de assistent niet kon bewaren"
        ordering = ["-asked"]

    def __str__(self) -> str:
        return self.text[:80] or self.choice

    def as_said(self) -> Said:
        """Return it as what stands in the assistant's own store."""
        ranking = ((guess["topic"], float(guess["confidence"])) for guess in self.ranking)
        understood = not self.choice
        return Said(
            row=0,
            unkept=self.pk,
            conversation=self.conversation,
            by=USER,
            at=self.asked.timestamp(),
            text=self.text or f"/{self.choice}",
            choice=self.choice,
            topic=self.topic if understood else "",
            confidence=self.confidence if understood else None,
            ranking=tuple(guess for guess in ranking if guess[0] != FALLBACK) if understood else (),
            doubt=self.doubt,
        )


class Judgement(models.Model):
    """A parent's thumb up or down for one answer."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="school")
    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    message = models.CharField("antwoord", max_length=32)
    topic = models.CharField("onderwerp", max_length=100, blank=True)
    kind = models.CharField("soort", max_length=20)
    useful = models.BooleanField("nuttig")
    missing = models.TextField(
        "wat ontbrak", blank=True, db_default="", help_text="In de woorden van de ouder, zonder namen."
    )
    created = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "oordeel"
        verbose_name_plural = "oordelen"
        ordering = ["-created"]
        constraints = [models.UniqueConstraint(fields=["conversation", "message"], name="one_judgement_an_answer")]

    def __str__(self) -> str:
        return f"{self.topic or self.kind}: {'nuttig' if self.useful else 'niet nuttig'}"


class Shown(models.Model):
    """What a parent really got to see as an answer: the assistant's own store holds not all that its channel sends."""

    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    topic = models.CharField("onderwerp", max_length=100, blank=True)
    messages = models.JSONField("berichten")  # as in the channel's contract: text, more, buttons
    created = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "getoond antwoord"
        verbose_name_plural = "getoonde antwoorden"
        ordering = ["created"]

    def __str__(self) -> str:
        return self.topic or "antwoord"
