"""The pages of a school's profile."""
