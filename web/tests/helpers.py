"""What several test files of the website do: log people in, read what a page or a file says, wait until it holds."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client

from demo.website import STAFF_PASSWORD
from review.models import Membership

PASSWORD = STAFF_PASSWORD
# Long enough for a machine that has much else to do; only a test that fails waits so long.
PATIENCE = 60
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


def wait_until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds, and fail when it never does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it did not come about in {seconds} seconds"
        time.sleep(0.02)


# --- people -----------------------------------------------------------------------------------


def log_in(client: Client, user: User) -> Client:
    """Let a browser be somebody's, without a password."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def give_role(user: User, school, role: str) -> None:
    Membership.objects.create(user=user, school=school, role=Group.objects.get(name=role))


# --- pages and files --------------------------------------------------------------------------


def text_of(response: HttpResponse) -> str:
    """Return a page with every run of white space as one space, without its tokens: they hold any letters by chance."""
    return " ".join(TOKEN.sub("", response.content.decode()).split())


def table_of(response: HttpResponse) -> list[list[str]]:
    """Return the lines of a file that is offered to a spreadsheet, as Excel reads them."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Disposition"].endswith('.csv"')
    assert response.content.startswith(b"\xef\xbb\xbf")  # without it Excel reads é as Ã©
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
