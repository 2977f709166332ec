"""The proposal: every topic that staff changed and that is not live yet, kept as a draft beside its file.

Whoever saves something that a colleague changed meanwhile is told, and nothing is overwritten. Every change is recorded
in the trail here, so that no page can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from foundation.topics import Topic
from foundation.vocabulary import TOPICS_FOLDER
from knowledge import checks, merging, reading, writing
from knowledge.checks import Refused
from knowledge.content import FIELDS, Content, content_of, led_on, new_id, one_line, same_question
from knowledge.merging import MergeConflict
from review.answers import authors, danger, decided, hints, losses
from review.models import Publication, QueueItem, Revision, TopicDraft
from review.trail import happenings

# Who edits a topic's words works on all of these at once; questions are added and removed one by one.
WORDS = tuple(name for name in FIELDS if name != "questions")
FIELD_NAMES = {
    "title": "de titel",
    "theme": "het thema",
    "about": "waarover het gaat",
    "sources": "de bronnen",
    "related": "de verwante antwoorden",
    "answer": "de kern van het antwoord",
    "more": "het vervolg van het antwoord",
    "questions": "de voorbeeldvragen",
}


class Unknown(LookupError):
    """A topic that is neither in the files nor in the proposal."""


class AlreadyKnown(Refused):
    """A question that stands at a topic already. `topic` is that topic's id."""

    def __init__(self, question: str, topic: str) -> None:
        super().__init__(f"De vraag ‘{question}’ staat al bij ‘{titles().get(topic, topic)}’.")
        self.topic = topic


class Outdated(Exception):
    """Somebody saved the topic after the editor opened it. `current` is how it stands now."""

    def __init__(self, current: Current) -> None:
        super().__init__(current.topic)
        self.current = current


class DraftConflict(Exception):
    """The proposal cannot be written: the message says in Dutch why, `topic` where."""

    def __init__(self, message: str, topic: str = "") -> None:
        super().__init__(message)
        self.topic = topic


@dataclass(frozen=True)
class Current:
    """A topic as it will be when the proposal is published."""

    topic: str
    folder: str
    content: Content
    file: Content | None  # as it is now; None for a new topic
    draft: TopicDraft | None
    conflicts: tuple[str, ...] = ()  # fields that draft and file changed both, since the draft began

    @property
    def is_new(self) -> bool:
        return self.file is None

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def retired(self) -> bool:
        """Tell whether the topic goes away when the proposal is published (retiring.py)."""
        return self.draft is not None and self.draft.retired

    @property
    def goes_to(self) -> str:
        """Return the topic that takes the questions of one that goes away, if one does."""
        return self.draft.goes_to if self.draft else ""

    @property
    def questions(self) -> list[str]:
        """Return the questions that lead to this topic: none any more to one that goes away."""
        return [] if self.retired else self.content.questions


# --- looking ----------------------------------------------------------------------------------


def current(topic_id: str) -> Current:
    """Return a topic as the proposal has it, else as its file has it. Raises: Unknown."""
    draft = TopicDraft.objects.select_related("updated_by").filter(topic=topic_id).first()
    return _current(topic_id, draft)


def all_current() -> dict[str, Current]:
    """Return every topic, of the files and of the proposal, by id."""
    topics = reading.load().topics
    waiting = {draft.topic: draft for draft in TopicDraft.objects.select_related("updated_by")}
    ids = [*topics, *(topic for topic in waiting if topic not in topics)]
    return {topic_id: _current(topic_id, waiting.get(topic_id), topics) for topic_id in ids}


def proposal() -> list[Current]:
    """Return the topics that have a draft, the last changed first."""
    drafts = TopicDraft.objects.select_related("updated_by").order_by("-updated")
    return [_current(draft.topic, draft) for draft in drafts]


def titles() -> dict[str, str]:
    """Return the title of every topic, of the files and of the proposal, by id."""
    in_files = {topic.id: topic.title for topic in reading.load().topics.values()}
    return {**in_files, **{draft.topic: draft.content["title"] for draft in TopicDraft.objects.all()}}


def standing() -> dict[str, str]:
    """Return the titles of the topics to which questions can be added, by id: not of those that go away."""
    going = set(TopicDraft.objects.filter(retired=True).values_list("topic", flat=True))
    return {topic: title for topic, title in titles().items() if topic not in going}


