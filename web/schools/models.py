"""A school as the website knows it. The parts of its profile and their form follow foundation/school_profile.py."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.urls import reverse

from foundation import school_holidays, school_profile
from schools.validators import validate_colour, validate_logo, validate_origin, validate_text

MAX_TEXT = school_profile.MAX_TEXT
PARTS = ("name", "method", school_profile.HOURS, *school_profile.FREE_TEXTS)
# What lies outside of it is a mistyped year.
EARLIEST, FARTHEST = 2020, timedelta(days=3 * 366)
# What the profile format calls a part, where the model needs another word.
PERSON_FIELDS = {"name": "name", "role": "role", "phone": "phone", "mail": "mail", "for": "audience"}


def _part(label: str, help_text: str) -> models.TextField[str, str]:
    left_open = " Laat je dit leeg, dan krijgen ouders een algemene tekst."
    return models.TextField(
        label, blank=True, max_length=MAX_TEXT, validators=[validate_text], help_text=help_text + left_open
    )


class School(models.Model):
    """One school: its own profile, look, limits, and the sites that may show its chat."""

    slug = models.SlugField(
        "korte naam",
        unique=True,
        max_length=40,
        help_text="Komt in het webadres van de chat: kleine letters, cijfers en streepjes. Staat daarna vast.",
    )
    name = models.CharField(
        "naam",
        max_length=200,
        validators=[validate_text],
        help_text="Zoals je hem midden in een zin schrijft, bijvoorbeeld: basisschool De Boom.",
    )
    active = models.BooleanField("actief", default=True, help_text="Uitgevinkt bestaat de chat van deze school niet.")

    color = models.CharField(
        "kleur",
        max_length=7,
        default="#0b5c66",
        validators=[validate_colour],
        help_text="De kleur van knoppen, bijvoorbeeld #0b5c66. Witte letters moeten er goed op te lezen zijn.",
    )
    logo = models.ImageField(
        "logo",
        upload_to="logos/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"]), validate_logo],
        help_text="PNG, JPG of WebP van hoogstens 512 kB.",
    )
    welcome = models.TextField(
        "welkomstzin",
        blank=True,
        max_length=400,
        validators=[validate_text],
        help_text="Een zin van de school boven het gesprek. Dat Pestwijzer een machine is, staat er altijd al bij.",
    )
    allowed_origins = models.TextField(
        "websites die de chat mogen tonen",
        blank=True,
        max_length=2000,
        help_text="Eén adres per regel, bijvoorbeeld https://www.mijnschool.be of https://*.smartschool.be. "
        "Andere websites kunnen de chat niet in een kader tonen.",
    )
    daily_messages = models.PositiveIntegerField(
        "berichten per dag",
        default=3000,
        help_text="Hoogstens zoveel berichten per dag, tegen misbruik. Ouders komen hier normaal nooit aan.",
    )

    method = models.CharField(
        "methode",
        blank=True,
        max_length=200,
        validators=[validate_text],
        help_text="Werken jullie met een methode? Bijvoorbeeld No Blame, KiVa of School zonder Pesten.",
    )
    prevention = _part("voorkomen", "Wat doet de school om pesten te voorkomen?")
    approach = _part("aanpak", "Wat doet de school als er gepest wordt? Wie doet wat, in welke volgorde?")
    follow_up = _part("opvolging", "Hoe volgt de school het op? Wie vraagt wanneer hoe het gaat?")
    referral = _part("doorverwijzen", "Wanneer haalt de school er anderen bij, en wie?")
    parents_group = _part("ouderwerking", "Welke rol heeft de ouderraad of oudervereniging, en hoe bereik je die?")
    information = _part("informatie", "Waar en wanneer horen of lezen ouders over de pestaanpak?")
    words = _part("woorden", "Welke woorden gebruikt de school met de kinderen? Plagen of pesten, klikken of melden?")

    hours = models.CharField(
        "bereikbaar",
        blank=True,
        max_length=200,
        validators=[validate_text],
        help_text="Wanneer kan een ouder iemand van de school bereiken? Bijvoorbeeld: op schooldagen van 8.15 tot "
        "16 uur. Dit staat bij ‘Praat met een mens’.",
    )

    second_reader = models.BooleanField(
        "elk voorstel wordt door een tweede collega nagelezen",
        default=False,
        db_default=False,
        help_text="De antwoorden zijn van alle scholen samen: dit geldt voor iedereen zodra één school het wil.",
    )

    updated = models.DateTimeField("laatst gewijzigd", auto_now=True)

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('page')}?school={self.slug}"

    def clean(self) -> None:
        for origin in self.frame_origins():
            try:
                validate_origin(origin)
            except ValidationError as error:
                raise ValidationError({"allowed_origins": error.messages}) from error

    def frame_origins(self) -> list[str]:
        """Return the sites that may show the chat in a frame."""
        return self.allowed_origins.split()

    @property
    def logo_url(self) -> str:
        """Return the logo's address; it changes with the picture, so that browsers may keep it."""
        if not self.logo.name:
            return ""
        version = hashlib.sha256(self.logo.name.encode()).hexdigest()[:8]
        return f"{reverse('school_logo', args=[self.slug])}?v={version}"

    @property
    def style_url(self) -> str:
        return f"{reverse('school_style', args=[self.slug])}?v={self.color[1:]}"

    def profile(self) -> dict[str, Any]:
        """Return what is filled in, in the form of foundation/school_profile.py."""
        filled_in: dict[str, Any] = {part: getattr(self, part) for part in PARTS if getattr(self, part)}
        contacts = [person.as_profile() for person in self.contacts.all()]
        if contacts:
            filled_in["contacts"] = contacts
        if hasattr(self, "clb"):
            filled_in["clb"] = self.clb.as_profile()
        holidays = [school_holidays.Holiday(one.name, one.first, one.last) for one in self.holidays.all()]
        if holidays:
            filled_in[school_holidays.HOLIDAYS] = school_holidays.as_texts(holidays)
        return filled_in

    @transaction.atomic
    def take_profile(self, profile: dict[str, Any], by: Any = None) -> None:
        """Replace this school's profile, and only that, save it, and note what it was when it changed.

        by: the user who asks for it; None for a command.
        Raises: ProfileError or ValidationError, in Dutch, when it cannot be used; nothing is changed then.
        """
        school_profile.check(profile)
        before = saved_profile(self)
        for part in PARTS:
            setattr(self, part, (profile.get(part) or "").strip())
        self.name = self.name or self.slug
        self.full_clean()
        self.save()
        self.contacts.all().delete()
        for place, person in enumerate(profile.get("contacts") or []):
            _save_person(Contact(school=self, place=place), person)
        Clb.objects.filter(school=self).delete()
        if profile.get("clb"):
            _save_person(Clb(school=self), profile["clb"])
        self.holidays.all().delete()
        for holiday in school_holidays.holidays_of(profile):
            one = Holiday(school=self, name=holiday.name, first=holiday.first, last=holiday.last)
            one.full_clean()
            one.save()
        self.refresh_from_db()  # forgets the people it knew
        note_change(self, before, by)


