"""Mail to staff: who wants it hears that something waits, once, without a word of a parent; a server may be away."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from demo.website import WEB, free_port, settings_in
from review.mail import news, sending
from review.mail.news import from_now_on
from review.models import Event, MailWish, QueueItem
from review.permissions import BEHEERDER, LEZER, REDACTEUR
from review.queue import decisions, harvest
from review.trail.happenings import in_words
from serving import housekeeping
from tests.helpers import PATIENCE, text_of

PAGE = reverse("review:mail")
DANGER = "er is nu gevaar met een mes"


@pytest.fixture(autouse=True)
def _on(settings):
    settings.EMAIL_HOST, settings.MAIL_SITE = "mail.voorbeeld.example", "https://pesten.voorbeeld.example"
    settings.DEFAULT_FROM_EMAIL = "pestwijzer@voorbeeld.example"


@pytest.fixture
def emergency(said):
    def arrives(**more) -> None:
        said(DANGER, "noodsituatie_geweld", 0.9, **more)
        harvest.harvest_ahead()

    return arrives


def wants(browser, *kinds: str) -> None:
    assert browser.post(PAGE, dict.fromkeys(kinds, "on")).status_code == 302


def monday_comes() -> None:
    MailWish.objects.update(week_told=timezone.localdate() - timedelta(weeks=1))


def told() -> list[tuple[list[str], str]]:
    """Return whom was told what, and forget it."""
    sending.send_due()
    found = [(message.to, f"{message.subject}\n{message.body}") for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_nobody_is_mailed_who_did_not_ask_for_it(staff, emergency):
    emergency()
    assert told() == []


def test_a_new_emergency_is_told_once_and_only_to_who_wants_and_may(staff, elsewhere, emergency):
    emergency()  # before anybody wanted it
    wants(staff[LEZER], "emergency")
    wants(staff[BEHEERDER], "weekly")
    wants(elsewhere[LEZER], "emergency")
    assert told() == []
    emergency()
    [(to, text)] = told()
    assert to == ["lezer@voorbeeld.example"]
    assert "1 nieuw noodbericht" in text
    assert "https://pesten.voorbeeld.example/nakijken/nood" in text
    assert "https://pesten.voorbeeld.example/nakijken/mail" in text
    assert "gevaar" not in text
    assert told() == []


def test_what_was_seen_meanwhile_is_not_told(staff, emergency):
    wants(staff[LEZER], "emergency")
    emergency()
    QueueItem.objects.update(state=QueueItem.State.DONE)
    assert told() == []


def test_two_rounds_beside_each_other_tell_it_once(staff, emergency):
    for role in (LEZER, REDACTEUR):
        wants(staff[role], "emergency")
    emergency()

    def go_round(**_) -> None:
        sending.mail_tried.disconnect(go_round)
        sending.send_due()

    sending.mail_tried.connect(go_round)
    assert sorted(to for to, _text in told()) == [["lezer@voorbeeld.example"], ["redacteur@voorbeeld.example"]]


def test_a_round_that_begins_while_a_mail_is_on_its_way_tells_it_not_again(staff, emergency, monkeypatch):
    send = sending.EmailMessage.send

    def go_round_first(message, *args) -> int:
        monkeypatch.setattr(sending.EmailMessage, "send", send)
        sending.send_due()
        return send(message, *args)

    wants(staff[LEZER], "emergency")
    emergency()
    monkeypatch.setattr(sending.EmailMessage, "send", go_round_first)
    assert len(told()) == 1


def test_what_a_round_that_was_killed_had_begun_is_sent_by_a_later_one(staff, emergency):
    wants(staff[LEZER], "emergency")
    emergency()
    MailWish.objects.update(claimed=timezone.now())
    assert told() == []
    MailWish.objects.update(claimed=timezone.now() - sending.CLAIMED_FOR)
    assert len(told()) == 1


def test_what_is_told_while_somebody_chooses_is_not_told_again(staff, emergency, monkeypatch):
    wants(staff[LEZER], "emergency")
    emergency()
    meanwhile = []

    def known(user):
        meanwhile.extend(told())
        return from_now_on(user)

    monkeypatch.setattr(news, "from_now_on", known)
    wants(staff[LEZER], "emergency", "weekly")
    assert len(meanwhile) == 1
    assert told() == []


def test_what_a_colleague_gives_is_told_and_what_one_takes_is_not(staff, make_user, school, said):
    wants(staff[REDACTEUR], "assigned")
    said("mag mijn zus mee naar het gesprek", None, 0.3)
    harvest.harvest_ahead()
    item = QueueItem.objects.get()
    user = MailWish.objects.get().user
    decisions.assign(user, item, user)
    assert told() == []
    decisions.assign(user, item, None)
    assert told() == []
    decisions.assign(make_user("fatma", school, BEHEERDER), item, user)
    [(to, text)] = told()
    assert to == ["redacteur@voorbeeld.example"]
    assert "Een collega gaf je 1 vraag of bericht" in text
    assert "zus" not in text
    assert told() == []


def test_what_went_to_somebody_else_and_comes_back_is_told_again(staff, make_user, school, said):
    wants(staff[REDACTEUR], "assigned")
    said("mag mijn zus mee naar het gesprek", None, 0.3)
    harvest.harvest_ahead()
    item, user = QueueItem.objects.get(), MailWish.objects.get().user
    fatma = make_user("fatma", school, BEHEERDER)
    decisions.assign(fatma, item, user)
    assert len(told()) == 1
    decisions.assign(fatma, item, fatma)
    assert told() == []
    decisions.assign(fatma, item, user)
    assert len(told()) == 1


def test_each_week_the_counts(staff, said):
    wants(staff[LEZER], "weekly")
    week_ago = (timezone.now() - timedelta(weeks=1)).timestamp()
    said("wat doet het clb", "clb", 0.9, at=week_ago)
    said("mag mijn zus mee", None, 0.3, at=week_ago)
    harvest.harvest_ahead()
    assert told() == []  # not in the week in which it is switched on
    monday_comes()
    [(_to, text)] = told()
    assert "vragen van ouders: 2" in text
    assert "meteen beantwoord: 1" in text
    assert "vragen die nu open staan: 1" in text
    assert "zus" not in text
    assert told() == []


def test_who_switches_it_off_or_may_not_read_any_more_hears_nothing(staff, emergency):
    wants(staff[LEZER], "emergency")
    wants(staff[LEZER])
    wants(staff[REDACTEUR], "emergency", "weekly")
    MailWish.objects.get(user__username=REDACTEUR).user.memberships.all().delete()
    emergency()
    monday_comes()
    assert told() == []
    words = [in_words(event) for event in Event.objects.order_by("pk")]
    assert words[:2] == ["wijzigde het account van lezer: mail: nood", "wijzigde het account van lezer: mail: geen"]


def test_the_page_tells_of_all_that_a_mail_holds(staff):
    assert "elke week, hoeveel er gevraagd en beantwoord werd" in text_of(staff[LEZER].get(PAGE))


def test_the_page_says_when_no_mail_is_sent(staff, settings, emergency):
    settings.EMAIL_HOST = ""
    assert "verstuurt nog geen mail" in text_of(staff[LEZER].get(PAGE))
    wants(staff[LEZER], "emergency")
    emergency()
    assert told() == []
    call_command("mails_versturen")


# --- with a real server -----------------------------------------------------------------------


@pytest.fixture
def over_smtp(settings):
    """Send over SMTP to a port of this machine, where a test may start a server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False


