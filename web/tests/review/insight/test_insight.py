"""The insight page and its files: the numbers are right, told in words, and no other school's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chat.models import Judgement
from review.insight.numbers import Insight, Period, in_words
from review.models import Event, Question, QueueItem, Reason
from review.permissions import ROLES
from review.trail import happenings
from tests.helpers import give_role, log_in, table_of, text_of

PAGE, FILES = "/nakijken/inzicht", "/nakijken/inzicht.csv"


def ago(days: float) -> datetime:
    return timezone.localtime() - timedelta(days=days)  # by the clock on the wall: a day of 25 hours is one day


@pytest.fixture
def asked(school):
    """Return how to put questions in the database as harvest does: asked("answered", 8, topic="clb")."""
    numbers = iter(range(1, 100_000))

    def ask(outcome: str, count: int = 1, days: float = 0, **more) -> list[Question]:
        values = {"school": school, "conversation": "x", "asked": ago(days), "outcome": outcome, **more}
        return Question.objects.bulk_create([Question(event=next(numbers), **values) for _ in range(count)])

    return ask


@pytest.fixture
def group(school, asked):
    def make(text: str, count: int, days: float = 0, **more) -> QueueItem:
        at = ago(days)
        values = {"school": school, "first_asked": at, "last_asked": at, "count": count, **more}
        item = QueueItem.objects.create(text=text, **values)
        asked("suggested", count, days, item=item, text=text, school=values["school"])
        return item

    return make


@pytest.fixture
def judged(school):
    numbers = iter(range(100_000))

    def judge(topic: str, up: int, down: int, of=school) -> None:
        for useful in [True] * up + [False] * down:
            name = f"m{next(numbers)}"
            Judgement.objects.create(
                school=of, conversation="x", message=name, topic=topic, kind="answer", useful=useful
            )

    return judge


def page(browser, **query) -> str:
    response = browser.get(PAGE, query)
    assert response.status_code == 200
    return text_of(response)


def rows(browser, **query) -> list[dict[str, str]]:
    """Return the rows of a file, as a spreadsheet reads them."""
    header, *lines = table_of(browser.get(FILES, query))
    return [dict(zip(header, line, strict=True)) for line in lines]


# --- who may see it ---------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, FILES])
def test_every_role_may_see_it_and_nobody_else(staff, make_user, address):
    assert {role: staff[role].get(address).status_code for role in ROLES} == dict.fromkeys(ROLES, 200)
    assert Client().get(address).status_code == 302
    without_role = log_in(Client(), make_user("iemand"))
    assert without_role.get(address).status_code == 403
    assert staff["lezer"].post(address).status_code == 405


@pytest.mark.parametrize("address", [PAGE, FILES])
def test_another_schools_filter_is_not_there(staff, other_school, address):
    assert staff["beheerder"].get(address, {"school": other_school.slug}).status_code == 404
    assert staff["beheerder"].get(address, {"school": "bestaat-niet"}).status_code == 404


def test_no_number_of_another_school_leaks(staff, elsewhere, asked, group, judged, school, other_school):
    asked("answered", 7, topic="clb")
    judged("clb", 4, 0)
    asked("answered", 90, topic="hulplijnen", school=other_school)
    asked("dialogue", 55, school=other_school)
    group("een vraag van elders", 30, school=other_school)
    judged("hulplijnen", 0, 66, of=other_school)
    ours = page(staff["beheerder"])
    assert "<strong>7</strong> vragen van ouders" in ours
    theirs = page(elsewhere["lezer"])
    for foreign in ("90", "30", "120", "55", "66", "een vraag van elders"):
        assert f">{foreign}<" in theirs
        assert f">{foreign}<" not in ours
    assert rows(staff["lezer"], tabel="vragen") == []
    assert [row["duim omhoog"] for row in rows(staff["lezer"], tabel="onderwerpen")] == ["4"]
    assert "<strong>120</strong> vragen van ouders" in theirs
    assert "een vraag van elders" in theirs


def test_who_works_at_two_schools_sees_both_or_one(make_user, asked, school, other_school):
    both = make_user("twee", school, "lezer")
    give_role(both, other_school, "lezer")
    browser = log_in(Client(), both)
    asked("answered", 3, topic="clb")
    asked("answered", 5, topic="clb", school=other_school)
    assert "<strong>8</strong> vragen" in page(browser)
    assert "<strong>5</strong> vragen" in page(browser, school=other_school.slug)
    assert sum(int(row["vragen"]) for row in rows(browser, school=school.slug)) == 3


# --- the numbers ------------------------------------------------------------------------------


def test_what_came_of_the_questions_is_told_in_words(staff, asked):
    for outcome, count in {"answered": 16, "suggested": 2, "unanswered": 1, "emergency": 1, "dialogue": 4}.items():
        asked(outcome, count, topic="" if outcome == "suggested" else "clb")
    asked("suggested", chosen="hulplijnen")
    told = page(staff["lezer"])
    assert "8 van de 10 vragen kregen meteen een antwoord." in told
    assert "<strong>21</strong> vragen van ouders" in told
    assert "4 keer een begroeting" in told
    assert "1 keer koos de ouder daaruit een antwoord" in told


def test_the_legend_and_the_table_tell_every_outcome(staff, asked):
    for count, outcome in enumerate(["answered", "suggested", "unanswered", "emergency", "failed"], 11):
        asked(outcome, count)
    told = page(staff["lezer"])
    for count, label in enumerate(["meteen", "keuze", "niet", "nood", "mislukt"], 11):
        assert f"<strong>{count}</strong> {label}" in told
        assert f'<td class="amount">{count}</td>' in told


@pytest.mark.parametrize(
    ("part", "total", "words"),
    [
        (103, 128, "8 van de 10 vragen kregen"),
        (3, 4, "3 van de 4 vragen kregen"),
        (1, 4, "1 van de 4 vragen kreeg"),
        (12, 12, "Alle 12 vragen kregen"),
        (0, 12, "Geen enkele van de 12 vragen kreeg"),
        (127, 128, "Bijna alle vragen kregen"),
        (1, 128, "Bijna geen vragen kregen"),
        (1, 1, "De enige van de vragen kreeg"),
    ],
)
def test_a_share_in_words(part, total, words):
    assert in_words(part, total, "vragen", "kreeg", "kregen") == words


def test_a_question_counts_in_the_week_in_which_it_was_asked_here(asked):
    """A Sunday night in Brussels is still Sunday, though in UTC the day may differ."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    midnight = timezone.make_aware(datetime(monday.year, monday.month, monday.day))
    asked("answered", asked=midnight)
    asked("answered", 2, asked=midnight - timedelta(minutes=1))
    numbers = Insight(Period.of_weeks(4), Question.objects.all(), Judgement.objects.all(), QueueItem.objects.all())
    assert [week.questions for week in numbers.weeks] == [0, 0, 2, 1]