class Person(models.Model):
    """Someone, or a service, that parents can reach."""

    role = models.CharField(
        "functie", max_length=200, blank=True, validators=[validate_text], help_text="Bijvoorbeeld zorgcoördinator."
    )
    name = models.CharField("naam", max_length=200, blank=True, validators=[validate_text])
    phone = models.CharField("telefoon", max_length=50, blank=True, validators=[validate_text])
    mail = models.EmailField("e-mail", blank=True)
    audience = models.CharField(
        "voor wie", max_length=200, blank=True, validators=[validate_text], help_text="Bijvoorbeeld: de lagere school."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.role)))

    def clean(self) -> None:
        if not self.name and not self.role:
            raise ValidationError("Vul minstens een naam of een functie in.")

    def as_profile(self) -> dict[str, str]:
        return {part: getattr(self, field) for part, field in PERSON_FIELDS.items() if getattr(self, field)}


class Contact(Person):
    """A member of staff whom parents can turn to."""

    school = models.ForeignKey(School, models.CASCADE, related_name="contacts")
    place = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen (ouders zien deze namen en nummers)"
        ordering = ["place", "id"]


class Clb(Person):
    """The CLB that works with the school."""

    school = models.OneToOneField(School, models.CASCADE, related_name="clb")

    class Meta:
        verbose_name = "CLB"
        verbose_name_plural = "CLB"


