"""The pages of answers as staff use them: reading, writing, hints, preview, two editors at once, history."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Judgement
from common.assistant_python import program_failed
from foundation.question_sets import REPORT_SET, TOPICS, TUNING_SET, read_questions
from knowledge import writing
from review.answers import drafts, preview
from review.models import DroppedDraft, Publication, Question, QueueItem, Revision, TopicDraft
from tests.helpers import text_of

pytestmark = pytest.mark.usefixtures("data")

CLB = "/nakijken/antwoorden/clb"
NEW = {
    "title": "Mag mijn kind zelf kiezen met wie het praat?",
    "theme": "school",
    "about": "Of een kind zelf kiest met wie het op school praat.",
    "sources": "Ouderblik pesten, vzw GO! ouders",
    "related": ["clb", "", ""],
    "answer": "Ja, dat mag. Vraag wat je kind wil.\r\n\r\n{school_contacts}",
    "questions": "kan mijn kind een vertrouwenspersoon kiezen\nwie mag ze vertrouwen\nzelf kiezen met wie ge praat",
}


def form_of(page) -> dict:
    """Return what the editor's form holds, as a browser would send it."""
    content = page.context["content"]
    return {
        "seen": page.context["seen"],
        "title": content.title,
        "theme": content.theme,
        "about": content.about,
        "sources": "\n".join(content.sources),
        "related": content.related,
        "answer": content.answer,
        "more": content.more,
    }


PAGES = ["/nakijken/antwoorden", CLB, f"{CLB}?deel=vragen", f"{CLB}/geschiedenis", "/nakijken/voorstel"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["lezer", "redacteur", "beheerder"])
def test_every_role_reads_answers_and_proposal(staff, role, path):
    assert staff[role].get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/nakijken/antwoorden/nieuw", "/nakijken/antwoorden/voorbeeld"])
def test_nobody_is_sent_to_log_in(client, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    "path",
    [CLB, "/nakijken/antwoorden/nieuw", "/nakijken/antwoorden/hints", "/nakijken/antwoorden/voorbeeld"]
    + [f"{CLB}/geschiedenis", "/nakijken/voorstel/clb/terugnemen", f"{CLB}?deel=vragen"],
)
def test_a_reader_changes_nothing(staff, path):
    assert staff["lezer"].post(path, {"nieuw": "hoe geraak ik aan het clb van hier"}).status_code == 403
    assert not TopicDraft.objects.exists()


def test_answers_are_shared_by_all_schools(elsewhere):
    assert (
        elsewhere["redacteur"].post(f"{CLB}?deel=vragen", {"nieuw": "hoe kom ik aan het clb van hier"}).status_code
        == 302
    )
    assert TopicDraft.objects.get().topic == "clb"


def test_an_answer_that_is_not_there(staff):
    assert staff["redacteur"].get("/nakijken/antwoorden/bestaat_niet").status_code == 404
    assert staff["redacteur"].get("/nakijken/antwoorden/bestaat_niet/geschiedenis").status_code == 404


# --- the list ---------------------------------------------------------------------------------


def test_the_list_shows_questions_thumbs_of_own_schools_and_drafts(staff, school, other_school):
    for number, at in enumerate([school, school, other_school]):
        Judgement.objects.create(
            school=at, conversation="x", message=str(number), topic="clb", kind="answer", useful=True
        )
    staff["redacteur"].post(f"{CLB}?deel=vragen", {"nieuw": "hoe geraak ik aan het clb van hier"})
    page = staff["redacteur"].get("/nakijken/antwoorden")
    rows = {row["answer"].topic: row for group in page.context["groups"] for row in group["rows"]}
    assert rows["clb"]["thumbs"] == {"up": 2, "down": 0}
    assert rows["clb"]["answer"].draft
    assert "gewijzigd in het voorstel" in text_of(page)
    assert {"noodsituatie_geweld", "begroeting"} <= set(rows)
    assert "Wijzig ze enkel als je zeker bent" in text_of(page)


