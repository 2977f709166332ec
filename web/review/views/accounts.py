"""TODO"""

from django.http import Http404


def login(request, **kwargs):
    raise Http404


def logout(request, **kwargs):
    raise Http404


def password(request, **kwargs):
    raise Http404


def colleagues(request, **kwargs):
    raise Http404


def new(request, **kwargs):
    raise Http404


def colleague(request, **kwargs):
    raise Http404

