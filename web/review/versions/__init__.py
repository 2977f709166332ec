"""Proefmodellen, and the versions that answer parents: made, compared, published, taken back."""
