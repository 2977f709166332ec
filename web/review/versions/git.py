"""Commits what was published to git, where a school keeps its answers in a repository and the settings ask for it."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterable

from django.conf import settings

from review.models import Publication

logger = logging.getLogger("pestwijzer.publishing")

SECONDS_FOR_GIT = 30


def commit(publication: Publication) -> str:
    """Commit `data/`, and nothing else, in the name of who published, where the settings ask for it.

    Returns: in Dutch why that failed, or nothing. A publication stands, whatever becomes of its commit.
    """
    if not settings.GIT_COMMITS:
        return ""
    try:
        if _git("status", "--porcelain", "--", "."):
            _git("add", "--all", "--", ".")
            author = f"--author={_author(publication)}"
            _git("commit", "--quiet", "--no-verify", author, "-m", _message(publication), "--", ".")
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        logger.error("The publication was not committed to git: %s", reason.strip())
        return "De publicatie staat live, maar kon niet in git bewaard worden. Zeg het aan een technicus."
    return ""


def _git(*arguments: str) -> str:
    ours = ["-c", "user.name=Pestwijzer", "-c", "user.email=pestwijzer@localhost", "-c", "commit.gpgsign=false"]
    done = subprocess.run(  # noqa: S603 - git, with arguments of our own
        ["git", "-C", str(settings.KNOWLEDGE), *ours, *arguments],  # noqa: S607 - wherever git is installed
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS_FOR_GIT,
    )
    return done.stdout


def _author(publication: Publication) -> str:
    by = publication.by
    if not by:
        return "Pestwijzer <pestwijzer@localhost>"
    name, mail = by.get_full_name() or by.get_username(), by.email or "pestwijzer@localhost"
    return f"{_plain(name)} <{_plain(mail)}>"


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in "<>")


def _message(publication: Publication) -> str:
    verb = "Publish" if publication.kind == Publication.Kind.PUBLISH else "Go back to"
    topics = ", ".join(_topics(publication))
    return f"{verb} version {publication.version}" + (f": {topics}" if topics else "")


def _topics(publication: Publication) -> Iterable[str]:
    return publication.revisions.order_by("topic").values_list("topic", flat=True)