def test_topics_by_title_with_what_parents_chose_themselves(staff, asked):
    asked("answered", 3, topic="clb")
    asked("suggested", 4, topic="", chosen="hulplijnen")
    asked("suggested", 9, topic="")
    asked("answered", 1, topic="verdwenen")
    told = rows(staff["lezer"], tabel="onderwerpen")
    assert [row["keer gegeven"] for row in told] == ["4", "3", "1"]
    assert told[1]["antwoord"] != "clb"  # its title
    assert "Een antwoord dat er niet meer is (verdwenen)" in page(staff["lezer"])


def test_thumbs_the_worst_answer_first(staff, asked, judged):
    asked("answered", 3, topic="clb")
    judged("clb", 9, 1)
    judged("hulplijnen", 1, 5)
    told = page(staff["lezer"])
    assert "<strong>10</strong> duimen omhoog, <strong>6</strong> omlaag" in told
    assert "6 van de 10 duimen wezen omhoog" in told
    thumbs = told[told.index('id="thumbs"') :]
    assert thumbs.index("/antwoorden/hulplijnen") < thumbs.index("/antwoorden/clb")


def test_groups_without_a_good_answer_the_most_asked_first(staff, group):
    group("zelden gevraagd", 2)
    often = group("vaak gevraagd", 9)
    group("al behandeld", 12, state="done", decision="belongs")
    group("niet voor ons", 12, decision="not_for_us")
    group("nood", 12, emergency=True)
    group("te lang geleden", 20, days=60)
    told = page(staff["lezer"])
    told = told[told.index('id="groups"') :]
    assert told.index("vaak gevraagd") < told.index("zelden gevraagd")
    assert f"/nakijken/vraag/{often.pk}" in told
    for absent in ("al behandeld", "niet voor ons", "te lang geleden"):
        assert absent not in told
    assert [row["vraag"] for row in rows(staff["lezer"], tabel="vragen")] == [
        "al behandeld",
        "vaak gevraagd",
        "zelden gevraagd",
    ]


def test_a_group_counts_what_was_asked_in_the_period(staff, group, asked):
    item = group("blijft komen", 2)
    asked("suggested", 5, days=70, item=item)
    counted = [rows(staff["lezer"], tabel="vragen", periode=weeks)[0]["keer gevraagd"] for weeks in ("4", "12")]
    assert counted == ["2", "7"]


