"""What was decided about a question goes along when its answer is split or merged, or its words are mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from demo.making import finished_candidate
from knowledge.content import Content
from review.answers import drafts, retiring
from review.models import Publication, QueueItem, Revision
from review.queue import grouping, harvest
from review.queue.decisions import stamp
from review.versions import publishing
from tests.review.answers.test_drafts import NEW

ASKED = "kan het clb ook bij ons thuis langskomen"
ALSO = "kan het clb bij ons thuis langs komen"
UNDO = "/nakijken/actie/terug"


@pytest.fixture
def rita(house, staff) -> User:
    return User.objects.get(username="redacteur")


@pytest.fixture
def item(said, rita, staff) -> QueueItem:
    """A question that was decided to belong to the CLB."""
    said(ASKED, None)
    harvest.harvest()
    item = QueueItem.objects.get()
    form = {"stempel": stamp(item), "antwoord": "clb", "tekst": [ASKED, ALSO], "neem": ["0", "1"]}
    staff["redacteur"].post(f"/nakijken/vraag/{item.pk}/hoort-bij", form)
    return now(item)


def now(item: QueueItem) -> QueueItem:
    item.refresh_from_db()
    return item


def split(user: User, *questions: str) -> str:
    content = Content(**{**NEW.as_json(), "related": [], "questions": list(questions)})
    return drafts.create(user, content, out_of="clb").topic


def reopen(browser, item: QueueItem) -> str:
    form = {"stempel": stamp(now(item)), "actie": "heropen"}
    return browser.post(f"/nakijken/vraag/{item.pk}/stand", form, follow=True).text


def known(topic: str) -> set[str]:
    return {ASKED, ALSO} & set(drafts.current(topic).questions)


# --- split ------------------------------------------------------------------------------------------


def test_reopened_after_a_split_its_questions_leave_the_new_answer(item, rita, staff) -> None:
    new = split(rita, ASKED, ALSO, "een vraag die blijft")
    assert f"‘{NEW.title}’" in staff["lezer"].get("/nakijken/?stand=done").text
    assert "staan. Je kan ze daar zelf" not in reopen(staff["redacteur"], item)
    assert known(new) == set()
    staff["redacteur"].post(UNDO)
    assert (now(item).topic, known(new), known("clb")) == (new, {ASKED, ALSO}, set())


def test_what_a_split_left_behind_is_taken_back_and_the_rest_is_told(item, rita, staff) -> None:
    new = split(rita, ALSO, "een vraag die blijft")
    assert f"blijft bij ‘{NEW.title}’ staan" in reopen(staff["redacteur"], item)
    assert (known("clb"), known(new)) == (set(), {ALSO})


def test_where_the_new_answer_is_taken_back_the_decision_comes_home_too(rita, said, staff, house) -> None:
    standing = drafts.current("clb").content.questions[0]
    moment = Publication.objects.create(kind="publish", version="v").at
    item = QueueItem.objects.create(
        text=standing, topic="clb", decision="belongs", state="done", first_asked=moment, last_asked=moment
    )
    new = split(rita, standing)
    assert now(item).topic == new
    drafts.drop(rita, new)
    assert now(item).topic == "clb"


def test_what_somebody_took_away_and_gave_to_another_stays_there(item, rita, staff) -> None:
    for text in (ASKED, ALSO):
        drafts.remove_question(rita, "clb", text)
    drafts.add_question(rita, "kiva", ASKED)
    assert "blijft bij ‘" in reopen(staff["redacteur"], item)
    assert known("kiva") == {ASKED}


def test_who_asks_it_again_after_the_split_went_live_opens_it(item, rita) -> None:
    new = split(rita, ASKED, ALSO)
    publication = Publication.objects.create(kind="publish", version="v")
    assert not grouping.went_live(now(item))
    Revision.objects.create(topic=new, publication=publication, after={})
    assert grouping.went_live(now(item))


# --- merged and mended ------------------------------------------------------------------------------


def test_reopened_after_a_merge_its_questions_leave_the_answer_that_took_them(item, rita, staff) -> None:
    retiring.retire(rita, "clb", "kiva")
    assert known("kiva") == {ASKED, ALSO}
    assert drafts.titles()["kiva"] in staff["lezer"].get(f"/nakijken/vraag/{item.pk}").text
    reopen(staff["redacteur"], item)
    assert known("kiva") == set()
    staff["redacteur"].post(UNDO)
    assert known("kiva") == {ASKED, ALSO}


def test_a_merge_of_what_another_had_been_merged_into_is_followed(item, rita, staff) -> None:
    retiring.retire(rita, "clb", "kiva")
    publishing.publish(rita, finished_candidate(rita))
    retiring.retire(rita, "kiva", "no_blame")
    assert 'href="/nakijken/antwoorden/no_blame"' in staff["lezer"].get(f"/nakijken/vraag/{item.pk}").text
    new = drafts.create(rita, replace(NEW, related=[], questions=[ASKED, ALSO]), out_of="no_blame").topic
    assert now(item).topic == new


def test_where_decisions_lead_is_asked_once_for_a_whole_list(item, staff, django_assert_max_num_queries) -> None:
    page = "/nakijken/?stand=done"
    staff["lezer"].get(page)
    with django_assert_max_num_queries(60) as for_one:
        staff["lezer"].get(page)
    decided = {name: getattr(item, name) for name in ("school", "topic", "decision", "state", "handled")}
    QueueItem.objects.bulk_create(
        QueueItem(text=f"vraag {n}", first_asked=item.first_asked, last_asked=item.last_asked, **decided)
        for n in range(20)
    )
    with django_assert_max_num_queries(len(for_one)):
        told = staff["lezer"].get(page).text
    assert told.count(f"‘{drafts.titles()['clb']}’") == 21  # noqa: PLR2004


def test_of_an_answer_that_goes_away_it_is_told_that_its_question_stays(item, rita, staff) -> None:
    retiring.retire(rita, "clb", "")
    assert f"blijft bij ‘{drafts.titles()['clb']}’ staan" in reopen(staff["redacteur"], item)


def test_a_split_of_what_another_was_merged_into_is_followed(item, rita, staff) -> None:
    retiring.retire(rita, "clb", "kiva")
    content = replace(NEW, related=[], questions=[ASKED, ALSO])
    new = drafts.create(rita, content, out_of="kiva").topic
    assert now(item).topic == new


def test_a_question_that_was_mended_is_taken_back_too(item, rita, staff) -> None:
    drafts.mend_question(rita, "clb", ASKED, "kan het CLB ook thuis komen")
    reopen(staff["redacteur"], item)
    assert not {"kan het CLB ook thuis komen", ASKED, ALSO} & set(drafts.current("clb").questions)
