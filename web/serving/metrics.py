"""What is counted for who watches a server: never a word, a conversation, an address or the name of a school.

Counters begin at nothing when the website starts. Where several processes serve, prometheus-client keeps them in files
that the processes share (`dienen` says where); what is asked of the databases at the moment itself is the same in all.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import Error
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client import generate_latest as written
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from chat.problems import PROBLEMS
from chat.signals import BROKEN, message_answered, message_failed
from common import masking
from common.assistant_python import program_failed
from foundation.vocabulary import KINDS
from review.mail.sending import mail_tried
from review.models import Publication, QueueItem
from review.queue import meaning
from review.versions import asking
from schools.models import School
from serving import readiness

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's own name for where processes count together
# A warm assistant answers in a tenth of a second; after twenty the website gives up.
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25)
# Whoever stands between says so in one of these: then a loopback address tells nothing of who asks.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

disable_created_metrics()  # when each count began: as many lines again, and nobody reads them
COUNTED = CollectorRegistry()
MESSAGES = Counter(
    "pestwijzer_messages", "Messages of parents that got an answer, by its kind", ["kind"], registry=COUNTED
)
FAILURES = Counter("pestwijzer_errors", "Messages of parents that got none, by why", ["code"], registry=COUNTED)
SECONDS = Histogram("pestwijzer_answer_seconds", "How long a parent waited for it", buckets=WAITS, registry=COUNTED)
MAILS = Counter("pestwijzer_mails", "Mails to staff, by whether they went out", ["sent"], registry=COUNTED)
PROGRAMS = Counter(
    "pestwijzer_program_failures",
    "Times that a program of the assistant failed the website, by which",
    ["program"],
    registry=COUNTED,
)
ProcessCollector(registry=COUNTED)

for kind in KINDS:  # a count that is not there yet cannot be seen to rise
    MESSAGES.labels(kind)
for code in (*PROBLEMS, BROKEN):
    FAILURES.labels(code)
for sent in ("yes", "no"):
    MAILS.labels(sent)
for program in (masking.PROGRAM, meaning.PROGRAM, asking.PROGRAM):
    PROGRAMS.labels(program)


@receiver(message_answered)
def count_answer(kind: str, seconds: float, **_: Any) -> None:
    MESSAGES.labels(kind).inc()
    SECONDS.observe(seconds)


@receiver(message_failed)
def count_failure(code: str, **_: Any) -> None:
    FAILURES.labels(code).inc()


@receiver(mail_tried)
def count_mail(sent: bool, **_: Any) -> None:
    MAILS.labels("yes" if sent else "no").inc()


@receiver(program_failed)
def count_program(program: str, **_: Any) -> None:
    PROGRAMS.labels(program).inc()


class _Now(Collector):
    """How things stand at the moment that somebody asks."""

    def collect(self) -> Iterator[Gauge]:
        missing = readiness.missing()
        for part in readiness.CHECKS:
            yield Gauge(f"pestwijzer_{part}_ready", f"Whether the {part} is ready: 1 or 0", float(part not in missing))
        yield Gauge("pestwijzer_disk_free_bytes", "Bytes left where the versions lie", _disk_left())
        try:
            yield from _of_the_database()
        except Error:
            return  # that it is missing stands above


def _of_the_database() -> list[Gauge]:
    waiting = Gauge("pestwijzer_open_questions", "Questions in the queue that wait for staff", labels=["urgent"])
    open_ones = QueueItem.objects.filter(state=QueueItem.State.OPEN)
    for label, emergency in (("yes", True), ("no", False)):
        waiting.add_metric([label], open_ones.filter(emergency=emergency).count())
    schools = Gauge("pestwijzer_schools", "Schools that have a chat", School.objects.filter(active=True).count())
    last = Publication.objects.order_by("-at").first()
    if last is None:
        return [waiting, schools]
    ago = (timezone.now() - last.at).total_seconds()
    return [waiting, schools, Gauge("pestwijzer_seconds_since_publication", "Since staff last published", ago)]


def _disk_left() -> float:
    try:
        return shutil.disk_usage(settings.MODELS).free
    except OSError:
        return float("nan")


NOW = CollectorRegistry()
NOW.register(_Now())


def page(request: HttpRequest) -> HttpResponse:
    """Return all counts in Prometheus's text form, or 403 for who may not read them."""
    if not may_read(request):
        return HttpResponse("Not from here.\n", status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(written(_counted()) + written(NOW), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Tell whether somebody asks from this machine itself, past every proxy, or knows the token."""
    token = settings.METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    return not any(header in request.headers for header in FORWARDED) and _is_this_machine(request)


def _is_this_machine(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _counted() -> CollectorRegistry:
    if SHARED_FOLDER not in os.environ:
        return COUNTED
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together