def test_search_finds_by_question_and_says_when_nothing_is_found(staff):
    found = staff["lezer"].get("/nakijken/antwoorden?zoek=klikspaan").context["found"]
    assert "verschil_klikken_melden" in [one.topic for one in found]
    assert "Niets gevonden" in text_of(staff["lezer"].get("/nakijken/antwoorden?zoek=xyzzy"))


# --- writing ----------------------------------------------------------------------------------


def test_a_changed_answer_comes_into_the_proposal(staff):
    form = {**form_of(staff["redacteur"].get(CLB)), "answer": "Bel gerust.\r\n\r\n{school_clb}"}
    page = staff["redacteur"].post(CLB, form, follow=True)
    assert "Bewaard in het voorstel" in text_of(page)
    assert drafts.current("clb").content.answer == "Bel gerust.\n\n{school_clb}"
    assert drafts.current("clb").content.questions == drafts.current("clb").file.questions


def test_saving_unchanged_makes_no_draft(staff):
    staff["redacteur"].post(CLB, form_of(staff["redacteur"].get(CLB)))
    assert not TopicDraft.objects.exists()


def test_what_cannot_be_saved_stays_on_the_screen(staff):
    form = {**form_of(staff["redacteur"].get(CLB)), "answer": "Bel [[geenlijn]]. Dit typte ik lang."}
    page = staff["redacteur"].post(CLB, form)
    assert page.status_code == 400
    assert "geenlijn" in page.context["refused"]
    assert "Dit typte ik lang." in text_of(page)


def test_a_form_that_does_not_say_what_it_began_from_overwrites_nothing(staff):
    form = {**form_of(staff["redacteur"].get(CLB)), "title": "Anders", "seen": "kapot"}
    assert staff["redacteur"].post(CLB, form).status_code == 409
    assert not TopicDraft.objects.exists()


def test_the_second_of_two_editors_is_told_who_changed_what_and_keeps_his_text(staff):
    anna, bart = staff["redacteur"], staff["beheerder"]
    form = form_of(anna.get(CLB))
    bart.post(CLB, {**form, "answer": "De tekst van Bart.", "about": "Door Bart."})
    page = anna.post(CLB, {**form, "answer": "De tekst van Anna."})
    assert page.status_code == 409
    told = text_of(page)
    assert "beheerder was je voor" in told
    assert "De tekst van Anna." in told
    assert "Bart." in told
    assert page.context["content"].about == "Door Bart."  # theirs, where she changed nothing
    assert drafts.current("clb").content.answer == "De tekst van Bart."

    anna.post(CLB, {**form_of(page), "answer": "De tekst van Anna."})  # deliberately
    now = drafts.current("clb").content
    assert (now.answer, now.about) == ("De tekst van Anna.", "Door Bart.")


def test_a_preview_without_scripts_keeps_what_was_typed(staff):
    form = {
        **form_of(staff["redacteur"].get(CLB)),
        "answer": "Bel **nu** [[awel]]. {school_contacts}",
        "voorbeeld": "1",
    }
    page = staff["redacteur"].post(CLB, form)
    shown = text_of(page).split('class="box preview-text"', 1)[1]
    assert "Bel <strong>nu</strong>" in shown
    assert "Awel" in shown
    assert "Kim Voorbeeld" in shown
    assert "{school_contacts}" not in shown
    assert not TopicDraft.objects.exists()


# --- questions --------------------------------------------------------------------------------


def test_questions_are_added_mended_removed_and_put_back(staff):
    browser, address = staff["redacteur"], f"{CLB}?deel=vragen"
    first, second, third = drafts.current("clb").file.questions[:3]
    browser.post(address, {"nieuw": "hoe geraak ik aan het clb van hier\n\nclb hier bij ons waar dan"})
    browser.post(address, {"verbeter": first, "tekst": "wat is dat, zo een clb dan"})
    browser.post(address, {"weg": second})
    now = drafts.current("clb").content.questions
    assert now[0] == "wat is dat, zo een clb dan"
    assert second not in now
    assert now[-2:] == ["hoe geraak ik aan het clb van hier", "clb hier bij ons waar dan"]
    browser.post(address, {"terug": second})
    assert drafts.current("clb").content.questions[:3] == ["wat is dat, zo een clb dan", second, third]


