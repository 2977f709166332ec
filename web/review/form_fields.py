"""Reaches the fields of a form that is being made: what some of them offer depends on who looks."""

from __future__ import annotations

from typing import TypeVar

from django import forms

Kind = TypeVar("Kind", bound=forms.Field)


def field_of(form: forms.Form, name: str, kind: type[Kind]) -> Kind:
    """Return a form's field as what it was declared. Raises: TypeError when it was declared as something else."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return field
