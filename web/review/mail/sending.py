"""Sends staff the mail that they want. What cannot be sent now is tried again at the next round.

Over any SMTP server, by Django's own settings; off until one is named (PESTWIJZER_MAIL_HOST).
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.dispatch import Signal
from django.urls import reverse

from review.mail import news
from review.models import MailWish

logger = logging.getLogger("pestwijzer.mail")

mail_tried = Signal()  # (sent: bool)
NO_SERVER = (SMTPException, OSError)
ENDING = """{text}

{link}

Je krijgt deze mail omdat je dat koos. Je zet hem uit op {own}
"""


def is_on() -> bool:
    return bool(settings.EMAIL_HOST)


def send_due() -> int:
    """Send everybody what they want to hear and were not told yet. Returns: how many mails went out.

    A server that is away stops the round; an address that it refuses only that mail. Both are logged, without whose.
    """
    if not is_on():
        return 0
    due = [(wish, one) for wish in _wishes() for one in news.of(wish)]
    if not due:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except NO_SERVER as error:
        _failed(error)
        return 0
    try:
        return sum(_send(wish, one, connection) for wish, one in due)
    finally:
        connection.close()


def _wishes() -> list[MailWish]:
    return list(MailWish.objects.filter(user__is_active=True).exclude(user__email="").select_related("user"))


def _send(wish: MailWish, one: news.News, connection: Any) -> bool:
    link, own = (f"{settings.MAIL_SITE}{page}" for page in (one.page, reverse("review:mail")))
    text = ENDING.format(text=one.text, link=link, own=own)
    try:
        EmailMessage(one.subject, text, to=[wish.user.email], connection=connection).send()
    except NO_SERVER as error:
        _failed(error)
        return False
    MailWish.objects.filter(pk=wish.pk).update(**one.told)
    mail_tried.send(sender=None, sent=True)
    return True


def _failed(error: Exception) -> None:
    """Tell who runs the server: the kind of error only, as its text may hold an address."""
    logger.error("Mail could not be sent, and is tried again: %s", type(error).__name__)
    mail_tried.send(sender=None, sent=False)
