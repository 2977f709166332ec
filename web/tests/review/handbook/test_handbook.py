"""The handbook: whoever works here can read it, every picture is there and used, and nothing else is served."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from PIL import Image

from review.handbook import rendering
from review.permissions import ROLES
from tests.helpers import log_in

FILE = settings.DOCS / "handboek.md"
TEXT = FILE.read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[(.*?)\]\(handboek/([\w-]+)\.png\)", TEXT)
NEVER = r"slachtoffer|dader|pestkop|schuldige|\bintents?\b|\bNLU\b|YAML|tracker|threshold|(?<!`)\bu\b|\buw\b"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_it_at_every_school(staff, elsewhere, role):
    for browser in (staff[role], elsewhere[role]):
        page = browser.get(reverse("review:handbook")).content.decode()
        assert '<h3 id="met-twee-tegelijk">Met twee tegelijk</h3>' in page
        assert '<a href="#met-twee-tegelijk">Met twee tegelijk</a>' in page
        with closing(browser.get(reverse("review:handbook_picture", args=["vragen"]))) as picture:
            assert picture["Content-Type"] == "image/png"


def test_nobody_else_reads_it(client, make_user, school):
    for name, arguments in (("handbook", []), ("handbook_picture", ["vragen"])):
        address = reverse(f"review:{name}", args=arguments)
        assert client.get(address)["Location"].startswith(reverse("review:login"))
    log_in(client, make_user("zonder_rol"))
    assert client.get(reverse("review:handbook")).status_code == 403
    assert client.get(reverse("review:handbook_picture", args=["vragen"])).status_code == 403


def test_it_is_linked_from_every_page(staff):
    assert f'href="{reverse("review:handbook")}"' in staff["lezer"].get(reverse("review:queue")).content.decode()


def test_every_picture_is_there_is_used_and_is_light():
    files = {path.stem: path for path in (settings.DOCS / "handboek").iterdir()}
    assert files
    assert sorted(files) == sorted(name for _alt, name in PICTURES)
    for name, path in files.items():
        assert path.suffix == ".png"
        assert path.stat().st_size < 120_000, f"{name} is heavy"
        with Image.open(path) as picture:
            assert picture.width <= 1280


def test_every_picture_is_described():
    assert PICTURES
    for alt, name in PICTURES:
        assert len(alt.split()) > 5, f"{name} needs words for who cannot see it"


def test_the_page_shows_the_pictures_with_their_size(staff):
    page = staff["lezer"].get(reverse("review:handbook")).content.decode()
    shown = re.findall(r'<img src="(.*?)" alt=".*?" width="\d+" height="\d+" loading="lazy">', page)
    assert shown == [reverse("review:handbook_picture", args=[name]) for _alt, name in PICTURES]


@pytest.mark.parametrize(
    "name", ["..%2f..%2fREADME", "../../README", "..", "a.b", "handboek/vragen", "%00", "/etc/passwd"]
)
def test_nothing_but_pictures_is_served(staff, name):
    with pytest.raises(NoReverseMatch):
        reverse("review:handbook_picture", args=[name])
    assert staff["beheerder"].get(f"{reverse('review:handbook')}/{name}.png").status_code == 404
    assert staff["beheerder"].get(f"{reverse('review:handbook')}/{name}").status_code == 404


def test_a_picture_that_is_not_there_is_not_found(staff):
    assert staff["lezer"].get(reverse("review:handbook_picture", args=["bestaat-niet"])).status_code == 404


def test_html_in_the_file_stays_text(staff, settings, tmp_path):
    settings.DOCS = tmp_path
    text = '# A <b>c</b>\n\n<script>x</script>\n\n![x](https://elders.example/x.png)\n![y"><i>](handboek/niet.png)'
    (tmp_path / "handboek.md").write_text(text)
    html = rendering.read().html
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "elders.example" not in html


def test_every_link_to_a_chapter_leads_somewhere():
    html = rendering.read().html
    targets = re.findall(r'href="#(.*?)"', html)
    assert targets
    for target in targets:
        assert f'id="{target}"' in html


def test_links_from_the_pages_lead_to_a_chapter():
    """Templates point at chapters as {% url 'review:handbook' %}#chapter."""
    ids = set(re.findall(r' id="(.*?)"', rendering.read().html))
    templates = settings.BASE_DIR.glob("review/templates/review/**/*.html")
    targets = [
        target
        for template in templates
        for target in re.findall(r"review:handbook' %\}#([\w-]+)", template.read_text())
    ]
    assert targets
    assert set(targets) <= ids


def test_the_ids_are_those_of_github():
    assert rendering.anchor("Hoe lees ik dit verslag?") == "hoe-lees-ik-dit-verslag"
    assert rendering.anchor("Collega’s en rollen") == "collegas-en-rollen"


def test_it_speaks_as_the_rest_does():
    assert not re.findall(NEVER, TEXT, re.IGNORECASE)
