"""`{% load pestwijzer %}`: Markdown in templates, and links that stay with a parent's school."""

from typing import Any

from django import template
from django.conf import settings

from common.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> str:
    return render(text or "")


@register.filter
def conversation_markdown(text: str) -> str:
    return render(text or "", new_window=True)


@register.simple_tag
def of_school(school: Any) -> str:
    """Return what keeps a link with a parent's School: "?school=deboom", or nothing for the site's own."""
    # A page that is no school's, such as an error page, has an empty text here.
    return "" if not school or school.slug == settings.DEFAULT_SCHOOL else f"?school={school.slug}"
