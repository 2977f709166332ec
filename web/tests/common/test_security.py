"""Headers, framing, origins, cookies, errors."""

from __future__ import annotations

import gzip
import logging
import re
from contextlib import closing

import pytest
from django.core.exceptions import ValidationError

from schools.validators import validate_colour, validate_origin

PARENT_PAGES = [
    "/",
    "/?school=nieuweschool",
    "/embed/voorbeeldschool",
    "/vragen",
    "/vragen?zoek=klacht",
    "/vragen/clb",
    "/over",
    "/pestwijzer.js",
    "/api/voorbeeldschool/school",
    "/school/voorbeeldschool/stijl.css",
    "/bestaat-niet",
]
WITH_SCRIPTS = ["/", "/?school=nieuweschool", "/embed/voorbeeldschool"]
TO_READ = ["/vragen", "/vragen?zoek=klacht", "/vragen/clb", "/over", "/bestaat-niet"]


@pytest.fixture(autouse=True)
def _everything(schools, fake):
    """All tests here see both schools and a working assistant."""


def directives(response) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("path", PARENT_PAGES)
def test_headers_on_every_page(client, path):
    with closing(client.get(path)) as response:
        policy = directives(response)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy["base-uri"] == policy["object-src"] == "'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    if not path.startswith("/embed"):
        assert policy["frame-ancestors"] == "'none'"
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PARENT_PAGES)
def test_no_cookies_for_parents(client, path):
    with closing(client.get(path)) as response:
        assert not response.cookies


def test_no_cookies_for_a_parents_messages(client, api, conversation):
    assert not api("bericht", {"conversation": conversation, "text": "hallo"}).cookies
    assert not client.post("/vraag", {"text": "hallo"}).cookies


@pytest.mark.parametrize("path", WITH_SCRIPTS + TO_READ)
def test_nothing_inline_and_nothing_from_elsewhere(client, path):
    html = client.get(path).content.decode()
    assert not re.search(r"\son\w+\s*=", html)
    assert not re.search(r"\sstyle\s*=", html)
    assert "<style" not in html
    tags = re.findall(r"<script\b[^>]*>", html)
    assert bool(tags) is (path in WITH_SCRIPTS)
    for tag in tags:
        assert "src=" in tag or 'type="application/json"' in tag
    addresses = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=\"([^\"]*)\"", html)
    assert addresses
    for address in addresses:
        assert address.startswith("/"), address
        assert not address.startswith("//"), address


def test_only_a_schools_own_sites_may_frame_its_chat(client, school):
    school.allowed_origins = "https://www.school.example\nhttps://*.smartschool.be"
    school.save()
    response = client.get("/embed/voorbeeldschool")
    assert directives(response)["frame-ancestors"] == "'self' https://www.school.example https://*.smartschool.be"
    assert "X-Frame-Options" not in response
    assert directives(client.get("/embed/nieuweschool"))["frame-ancestors"] == "'self'"
    embedded = client.post("/vraag", {"school": "voorbeeldschool", "mode": "embed", "text": "hallo"})
    assert "https://*.smartschool.be" in directives(embedded)["frame-ancestors"]
    whole = client.post("/vraag", {"school": "voorbeeldschool", "mode": "page", "text": "hallo"})
    assert directives(whole)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(
    "origin", ["https://www.school.be", "https://*.smartschool.be", "https://school.be:8443", "http://localhost:9000"]
)
def test_sites_that_can_be_allowed(origin):
    validate_origin(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*",
        "https://*.be",
        "http://www.school.be",
        "https://school.be/",
        "https://school.be/x",
        "school.be",
        "https://a.b;script-src",
        "https://a.be,https://b.be",
        "https://u:p@school.be",
        "https://sch*ol.be",
        "javascript:x",
        "https://school.be:x",
        "'self'",
        "https://",
    ],
)
def test_sites_that_cannot_be_allowed(origin):
    with pytest.raises(ValidationError):
        validate_origin(origin)


def test_a_school_cannot_be_saved_with_a_bad_site(school):
    school.allowed_origins = "https://goed.be\n'unsafe-inline'"
    with pytest.raises(ValidationError) as caught:
        school.full_clean()
    assert "allowed_origins" in caught.value.message_dict


@pytest.mark.parametrize("colour", ["#0b5c66", "#767676"])
def test_colours_that_can_be_read(colour):
    validate_colour(colour)


