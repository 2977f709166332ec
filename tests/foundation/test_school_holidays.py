"""Holidays of a school: parents read them in time, on the days of Brussels, and what is typed wrong is told."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from foundation import school_holidays
from foundation.school_profile import ProfileError, check, read_profile, slots_from

AUTUMN = {"name": "herfstvakantie", "from": "2027-11-01", "to": "2027-11-07"}
SCHOOL = {"contacts": [{"name": "An Peeters"}], "holidays": [AUTUMN]}
READ = "Tijdens de herfstvakantie (1 november tot en met 7 november) is er niemand op school."


@pytest.mark.parametrize(
    ("day", "reads"),
    [
        (date(2027, 10, 24), False),
        (date(2027, 10, 25), True),  # a week before
        (date(2027, 11, 7), True),  # the last day counts
        (date(2027, 11, 8), False),
    ],
)
def test_parents_read_it_in_the_week_before_and_during_it(day, reads):
    contacts = slots_from(SCHOOL, day)["school_contacts"]
    assert (READ in contacts) is reads
    assert "An Peeters" in contacts


def test_it_stands_above_the_people_wherever_they_are_listed():
    slots = slots_from(SCHOOL, date(2027, 11, 1))
    for name in ("school_contacts", "school_contacts_in_full", "school_contacts_others"):
        assert slots[name].startswith(f"**{READ}**")
    assert (
        READ in slots_from({"holidays": [AUTUMN]}, date(2027, 11, 1))["school_contacts"]
    )  # of a school without people


def test_the_day_is_that_of_brussels(monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2027, 10, 31, 23, 30, tzinfo=timezone.utc).astimezone(tz)

    monkeypatch.setattr(school_holidays, "datetime", Clock)
    assert school_holidays.today() == date(2027, 11, 1)


@pytest.mark.parametrize(
    ("name", "days", "read"),
    [
        ("Kerstvakantie", ("2026-12-21", "2027-01-03"), "Tijdens de kerstvakantie (21 december tot en met 3 januari)"),
        ("de brugdag", ("2027-05-07", "2027-05-07"), "Tijdens de brugdag (7 mei)"),
    ],
)
def test_it_reads_as_a_sentence(name, days, read):
    profile = {"holidays": [{"name": name, "from": days[0], "to": days[1]}]}
    [holiday] = school_holidays.holidays_of(profile)
    assert holiday.notice == f"{read} is er niemand op school."


@pytest.mark.parametrize(
    ("holidays", "complaint"),
    [
        ("herfst", "lijst"),
        ([AUTUMN] * 31, "hoogstens 30"),
        (["herfst"], "'name', 'from' en 'to'"),
        ([{**AUTUMN, "wie": "allen"}], "niets anders"),
        ([{**AUTUMN, "name": " "}], "naam"),
        ([{**AUTUMN, "name": "x" * 61}], "60 tekens"),
        ([{**AUTUMN, "from": "1/11/2027"}], "als 2026-10-26"),
        ([{**AUTUMN, "from": "2027-11-31"}], "als 2026-10-26"),
        ([{**AUTUMN, "to": None}], "als 2026-10-26"),
        ([{**AUTUMN, "to": datetime(2027, 11, 7)}], "als 2026-10-26"),
        ([{**AUTUMN, "to": "2027-10-31"}], "De laatste dag ligt vóór de eerste."),
        ([{**AUTUMN, "to": "2028-11-07"}], "langer dan 100 dagen"),
    ],
)
def test_what_is_wrong_is_told_in_dutch(holidays, complaint):
    with pytest.raises(ProfileError, match=complaint):
        check({"holidays": holidays})


def test_a_file_may_write_days_as_yaml_does_and_they_can_be_sent(tmp_path):
    path = tmp_path / "deboom.yml"
    path.write_text("name: De Boom\nholidays:\n- {name: de herfstvakantie, from: 2027-11-01, to: '2027-11-07'}\n")
    assert read_profile(path)["holidays"] == [{**AUTUMN, "name": "de herfstvakantie"}]


@pytest.mark.parametrize("profile", [{}, {"holidays": []}, {"holidays": None}, {"name": "De Boom", "hours": "Altijd."}])
def test_a_profile_without_holidays_stays_valid(profile):
    check(profile)
    assert "niemand op school" not in slots_from(profile)["school_contacts"]
