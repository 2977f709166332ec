"""The month's report: what may be told is told, and no number of a few can be read or worked out."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as how_to_try
from hypothesis import strategies as st

from review.insight import small
from review.insight.month import whole_months
from review.models import Event, Publication, Question, QueueItem, Revision
from review.permissions import LEZER
from review.trail.happenings import in_words
from tests.helpers import table_of, text_of

PAGE, FILE = "/nakijken/inzicht/maand", "/nakijken/inzicht/maand.csv"


@pytest.fixture
def asked(school):
    numbers = iter(range(1, 100_000))

    def ask(outcome: str, count: int, hour: int = 10, school=school, **more) -> list[Question]:
        monday = whole_months()[0] + timedelta(days=7)
        day = monday - timedelta(days=monday.weekday())
        at = timezone.make_aware(datetime(day.year, day.month, day.day, hour))
        values = {"school": school, "conversation": "x", "asked": at, "outcome": outcome, **more}
        return Question.objects.bulk_create([Question(event=next(numbers), **values) for _ in range(count)])

    return ask


def numbers(browser, query: str = "") -> dict[tuple[str, str], str]:
    return {(about, what): count for about, what, count in table_of(browser.get(FILE + query))[1:]}


def test_the_page_and_the_file_tell_the_month(staff, asked, school):
    asked("answered", 8, topic="clb")
    asked("answered", 6, hour=20, topic="hulplijnen")
    asked("unanswered", 7)
    asked("dialogue", 9)
    told = numbers(staff[LEZER])
    assert told["vragen van ouders", ""] == "21"
    assert told["Wat kwam ervan?", "meteen beantwoord"] == "14"
    assert told["Wanneer vroegen ouders iets?", "op een weekdag tussen 16 en 22 uur"] == "6"
    assert told["Waarover ging het?", "Wat doet het CLB?"] == "8"
    page = text_of(staff[LEZER].get(PAGE))
    assert "Vragen van ouders: 21" in page
    assert "minder dan 5" in page
    assert in_words(Event.objects.get()).startswith("haalde het maandverslag van ")


def test_few_are_hidden_with_one_more_so_that_nobody_works_them_out(staff, asked):
    asked("answered", 20, topic="clb")
    asked("unanswered", 9, hour=20)
    asked("emergency", 1)
    told = numbers(staff[LEZER])
    assert told["vragen van ouders", ""] == "30"
    assert told["Wat kwam ervan?", "nood: hulplijnen getoond"] == "verborgen"
    assert told["Wat kwam ervan?", "niet beantwoord"] == "verborgen"
    assert told["Wat kwam ervan?", "meteen beantwoord"] == "20"


def test_an_answer_that_few_got_is_not_even_named(staff, asked):
    asked("answered", 20, topic="clb")
    asked("answered", 8, topic="hulplijnen")
    asked("answered", 1, topic="naaktbeelden")
    page = text_of(staff[LEZER].get(PAGE))
    assert "Wat doet het CLB?" in page
    assert "Andere antwoorden" in page
    assert "aakt" not in page


def test_where_every_answer_is_hidden_none_is_called_another(staff, asked):
    for topic in ("clb", "hulplijnen", "signalen", "toezicht"):
        asked("answered", 4, topic=topic)
    told = numbers(staff[LEZER])
    assert told["Waarover ging het?", "alle antwoorden"] == "verborgen"
    assert "Andere antwoorden" not in text_of(staff[LEZER].get(PAGE))


def test_a_total_that_tells_is_hidden_too(staff, asked):
    asked("answered", 3, topic="clb")
    assert numbers(staff[LEZER])["vragen van ouders", ""] == "minder dan 5"
    asked("answered", 1, topic="clb")
    asked("unanswered", 1)
    told = numbers(staff[LEZER])
    assert told["vragen van ouders", ""] == "verborgen"
    assert {count for (about, _what), count in told.items() if about.startswith("W")} == {"0", "verborgen"}


def test_two_prints_of_a_month_differ_when_a_parent_erases_so_the_page_says_not_to_compare_them(staff, asked):
    asked("answered", 9, topic="clb")
    before = numbers(staff[LEZER])["vragen van ouders", ""]
    Question.objects.first().delete()
    assert numbers(staff[LEZER])["vragen van ouders", ""] != before
    assert "vergelijk geen twee afdrukken van dezelfde maand" in text_of(staff[LEZER].get(PAGE))


def test_the_night_is_that_of_a_weekday(staff, asked):
    asked("answered", 6, hour=23, topic="clb")
    assert numbers(staff[LEZER])["Wanneer vroegen ouders iets?", "op een weekdag tussen 22 en 8 uur"] == "6"


def test_no_words_of_a_parent_and_no_other_school(staff, asked, school, other_school):
    at = timezone.now()
    item = QueueItem.objects.create(text="mijn zoon in 3B", school=school, first_asked=at, last_asked=at)
    asked("unanswered", 6, item=item, text="mijn zoon in 3B")
    asked("answered", 50, school=other_school, topic="clb")
    assert numbers(staff[LEZER])["vragen van ouders", ""] == "6"
    assert "3B" not in text_of(staff[LEZER].get(PAGE))
    for query in (f"?school={other_school.slug}", "?maand=2020-01", f"?maand={timezone.localdate():%Y-%m}"):
        assert staff[LEZER].get(PAGE + query).status_code == 404
        assert staff[LEZER].get(FILE + query).status_code == 404


def test_what_was_added_is_told(staff, asked):
    publication = Publication.objects.create(kind=Publication.Kind.PUBLISH, version="x")
    clb, new = {"title": "Wat doet het CLB?"}, {"title": "Mag er iemand mee?"}
    Revision.objects.create(publication=publication, topic="mee", before=None, after=new)
    Revision.objects.create(publication=publication, topic="clb", before=clb, after=clb)
    Publication.objects.update(at=timezone.make_aware(datetime.combine(whole_months()[0], datetime.min.time())))
    page = text_of(staff[LEZER].get(PAGE))
    assert "Nieuwe antwoorden:</p><ul><li>Mag er iemand mee?" in page
    assert "Gewijzigde antwoorden:</p><ul><li>Wat doet het CLB?" in page


def test_where_no_month_is_whole_the_page_says_so(staff, settings):
    settings.RETENTION_DAYS = 10
    assert "nog geen volledige maand" in text_of(staff[LEZER].get(PAGE))
    assert staff[LEZER].get(FILE).status_code == 404


@how_to_try(deadline=None)  # on a busy machine one try takes as long as it takes
@given(st.lists(st.integers(0, 12), max_size=8))
def test_nothing_small_can_be_worked_out(counts):
    """Who knows the whole, the numbers that are shown, and that others are hidden, still cannot tell a small one."""
    shown, whole_tells = small.together(counts)
    assert not any(isinstance(one, int) and 0 < one < small.LEAST for one in shown)
    hidden = [count for count, one in zip(counts, shown, strict=True) if one == small.HIDDEN]
    if hidden and not whole_tells:
        assert len(hidden) > 1
        # One of them may be anything from 1 to 4, with the others at 1 or more: nothing follows from their sum.
        assert sum(hidden) - (len(hidden) - 1) >= small.LEAST


def test_who_knows_how_company_is_chosen_works_out_no_small_number():
    """All that can lie behind a page, of four parts: what is hidden is nowhere one and the same small number."""
    behind = defaultdict(list)
    for counts in (each for each in product(range(18), repeat=4) if sum(each) < 18):
        shown, whole_tells = small.together(counts)
        behind[tuple(shown), None if whole_tells else sum(counts)].append(counts)
    for (shown, _whole), candidates in behind.items():
        for place, one in enumerate(shown):
            if one == small.HIDDEN:
                assert len({counts[place] for counts in candidates}) > 1, (shown, candidates)
