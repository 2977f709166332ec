"""TODO"""

from django.http import Http404


def versions(request, **kwargs):
    raise Http404


def make(request, **kwargs):
    raise Http404


def candidate(request, **kwargs):
    raise Http404


def progress(request, **kwargs):
    raise Http404


def stop(request, **kwargs):
    raise Http404


def publish(request, **kwargs):
    raise Http404


def back(request, **kwargs):
    raise Http404

