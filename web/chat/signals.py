"""Tells whoever keeps something of conversations that it has to go: chat knows nobody who listens.

Receivers of the first run in one transaction with what the website itself erases; what they raise stops all of it.
"""

from django.dispatch import Signal

# conversation: its id. Sent before the website's own part goes, so that receivers still find what hangs on it.
conversation_erased = Signal()

# before: the moment; what is older must go, a few hundred at a time (common/batches.py). A receiver returns how much it
# erased, by name: {"vragen": 3}.
old_erased = Signal()
