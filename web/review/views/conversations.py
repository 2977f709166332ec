"""TODO"""

from django.http import Http404


def item(request, **kwargs):
    raise Http404


def state(request, **kwargs):
    raise Http404


def belongs(request, **kwargs):
    raise Http404


def not_for_us(request, **kwargs):
    raise Http404


def erase(request, **kwargs):
    raise Http404