def heir_of(topic_id: str) -> str:
    """Return the topic that takes the questions of one that has gone, or goes away; else that topic itself."""
    return heirs_of([topic_id])[topic_id]


def heirs_of(topic_ids: Iterable[str]) -> dict[str, str]:
    """Return the same for many topics, by the id of each."""
    going = dict(TopicDraft.objects.filter(retired=True).values_list("topic", "goes_to"))
    # What it had been merged into may go away in its turn.
    return {one: going.get(there) or there for one, there in reading.all_still_there(topic_ids).items()}


def _known_as(topic_id: str) -> list[str]:
    """Return by which ids decisions about the queue lead to a topic: its own, and of what was merged into it."""
    named = QueueItem.objects.exclude(topic="").order_by().values_list("topic", flat=True).distinct()
    return [topic for topic, heir in heirs_of(named).items() if heir == topic_id]


def names() -> dict[str, str]:
    """Return what to call every topic that is there, or was once: for what tells of the past."""
    known = titles()
    gone = Revision.objects.exclude(topic__in=known).order_by("publication__at")
    were = gone.values_list("topic", "before__title", "after__title")
    return {**{topic: after or before or topic for topic, before, after in were}, **known}


class Owners:
    """Which topic knows which question, word for word, in the proposal and in the files: made once, asked often."""

    def __init__(self) -> None:
        waiting = {one.topic: [] if one.retired else one.content["questions"] for one in TopicDraft.objects.all()}
        self._in_drafts = {same_question(known): topic for topic, questions in waiting.items() for known in questions}
        self._in_files = _owners_in_files(settings.KNOWLEDGE, reading.fingerprint(settings.KNOWLEDGE))
        self._changed = set(waiting)

    def owner_of(self, question: str) -> str | None:
        """Return the topic that knows this question, or None."""
        key = same_question(question)
        in_file = self._in_files.get(key)
        # What the file of a topic with a draft says is what the draft says.
        return self._in_drafts.get(key) or (None if in_file in self._changed else in_file)

    def is_live(self, question: str) -> bool:
        """Tell whether the file of any topic has this question."""
        return same_question(question) in self._in_files

    def check_unknown(self, question: str) -> None:
        """Raise AlreadyKnown for a question that stands at a topic."""
        if owner := self.owner_of(question):
            raise AlreadyKnown(question, owner)


@lru_cache(maxsize=2)
def _owners_in_files(data: Path, fingerprint: int) -> dict[str, str]:
    return {same_question(known): topic.id for topic in reading.load().topics.values() for known in topic.questions}


def owner_of(question: str) -> str | None:
    """Return the topic that knows this question, word for word, or None."""
    return Owners().owner_of(question)


def _current(topic_id: str, draft: TopicDraft | None, topics: Mapping[str, Topic] | None = None) -> Current:
    known = (reading.load().topics if topics is None else topics).get(topic_id)
    file = content_of(known) if known else None
    if draft is None:
        if known is None or file is None:
            raise Unknown(topic_id)
        return Current(topic_id, known.folder, file, file, None)
    content, conflicts = _rebased(draft, file)
    return Current(topic_id, draft.folder, content, file, draft, () if draft.retired else conflicts)


def _rebased(draft: TopicDraft, file: Content | None) -> tuple[Content, tuple[str, ...]]:
    """Return a draft's content with in it what changed in the file since the draft began, and where that fails."""
    content = Content.from_json(draft.content)
    if file is None:  # a new topic, or one whose publication was taken back: all of it is new
        return content, ()
    # A new topic whose id was taken meanwhile has nothing in common with the file: every field may clash.
    base = Content.from_json(draft.base or {})
    try:
        return merging.merge(base, file, content), ()
    except MergeConflict as conflict:
        return content, tuple(conflict.fields)


# --- changing ---------------------------------------------------------------------------------


def save(user: Any, topic_id: str, content: Content, seen: Content) -> TopicDraft | None:
    """Save the words (all but the questions) of a topic that stands in the files or in the proposal.

    seen: the content that the editor began from.
    Returns: the draft, or None when nothing differs from the file any more.
    Raises: Outdated when a colleague changed the words since; Refused when they cannot be written; Unknown.
    """

    def change(now: Current) -> Content:
        if any(getattr(now.content, name) != getattr(seen, name) for name in WORDS):
            raise Outdated(now)
        return replace(content.cleaned(), questions=now.content.questions)

    return _change(user, topic_id, change, "de tekst", settles=True)