@pytest.mark.parametrize("colour", ["#777777", "#ffff00", "rood", "#fff;}"])
def test_colours_that_cannot_be_read(colour):
    with pytest.raises(ValidationError):
        validate_colour(colour)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "http://testserver.evil"},
    ],
)
def test_other_sites_cannot_use_the_api(api, client, headers):
    response = api("gesprek", **headers)
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "other_origin"
    assert client.post("/vraag", {"text": "hallo"}, **headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"},
    ],
)
def test_our_own_pages_can_use_the_api(api, headers):
    assert api("gesprek", **headers).status_code == 201


def test_an_unknown_or_inactive_school(api, client, school):
    assert api("gesprek", slug="geen").json()["error"]["code"] == "unknown_school"
    assert client.get("/embed/geen").status_code == 404
    assert client.get("/?school=%00").status_code == 404
    school.active = False
    school.save()
    assert api("gesprek").status_code == 404
    assert client.get("/").status_code == 404


def test_error_pages_are_dutch_and_lead_on(client, settings):
    response = client.get("/bestaat-niet")
    assert response.status_code == 404
    assert "Dit adres bestaat niet" in response.content.decode()
    assert 'href="/vragen"' in response.content.decode()
    assert response.content.decode().count("Is er nu gevaar?") == 1
    assert client.get("/api/voorbeeldschool/x").json()["error"]["code"] == "not_found"
    settings.ALLOWED_HOSTS = ["other"]
    response = client.get("/over")
    assert response.status_code == 400
    assert "kon niet gelezen worden" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/api/voorbeeldschool/school"])
def test_never_a_stack_trace(client, monkeypatch, path):
    def broken(*args):
        raise RuntimeError("geheim")

    monkeypatch.setattr("chat.views.common.reading.load", broken)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == 500
    assert "geheim" not in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert "Er ging iets mis aan onze kant" in response.content.decode()
    assert response["Content-Type"].startswith("application/json" if "api" in path else "text/html")


def test_a_form_without_csrf_token_shows_our_own_page(django_user_model):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/beheer/login/", {"username": "x"})
    assert response.status_code == 403
    assert "laad ze opnieuw" in response.content.decode()


def test_wrong_methods(client, api):
    assert api("bericht", method="GET").status_code == 405
    assert client.post("/vragen").status_code == 405
    assert client.get("/vraag").status_code == 302


def test_the_launcher_is_kept_but_not_for_ever(client):
    with closing(client.get("/pestwijzer.js")) as response:
        assert response["Content-Type"].startswith("text/javascript")
        assert response["Cache-Control"] == "public, max-age=3600"
    with closing(client.get("/pestwijzer.js?v=2")) as response:
        assert "immutable" in response["Cache-Control"]


def test_the_launcher_is_compressed_for_who_can_read_that(client):
    plain = client.get("/pestwijzer.js")
    small = client.get("/pestwijzer.js", headers={"Accept-Encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in small["Vary"]


@pytest.mark.parametrize(
    ("site", "friendly"),
    [
        ("https://www.school.example/ouders", False),
        ("https://deboom.smartschool.be/", False),
        ("http://testserver/school/voorbeeldschool/inbouwen", False),
        ("", False),
        ("https://smartschool.be.elders.example/", True),
        ("http://www.school.example/", True),
        ("https://elders.example/a?b=c", True),
        ("https://elders.example;script-src", False),  # not a host: left to the browser
    ],
)
def test_a_site_that_may_not_frame_the_chat_is_told_so_kindly(client, school, site, friendly):
    school.allowed_origins = "https://www.school.example https://*.smartschool.be"
    school.save()
    response = client.get("/embed/voorbeeldschool", headers={"Sec-Fetch-Dest": "iframe", "Referer": site})
    assert ("Pestwijzer opent niet op deze site" in response.content.decode()) == friendly
    if friendly:
        origin = "/".join(site.split("/")[:3])
        assert directives(response)["frame-ancestors"] == f"'self' {origin}"
        assert "pestwijzer-chat" not in response.content.decode()


def test_secret_key_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    from common import environment

    monkeypatch.delenv("PESTWIJZER_SECRET_KEY", raising=False)
    file = tmp_path / "key"
    key = environment.secret_key(file)
    assert len(key) >= 50
    assert environment.secret_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
