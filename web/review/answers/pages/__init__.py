"""The pages around the answers."""
