"""The pages of the guided first visit."""
