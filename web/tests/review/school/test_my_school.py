"""Mijn school: who manages a school writes what parents hear of it; nothing is lost, and everything can be put back."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from knowledge import reading
from review.models import Event
from review.permissions import BEHEERDER, LEZER, REDACTEUR
from review.trail.happenings import changes_of, in_words
from schools.models import ProfileChange, School
from tests.helpers import give_role, log_in, text_of

PAGE = reverse("review:my_school")


@pytest.fixture
def sent(staff, school):
    """Return how to fill in the page as it stands, with changes, and send it as a beheerder does."""

    def send(browser=None, seen: str = "", **changes: str):
        browser = browser or staff[BEHEERDER]
        form = filled_in(browser.get(PAGE))
        return browser.post(f"{PAGE}?school={school.slug}", form | ({"gezien": seen} if seen else {}) | changes)

    return send


def filled_in(page) -> dict[str, str]:
    """Return what a browser would send back of a page without a change."""
    form = page.context["form"]
    fields = [*form.parts, *form.clb, *(field for person in form.contacts for field in person)]
    fields += [field for holiday in form.holidays for field in holiday]
    fields += [*form.contacts.management_form, *form.holidays.management_form]
    typed = {field.html_name: field.value() for field in fields if not isinstance(field.value(), bool)}
    return {name: str(value) for name, value in typed.items() if value is not None} | {"gezien": page.context["seen"]}


def now(school: School) -> dict:
    return School.objects.get(pk=school.pk).profile()


def test_what_is_not_changed_stays_as_it_was(sent, school):
    before = now(school)
    page = sent()
    assert page.status_code == 302
    assert now(school) == before
    assert not ProfileChange.objects.exists()
    assert not Event.objects.exists()


def test_what_is_saved_is_what_parents_hear(sent, school, client):
    page = sent(
        hours="Elke schooldag van 8 tot 17 uur.",
        **{"contacts-0-name": "Noor Voorbeeld", "contacts-0-phone": "+32 3 000 00 09", "method": "KiVa"},
    )
    assert page.status_code == 302
    contact = client.get(f"/api/{school.slug}/school").json()["contact"]
    assert "Noor Voorbeeld" in contact
    assert "Elke schooldag van 8 tot 17 uur." in contact
    assert "Kim Voorbeeld" not in contact
    assert now(school)["method"] == "KiVa"


def test_people_come_go_and_change_places(sent, school):
    sent(**{"contacts-2-role": "leerlingbegeleider", "contacts-2-ORDER": "1", "contacts-0-ORDER": "2"})
    roles = [person["role"] for person in now(school)["contacts"]]
    assert set(roles) == {"leerlingbegeleider", "zorgcoördinator", "directie"}
    assert roles[0] == "leerlingbegeleider"
    sent(**{"contacts-0-DELETE": "on"})
    assert [person["role"] for person in now(school)["contacts"]] == roles[1:]
    emptied = {f"contacts-0-{field}": "" for field in ("name", "role", "phone", "mail", "audience")}
    sent(**emptied, **{f"clb-{field}": "" for field in ("name", "role", "phone", "mail", "audience")})
    assert [person["role"] for person in now(school)["contacts"]] == roles[2:]
    assert "clb" not in now(school)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("approach", "<b>wij</b> doen iets", "Er staat HTML in"),
        ("prevention", "Bel [[awel]]", "[[awel]]"),
        ("words", "Welkom op {school_name}", "{school_name}"),
        ("method", "=1+1", "formule"),
        ("hours", "[klik](javascript:alert(1))", "link in die niet mag"),
        ("approach", " ＝HYPERLINK(1)", "formule"),
        ("approach", "+cmd|x", "formule"),
        ("approach", "－2+3+cmd|x", "formule"),
        ("hours", "\t＠SUM(A1)", "formule"),
        ("approach", "-Woord", "(=, @, + of -)"),
        ("contacts-0-name", "=HYPERLINK(1)", "formule"),
        ("contacts-0-mail", "geen adres", "e-mailadres"),
        ("clb-name", "<i>CLB</i>", "Er staat HTML in"),
        ("name", "", "verplicht"),
        ("referral", "x" * 2001, "2000"),
        ("contacts-2-phone", "03 000 00 09", "Vul minstens een naam of een functie in."),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(sent, school, field, typed, told):
    before = now(school)
    page = sent(**{field: typed, "follow_up": "Dit is wel goed."})
    assert page.status_code == 200
    assert told in text_of(page).replace("&#x27;", "'")
    assert "Dit is wel goed." in text_of(page)  # and nothing that was typed is lost
    assert now(school) == before
    assert not Event.objects.exists()


def test_a_telephone_number_and_a_list_are_no_formula(sent, school):
    sent(approach="- Eerst praten we.\r\n- Dan volgen we op.", **{"clb-phone": "+32 3 000 00 00"})
    assert now(school)["approach"] == "- Eerst praten we.\n- Dan volgen we op."
    assert now(school)["clb"]["phone"] == "+32 3 000 00 00"


def test_who_is_given_the_place_of_another_gets_it(sent, school):
    before = [person["role"] for person in now(school)["contacts"]]
    sent(**{"contacts-2-role": "leerlingbegeleider", "contacts-2-ORDER": "1"})
    assert [person["role"] for person in now(school)["contacts"]] == ["leerlingbegeleider", *before]
    sent(**{"contacts-0-ORDER": "2"})
    assert [person["role"] for person in now(school)["contacts"]] == [before[0], "leerlingbegeleider", *before[1:]]
    sent(**{"contacts-2-ORDER": "0"})
    assert [person["role"] for person in now(school)["contacts"]] == [before[1], before[0], "leerlingbegeleider"]


def test_too_many_people_are_refused(sent, school):
    before = now(school)
    many = {f"contacts-{number}-role": "leerkracht" for number in range(21)}
    page = sent(**many, **{"contacts-TOTAL_FORMS": "21"})
    assert "Vul hoogstens 20 mensen in." in text_of(page)
    assert now(school) == before


def test_who_is_second_is_told_and_overwrites_nothing(sent, staff, school, client, make_user):
    opened = staff[BEHEERDER].get(PAGE)
    make_user("fatma", school, BEHEERDER, first_name="Fatma", last_name="Peeters")
    sent(log_in(client, User.objects.get(username="fatma")), method="KiVa")
    page = sent(seen=opened.context["seen"], method="No Blame", hours="Altijd.")
    assert "Fatma Peeters was je voor." in text_of(page)
    assert "KiVa" in text_of(page)
    assert page.context["form"].parts["hours"].value() == "Altijd."
    assert now(school)["method"] == "KiVa"
    again = sent(seen=page.context["seen"], hours="Altijd.")  # with what the colleague wrote in it
    assert again.status_code == 302
    assert (now(school)["method"], now(school)["hours"]) == ("KiVa", "Altijd.")


def test_who_is_second_reads_all_that_changed_and_not_only_the_last(sent, staff):
    opened = staff[BEHEERDER].get(PAGE)
    sent(**{"contacts-0-phone": "03 000 00 77"})
    sent(hours="Altijd.")
    page = sent(seen=opened.context["seen"], hours="Altijd.")
    told = text_of(page)
    told = told[told.index("was je voor") : told.index('class="editor"')]
    assert "03 000 00 77" in told
    assert "Altijd." in told


def test_people_leave_the_trail_at_once_and_the_history_when_a_beheerder_says_so(sent, staff, school):
    sent(method="KiVa")
    sent(**{"contacts-0-name": "Noor Voorbeeld"})
    sent(hours="Altijd.")
    assert not any("Voorbeeld" in str(event.about) for event in Event.objects.all())
    change = ProfileChange.objects.all()[1]
    assert "Kim Voorbeeld" in text_of(staff[BEHEERDER].get(PAGE))
    assert "Wis uit de geschiedenis" not in text_of(staff[LEZER].get(PAGE))
    forget = reverse("review:my_school_forget", args=[change.pk])
    assert staff[REDACTEUR].post(forget).status_code == 403
    before = now(school)
    page = text_of(staff[BEHEERDER].post(forget, follow=True))
    assert "Gewist uit de geschiedenis: Contactpersonen." in page
    assert not any("Kim Voorbeeld" in str([one.before, one.after]) for one in ProfileChange.objects.all())
    assert now(school) == before
    assert in_words(Event.objects.first()).endswith("wie er vroeger stond: Contactpersonen")
    staff[BEHEERDER].post(reverse("review:my_school_back", args=[ProfileChange.objects.last().pk]))
    assert now(school) == before | {"method": "No Blame"}


def test_nobody_forgets_the_history_of_another_school(sent, elsewhere):
    sent(**{"contacts-0-name": "Noor Voorbeeld"})
    forget = reverse("review:my_school_forget", args=[ProfileChange.objects.get().pk])
    assert elsewhere[BEHEERDER].post(forget).status_code == 404
    assert "Kim Voorbeeld" in str(ProfileChange.objects.get().before)


def test_who_works_at_many_schools_chooses_from_one_list(client, make_user, school, other_school):
    user = make_user("anna", school, BEHEERDER)
    give_role(user, other_school, LEZER)
    page = text_of(log_in(client, user).get(f"{PAGE}?school={other_school.slug}"))
    assert f'<option value="{other_school.slug}" selected>' in page
    assert f'href="{PAGE}?school={school.slug}"' not in page


def test_the_trail_and_the_history_tell_it_in_words(sent, staff, school):
    sent(method="KiVa")
    event = Event.objects.get()
    assert in_words(event) == "wijzigde wat ouders van de school lezen: Methode"
    assert changes_of(event) == [("Methode", "No Blame", "KiVa")]
    assert event.school == school
    trail = text_of(staff[BEHEERDER].get(reverse("review:trail")))
    assert "<del>No Blame</del>" in trail
    history = text_of(staff[LEZER].get(PAGE))
    assert "No Blame" in history
    assert "Zet terug" not in history


def test_one_change_goes_back_and_leaves_the_others(sent, staff, school):
    before = now(school)
    sent(method="KiVa")
    sent(hours="Altijd.")
    first = ProfileChange.objects.last()
    back = reverse("review:my_school_back", args=[first.pk])
    page = staff[BEHEERDER].post(back, follow=True)
    assert "Teruggezet: Methode." in text_of(page)
    assert now(school) == {**before, "hours": "Altijd."}
    assert in_words(Event.objects.first()) == "zette terug wat ouders van de school lezen: Methode"
    assert "daarna is nog iets gewijzigd aan Methode" in text_of(staff[BEHEERDER].post(back, follow=True))
    assert now(school) == {**before, "hours": "Altijd."}


def test_only_who_manages_the_school_changes_it(sent, staff, school, elsewhere):
    before = now(school)
    sent(method="KiVa")
    change = ProfileChange.objects.get()
    for role in (LEZER, REDACTEUR):
        assert "Bewaar" not in text_of(staff[role].get(PAGE))
        assert staff[role].post(PAGE, {"name": "x"}).status_code == 403
        assert staff[role].post(reverse("review:my_school_back", args=[change.pk])).status_code == 403
    assert elsewhere[BEHEERDER].get(f"{PAGE}?school={school.slug}").status_code == 404
    assert elsewhere[BEHEERDER].post(f"{PAGE}?school={school.slug}", {"name": "x"}).status_code == 404
    assert elsewhere[BEHEERDER].post(reverse("review:my_school_back", args=[change.pk])).status_code == 404
    assert now(school) == {**before, "method": "KiVa"}


def test_a_beheerder_elsewhere_reads_only(client, make_user, school, other_school):
    """Two schools: beheerder of one, lezer of the other."""
    user = make_user("anna", school, BEHEERDER)
    give_role(user, other_school, LEZER)
    log_in(client, user)
    assert "Bewaar" in text_of(client.get(f"{PAGE}?school={school.slug}"))
    assert "Bewaar" not in text_of(client.get(f"{PAGE}?school={other_school.slug}"))
    assert client.post(f"{PAGE}?school={other_school.slug}", {"name": "x"}).status_code == 403


def test_the_preview_shows_what_is_typed_and_keeps_nothing(staff, school):
    before = now(school)
    form = filled_in(staff[BEHEERDER].get(PAGE)) | {"method": "KiVa", "contacts-0-name": "Noor Voorbeeld"}
    preview = f"{reverse('review:my_school_preview')}?school={school.slug}"
    shown = text_of(staff[BEHEERDER].post(preview, form))
    assert "Op jullie school werken ze met <strong>KiVa</strong>." in shown
    assert "Noor Voorbeeld" in shown
    assert now(school) == before
    wrong = text_of(staff[BEHEERDER].post(preview, form | {"method": "<b>KiVa"}))
    assert "Er klopt iets niet" in wrong
    assert "No Blame" in wrong
    assert "frame-ancestors 'self'" in staff[LEZER].get(preview)["Content-Security-Policy"]


def test_a_change_in_the_admin_or_by_a_file_is_in_the_history_too(admin_client, staff, school):
    School.objects.get(pk=school.pk).take_profile(now(school) | {"method": "KiVa"})
    assert "een technicus met een bestand, of iemand van wie het account weg is" in text_of(staff[LEZER].get(PAGE))
    page = admin_client.get(f"/beheer/schools/school/{school.pk}/change/")
    form = {**page.context["adminform"].form.initial, "hours": "Altijd."}
    for inline in page.context["inline_admin_formsets"]:
        fields = [*inline.formset.management_form, *(field for one in inline.formset for field in one)]
        form |= {field.html_name: field.value() for field in fields}
    form.pop("logo", None)
    saved = admin_client.post(
        page.request["PATH_INFO"], {key: value for key, value in form.items() if value is not None}
    )
    assert saved.status_code == 302
    assert ProfileChange.objects.first().by.username == "admin"
    assert "Bereikbaar" in text_of(staff[LEZER].get(PAGE))


def test_a_school_without_anything_filled_in(client, make_user, other_school):
    log_in(client, make_user("anna", other_school, BEHEERDER))
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{reverse('review:my_school_preview')}?school={other_school.slug}").status_code == 200


# --- holidays ---------------------------------------------------------------------------------

READ = "Tijdens de paasvakantie"


@pytest.fixture
def on(monkeypatch):
    """Return how to let it be another day at school: on(2027, 3, 20)."""
    return lambda *day: monkeypatch.setattr("foundation.school_holidays.datetime", _clock(date(*day)))


def _clock(day: date) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime(day.year, day.month, day.day, 12, tzinfo=tz)

    return Clock


def holiday(first: str = "2027-03-29", last: str = "2027-04-11", name: str = "Paasvakantie") -> dict[str, str]:
    return {"holidays-1-name": name, "holidays-1-first": first, "holidays-1-last": last}


def test_parents_read_a_holiday_in_time_and_the_numbers_stay(sent, school, client, on):
    sent(**holiday())
    contact = f"/api/{school.slug}/school"
    on(2027, 3, 21)
    assert READ not in client.get(contact).json()["contact"]
    for day in ((2027, 3, 22), (2027, 4, 11)):
        on(*day)
        body = client.get(contact).json()
        assert body["contact"].startswith(f"**{READ} (29 maart tot en met 11 april) is er niemand op school.**")
        assert "Kim Voorbeeld" in body["contact"]
        assert "[106](tel:106)" in body["contact"]
        assert {line["phone"] for line in body["emergency"]} >= {"112", "1813", "1712"}
        page = text_of(client.get(f"/?school={school.slug}"))
        assert READ in page
        assert 'href="tel:112"' in page
    assert READ in text_of(client.get(f"/vragen/wie_contacteren_school?school={school.slug}"))
    on(2027, 4, 12)
    assert READ not in client.get(contact).json()["contact"]


def test_what_is_promised_in_a_holiday_is_what_the_source_says():
    lines = reading.load().helplines
    assert "dag en nacht" in lines["tele_onthaal"].audience
    assert "ouders" in lines["tele_onthaal"].audience
    assert "kinderen en jongeren" in lines["awel"].audience


def test_the_assistant_is_told_of_it_too(sent, school):
    sent(**holiday())
    told = now(school)["holidays"]
    assert told[-1] == {"name": "Paasvakantie", "from": "2027-03-29", "to": "2027-04-11"}
    json.dumps(told)


@pytest.mark.parametrize(
    ("first", "last", "name", "told"),
    [
        ("32/12/2026", "2027-04-11", "Paasvakantie", "Dit is geen datum. Schrijf dag, maand en jaar"),
        ("2027-03-29", "", "Paasvakantie", "verplicht"),
        ("2027-03-29", "2027-04-11", "", "verplicht"),
        ("2027-04-11", "2027-03-29", "Paasvakantie", "De laatste dag ligt vóór de eerste."),
        ("2027-03-29", "2028-04-11", "Paasvakantie", "langer dan 100 dagen"),
        ("2062-03-29", "2062-04-11", "Paasvakantie", "ligt in 2062. Kijk het jaar na."),
        ("0027-03-29", "0027-04-11", "Paasvakantie", "ligt in 27. Kijk het jaar na."),
        ("2027-03-29", "2027-04-11", "<b>Pasen</b>", "Er staat HTML in"),
    ],
)
def test_a_holiday_that_is_typed_wrong_is_told_and_changes_nothing(sent, school, first, last, name, told):
    before = now(school)
    page = sent(**holiday(first, last, name))
    assert page.status_code == 200
    assert told in text_of(page)
    assert now(school) == before


def test_days_may_be_typed_as_people_write_them(sent, school):
    sent(**holiday("29/03/2027", "11/04/2027"))
    assert now(school)["holidays"][-1]["from"] == "2027-03-29"


def test_a_holiday_goes_and_comes_back_and_the_trail_tells_it(sent, staff, school):
    before = now(school)
    assert before["holidays"]
    sent(**{"holidays-0-DELETE": "on"})
    assert "holidays" not in now(school)
    [(what, was, becomes)] = changes_of(Event.objects.get())
    assert (what, becomes) == ("Vakanties", "")
    assert was == "de herfstvakantie, 2 november tot en met 8 november"
    assert "de herfstvakantie" in text_of(staff[LEZER].get(PAGE))
    staff[BEHEERDER].post(reverse("review:my_school_back", args=[ProfileChange.objects.get().pk]))
    assert now(school) == before


def test_the_preview_shows_a_holiday_that_is_still_to_come(staff, school, on):
    on(2027, 1, 10)
    form = filled_in(staff[BEHEERDER].get(PAGE)) | holiday()
    shown = text_of(staff[BEHEERDER].post(f"{reverse('review:my_school_preview')}?school={school.slug}", form))
    assert "Praat met een mens (29 maart tot en met 11 april)" in shown
    assert READ in shown
    assert "herfstvakantie" not in shown  # that one is over


def test_one_that_is_over_keeps_nobody_from_saving(sent, school, on):
    on(2040, 1, 1)
    assert sent(method="KiVa").status_code == 302
    assert now(school)["method"] == "KiVa"


def test_too_many_holidays_are_refused(sent, school):
    before = now(school)
    rows = {}
    for number in range(31):
        rows |= {f"holidays-{number}-name": "de brugdag", f"holidays-{number}-first": "2027-05-07"}
        rows |= {f"holidays-{number}-last": "2027-05-07"}
    assert "Vul hoogstens 30 vakanties in." in text_of(sent(**rows, **{"holidays-TOTAL_FORMS": "31"}))
    assert now(school) == before
