"""What the website itself keeps of conversations: questions that never got an answer, and thumbs up or down."""

from django.db import models

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
    created = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "vraag zonder antwoord"
        verbose_name_plural = "vragen zonder antwoord"
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.text[:80] or "(tekst niet bewaard)"


class Judgement(models.Model):
    """A parent's thumb up or down for one answer."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="school")
    conversation = models.CharField("gesprek", max_length=128, db_index=True)
    message = models.CharField("antwoord", max_length=32)
    topic = models.CharField("onderwerp", max_length=100, blank=True)
    kind = models.CharField("soort", max_length=20)
    useful = models.BooleanField("nuttig")
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
