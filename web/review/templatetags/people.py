"""`{% load people %}`: how a colleague is called on a page."""

from django import template

from review.queue_items import name_of

register = template.Library()
register.filter("called", name_of)
