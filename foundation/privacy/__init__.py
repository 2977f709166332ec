"""Hides who a family is, before anything that a parent wrote is stored or logged."""
