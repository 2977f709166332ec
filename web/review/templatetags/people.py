"""`{% load people %}`: how a colleague is called on a page."""

from django import template

from review.people.accounts import name_of

register = template.Library()
register.filter("called", name_of)
