"""Custom actions, one a file; `python -m rasa_sdk --actions actions` serves them."""
