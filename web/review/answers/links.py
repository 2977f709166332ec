"""What goes with an answer: the buttons of others, as the proposal has them, and what is read there of a school, or by
who is no parent."""

from __future__ import annotations

from foundation.topics import whole_answer
from knowledge import reading
from review.answers import drafts
from review.answers.drafts import Current
from review.answers.hints import SCHOOL_PARTS


def leading_to(one: Current) -> list[str]:
    """Return the titles of the answers with a button to this one, or that name it as related."""
    written_out = {topic for topic, _title in _buttons_to(one.topic)}
    return _titles(one, written_out)


def bearing_its_title(one: Current) -> list[str]:
    """Return the titles of the answers of which a button takes the new title of this one; none when it has none."""
    if one.file is None or one.file.title == one.title:
        return []
    return _titles(one, {topic for topic, title in _buttons_to(one.topic) if title == one.file.title})


def school_parts(one: Current) -> list[str]:
    """Return what a school fills in and parents read in this answer."""
    return [what for slot, what in SCHOOL_PARTS.items() if f"{{{slot}}}" in one.content.whole_answer]


def in_own_words(topic_id: str) -> list[tuple[str, str]]:
    """Return who reads words of their own in an answer, as its file has them, and which."""
    topic = reading.load().topics.get(topic_id)
    readers = topic.wordings if topic else {}
    return [(reader, whole_answer(words.answer, words.more)) for reader, words in readers.items()]


def _buttons_to(topic_id: str) -> list[tuple[str, str]]:
    """Return the buttons to a topic that are written out in others: whose each is, and its title."""
    return [
        (topic.id, button["title"])
        for topic in reading.load().topics.values()
        for button in topic.buttons
        if button["payload"] == f"/{topic_id}"
    ]


def _titles(one: Current, written_out: set[str]) -> list[str]:
    others = [other for other in drafts.all_current().values() if not other.retired and other.topic != one.topic]
    leading = (other.title for other in others if one.topic in other.content.related or other.topic in written_out)
    return sorted(leading, key=str.lower)
