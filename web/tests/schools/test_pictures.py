"""The pictures beside the steps of a webmaster and a Smartschool administrator: each is there, used, light and told."""

from __future__ import annotations

import re

from django.conf import settings

GUIDES = ("website.md", "smartschool.md")
PICTURE = re.compile(r"!\[(.+)\]\(inbouwen/([\w-]+)\.png\)")


def test_every_picture_is_there_used_light_and_described():
    shown = [found for name in GUIDES for found in PICTURE.findall((settings.DOCS / name).read_text(encoding="utf-8"))]
    files = {path.stem: path for path in (settings.DOCS / "inbouwen").iterdir()}
    assert set(files) == {name for _alt, name in shown}
    assert all(path.stat().st_size < 120_000 for path in files.values())
    assert all(len(alt.split()) > 5 for alt, _name in shown)