def test_a_question_of_another_answer_is_refused_by_its_title(staff):
    page = staff["redacteur"].post("/nakijken/antwoorden/brochure?deel=vragen", {"nieuw": "wat is een clb"})
    assert page.status_code == 400
    assert "Wat doet het CLB?" in page.context["problem"]
    assert page.context["typed"] == "wat is een clb"


def test_hundreds_of_questions_come_in_pages_and_can_be_filtered(staff):
    page = staff["redacteur"].get("/nakijken/antwoorden/kind_gepest_wat_doen?deel=vragen").context["page"]
    assert len(page) == 50
    assert page.paginator.num_pages > 5
    found = staff["redacteur"].get("/nakijken/antwoorden/kind_gepest_wat_doen?deel=vragen&zoek=rugzak").context["page"]
    assert 0 < found.paginator.count < 50
    assert all("rugzak" in question.lower() for question in found)


# --- a new answer -----------------------------------------------------------------------------


def test_a_new_answer_begins_from_a_question_and_closes_it(staff, school):
    now = timezone.now()
    item = QueueItem.objects.create(school=school, text="mag hij zelf kiezen", first_asked=now, last_asked=now)
    Question.objects.create(school=school, conversation="x", text="zelf kiezen met wie ge praat", asked=now, item=item)
    page = staff["redacteur"].get(f"/nakijken/antwoorden/nieuw?vraag={item.pk}")
    assert page.context["content"].questions == ["mag hij zelf kiezen", "zelf kiezen met wie ge praat"]
    page = staff["redacteur"].post("/nakijken/antwoorden/nieuw", {**NEW, "vraag": item.pk}, follow=True)
    assert "nieuw, nog niet gepubliceerd" in text_of(page)
    item.refresh_from_db()
    assert item.decision == QueueItem.Decision.NEW_ANSWER
    assert item.topic == TopicDraft.objects.get().topic
    assert item.example == "zelf kiezen met wie ge praat"


def test_a_question_of_another_school_is_not_there(elsewhere, school):
    now = timezone.now()
    item = QueueItem.objects.create(school=school, text="geheim", first_asked=now, last_asked=now)
    assert elsewhere["redacteur"].get(f"/nakijken/antwoorden/nieuw?vraag={item.pk}").status_code == 404
    assert elsewhere["redacteur"].post("/nakijken/antwoorden/nieuw", {**NEW, "vraag": item.pk}).status_code == 404


def test_a_new_answer_that_lacks_something_stays_on_the_screen(staff):
    page = staff["redacteur"].post("/nakijken/antwoorden/nieuw", {**NEW, "sources": ""})
    assert "bron" in page.context["refused"]
    assert "wie mag ze vertrouwen" in text_of(page)


# --- hints ------------------------------------------------------------------------------------


def hints(browser, **changes) -> str:
    answer = browser.post("/nakijken/antwoorden/hints", {**NEW, **changes}).json()
    return answer["html"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": "De pestkop stopt zeker."}, "kind dat pest"),
        ({"answer": "Bel 1712."}, "[[awel]]"),
        ({"answer": "Praat met uw kind."}, "‘je’ en ‘jouw’"),
        ({"answer": "Bel [[geenlijn]]."}, "geenlijn"),
        ({"answer": "woord " * 70}, "Schrap er 10"),
        ({"more": "woord " * 160}, "Schrap er 10"),
        ({"theme": "doen"}, "Zet ‘**Vandaag**’ in de kern"),
        ({"answer": f"Dit is {'heel ' * 22} lang. Kort."}, "maak er twee van"),
        ({"title": "x" * 50}, "Hij komt op een knop"),
        ({"questions": "een"}, "minstens 3 voorbeeldvragen"),
        ({"questions": "wat zegt [NAAM 1] daarvan\nb\nc"}, "[NAAM 1]"),
        ({"questions": "Jan Peeters slaat mijn zoon\nb\nc"}, "Jan Peeters"),
        ({"questions": "wat is een clb\nb\nc"}, "staat al bij ‘Wat doet het CLB?’"),
        ({"questions": "wat doet dat clb dan bij pesten\nb\nc"}, "lijkt erg op"),
        ({"questions": "mag hij zelf iemand kiezen ja\nmag hij zelf iemand kiezen jaa\nc"}, "bijna gelijk"),
    ],
)
def test_a_hint_says_what_to_do(staff, changes, told):
    assert told in hints(staff["redacteur"], **changes)


