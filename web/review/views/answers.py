"""TODO"""

from django.http import Http404


def answers(request, **kwargs):
    raise Http404


def new(request, **kwargs):
    raise Http404


def hints(request, **kwargs):
    raise Http404


def preview(request, **kwargs):
    raise Http404


def preview_api(request, **kwargs):
    raise Http404


def answer(request, **kwargs):
    raise Http404


def history(request, **kwargs):
    raise Http404

