"""TODO"""

from django.http import Http404


def queue(request, **kwargs):
    raise Http404


def bulk(request, **kwargs):
    raise Http404


def emergencies(request, **kwargs):
    raise Http404