def test_without_the_program_that_finds_names_the_page_comes_soon_and_says_so(staff, settings, no_masker):
    settings.ASSISTANT_PYTHON = "/no/such/python"
    failures = []

    def count(program: str, **_: object) -> None:
        failures.append(program)

    program_failed.connect(count)
    html = hints(staff["redacteur"], questions="\n".join(f"vraag {number} over kiezen" for number in range(20)))
    assert html.count("kon nu niet nakijken of er namen") == 1
    assert len(failures) <= 2, "once for the answer, once for all questions: each may take as long as a program may"


def test_a_good_answer_has_nothing_that_must_be_better(staff):
    assert "Moet beter" not in hints(staff["redacteur"])


def is_refused_as_a_test_question(browser, chosen_set: str) -> bool:
    """Tell it, and nothing more: a failing test prints no text of the set that is only ever reported."""
    question = next(one.text for one in read_questions(chosen_set, TOPICS) if len(one.text.split()) > 5)
    return "waarmee we Pestwijzer testen" in hints(browser, questions=f"{question}\nb\nc")


@pytest.mark.parametrize("chosen_set", [TUNING_SET, REPORT_SET])
def test_a_question_to_measure_with_is_not_to_learn_from(staff, chosen_set):
    assert is_refused_as_a_test_question(staff["redacteur"], chosen_set)


def test_style_that_the_tests_refuse_can_be_saved_but_not_published(staff, data):
    form = {**form_of(staff["redacteur"].get(CLB)), "answer": "Het slachtoffer mag bellen."}
    page = staff["redacteur"].post(CLB, form, follow=True)
    assert "Er moet nog iets beter" in text_of(page)
    with pytest.raises(drafts.DraftConflict, match="slachtoffer"):
        drafts.apply_to(data)
    page = staff["redacteur"].get("/nakijken/voorstel")
    assert page.context["blocked"]
    assert "Proefmodel maken" not in text_of(page)


def test_an_emergency_keeps_its_number_and_its_honesty(staff):
    address = "/nakijken/antwoorden/noodsituatie_geweld"
    page = staff["redacteur"].get(address)
    assert "Dit antwoord krijgt een ouder als er gevaar is" in text_of(page)
    staff["redacteur"].post(address, {**form_of(page), "answer": "Blijf rustig. " * 12})
    problems = " ".join(staff["redacteur"].get("/nakijken/voorstel").context["entries"][0]["problems"])
    assert "nummer" in problems
    assert "machine" in problems
    assert "niemand" in problems


# --- preview ----------------------------------------------------------------------------------


def test_the_preview_answers_as_the_chat_would_and_keeps_nothing(staff, client, school):
    form = {**NEW, "answer": "Bel [[awel]].", "more": "{school_contacts}", "school": school.slug}
    made = staff["redacteur"].post("/nakijken/antwoorden/voorbeeld", form).json()
    assert made["turn"]["said"] == "kan mijn kind een vertrouwenspersoon kiezen"

    def send(**message):
        body = json.dumps({"conversation": made["token"], **message})
        return client.post("/nakijken/antwoorden/voorbeeld/api/bericht", body, content_type="application/json").json()

    shown = send(text="een vraag")["messages"][0]
    assert "Awel" in shown["text"]
    assert "Kim Voorbeeld" in shown["more"]
    assert shown["buttons"] == [{"title": "Wat doet het CLB?", "choice": "clb"}]
    assert "centrum voor leerlingenbegeleiding" in send(choice="clb")["messages"][0]["more"]
    assert not Question.objects.exists()


