"""Tells whoever keeps something of conversations that it has to go: chat knows nobody who listens.

What receivers of a conversation's end raise stops all of it: they run in one transaction with what the website itself
erases. What receivers of messages raise stops nothing.
"""

from django.dispatch import Signal

# conversation: its id. Sent before the website's own part goes, so that receivers still find what hangs on it.
conversation_erased = Signal()

# before: the moment; what is older must go, a few hundred at a time (common/batches.py). A receiver returns how much it
# erased, by name: {"vragen": 3}.
old_erased = Signal()

# kind: one of foundation.vocabulary.KINDS. seconds: how long a parent waited for it.
message_answered = Signal()

# topics: of which somebody wants to know when they were last checked against their sources. A receiver returns what it
# knows beside their files: {id: day}.
checks_asked = Signal()

# code: one of chat.problems.PROBLEMS, or BROKEN where it was our own mistake.
message_failed = Signal()
BROKEN = "broken"
