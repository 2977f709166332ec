"""TODO"""

from django.http import Http404


def insight(request, **kwargs):
    raise Http404


def as_csv(request, **kwargs):
    raise Http404