class Holiday(models.Model):
    """Days on which a parent reaches nobody at school."""

    school = models.ForeignKey(School, models.CASCADE, related_name="holidays")
    name = models.CharField(
        "naam",
        max_length=school_holidays.LONGEST_NAME,
        validators=[validate_text],
        help_text="Zoals midden in een zin, bijvoorbeeld: de herfstvakantie.",
    )
    first = models.DateField("eerste dag")
    last = models.DateField("laatste dag")

    class Meta:
        verbose_name = "vakantie"
        verbose_name_plural = "vakanties (dagen waarop er niemand op school is)"
        ordering = ["first", "last", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.first and self.last and (problem := problem_with_holiday(self.first, self.last)):
            raise ValidationError({"last": problem})


class ProfileChange(models.Model):
    """One time that a school's profile changed: what stood there, and what stands there since."""

    school = models.ForeignKey(School, models.CASCADE, related_name="profile_changes")
    at = models.DateTimeField("wanneer", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField("voordien", default=dict)
    after = models.JSONField("nu", default=dict)

    class Meta:
        verbose_name = "wijziging aan een profiel"
        verbose_name_plural = "wijzigingen aan profielen"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.school}: {self.at}"


def problem_with_holiday(first: date, last: date) -> str:
    """Return in Dutch what is wrong with the days of a holiday, or nothing; one that is over is no fault."""
    if first.year < EARLIEST or first - school_holidays.today() > FARTHEST:
        return f"De eerste dag ligt in {first.year}. Kijk het jaar na."
    return school_holidays.problem_with_days(first, last)


class OwnAnswer(models.Model):
    """What one school says itself before a shared answer, as its parents read it: see schools/own_answers.py."""

    school = models.ForeignKey(School, models.CASCADE, related_name="own_answers")
    topic = models.CharField("onderwerp", max_length=100)
    text = models.TextField("eigen antwoord", max_length=MAX_TEXT)

    class Meta:
        verbose_name = "eigen antwoord"
        verbose_name_plural = "eigen antwoorden"
        ordering = ["topic"]
        constraints = [models.UniqueConstraint(fields=["school", "topic"], name="one_own_answer_a_topic")]

    def __str__(self) -> str:
        return f"{self.school}: {self.topic}"


class OwnAnswerChange(models.Model):
    """One time that a school's own answer changed; an empty text where there was none, or is none since."""

    school = models.ForeignKey(School, models.CASCADE, related_name="own_answer_changes")
    topic = models.CharField("onderwerp", max_length=100)
    at = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.TextField("voordien", blank=True)
    after = models.TextField("nu", blank=True)

    class Meta:
        verbose_name = "wijziging aan een eigen antwoord"
        verbose_name_plural = "wijzigingen aan eigen antwoorden"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["school", "topic"], name="changes_of_an_own_answer")]

    def __str__(self) -> str:
        return f"{self.school}, {self.topic}: {self.at}"


def saved_profile(school: School) -> dict[str, Any]:
    """Return a school's profile as the database has it; an empty one for a school that is not there yet."""
    saved = School.objects.filter(pk=school.pk).first()
    return saved.profile() if saved else {}


def note_change(school: School, before: dict[str, Any], by: Any) -> None:
    """Note that a profile is another than before; a new school has nothing that it could go back to."""
    after = saved_profile(school)
    if before and before != after:
        ProfileChange.objects.create(school=school, by=by, before=before, after=after)


def _save_person(person: Person, given: dict[str, str]) -> None:
    for part, field in PERSON_FIELDS.items():
        setattr(person, field, str(given.get(part) or "").strip())
    person.full_clean()
    person.save()
