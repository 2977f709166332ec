"""What a school says itself: its own staff write it and put it back; others see only how many there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from review import erasing
from review.models import Event
from review.permissions import BEHEERDER, LEZER, REDACTEUR
from review.trail.happenings import changes_of, in_words
from schools.models import OwnAnswer, OwnAnswerChange
from tests.helpers import give_role, log_in, text_of

LIST = reverse("review:own_answers")
PAGE = reverse("review:own_answer", args=["clb"])
PREVIEW = reverse("review:own_answer_preview", args=["clb"])
OWN = "Kom langs bij Kim. Elke woensdag in lokaal 4."


@pytest.fixture
def write(staff):
    """Return how to fill in the page as it stands and send it."""

    def send(text: str, browser=None, seen: str | None = None):
        browser = browser or staff[REDACTEUR]
        seen = browser.get(PAGE).context["seen"] if seen is None else seen
        return browser.post(PAGE, {"text": text, "gezien": seen}, follow=True)

    return send


def text_now(school) -> str:
    own = OwnAnswer.objects.filter(school=school, topic="clb").first()
    return own.text if own else ""


def back(change: OwnAnswerChange) -> str:
    return reverse("review:own_answer_back", args=[change.pk])


@pytest.mark.parametrize("role", [REDACTEUR, BEHEERDER])
def test_what_is_written_parents_of_the_school_read_at_once(write, staff, school, client, role):
    page = text_of(write("Kom langs bij Kim.\r\n\r\n- Elke woensdag in lokaal 4.", staff[role]))
    assert "Bewaard. Ouders lezen dit meteen." in page
    assert text_now(school) == "Kom langs bij Kim.\n\n- Elke woensdag in lokaal 4."
    assert "Elke woensdag in lokaal 4." in text_of(client.get("/vragen/clb"))
    assert "Elke woensdag" in text_of(staff[LEZER].get(LIST))


def test_emptied_it_is_gone_and_nothing_changed_is_nothing_told(write, school, client):
    write(OWN)
    assert "Er is niets gewijzigd." in text_of(write(OWN))
    assert "Ouders lezen alleen nog het gedeelde antwoord." in text_of(write("  "))
    assert not OwnAnswer.objects.exists()
    assert "In het algemeen" not in text_of(client.get("/vragen/clb"))
    assert Event.objects.count() == OwnAnswerChange.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("<b>Kom</b> langs.", "Er staat HTML in"),
        ("Bel [[awel]].", "[[awel]]"),
        ("Wij zijn {school_name}.", "{school_name}"),
        ("=1+1", "formule"),
        ("[klik](javascript:alert(1))", "link in die niet mag"),
        ("De dader zegt sorry.", "kind dat pest"),
        ("Bel 102.", "nummer van een hulplijn"),
        ("Wij zijn er. " * 21, "hoogstens 60 mogen"),
        ("x" * 2001, "2000"),
    ],
)
def test_what_parents_may_not_read_is_told_and_changes_nothing(write, school, typed, told):
    write(OWN)
    page = text_of(write(typed))
    assert told in page.replace("&#x27;", "'")
    assert "Bewaard." not in page
    assert text_now(school) == OWN
    assert Event.objects.count() == 1


def test_what_deserves_a_second_look_is_a_tip_and_no_refusal(write, school):
    page = text_of(write("Kim is er altijd."))
    assert "klinkt als een belofte" in page
    assert text_now(school) == "Kim is er altijd."


def test_the_preview_is_what_a_parent_reads_and_keeps_nothing(staff, school, write):
    shown = text_of(staff[REDACTEUR].post(PREVIEW, {"text": OWN}))
    assert shown.index(f"Bij {school.name}:") < shown.index(OWN) < shown.index("In het algemeen:") < shown.rindex("CLB")
    assert "frame-ancestors 'self'" in staff[LEZER].get(PREVIEW)["Content-Security-Policy"]
    assert not OwnAnswer.objects.exists()
    write(OWN)
    wrong = text_of(staff[REDACTEUR].post(PREVIEW, {"text": "<b>"}))
    assert "Er klopt iets niet" in wrong
    assert OWN in wrong


def test_every_other_preview_of_that_school_shows_it_too(staff, school, write, data):
    write(OWN)
    assert OWN in text_of(staff[BEHEERDER].get(reverse("review:my_school_preview")))
    sent = {"topic": "clb", "school": school.slug, "title": "Het CLB", "answer": "Het CLB helpt."}
    turn = staff[REDACTEUR].post(reverse("review:answer_preview"), sent).json()["turn"]
    assert [OWN in message["text"] for message in turn["reply"]["messages"]] == [True, False]
    form = {**sent, "seen": "{}", "voorbeeld": "1"}
    assert OWN in text_of(staff[REDACTEUR].post(reverse("review:answer", args=["clb"]), form))


def test_the_history_and_the_trail_tell_it_and_one_change_goes_back(write, staff, school):
    write(OWN)
    write("Kom langs bij Noor. Elke woensdag in lokaal 4.")
    event = Event.objects.first()
    assert event.school == school
    assert in_words(event, {"clb": "Het CLB"}) == "wijzigde wat de school zelf zegt bij ‘Het CLB’"
    assert [words[1:] for words in changes_of(event)] == [(OWN, OWN.replace("Kim", "Noor"))]
    trail = text_of(staff[BEHEERDER].get(reverse("review:trail")))
    assert "Kim." in trail
    assert "Noor." in trail
    history = text_of(staff[LEZER].get(PAGE))
    assert "Kim." in history
    assert "Zet terug" not in history
    newest, first = OwnAnswerChange.objects.all()
    assert "daarna" in text_of(staff[REDACTEUR].post(back(first), follow=True))
    assert "Teruggezet." in text_of(staff[REDACTEUR].post(back(newest), follow=True))
    assert text_now(school) == OWN
    assert "zette terug" in in_words(Event.objects.first())
    assert "Dat stond al terug." in text_of(staff[REDACTEUR].post(back(newest), follow=True))


def test_what_parents_may_not_read_any_more_does_not_come_back(write, staff, school):
    change = OwnAnswerChange.objects.create(school=school, topic="clb", before="De dader zegt sorry.", after="")
    assert "kind dat pest" in text_of(staff[REDACTEUR].post(back(change), follow=True))
    gone = OwnAnswerChange.objects.create(school=school, topic="bestaat_niet_meer", before=OWN, after="")
    assert "is er niet meer" in text_of(staff[REDACTEUR].post(back(gone), follow=True))
    assert not OwnAnswer.objects.exists()


def test_who_is_second_is_told_and_overwrites_nothing(write, staff, school, client, make_user):
    opened = staff[REDACTEUR].get(PAGE).context["seen"]
    make_user("fatma", school, REDACTEUR, first_name="Fatma", last_name="Peeters")
    write(OWN, log_in(client, User.objects.get(username="fatma")))
    page = write("Bel ons gerust.", seen=opened)
    assert "Fatma Peeters was je voor." in text_of(page)
    assert "Bel ons gerust." in text_of(page)
    assert text_now(school) == OWN
    write("Bel ons gerust.", seen=page.context["seen"])
    assert text_now(school) == "Bel ons gerust."


def test_only_who_writes_for_this_school_changes_it_and_nobody_elsewhere_reads_it(
    write, staff, school, elsewhere, other_school
):
    write(OWN)
    change = OwnAnswerChange.objects.get()
    assert "Bewaar" not in text_of(staff[LEZER].get(PAGE))
    assert staff[LEZER].post(PAGE, {"text": ""}).status_code == 403
    assert staff[LEZER].post(back(change)).status_code == 403
    for path in (LIST, PAGE, PREVIEW):
        assert elsewhere[BEHEERDER].get(f"{path}?school={school.slug}").status_code == 404
        assert OWN not in text_of(elsewhere[BEHEERDER].get(path))
    assert elsewhere[BEHEERDER].post(f"{PAGE}?school={school.slug}", {"text": ""}).status_code == 404
    assert elsewhere[BEHEERDER].post(back(change)).status_code == 404
    assert OWN not in text_of(elsewhere[BEHEERDER].get(reverse("review:trail")))
    assert text_now(school) == OWN
    assert not OwnAnswer.objects.filter(school=other_school).exists()


def test_a_redacteur_here_who_reads_elsewhere_writes_only_here(client, make_user, school, other_school):
    user = make_user("anna", school, REDACTEUR)
    give_role(user, other_school, LEZER)
    log_in(client, user)
    assert "Bewaar" in text_of(client.get(f"{PAGE}?school={school.slug}"))
    assert client.post(f"{PAGE}?school={other_school.slug}", {"text": OWN}).status_code == 403


def test_a_superuser_reads_and_writes_all(admin_client, school, write):
    write(OWN)
    page = f"{PAGE}?school={school.slug}"
    seen = admin_client.get(page)
    assert OWN in text_of(seen)
    admin_client.post(page, {"text": "Bel ons gerust.", "gezien": seen.context["seen"]})
    assert text_now(school) == "Bel ons gerust."


def test_the_page_of_the_shared_answer_tells_how_many_schools_say_something(write, staff, elsewhere, other_school):
    answer = reverse("review:answer", args=["clb"])
    assert "Nog geen enkele school" in text_of(staff[LEZER].get(answer))
    write(OWN)
    assert "1 school zegt hier ook zelf iets bij." in text_of(elsewhere[REDACTEUR].get(answer))
    OwnAnswer.objects.create(school=other_school, topic="clb", text="Bel ons.")
    page = text_of(staff[LEZER].get(answer))
    assert "2 scholen zeggen hier ook zelf iets bij." in page
    assert "Bel ons." not in page
    assert "zelf iets bij" not in text_of(staff[REDACTEUR].get(reverse("review:answer", args=["noodsituatie"])))


def test_what_is_said_in_danger_and_what_is_no_answer_cannot_have_one(staff, school):
    for topic in ("noodsituatie", "zelfdoding_signalen", "begroeting", "buiten_scope", "bestaat_niet"):
        page = reverse("review:own_answer", args=[topic])
        assert staff[REDACTEUR].get(page).status_code == 404
        assert staff[REDACTEUR].post(page, {"text": OWN}).status_code == 404
        assert f'value="{topic}"' not in text_of(staff[REDACTEUR].get(LIST))
    assert not OwnAnswer.objects.exists()


def test_from_the_list_one_chooses_what_to_write_beside(staff, school):
    chosen = staff[REDACTEUR].get(LIST, {"school": school.slug, "onderwerp": "clb"})
    assert chosen["Location"] == f"{PAGE}?school={school.slug}"


def test_of_a_topic_that_is_gone_it_is_kept_and_staff_are_told(write, staff, elsewhere, school, data, client):
    write(OWN)
    queue = reverse("review:queue")
    told = "Ouders lezen niet meer wat"
    assert told not in text_of(staff[REDACTEUR].get(queue))
    (data / "topics" / "clb.yml").unlink()
    assert told in text_of(staff[REDACTEUR].get(queue))
    assert told not in text_of(staff[LEZER].get(queue))
    assert told not in text_of(elsewhere[REDACTEUR].get(queue))
    assert "Dit lezen ouders niet meer" in text_of(staff[REDACTEUR].get(LIST))
    page = text_of(staff[REDACTEUR].get(PAGE))
    assert OWN in page
    assert "Het gedeelde antwoord is er niet meer" in page
    assert client.get("/vragen/clb").status_code == 404
    assert staff[REDACTEUR].get(PREVIEW).status_code == 404
    assert text_now(school) == OWN
    assert "is er niet meer" in text_of(write("Iets anders."))
    assert text_now(school) == OWN
    assert "Weggehaald." in text_of(write(""))
    assert told not in text_of(staff[REDACTEUR].get(queue))


def test_where_a_topic_went_into_another_staff_are_sent_there(staff, school):
    OwnAnswer.objects.create(school=school, topic="school_zonder_pesten", text=OWN)
    there = f"{reverse('review:own_answer', args=['aanpak_methode'])}?school={school.slug}"
    assert "ging op in" in text_of(staff[REDACTEUR].get(LIST))
    assert there in text_of(staff[REDACTEUR].get(reverse("review:own_answer", args=["school_zonder_pesten"])))


def test_the_history_goes_after_its_time_and_the_words_stay(write, school):
    write(OWN)
    long_ago = timezone.now() - timedelta(days=settings.TRAIL_DAYS + 1)
    OwnAnswerChange.objects.update(at=long_ago)
    assert erasing.erase_old_trail()["wijzigingen aan eigen antwoorden"] == 1
    assert not OwnAnswerChange.objects.exists()
    assert text_now(school) == OWN