def test_what_was_only_drawn_into_the_sample_is_no_gap_until_a_person_says_it_was_wrong(staff, group):
    drawn = [group("juist", 1, right=True), group("nog niet bekeken", 1), group("fout", 1, right=False)]
    also_chosen = group("ook keuze", 1)
    kinds = [(item, Reason.Kind.SAMPLE) for item in [*drawn, also_chosen]] + [(also_chosen, Reason.Kind.SUGGESTIONS)]
    for item, kind in kinds:
        Reason.objects.create(question=item.questions.get(), kind=kind)
    assert {row["vraag"] for row in rows(staff["lezer"], tabel="vragen")} == {"fout", "ook keuze"}
    assert "nog niet bekeken" not in page(staff["lezer"])


# --- periods ----------------------------------------------------------------------------------


def test_the_period_chooses_what_is_counted(staff, asked):
    asked("answered", 1, days=0)
    asked("answered", 2, days=40)
    asked("answered", 4, days=76)
    day = lambda days: (timezone.localdate() - timedelta(days=days)).isoformat()  # noqa: E731
    counted = lambda **query: sum(int(row["vragen"]) for row in rows(staff["lezer"], **query))  # noqa: E731
    assert counted() == 1
    assert counted(periode="12") == 7
    assert counted(periode="eigen", van=day(50), tot=day(30)) == 2
    assert counted(periode="eigen", van=day(40), tot=day(40)) == 2
    assert counted(periode="eigen", van=day(50)) == 3  # until today


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"van": "", "tot": "2026-01-01"}, "Kies de eerste dag."),
        ({"van": "2999-01-01"}, "Deze dag moet nog komen."),
        ({"van": "2026-02-01", "tot": "2026-01-01"}, "De laatste dag ligt vóór de eerste."),
        ({"van": "2020-01-01", "tot": "2026-01-01"}, "Kies hoogstens één jaar."),
        ({"van": "31 februari"}, "Dit is geen datum."),
        ({"periode": "7"}, "Deze periode bestaat niet."),
    ],
)
def test_odd_dates_are_told_and_give_no_numbers(staff, query, told):
    query = {"periode": "eigen", **query}
    assert told in page(staff["lezer"], **query)
    assert "Met deze keuze kunnen we geen cijfers tonen" in page(staff["lezer"], **query)
    assert staff["lezer"].get(FILES, query).status_code == 404


def test_it_says_what_is_erased_already(staff, settings):
    settings.RETENTION_DAYS = 30
    assert "is er niets meer te zien" not in page(staff["lezer"], periode="4")
    assert "is er niets meer te zien" in page(staff["lezer"], periode="12")


def test_without_questions_it_says_so(staff):
    told = page(staff["lezer"])
    assert "Nog geen vragen" in told
    assert "<svg width=" not in told.replace('<svg class="visually-hidden" width=', "")


# --- the files --------------------------------------------------------------------------------


def test_a_week_in_a_file_has_every_outcome_as_a_number(staff, asked):
    asked("answered", 3)
    asked("failed", 2)
    asked("dialogue", 6)
    week = rows(staff["lezer"])[-1]
    assert week["vragen"] == "5"
    assert week["meteen beantwoord"] == "3"
    assert week["begroetingen"] == "6"
    assert week["tot en met"] == timezone.localdate().isoformat()


FORMULAS = ["=1+1", "+32 3", "-2", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠A1", " =1", "\u200b=1", " \u200b =1"]


@pytest.mark.parametrize("evil", FORMULAS)
def test_what_a_parent_wrote_is_never_a_formula(staff, group, evil):
    group(evil, 1)
    assert rows(staff["lezer"], tabel="vragen")[0]["vraag"] == f"'{evil}"


def test_semicolons_and_lines_of_a_parent_stay_in_their_cell(staff, group):
    group('eerst; dan "zo"\nen nog een lijn', 1)
    assert rows(staff["lezer"], tabel="vragen")[0]["vraag"] == 'eerst; dan "zo"\nen nog een lijn'


def test_a_file_that_is_not_there(staff):
    assert staff["lezer"].get(FILES, {"tabel": "alles"}).status_code == 404


def test_taking_a_file_stands_in_the_trail(staff, school):
    staff["lezer"].get(FILES, {"tabel": "vragen", "school": school.slug})
    event = Event.objects.get(name="Exported")
    assert event.user.username == "lezer"
    assert event.school == school
    assert happenings.in_words(event).startswith("haalde de vragen zonder goed antwoord (")


def test_the_page_asks_the_database_little_however_much_there_is(
    staff, asked, group, judged, django_assert_max_num_queries
):
    for number in range(15):
        group(f"vraag {number}", 3)
        asked("answered", 2, days=number, topic=f"t{number}")
        judged(f"t{number}", 2, 0)
    staff["lezer"].get("/nakijken/handboek")  # the first page of a session notes who works here
    with django_assert_max_num_queries(34):
        page(staff["lezer"])