@transaction.atomic
def create(user: Any, content: Content, out_of: str = "") -> TopicDraft:
    """Begin a new topic. out_of: another one that is split, and gives away its questions that stand in this one.

    Raises: Refused when it cannot be written; AlreadyKnown for a question of another topic; Unknown.
    """
    content = content.cleaned()
    checks.check(content, reading.load().helplines)
    _check_first_questions(content.questions)
    taken = _split(user, out_of, content) if out_of else []
    owners = Owners()
    for question in content.questions:
        owners.check_unknown(question)
    topic_id = new_id(content.title, _taken())
    _check_related(topic_id, content)
    draft = TopicDraft.objects.create(topic=topic_id, folder=TOPICS_FOLDER, content=content.as_json(), updated_by=user)
    if taken:
        decided.moved(taken, _known_as(out_of), topic_id)
    happenings.record(user, happenings.DraftChanged(topic_id, "nieuw antwoord"))
    return draft


def _split(user: Any, out_of: str, content: Content) -> list[str]:
    """Take the questions of a new topic away from the one that is split. Returns: which."""
    keys = set(map(same_question, content.questions))
    taken = [question for question in current(out_of).content.questions if same_question(question) in keys]
    if taken:
        give_away(user, out_of, taken, content.title)
    return taken


def _check_first_questions(questions: list[str]) -> None:
    """Refuse danger among the questions of a topic that is not there yet, so that nobody can be asked about it."""
    if why := danger.heard_in(questions):
        told = " ".join(f"‘{text}’ {danger.WHY[reason]}." for text, reason in why.items())
        raise Refused(
            f"{told} Haal dat uit de voorbeeldvragen en bewaar eerst het antwoord. Voeg het daarna toe bij "
            "‘Voorbeeldvragen’: dan beslist een tweede collega mee."
        )


def add_question(user: Any, topic_id: str, text: str) -> TopicDraft | None:
    """Add a question to a topic. Raises: AlreadyKnown, Refused, Unknown."""
    return add_questions(user, topic_id, [text])


def add_new_questions(user: Any, topic_id: str, texts: list[str], received: bool = False) -> list[str]:
    """Add what a topic does not know yet. Returns: what was added. Raises: as `add_questions`."""
    owners = Owners()
    new = [text for text in texts if text.strip() and owners.owner_of(text) != topic_id]
    if new:
        add_questions(user, topic_id, new, received)
    return new


def add_questions(
    user: Any, topic_id: str, texts: list[str], received: bool = False, came_from: str = ""
) -> TopicDraft | None:
    """Add questions to a topic, all of them or none.

    received: whether they come from a message that came in as an emergency. came_from: the title of the topic that
    gives them away, if one does.
    Raises: AlreadyKnown, SecondNeeded for what sounds like danger, Refused, Unknown.
    """
    questions = list({same_question(text): one_line(text) for text in texts if text.strip()}.values())
    if not questions:
        raise Refused("Schrijf eerst een voorbeeldvraag.")

    def change(now: Current) -> Content:
        owners = Owners()
        for question in questions:
            owners.check_unknown(question)
        return replace(now.content, questions=[*now.content.questions, *questions])

    what = f"{how_many(len(questions))} erbij" + (f" van ‘{came_from}’" if came_from else "")
    return _change(user, topic_id, change, what, received=received)


def how_many(questions: int) -> str:
    return "1 voorbeeldvraag" if questions == 1 else f"{questions} voorbeeldvragen"


def give_away(user: Any, topic_id: str, questions: list[str], to: str) -> TopicDraft | None:
    """Let questions of a topic go to another, which nobody loses. `to` is its title. Raises: Refused, Unknown."""
    keys = set(map(same_question, questions))

    def change(now: Current) -> Content:
        kept = [known for known in now.content.questions if same_question(known) not in keys]
        return replace(now.content, questions=kept)

    still_whose = {authors.CAME + key: authors.CAME + key for key in keys}
    what = f"{how_many(len(keys))} naar ‘{to}’"
    return _change(user, topic_id, change, what, reworded=still_whose)


