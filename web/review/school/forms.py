"""The form of a school's profile, with the fields of schools/models.py; and that of its own answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from common.whole_text import whole
from foundation import school_holidays, school_profile
from foundation.answer_style import WORDS_IN_A_LEAD
from foundation.school_holidays import FIELDS, HOLIDAYS
from knowledge.content import paragraphs
from review.school.profile import CLB, CONTACTS
from schools.models import MAX_TEXT, PARTS, PERSON_FIELDS, Clb, Contact, Holiday, School
from schools.own_answers import problems_in

PEOPLE_LEFT_OPEN = 2  # to add somebody without scripts
HOLIDAYS_LEFT_OPEN = 2
NO_DAY = "Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 26/10/2026."
TOO_MANY_HOLIDAYS = f"Vul hoogstens {school_holidays.MOST} vakanties in. Haal weg wat voorbij is."
TOO_MANY = f"Vul hoogstens {school_profile.MAX_CONTACTS} mensen in."
# Every row may stay empty: whoever is emptied goes. Nothing is compared with what stood there.
MAY_STAY_EMPTY = {"empty_permitted": True, "use_required_attribute": False}


class PartsForm(forms.ModelForm):
    """What parents hear of the school, and when they reach it."""

    class Meta:
        model = School
        fields = ["name", school_profile.HOURS, "method", *school_profile.FREE_TEXTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in school_profile.FREE_TEXTS:
            self.fields[name].widget.attrs["rows"] = 4


class _PersonForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for one in self.fields.values():
            one.widget.attrs["autocomplete"] = "off"  # these are somebody else's details


class ContactForm(_PersonForm):
    class Meta:
        model = Contact
        fields = list(PERSON_FIELDS.values())


class ClbForm(_PersonForm):
    class Meta:
        model = Clb
        fields = list(PERSON_FIELDS.values())


class _Contacts(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Volgorde"


ContactForms = forms.formset_factory(
    ContactForm,
    formset=_Contacts,
    extra=PEOPLE_LEFT_OPEN,
    can_order=True,
    can_delete=True,
    max_num=school_profile.MAX_CONTACTS,
    validate_max=True,
)


class HolidayForm(forms.ModelForm):
    class Meta:
        model = Holiday
        fields = ["name", "first", "last"]
        widgets = dict.fromkeys(["first", "last"], forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        error_messages = {name: {"invalid": NO_DAY} for name in ("first", "last")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


HolidayForms = forms.formset_factory(
    HolidayForm, extra=HOLIDAYS_LEFT_OPEN, can_delete=True, max_num=school_holidays.MOST, validate_max=True
)


class OwnAnswerForm(forms.Form):
    """What a school says itself about one topic; empty, it says nothing."""

    text = forms.CharField(
        label="In de woorden van je school",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Hoogstens {WORDS_IN_A_LEAD} woorden. Wat doet jullie school hier zelf? Korte zinnen, ‘je’ en "
        "‘jouw’. Herhaal niet wat in het gedeelde antwoord staat. Maak dit leeg om het weg te halen.",
    )

    def __init__(self, topic_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.topic_id = topic_id

    def clean_text(self) -> str:
        text = paragraphs(whole(self.cleaned_data["text"]))
        if text and (problems := problems_in(self.topic_id, text)):
            raise forms.ValidationError(problems)
        return text


class ProfileForm:
    """The whole of it: the parts, the people, the CLB and the holidays, from a profile or from what was sent."""

    def __init__(self, profile: dict[str, Any], data: QueryDict | None = None) -> None:
        people = [_fields(person) for person in profile.get(CONTACTS, [])]
        free = [
            dict(zip(HolidayForm.Meta.fields, map(one.get, FIELDS), strict=True)) for one in profile.get(HOLIDAYS, [])
        ]
        first = profile, people, _fields(profile.get(CLB) or {}), free
        parts, contacts, clb, holidays = ({"initial": each} if data is None else {"data": data} for each in first)
        self.parts = PartsForm(**parts)
        self.contacts = ContactForms(
            **contacts, prefix=CONTACTS, form_kwargs=MAY_STAY_EMPTY, error_messages={"too_many_forms": TOO_MANY}
        )
        self.clb = ClbForm(**clb, prefix=CLB, **MAY_STAY_EMPTY)
        self.holidays = HolidayForms(
            **holidays,
            prefix=HOLIDAYS,
            form_kwargs=MAY_STAY_EMPTY,
            error_messages={"too_many_forms": TOO_MANY_HOLIDAYS},
        )

    def is_valid(self) -> bool:
        """Tell whether all can be saved; asks each, so that every error is shown at once."""
        return all([one.is_valid() for one in (self.parts, self.contacts, self.clb, self.holidays)])

    @property
    def errors(self) -> bool:
        """Tell whether something is wrong with what was sent."""
        in_rows = self.contacts.total_error_count() + self.holidays.total_error_count()
        return bool(self.parts.errors or self.clb.errors or in_rows)

    def non_field_errors(self) -> list[str]:
        return [
            *self.parts.non_field_errors(),
            *self.contacts.non_form_errors(),
            *self.holidays.non_form_errors(),
        ]

    def profile(self) -> dict[str, Any]:
        """Return what was filled in, in the form of foundation/school_profile.py."""
        filled_in = {part: text for part in PARTS if (text := _text(self.parts.cleaned_data.get(part)))}
        people = [_person(cleaned) for cleaned in self._people_in_order()]
        clb = _person(self.clb.cleaned_data)
        rows = {CONTACTS: [*filter(None, people)], CLB: clb, HOLIDAYS: self._holidays()}
        return filled_in | {name: value for name, value in rows.items() if value}

    def _holidays(self) -> list[dict[str, str]]:
        """Return the holidays that stay, in the order in which they come."""
        filled_in = [one.cleaned_data for one in self.holidays.forms if one.cleaned_data.get("name")]
        stay = [one for one in filled_in if not one.get("DELETE")]
        rows = [school_holidays.Holiday(_text(one["name"]), one["first"], one["last"]) for one in stay]
        return school_holidays.as_texts(sorted(rows, key=lambda one: (one.first, one.last, one.name)))

    def _people_in_order(self) -> list[dict[str, Any]]:
        """Return who stays; Django's own `ordered_forms` cannot do with a row that was emptied.

        Who was given the place of another comes before them on the way up, and after them on the way down.
        """
        last = len(self.contacts.forms) + 1

        def place(form: forms.Form) -> tuple[int, int]:
            was, now = form.fields["ORDER"].initial, form.cleaned_data.get("ORDER")
            now = last if now is None else now
            return now, now - (last if was is None else was)

        stay = [form for form in self.contacts.forms if not form.cleaned_data.get("DELETE")]
        return [form.cleaned_data for form in sorted(stay, key=place)]


def _fields(person: dict[str, str]) -> dict[str, str]:
    return {field: person.get(part, "") for part, field in PERSON_FIELDS.items()}


def _person(cleaned: dict[str, Any]) -> dict[str, str]:
    return {part: text for part, field in PERSON_FIELDS.items() if (text := _text(cleaned.get(field)))}


def _text(typed: str | None) -> str:
    """Return what was typed with the line ends that files have; a browser sends others."""
    return str(whole((typed or "").replace("\r\n", "\n").strip()))
