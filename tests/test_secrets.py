"""Nothing secret lies in the repository, and nothing can be run that is not meant to be."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path
from typing import List

import pytest
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from foundation.repository import ROOT

# What keys and tokens look like, wherever they stand. The library's rules, without its walk through every line, which
# takes minutes here; and without its rules about random-looking text, which the lock files are made of.
KEYS_AND_TOKENS = (
    AWSKeyDetector(), BasicAuthDetector(), GitHubTokenDetector(), GitLabTokenDetector(), JwtTokenDetector(),
    NpmDetector(), OpenAIDetector(), PrivateKeyDetector(), PypiTokenDetector(), SendGridDetector(), SlackDetector(),
    StripeDetector(), TwilioKeyDetector(),
)  # fmt: skip
# `password = "..."` and the like.
WORDS = KeywordDetector()
WORTH_A_LOOK = re.compile(r"pass|pwd|secret|key|token|contrase", re.IGNORECASE)
NO_TEXT = (".png", ".svg", ".onnx", ".npz", ".model")
LONGEST_LINE = 1000
# Looked at by hand, and no secrets.
NO_SECRETS = {
    "1.5.0",  # the version of detect-secrets
    "only for a website that is thrown away",  # evaluation/faults.py
    "data",  # names of folders in a backup
}
# Settings to fill in on a server; the key in them is empty, and this stands where a password comes.
TO_FILL_IN = [
    "deploy/several-machines/assistant.env",
    "deploy/several-machines/pestwijzer.env",
    "deploy/systemd/pestwijzer.env",
]
PLACEHOLDER = ":PASSWORD@"
# Looked at by hand: passwords of people who do not exist, in tests and in the website with invented data.
INVENTED = ("web/tests/", "web/demo/", "tests/")
# What parents might say, and lists of words: no rule about code fits them, and they are long.
PROSE = ("data/", "evaluation/questions/", "foundation/privacy/names/", "encoder/")
MAY_BE_RUN = {".ci/run", "deploy/systemd/pestwijzer-manage"}


def in_git() -> List[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts_in_git() -> List[str]:
    return [name for name in in_git() if not name.endswith(NO_TEXT + ("uv.lock",)) and not name.startswith(PROSE)]


def keys_and_tokens_in(path: Path) -> List[str]:
    text = path.read_text(encoding="utf-8").replace(PLACEHOLDER, "@")
    return [f"{path.name}: {rule.secret_type}" for rule in KEYS_AND_TOKENS if any(rule.analyze_string(text))]


def passwords_in(path: Path) -> List[str]:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [
        f"{path.name}:{number}: {found.type}"
        for number, line in lines
        if WORTH_A_LOOK.search(line) and len(line) < LONGEST_LINE
        for found in WORDS.analyze_line(filename=str(path), line=line, line_number=number)
        if found.secret_value not in NO_SECRETS
    ]


def secrets_in(path: Path) -> List[str]:
    return keys_and_tokens_in(path) + passwords_in(path)


def test_no_secret_lies_in_the_repository():
    scanned = [name for name in texts_in_git() if not name.startswith(INVENTED)]
    assert "web/pestwijzer/settings.py" in scanned
    assert not [found for name in scanned for found in secrets_in(ROOT / name)]


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key: AKIA" + "Q3EGRIHJ7ZPLMN4X",
        "url = 'https://ouder:" + "geheim77@voorbeeld.example/'",
        'PASSWORD = "' + 'Zomer2024!"',
        "token = 'ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'",
    ],
)
def test_a_secret_would_be_found(tmp_path, line):
    file = tmp_path / "settings.py"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert list(secrets_in(file))


def test_keys_and_tokens_are_no_invented_ones_either():
    """A password of nobody may stand in a test; a private key or somebody's token may not stand there either."""
    of_tests = [name for name in texts_in_git() if name.startswith(INVENTED)]
    found = [one for name in of_tests for one in keys_and_tokens_in(ROOT / name)]
    assert not [one for one in found if not one.endswith("Basic Auth Credentials")]


def test_no_file_with_secrets_or_of_parents_is_in_git():
    secret = (".db", ".sqlite3", ".pem", ".key", ".p12", ".env")
    assert [name for name in in_git() if Path(name).suffix in secret] == TO_FILL_IN
    settings = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in TO_FILL_IN)
    assert {line for line in settings.splitlines() if line.startswith("PESTWIJZER_SECRET_KEY")} == {
        "PESTWIJZER_SECRET_KEY="
    }
    assert not [name for name in in_git() if Path(name).name in (".secret_key", ".env", "id_rsa", "id_ed25519")]


def test_nothing_can_be_run_that_is_not_meant_to_be():
    runnable = {
        name for name in in_git() if (ROOT / name).stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    }
    assert runnable == MAY_BE_RUN


def test_no_file_can_be_changed_by_everyone():
    assert not [name for name in in_git() if (ROOT / name).stat().st_mode & stat.S_IWOTH]