def remove_question(user: Any, topic_id: str, text: str) -> TopicDraft | None:
    """Take a question away from a topic; one that is gone already is no error. Raises: Refused, Unknown."""
    key = same_question(text)

    def change(now: Current) -> Content:
        kept = [known for known in now.content.questions if same_question(known) != key]
        return replace(now.content, questions=kept)

    return _change(user, topic_id, change, "1 voorbeeldvraag weg")


def restore_question(user: Any, topic_id: str, question: str) -> TopicDraft | None:
    """Put a question of the file back where it stood. Raises: AlreadyKnown, Refused, Unknown."""

    def change(now: Current) -> Content:
        Owners().check_unknown(question)
        kept = list(now.content.questions)
        kept.insert(_place(question, now.file.questions if now.file else [], kept), question)
        return replace(now.content, questions=kept)

    return _change(user, topic_id, change, "1 voorbeeldvraag terug")


def _place(question: str, file: list[str], kept: list[str]) -> int:
    """Return where a question of the file belongs among those that are left: beside its nearest neighbour."""
    index = file.index(question) if question in file else len(file)
    above = [kept.index(other) + 1 for other in file[:index] if other in kept]
    below = [kept.index(other) for other in file[index + 1 :] if other in kept]
    return above[-1] if above else below[0] if below else len(kept)


def mend_question(user: Any, topic_id: str, old: str, new: str) -> TopicDraft | None:
    """Reword a question where it stands. Raises: Refused when it is gone or the new one is known; Unknown."""
    key, question = same_question(old), one_line(new)

    def change(now: Current) -> Content:
        questions = now.content.questions
        if not any(same_question(known) == key for known in questions):
            raise Refused("Deze voorbeeldvraag is intussen weg. Voeg ze opnieuw toe als je ze wil houden.")
        if same_question(question) != key:
            Owners().check_unknown(question)
        mended = [question if same_question(known) == key else known for known in questions]
        return replace(now.content, questions=mended)

    reworded = {authors.CAME + same_question(question): authors.CAME + key}
    with transaction.atomic():
        draft = _change(user, topic_id, change, "1 voorbeeldvraag verbeterd", reworded=reworded)
        decided.reworded(_known_as(topic_id), old, question)
    return draft


def propose(user: Any, topic_id: str, folder: str, content: Content) -> TopicDraft | None:
    """Put a whole older content into the proposal, over what the draft had.

    Of a topic that has gone, without the questions that another has taken.
    Raises: Refused.
    """
    try:
        return _change(user, topic_id, lambda now: content, "een oudere versie", settles=True, replaces=True)
    except Unknown:
        content = replace(content, questions=_unowned(content.questions))
        checks.check(content, reading.load().helplines)
        danger.check_taught(topic_id, folder, content.questions)
        draft = TopicDraft.objects.create(topic=topic_id, folder=folder, content=content.as_json(), updated_by=user)
        happenings.record(user, happenings.DraftChanged(topic_id, "een oudere versie"))
        return draft


def _unowned(questions: list[str]) -> list[str]:
    """Return the questions that no other topic knows. Raises: AlreadyKnown when all of them are known."""
    owners = Owners()
    free = [question for question in questions if owners.owner_of(question) is None]
    if questions and not free:
        owners.check_unknown(questions[0])
    return free


def settle(user: Any, topic_id: str, name: str, keep_ours: bool) -> TopicDraft | None:
    """Settle a conflict between draft and file in one field. Raises: Unknown."""
    with transaction.atomic():
        draft = locked(topic_id)
        now = _current(topic_id, draft)
        if draft is None or now.file is None or name not in now.conflicts:
            return draft
        base, content = Content.from_json(draft.base or {}), Content.from_json(draft.content)
        base, content = merging.settled(base, content, now.file, name, keep_ours)
        draft.base, draft.content = base.as_json(), content.as_json()
        draft.authors = losses.note(user, draft, now.content, content, now.file)
        store(user, draft)
    kept = "de tekst van het voorstel" if keep_ours else "de gepubliceerde tekst"
    happenings.record(user, happenings.DraftChanged(topic_id, f"koos voor {FIELD_NAMES[name]} {kept}"))
    return draft


