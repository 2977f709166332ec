"""The answers, and the proposal: what staff changed and is not live yet."""