def test_without_a_signed_token_the_preview_tells_nothing(client, staff):
    staff["redacteur"].post(f"{CLB}?deel=vragen", {"nieuw": "hoe geraak ik aan het clb van hier"})
    for token in ("", "leeg", "x.y.z"):
        body = json.dumps({"conversation": token, "choice": "clb"})
        answer = client.post("/nakijken/antwoorden/voorbeeld/api/bericht", body, content_type="application/json")
        assert answer.json()["messages"][0]["text"] == preview.ENDED
    assert (
        client.post("/nakijken/antwoorden/voorbeeld/api/bericht", "[", content_type="application/json").status_code
        == 404
    )


def test_the_preview_page_is_framed_by_our_own_pages_only(staff, school):
    page = staff["redacteur"].get(f"/nakijken/antwoorden/voorbeeld?school={school.slug}")
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page


def test_a_school_of_others_cannot_be_previewed(elsewhere, school):
    assert elsewhere["redacteur"].get(f"/nakijken/antwoorden/voorbeeld?school={school.slug}").status_code == 404


# --- history ----------------------------------------------------------------------------------


def published(user=None, version: str = "v2"):
    """Publish the proposal, as far as answers and their history go."""
    from django.conf import settings

    snapshot = drafts.apply_to(settings.KNOWLEDGE)
    publication = Publication.objects.create(kind="publish", version=version, by=user)
    drafts.after_publication(publication, snapshot)
    return publication


def test_history_tells_who_changed_what_and_an_older_version_can_come_back(staff, make_user, school):
    anna = make_user("anna", school, "redacteur", first_name="Anna", last_name="Peeters")
    before = drafts.current("clb").content
    drafts.save(anna, "clb", replace(before, title="Wat doet een CLB?"), before)
    published(anna)
    page = staff["lezer"].get(f"{CLB}/geschiedenis")
    told = text_of(page)
    assert "Anna Peeters" in told
    assert re.search(r"<ins>.*een.*</ins>", told)
    assert "zoals nu bij ouders" in told
    assert "Zet de versie van ervoor" not in told  # a reader puts nothing back
    page = staff["redacteur"].get(f"{CLB}/geschiedenis")
    revision = page.context["entries"][0]["revision"]
    page = staff["redacteur"].post(f"{CLB}/geschiedenis", {"versie": revision.pk, "ervoor": "1"}, follow=True)
    unpublished = text_of(staff["lezer"].get(f"{CLB}/geschiedenis"))
    assert "Nog niet gepubliceerd" in unpublished
    assert "Change(" not in unpublished
    assert drafts.current("clb").content == before
    assert "Deze versie staat in het voorstel" in text_of(page)


def went_back(user, topic: str) -> None:
    """Note what going back over a topic's last publication notes."""
    undone = Revision.objects.filter(topic=topic).first()
    publication = Publication.objects.create(kind=Publication.Kind.BACK, version="v1", by=user)
    Revision.objects.create(topic=topic, publication=publication, before=undone.after, after=undone.before)


def test_what_was_taken_back_can_go_into_the_proposal_again(staff, make_user, school, data):
    anna = make_user("anna", school, "redacteur")
    path = data / "topics/clb.yml"
    file, seen = path.read_bytes(), drafts.current("clb").content
    drafts.save(anna, "clb", replace(seen, title="Wat doet een CLB?"), seen)
    published(anna)
    path.write_bytes(file)  # "terug naar vorige"
    went_back(anna, "clb")
    page = staff["redacteur"].get(f"{CLB}/geschiedenis")
    assert "een andere versie van Pestwijzer terugzette" in text_of(page)
    revision = page.context["entries"][-1]["revision"]
    staff["redacteur"].post(f"{CLB}/geschiedenis", {"versie": revision.pk})
    assert drafts.current("clb").content.title == "Wat doet een CLB?"


def test_an_answer_that_left_with_a_rollback_keeps_its_history(staff, data):
    staff["redacteur"].post("/nakijken/antwoorden/nieuw", NEW)
    topic = TopicDraft.objects.get().topic
    published()
    (data / "topics" / f"{topic}.yml").unlink()
    went_back(None, topic)
    page = staff["redacteur"].get(f"/nakijken/antwoorden/{topic}/geschiedenis")
    assert "Dit antwoord verdween bij ouders" in text_of(page)
    staff["redacteur"].post(
        f"/nakijken/antwoorden/{topic}/geschiedenis", {"versie": page.context["entries"][-1]["revision"].pk}
    )
    assert drafts.current(topic).is_new