def drop(user: Any, topic_id: str) -> None:
    """Take a draft out of the proposal; the file stays as it is. One that is gone already is no error.

    Whose work is in it is told, and all of them can put it back.
    """
    with transaction.atomic():
        draft = locked(topic_id)
        if draft is None:
            return
        check_stays(_current(topic_id, draft))
        _check_takes_none(topic_id)
        losses.keep_whole(user, draft, _current(topic_id, draft))
        draft.delete()
        _bring_home(user, draft)
    happenings.record(user, happenings.DraftDropped(topic_id))


def _check_takes_none(topic_id: str) -> None:
    """Raise Refused for a draft that holds the questions of a topic that goes away: they would be nobody's."""
    merged = TopicDraft.objects.filter(retired=True, goes_to=topic_id).first()
    if merged:
        raise Refused(
            f"Hier staan de voorbeeldvragen van ‘{merged.content['title']}’. Laat dat antwoord eerst bestaan."
        )


def _bring_home(user: Any, dropped: TopicDraft) -> None:
    """Give the questions of a draft that is no more back to the topics that gave them away (create, give_away)."""
    owners = Owners()
    keys = {same_question(text) for text in dropped.content["questions"] if owners.owner_of(text) is None}
    for other in all_current().values():
        standing = set(map(same_question, other.content.questions))
        gave = [text for text in (other.file.questions if other.file else []) if same_question(text) in keys - standing]
        if gave and not other.retired:
            for question in gave:
                restore_question(user, other.topic, question)
            decided.moved(gave, _known_as(dropped.topic), other.topic)


def put_back(user: Any, key: int) -> str:
    """Put back what was taken out of the proposal. Returns: its title. Raises: Refused, Unknown."""
    one = losses.of(user).filter(pk=key).first()
    if one is None:
        raise Unknown(str(key))
    with transaction.atomic():
        if one.whole:
            if TopicDraft.objects.filter(topic=one.topic).exists():
                raise Refused(losses.CHANGED_SINCE)
            propose(user, one.topic, one.folder, Content.from_json(one.content))
        else:
            _change(user, one.topic, lambda now: losses.restored(one, now.content, Owners()), "terug wat weg was")
        losses.give_back(one, TopicDraft.objects.filter(topic=one.topic).first())
    return one.title


def _change(
    user: Any,
    topic_id: str,
    change: Callable[[Current], Content],
    what: str,
    settles: bool = False,
    received: bool = False,
    replaces: bool = False,
    reworded: Mapping[str, str] | None = None,
) -> TopicDraft | None:
    """Replace a topic's content by what `change` makes of it.

    settles: the new words were written with the file's in view, so they win where the two conflicted.
    received: as for `add_questions`. replaces, reworded: as for `losses.note`.
    """
    with transaction.atomic():
        draft = locked(topic_id)
        now = _current(topic_id, draft)
        check_stays(now)
        content = change(now).cleaned()
        if content == now.content and not (settles and now.conflicts):
            return draft
        checks.check(content, reading.load().helplines)
        _check_related(topic_id, content)
        danger.check_taught(topic_id, now.folder, _taught(content, now), received)
        draft = draft or TopicDraft(topic=topic_id, folder=now.folder)
        draft.authors = losses.note(user, draft, now.content, content, now.file, replaces, reworded)
        if not now.conflicts or settles:
            draft.base = now.file.as_json() if now.file else None
        draft.content = content.as_json()
        if content == now.file:
            draft.delete() if draft.pk else None
        else:
            store(user, draft)
    happenings.record(user, happenings.DraftChanged(topic_id, what, _words_changed(now.content, content)))
    return draft if draft.pk else None


def check_stays(now: Current) -> None:
    """Raise Refused for a topic that goes away: whatever is changed in it would be lost."""
    if now.retired:
        raise Refused(f"‘{now.title}’ wordt stopgezet. Wil je dat niet? Kies dan in het voorstel ‘Laat het bestaan’.")


def _words_changed(before: Content, after: Content) -> list[tuple[str, str, str]]:
    """Return what the trail tells of a change: which words became which. The questions may be a parent's."""
    changed = [name for name in WORDS if getattr(before, name) != getattr(after, name)]
    return [(FIELD_NAMES[name], _shown(name, before), _shown(name, after)) for name in changed]


def _shown(name: str, content: Content) -> str:
    value: str | list[str] = getattr(content, name)
    known = {"related": titles(), "theme": reading.THEMES}.get(name, {})
    return known.get(value, value) if isinstance(value, str) else ", ".join(known.get(one, one) for one in value)


