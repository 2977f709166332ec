"""An answer that was asked about two things is split: the chosen questions begin a new one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from foundation.vocabulary import TOPICS_FOLDER
from knowledge.content import Content
from knowledge.reading import THEMES
from review.answers import drafts
from review.models import TopicDraft
from review.permissions import LEZER, REDACTEUR
from tests.helpers import text_of

QUESTIONS_OF_THE_CLB = f"{reverse('review:answer', args=['clb'])}?deel=vragen"
NEW = f"{reverse('review:answer_new')}?uit=clb"


@pytest.fixture
def taken(house) -> list[str]:
    return drafts.current("clb").content.questions[:2]


def form_of(page) -> dict[str, str]:
    """Return what the form of a new answer holds, with the words that are still missing."""
    content: Content = page.context["content"]
    words = {"title": "Komt het CLB bij ons thuis?", "about": "Of het CLB thuis langskomt."}
    words["answer"] = "Ja, dat kan. Vraag ernaar op school."
    sources = "https://www.onderwijs.vlaanderen.be/clb (nagekeken 2026-11-30)"
    return {**words, "theme": content.theme, "sources": sources, "questions": "\n".join(content.questions)}


def split(client, taken):
    return client.post(QUESTIONS_OF_THE_CLB, {"splits": "1", "neem": taken}, follow=True)


def test_the_chosen_questions_stand_in_the_form_of_a_new_answer_and_nothing_changed_yet(staff, taken):
    page = split(staff[REDACTEUR], taken)
    assert page.redirect_chain[-1][0] == f"{NEW}&verder=1"
    assert page.context["content"].questions == taken
    assert page.context["content"].theme in THEMES
    assert not TopicDraft.objects.exists()


def test_once_saved_they_are_questions_of_the_new_answer_alone(staff, taken):
    page = split(staff[REDACTEUR], taken)
    saved = staff[REDACTEUR].post(NEW, form_of(page), follow=True)
    assert "Bewaard in het voorstel" in text_of(saved)
    new = TopicDraft.objects.exclude(topic="clb").get()
    assert (new.folder, new.content["questions"]) == (TOPICS_FOLDER, taken)
    assert not set(taken) & set(drafts.current("clb").content.questions)
    proposal = text_of(staff[REDACTEUR].get(reverse("review:proposal")))
    assert "Komt het CLB bij ons thuis?" in proposal
    assert "zijn teruggenomen" not in proposal  # nobody lost them


def test_taken_back_its_questions_come_home(staff, taken):
    before = drafts.current("clb").content.questions
    staff[REDACTEUR].post(NEW, form_of(split(staff[REDACTEUR], taken)))
    new = TopicDraft.objects.exclude(topic="clb").get()
    staff[REDACTEUR].post(reverse("review:draft_drop", args=[new.topic]))
    assert drafts.current("clb").content.questions == before
    assert not TopicDraft.objects.exists()


def test_a_new_answer_that_is_refused_leaves_the_questions_where_they_are(staff, taken):
    form = form_of(split(staff[REDACTEUR], taken)) | {"title": ""}
    assert staff[REDACTEUR].post(NEW, form).status_code == 400
    assert not TopicDraft.objects.exists()


def test_who_chose_some_more_finds_them_beside_what_they_had_typed(staff, taken):
    client = staff[REDACTEUR]
    form = form_of(split(client, taken[:1])) | {"voor_mij": "1"}
    client.post(NEW, form)
    page = split(client, taken[1:])
    assert page.context["content"].questions == taken
    assert page.context["content"].title == "Komt het CLB bij ons thuis?"


def test_who_chose_nothing_is_told(staff, house):
    assert "Kies eerst voorbeeldvragen." in text_of(split(staff[REDACTEUR], []))


def test_what_stands_nowhere_is_not_taken_over(staff, house):
    assert "Kies eerst voorbeeldvragen." in text_of(split(staff[REDACTEUR], ["een vraag die hier niet staat"]))


def test_an_answer_for_danger_is_not_split(staff, house):
    page = staff[REDACTEUR].get(f"{reverse('review:answer', args=['noodsituatie_vermist'])}?deel=vragen")
    assert "nieuw antwoord</button>" not in text_of(page)


def test_an_answer_that_does_not_exist_cannot_be_split(staff, house):
    form = {"title": "Iets", "questions": "iets anders dan de rest"}
    assert staff[REDACTEUR].post(f"{reverse('review:answer_new')}?uit=bestaat_niet", form).status_code in (400, 404)
    assert not TopicDraft.objects.exists()


def test_a_lezer_splits_nothing(staff, taken):
    assert staff[LEZER].post(QUESTIONS_OF_THE_CLB, {"splits": "1", "neem": taken}).status_code == 403