# --- the proposal -----------------------------------------------------------------------------


def test_an_empty_proposal_explains_itself(staff):
    assert "Er staat niets in het voorstel" in text_of(staff["lezer"].get("/nakijken/voorstel"))


def test_one_question_or_everything_can_be_taken_back_and_undone(staff):
    browser = staff["redacteur"]
    gone = drafts.current("clb").file.questions[0]
    browser.post(f"{CLB}?deel=vragen", {"nieuw": "hoe geraak ik aan het clb van hier\nclb bij ons waar dan"})
    browser.post(f"{CLB}?deel=vragen", {"weg": gone})
    told = text_of(browser.get("/nakijken/voorstel"))
    assert "clb bij ons waar dan" in told
    assert gone in told
    browser.post("/nakijken/voorstel/clb/terugnemen", {"erbij": "clb bij ons waar dan"})
    browser.post("/nakijken/voorstel/clb/terugnemen", {"weg": gone})
    assert drafts.current("clb").content.questions == [
        *drafts.current("clb").file.questions,
        "hoe geraak ik aan het clb van hier",
    ]
    browser.post("/nakijken/voorstel/clb/terugnemen")
    assert not TopicDraft.objects.exists()
    assert "Zet terug" in text_of(browser.get("/nakijken/voorstel"))
    browser.post("/nakijken/voorstel/clb/terugnemen", {"zet_terug": DroppedDraft.objects.get().pk})
    assert drafts.current("clb").content.questions[-1] == "hoe geraak ik aan het clb van hier"


def test_a_conflict_with_the_file_is_shown_with_both_texts_and_a_choice(staff, data):
    form = form_of(staff["redacteur"].get(CLB))
    staff["redacteur"].post(CLB, {**form, "title": "Van het voorstel"})
    content = drafts.current("clb").file
    writing.write_topic(data, "topics", "clb", replace(content, title="Van de ingenieur"))
    told = text_of(staff["redacteur"].get("/nakijken/voorstel"))
    assert "Van het voorstel" in told
    assert "Van de ingenieur" in told
    assert "Proefmodel maken" not in told
    staff["redacteur"].post("/nakijken/voorstel/clb/terugnemen", {"veld": "title", "kies": "bestand"})
    assert drafts.current("clb").content.title == "Van de ingenieur"


def test_a_link_to_an_answer_that_was_dropped_blocks(staff):
    staff["redacteur"].post("/nakijken/antwoorden/nieuw", NEW)
    topic = TopicDraft.objects.get().topic
    form = form_of(staff["redacteur"].get(CLB))
    staff["redacteur"].post(CLB, {**form, "related": [topic]})
    staff["redacteur"].post(f"/nakijken/voorstel/{topic}/terugnemen")
    page = staff["redacteur"].get("/nakijken/voorstel")
    assert page.context["blocked"]
    assert "is er niet meer" in text_of(page)


def test_the_list_tells_when_an_answer_was_changed_last(staff, make_user, school):
    seen = drafts.current("clb").content
    drafts.save(make_user("anna", school, "redacteur"), "clb", replace(seen, title="Wat doet een CLB?"), seen)
    publication = published()
    Publication.objects.filter(pk=publication.pk).update(at=timezone.now() - timedelta(days=400))
    rows = {
        r["answer"].topic: r for g in staff["lezer"].get("/nakijken/antwoorden").context["groups"] for r in g["rows"]
    }
    assert rows["clb"]["changed"].year == (timezone.now() - timedelta(days=400)).year


def test_who_edits_what_a_pupil_reads_in_other_words_is_told(staff):
    assert "Een leerling leest hier eigen woorden" in text_of(staff["redacteur"].get(CLB.replace("clb", "cyberpesten")))
    assert "leest hier eigen woorden" not in text_of(staff["redacteur"].get(CLB))
