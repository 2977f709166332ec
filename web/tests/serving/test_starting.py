"""What whoever starts the website reads: where it is, and what is not right yet."""

import pytest

from schools.models import School
from serving.management.commands import dienen


@pytest.fixture
def told(schools, capsys):
    """Return what is told at a start."""

    def start() -> str:
        dienen.Command()._tell_addresses("http://127.0.0.1:8000")
        return capsys.readouterr().out

    return start


@pytest.mark.parametrize("gone", ["switched off", "unknown"])
def test_a_site_without_a_school_of_its_own_says_so(told, settings, gone):
    assert "PESTWIJZER_DEFAULT_SCHOOL" not in told()
    if gone == "unknown":
        settings.DEFAULT_SCHOOL = "vergeten"
    else:
        School.objects.filter(slug=settings.DEFAULT_SCHOOL).update(active=False)
    said = told()
    assert "PESTWIJZER_DEFAULT_SCHOOL" in said
    assert f"‘{settings.DEFAULT_SCHOOL}’" in said
    assert "nieuweschool" in said, "the others can be reached"