def test_a_server_that_is_away_loses_nothing(staff, emergency, over_smtp, settings, caplog, smtp_server):
    wants(staff[LEZER], "emergency")
    emergency()
    with caplog.at_level(logging.ERROR, "pestwijzer.mail"):
        housekeeping.tidy()
    assert "Mail could not be sent, and is tried again: ConnectionRefusedError" in caplog.text
    assert "voorbeeld" not in caplog.text
    with smtp_server(settings.EMAIL_PORT) as taken:
        housekeeping.tidy()
        housekeeping.tidy()
    [(to, message)] = taken
    assert to == ["lezer@voorbeeld.example"]
    assert "Subject: Pestwijzer: 1 nieuw noodbericht" in message
    assert "gevaar" not in message


@pytest.mark.parametrize(
    ("saying", "later"),
    [
        ("450 4.2.0 come back later", ["lezer@voorbeeld.example"]),
        ("554 5.7.1 relay access denied", ["lezer@voorbeeld.example"]),
        ("550 5.1.1 no such person", []),
    ],
)
def test_an_address_that_is_refused_holds_up_nobody_else(
    staff, emergency, over_smtp, settings, smtp_server, saying, later
):
    for role in (LEZER, REDACTEUR):
        wants(staff[role], "emergency")
    emergency()
    with smtp_server(settings.EMAIL_PORT, refuses="lezer@voorbeeld.example", saying=saying) as taken:
        assert sending.send_due() == 1
    assert [to for to, _message in taken] == [["redacteur@voorbeeld.example"]]
    with smtp_server(settings.EMAIL_PORT) as taken:
        sending.send_due()
    assert [to for tos, _message in taken for to in tos] == later  # a dead mailbox is not tried for ever


WANTS_AND_WAITS = """
from django.contrib.auth.models import User
from django.utils import timezone
from review.models import MailWish, Question, QueueItem, Reason
user = User.objects.create_superuser("anna", "anna@voorbeeld.example", "x")
MailWish.objects.create(user=user, emergency=True)
now = timezone.now()
item = QueueItem.objects.create(text="help", emergency=True, first_asked=now, last_asked=now)
question = Question.objects.create(text="help", asked=now, outcome="emergency", item=item)
Reason.objects.create(question=question, kind=Reason.URGENT[0])
"""


ROUND = "from review.mail import sending; print('ready', flush=True); input(); print(sending.send_due())"


def test_of_two_processes_on_one_sqlite_database_one_sends_it(tmp_path: Path, smtp_server):
    """As `mails_versturen` by hand beside a round of housekeeping. The mail waits for the end of the other process."""
    port = free_port()
    named = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "pw@voorbeeld.example"}
    named["SITE"] = "https://pesten.voorbeeld.example"
    mail_settings = {f"PESTWIJZER_MAIL_{name}": value for name, value in named.items()}
    environment = {**os.environ, **settings_in(tmp_path), **mail_settings}
    rounds: list[subprocess.Popen[str]] = []
    said: list[str] = []

    def manage(*command: str) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "manage.py", *command], cwd=WEB, env=environment, **pipes)  # noqa: S603

    def go_round() -> None:
        said.append(rounds.pop().communicate("\n", timeout=PATIENCE)[0])

    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", WANTS_AND_WAITS]):
        with manage(*command) as process:
            assert process.wait(PATIENCE) == 0
    rounds += [manage("shell", "-v0", "-c", ROUND) for _ in range(2)]
    for process in rounds:
        assert process.stdout.readline() == "ready\n"
    with smtp_server(port, meanwhile=lambda: go_round() if rounds else None) as taken:
        go_round()
    assert said == ["0\n", "1\n"]
    assert len(taken) == 1
