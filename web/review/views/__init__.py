"""The pages of the review tool, one module a subject."""
