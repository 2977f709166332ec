"""TODO"""

from django.http import Http404


def proposal(request, **kwargs):
    raise Http404


def drop(request, **kwargs):
    raise Http404

