"""What the assistant and the website both rest on, so that neither has a copy: it imports nothing of theirs.

Without Rasa and without Django, and installed in both environments (pyproject.toml here): what a topic is and how an
answer is written, the words that the rest agrees on, a school's profile, the question sets, what hides personal
details (privacy/), and the versions of the model (versions/).
"""
