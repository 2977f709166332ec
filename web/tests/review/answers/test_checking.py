"""Answers that have to be checked again, and answers that no parent got: seen in time, and told as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Shown
from chat.signals import checks_asked
from foundation.topics import read_topic
from knowledge import sources
from review.answers import checking, drafts
from review.mail import news
from review.models import AnswerCheck, Event, MailWish, Question
from review.trail.happenings import in_words
from tests.helpers import log_in, text_of

pytestmark = pytest.mark.usefixtures("data")

LIST, CLB = "/nakijken/antwoorden", "/nakijken/antwoorden/clb"
DUE, NEVER = f"{LIST}?toon=na-te-kijken", f"{LIST}?toon=nooit-gegeven"
READS = "Nagekeken in onze bronnen op"


@pytest.fixture
def file(data):
    """Return how to rewrite the file of an answer: file("checked: 2026-11-29", "checked: 2024-01-31")."""
    path = data / "topics" / "clb.yml"

    def rewrite(old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return rewrite


@pytest.fixture
def old(file):
    """Let the answer about the CLB be checked long ago."""
    on = drafts.reading.load().topics["clb"].checked
    file(f"checked: {on}", "checked: 2024-01-31")


def listed(page) -> set[str]:
    return {row["answer"].topic for group in page.context["groups"] for row in group["rows"]}


def confirms(browser, **form: str):
    seen = browser.get(CLB).context["read_stamp"]
    return browser.post(f"{CLB}/nagekeken", {"gezien": seen} | form, follow=True)


def today_in_words() -> str:
    return timezone.localdate().strftime("%Y-%m-%d")


# --- to check again ---------------------------------------------------------------------------


def test_an_answer_that_was_checked_long_ago_is_listed_and_counted(staff, old, settings):
    settings.CHECK_AGAIN_DAYS = 400
    page = staff["lezer"].get(DUE)
    assert listed(page) == {"clb"}
    assert page.context["due"] == 1
    assert "31 jan 2024" in text_of(page)
    assert "langer dan 400 dagen geleden" in text_of(page)
    assert "Het is tijd om het opnieuw na te kijken." in text_of(staff["lezer"].get(CLB))
    settings.CHECK_AGAIN_DAYS = 36_500
    page = staff["lezer"].get(DUE)
    assert listed(page) == set()
    assert "Geen enkel antwoord" in text_of(page)


def test_who_says_that_it_holds_is_noted_and_parents_read_the_day(staff, old, client, school):
    assert "31 januari 2024" in text_of(client.get("/vragen/clb"))
    page = confirms(staff["redacteur"])
    assert "Genoteerd." in text_of(page)
    assert "Het is tijd" not in text_of(page)
    assert "clb" not in listed(staff["lezer"].get(DUE))
    assert f'datetime="{today_in_words()}"' in text_of(client.get("/vragen/clb"))
    assert in_words(Event.objects.get(), drafts.titles()).endswith("het klopt nog")
    assert AnswerCheck.objects.get().by.username == "redacteur"
    assert "door redacteur" in text_of(staff["lezer"].get(f"{CLB}/geschiedenis"))


def test_the_chat_tells_the_same_day_as_the_page(staff, old, api, conversation, fake):
    def told() -> str:
        answer = api("bericht", {"conversation": conversation, "text": "wat doet het clb"}).json()
        return answer["origin"]["checked"]

    assert told() == "31 januari 2024"
    confirms(staff["redacteur"])
    assert str(timezone.localdate().year) in told()


def test_it_counts_for_the_text_that_was_read_and_no_other(staff, old, file, client, school):
    confirms(staff["redacteur"])
    file("CLB", "clb")  # as when an older version is put back
    assert "31 januari 2024" in text_of(client.get("/vragen/clb"))
    assert "clb" in listed(staff["lezer"].get(DUE))


def test_nobody_confirms_what_they_did_not_read(staff, old):
    for wrong in ("", "x" * 64):
        assert "intussen gewijzigd" in text_of(confirms(staff["redacteur"], gezien=wrong))
    assert not AnswerCheck.objects.exists()
    assert not Event.objects.exists()


def test_a_text_that_waits_in_the_proposal_is_not_what_parents_read(staff, old, make_user, school):
    seen = staff["redacteur"].get(CLB).context["read_stamp"]
    user, now = make_user("anna", school, "redacteur"), drafts.current("clb").content
    drafts.add_question(user, "clb", "hoe geraak ik aan het clb van hier")
    assert "Ik heb dit nagekeken" in text_of(staff["redacteur"].get(CLB))  # a question is no text
    drafts.save(user, "clb", drafts.replace(now, answer="Een andere tekst."), now)
    assert "Ik heb dit nagekeken" not in text_of(staff["redacteur"].get(CLB))
    page = staff["redacteur"].post(f"{CLB}/nagekeken", {"gezien": seen}, follow=True)
    assert "In het voorstel staat een andere tekst." in text_of(page)
    assert not AnswerCheck.objects.exists()


def test_only_who_may_decide_confirms(staff, old):
    assert "Ik heb dit nagekeken" not in text_of(staff["lezer"].get(CLB))
    assert staff["lezer"].post(f"{CLB}/nagekeken", {"gezien": "x"}).status_code == 403
    assert staff["redacteur"].post(f"{LIST}/bestaat_niet/nagekeken", {"gezien": "x"}).status_code == 404
    assert staff["redacteur"].get(f"{CLB}/nagekeken").status_code == 405
    assert not AnswerCheck.objects.exists()


def test_without_a_date_in_the_file_the_source_that_was_read_last_tells_it(data, file):
    on = drafts.reading.load().topics["clb"].checked
    file(f"checked: {on}", "checked: onlangs")
    topic = read_topic(data / "topics" / "clb.yml")
    topic.sources[:] = ["Iets, https://a.example (gelezen 2026-02-01)", "Iets, https://b.example (gelezen 2026-03-04)"]
    assert str(drafts.reading.checked_on(topic)) == "2026-03-04"
    topic.sources[:] = ["Ouderblik pesten, vzw GO! ouders", "Iets, https://a.example (gelezen 2026-13-99)"]
    assert drafts.reading.checked_on(topic) is None
    assert sources.source("Iets, https://a.example (gelezen 2026-02-01)").name == "Iets"
    assert checking.Checked(None).is_due


def test_who_greets_rests_on_no_source(staff):
    assert "begroeting" not in checking.all_checked()
    assert "Nagekeken in de bronnen" not in text_of(staff["lezer"].get(f"{LIST}/begroeting"))


def test_parents_read_what_the_file_says_when_nobody_can_tell_more(old, client, school):
    def broken(**_):
        raise RuntimeError("the database is away")

    checks_asked.connect(broken)
    try:
        assert f'{READS} <time datetime="2024-01-31">' in text_of(client.get("/vragen/clb"))
    finally:
        checks_asked.disconnect(broken)


def test_the_weekly_mail_counts_them(old, make_user, school, settings):
    settings.CHECK_AGAIN_DAYS = 400
    wish = MailWish(user=make_user("anna", school, "redacteur"), weekly=True)
    [told] = news.of(wish)
    assert "antwoorden om opnieuw na te kijken: 1" in told.text


# --- never given ------------------------------------------------------------------------------


def asks(school, days: float = 1, count: int = 1, **more) -> None:
    at = timezone.now() - timedelta(days=days)
    values = {"school": school, "conversation": f"{school.slug}.x", "outcome": "answered", "asked": at} | more
    Question.objects.bulk_create([Question(**values) for _ in range(count)])


def shows(school, topic: str, days: float = 1) -> None:
    row = Shown.objects.create(conversation=f"{school.slug}.x", topic=topic, messages=[])
    Shown.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=days))


def test_what_parents_got_in_any_way_is_not_listed(staff, school):
    asks(school, topic="clb")
    asks(school, outcome="suggested", chosen="kiva")
    asks(school, outcome="failed", topic="brochure")  # understood, but no answer came
    shows(school, "no_blame")  # with a tap
    never = listed(staff["lezer"].get(NEVER))
    assert never.isdisjoint({"clb", "kiva", "no_blame"})
    assert {"brochure", "signalen"} <= never


def test_what_must_be_there_is_not_listed(staff, school):
    asks(school, topic="clb")
    assert {one for one in listed(staff["lezer"].get(NEVER)) if one.startswith(("noodsituatie", "begroeting"))} == set()


def test_it_says_since_when_and_why_not_for_longer(staff, school, settings):
    asks(school, topic="clb", days=20)
    page = text_of(staff["lezer"].get(NEVER))
    assert "de eerste vraag die we nog hebben" in page
    assert timezone.localdate(timezone.now() - timedelta(days=20)).strftime("%Y") in page
    asks(school, topic="kiva", days=100)
    page = staff["lezer"].get(NEVER)
    assert f"na {settings.RETENTION_DAYS} dagen gewist" in text_of(page)
    assert "kiva" in listed(page)  # before the day that is told
    settings.RETENTION_DAYS = 1000
    asks(school, topic="brochure", days=300)
    page = staff["lezer"].get(NEVER)
    assert "Dat is een half jaar." in text_of(page)
    assert "kiva" not in listed(page)
    assert "brochure" in listed(page)


def test_before_the_first_question_it_says_nothing(staff, school):
    page = staff["lezer"].get(NEVER)
    assert listed(page) == set()
    assert "Dan zegt dit nog niets." in text_of(page)


def test_nobody_learns_what_was_asked_at_another_school(staff, school, other_school, admin_client):
    asks(school, topic="clb")
    asks(other_school, topic="kiva")
    shows(other_school, "no_blame")
    page = staff["beheerder"].get(NEVER)
    assert {"kiva", "no_blame"} <= listed(page)
    assert "Bij een andere school kan een ouder ze wel gekregen hebben." in text_of(page)
    whole = admin_client.get(NEVER)
    assert listed(whole).isdisjoint({"clb", "kiva", "no_blame"})
    assert "Bij een andere school" not in text_of(whole)


def test_it_is_counted_with_as_many_queries_for_many_questions(staff, school, django_assert_max_num_queries):
    asks(school, topic="clb", count=300)
    with django_assert_max_num_queries(40) as few:
        staff["lezer"].get(NEVER)
    asks(school, topic="kiva", count=3000)
    with django_assert_max_num_queries(len(few)):
        staff["lezer"].get(NEVER)


def test_the_filter_stays_when_one_searches(staff, school, client, make_user):
    asks(school, topic="clb")
    log_in(client, make_user("anna", school, "lezer"))
    page = client.get(NEVER, {"toon": "nooit-gegeven", "zoek": "brochure"})
    assert "brochure" in listed(page)
    assert "clb" not in listed(page)
    assert '<input type="hidden" name="toon" value="nooit-gegeven">' in text_of(page)
