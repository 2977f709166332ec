"""Sends staff the mail that they want. What cannot be sent now is tried again at the next round, if it ever can be.

Over any SMTP server, by Django's own settings; off until one is named (PESTWIJZER_MAIL_HOST).
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from review.mail import news
from review.models import MailWish

logger = logging.getLogger("pestwijzer.mail")

mail_tried = Signal()  # (sent: bool)
NO_SERVER = (SMTPException, OSError)
# Longer than a slow server can take over all mails of one person; after that, the round that claimed them was killed.
CLAIMED_FOR = timedelta(minutes=10)
ENDING = """{text}

{link}

Je krijgt deze mail omdat je dat koos. Je zet hem uit op {own}
"""


def is_on() -> bool:
    return bool(settings.EMAIL_HOST)


def send_due() -> int:
    """Send everybody what they want to hear and were not told yet. Returns: how many mails went out.

    A server that is away stops the round; an address that it refuses only that mail, and for good when there
    is no such mailbox. All are logged, without whose.
    Rounds may run beside each other: each claims whom it mails, asks what is due then, and skips whom another claimed.
    """
    if not is_on():
        return 0
    connection = get_connection()
    try:
        return sum(_send_to(wish, connection) for wish in list(_wishes().values_list("pk", flat=True)))
    except NO_SERVER as error:  # it could not be opened, so nothing went out
        _failed(error)
        return 0
    finally:
        connection.close()


def _wishes() -> QuerySet[MailWish]:
    return MailWish.objects.filter(user__is_active=True).exclude(user__email="").select_related("user")


def _send_to(pk: int, connection: Any) -> int:
    """Send what is due to one person. Returns: how many mails went out. Raises: one of NO_SERVER, at opening only."""
    claim = timezone.now()
    free = Q(claimed=None) | Q(claimed__lte=claim - CLAIMED_FOR)
    if not MailWish.objects.filter(free, pk=pk).update(claimed=claim):
        return 0
    try:
        wish = _wishes().filter(pk=pk).first()  # not sooner: what another round told just now is known then
        if not wish:
            return 0
        due = news.of(wish)
        if due:
            connection.open()  # the first time only
        return sum(_send(wish, one, connection) for one in due)
    finally:
        MailWish.objects.filter(pk=pk, claimed=claim).update(claimed=None)


def _send(wish: MailWish, one: news.News, connection: Any) -> bool:
    """Send one mail, and note that it was told, or that it never can be. Returns: whether the server took it."""
    link, own = (f"{settings.MAIL_SITE}{page}" for page in (one.page, reverse("review:mail")))
    text = ENDING.format(text=one.text, link=link, own=own)
    lost = False
    try:
        EmailMessage(one.subject, text, to=[wish.user.email], connection=connection).send()
    except NO_SERVER as error:
        lost = _is_no_mailbox(error)
        _failed(error, again=not lost)
        if not lost:
            return False
    MailWish.objects.filter(pk=wish.pk).update(**one.told)
    if not lost:
        mail_tried.send(sender=None, sent=True)
    return not lost


def _is_no_mailbox(error: Exception) -> bool:
    """Tell whether an address was refused for good; a code 5.7 says that we may not send, which can be mended."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 and not text.startswith(b"5.7.") for code, text in error.recipients.values())


def _failed(error: Exception, again: bool = True) -> None:
    """Tell who runs the server: the kind of error only, as its text may hold an address."""
    then = "and is tried again" if again else "as there is no such mailbox, and is not tried again"
    logger.error("Mail could not be sent, %s: %s", then, type(error).__name__)
    mail_tried.send(sender=None, sent=False)
