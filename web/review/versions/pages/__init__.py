"""The pages of versions and proefmodellen."""