def _taught(content: Content, now: Current) -> list[str]:
    """Return the questions that neither the draft nor the file had."""
    known = {same_question(text) for one in (now.content, now.file) if one for text in one.questions}
    return [question for question in content.questions if same_question(question) not in known]


def locked(topic_id: str) -> TopicDraft | None:
    return TopicDraft.objects.select_for_update().filter(topic=topic_id).first()


def store(user: Any, draft: TopicDraft) -> None:
    draft.version = draft.version + 1 if draft.pk else 1
    draft.updated_by = user
    draft.save()


def _taken() -> set[str]:
    """Return every id that is used, or was: an old topic's history must not become a new one's."""
    return {*titles(), *Revision.objects.values_list("topic", flat=True)}


def _check_related(topic_id: str, content: Content) -> None:
    known = titles()
    missing = [related for related in content.related if related == topic_id or related not in known]
    if missing:
        raise Refused(f"Het verwante antwoord ‘{missing[0]}’ is er niet. Kies een ander.")


# --- publishing -------------------------------------------------------------------------------


def apply_to(data: Path, chosen: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Write the drafts of the chosen topics, or all of them, into a data folder: a proefmodel's copy of `data/`.

    Returns: what was written, for `after_publication`: "topic", "version", "title", "is_new", and "draft" (its key),
    "before" and "after" (contents as JSON); of what goes away also its "file".
    Raises: DraftConflict, in Dutch, when the proposal does not fit the files or the topics do not fit together.
    """
    topics = checks.topics_in(data)
    files = {topic_id: content_of(topic) for topic_id, topic in topics.items()}
    wanted = TopicDraft.objects.all() if chosen is None else TopicDraft.objects.filter(topic__in=chosen)
    stay, go = ([draft for draft in wanted if draft.retired == retired] for retired in (False, True))
    moves = {draft.topic: draft.goes_to for draft in go}
    written = [_apply(draft, files.get(draft.topic), data, moves) for draft in stay]
    known = {*topics, *(entry["topic"] for entry in written)} - set(moves)
    gone = [_take_away(draft, topics.get(draft.topic), data, known) for draft in go]
    try:
        checks.check_together(checks.topics_in(data), [entry["topic"] for entry in written])
    except Refused as error:
        raise DraftConflict(str(error)) from error
    return written + gone


def _apply(draft: TopicDraft, file: Content | None, data: Path, moves: Mapping[str, str]) -> dict[str, Any]:
    content, conflicts = _rebased(draft, file)
    if conflicts:
        fields = " en ".join(FIELD_NAMES[name] for name in conflicts)
        raise DraftConflict(
            f"Van ‘{draft.content['title']}’ is intussen ook buiten het voorstel {fields} gewijzigd. "
            "Kies in het voorstel welke tekst blijft.",
            draft.topic,
        )
    try:
        if problems := hints.blocking(draft.topic, draft.folder, content):
            raise Refused(problems[0])
        after = _led_on(draft.topic, content, moves)
        writing.write_topic(data, draft.folder, draft.topic, after, "" if file else _file_as_it_went(draft.topic))
        if file and file.title != after.title:
            writing.rename_buttons(data, draft.topic, file.title, after.title)
    except Refused as error:
        raise DraftConflict(f"‘{content.title}’: {error}", draft.topic) from error
    before = file.as_json() if file else None
    # From here on the draft begins at this file; no one changed it, so its version stays.
    TopicDraft.objects.filter(pk=draft.pk, version=draft.version).update(base=before, content=content.as_json())
    return {
        "topic": draft.topic,
        "version": draft.version,
        "title": content.title,
        "is_new": file is None,
        "draft": draft.pk,
        "before": before,
        "after": after.as_json(),
    }


def _file_as_it_went(topic_id: str) -> str:
    """Return the file of a topic that was published once and has gone; nothing for one that never was."""
    last = Revision.objects.filter(topic=topic_id).first()
    return last.file if last else ""


def _take_away(draft: TopicDraft, topic: Topic | None, data: Path, known: Container[str]) -> dict[str, Any]:
    """Take the file of a topic that goes away, and lead on what led to it."""
    title = draft.content["title"]
    why = why_it_stays(topic, draft.goes_to, known)
    if topic is None or why:
        raise DraftConflict(f"‘{title}’: {why}", draft.topic)
    file = topic.path.read_text(encoding="utf-8")
    writing.remove_topic(data, draft.topic, draft.goes_to)
    return {
        "topic": draft.topic,
        "version": draft.version,
        "title": title,
        "is_new": False,
        "draft": draft.pk,
        "before": content_of(topic).as_json(),
        "after": None,
        "file": file,
        "goes_to": draft.goes_to,
    }


def why_it_stays(topic: Topic | None, goes_to: str, known: Container[str]) -> str:
    """Return in Dutch why a topic cannot go away, with its questions to one of those that are known; or nothing."""
    if topic is None:
        return "Dit antwoord is al weg. Neem het stopzetten terug."
    if goes_to and goes_to not in known:
        return "Het antwoord dat de voorbeeldvragen krijgt, is er niet. Laat dit antwoord bestaan en kies opnieuw."
    return checks.why_it_stays(topic)


def _led_on(topic_id: str, content: Content, moves: Mapping[str, str]) -> Content:
    """Return a content of which the related topics that go away lead on to those that take their questions."""
    return replace(content, related=led_on(topic_id, content.related, moves))


def _moves(snapshot: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {entry["topic"]: entry["goes_to"] for entry in snapshot if "goes_to" in entry}


def in_words(snapshot: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the titles of what `apply_to` wrote, each with what becomes of it when it goes away."""
    return [f"{entry['title']} (stopgezet)" if entry["after"] is None else entry["title"] for entry in snapshot]


def after_publication(publication: Publication, snapshot: list[dict[str, Any]]) -> None:
    """Note in the history what went live, and end the drafts that did; one edited since goes on from there."""
    moves = _moves(snapshot)
    with transaction.atomic():
        for draft in TopicDraft.objects.all() if moves else ():
            _redirect(draft, moves)
        for entry in snapshot:
            told = {name: entry[name] for name in ("topic", "before", "after")}
            Revision.objects.create(publication=publication, file=entry.get("file", ""), **told)
            if entry["draft"] is not None:
                _went_live(entry)


def _redirect(draft: TopicDraft, moves: Mapping[str, str]) -> None:
    """Let a draft lead on where a topic has gone, as its file does now."""
    for name in ("content", "base"):
        if stored := getattr(draft, name):
            setattr(draft, name, _led_on(draft.topic, Content.from_json(stored), moves).as_json())
    TopicDraft.objects.filter(pk=draft.pk).update(content=draft.content, base=draft.base)


def _went_live(entry: Mapping[str, Any]) -> None:
    """End the draft that a publication holds. By what it says: one taken back and put back has another key."""
    draft = TopicDraft.objects.select_for_update().filter(topic=entry["topic"]).first()
    if draft is None:
        return
    is_live = draft.retired if entry["after"] is None else draft.content == entry["after"] and not draft.retired
    if is_live:
        draft.delete()
        losses.forget_parts(entry["topic"])
    else:
        TopicDraft.objects.filter(pk=draft.pk).update(base=entry["after"])


def no_longer_proposed(snapshot: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield, in Dutch, what `apply_to` wrote and today's proposal does not want any more.

    Questions that were added since keep nothing back: what was written is still wanted.
    """
    written = list(snapshot)
    drafts, moves = {draft.topic: draft for draft in TopicDraft.objects.all()}, _moves(written)
    for entry in written:
        draft = drafts.get(entry["topic"])
        if "goes_to" in entry:
            if draft is None or not draft.retired or draft.goes_to != entry["goes_to"]:
                yield f"‘{entry['title']}’ wordt intussen niet meer op die manier stopgezet."
            continue
        if draft is None:
            yield f"De wijzigingen aan ‘{entry['title']}’ zijn intussen teruggenomen."
            continue
        now = _led_on(draft.topic, Content.from_json(draft.content), moves)
        if not _still_holds(now, Content.from_json(entry["after"]), Content.from_json(entry["before"] or {})):
            yield f"‘{entry['title']}’ is in het voorstel intussen anders geworden."


def _still_holds(now: Content, written: Content, before: Content) -> bool:
    questions = set(now.questions)
    removed = set(before.questions) - set(written.questions)
    same_words = all(getattr(now, name) == getattr(written, name) for name in WORDS)
    return same_words and questions.issuperset(written.questions) and questions.isdisjoint(removed)
