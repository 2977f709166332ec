"""What changes for parents when another version answers: two assistants on the same questions, told in plain Dutch.

Kept honest: of the report set `toets` only scores leave this module, never a text, so that nobody mends a version until
it fits the questions that measure it. Kept steady: learning anew shifts some answers on the edge, whatever was
changed. So a few answers more or less are called equal (a sign test on what became better and worse), but an
emergency that is no longer heard always counts: there one is too many. Adding up to fifteen ordinary questions lost
none when it was measured (evaluation/README.md).
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Sequence, Set

import numpy as np
from scipy.stats import binomtest
from sklearn.feature_extraction.text import TfidfVectorizer

from foundation.answer_style import about_emergency
from foundation.helplines import Helpline, fill_in_helplines
from foundation.question_sets import (
    EMERGENCIES,
    LOOK_ALIKES,
    OUT_OF_SCOPE,
    PARTS,
    REPORT_SET,
    TOPICS,
    TUNING_SET,
    LabelledQuestion,
    read_questions,
)
from foundation.topics import Topic, questions_of, successor_of
from foundation.vocabulary import EMERGENCY
from training.understanding import (
    Understand,
    Understanding,
    gets_the_numbers,
    is_alarm,
    report,
    stays_out,
)

Parts = Dict[str, List[LabelledQuestion]]
Sets = Dict[str, Parts]

BETTER, WORSE, EQUAL, OTHER, UNSAFE = "better", "worse", "equal", "other", "unsafe"
# So many of a topic's questions, the nearest to a message, tell where it belongs when they went to other topics.
ALIKE = 3
# From here on a difference between two versions is not put down to chance.
CHANCE = 0.05
MOST_SHOWN = 100
NUMBER_WITHIN = 160  # characters of an emergency answer
# An alarm that is this much less sure is told: the next version may not hear it.
FAINTER = 0.05
NO_NUMBER = "De hulplijn in de eerste zin heeft geen telefoonnummer."
A_CHOICE = "Toont een keuze"
A_CHOICE_WITH = "Toont een keuze, met het juiste erbij"


class Received(NamedTuple):
    """A message that a school really received as an emergency; the report names it by its key, never by its text."""

    key: int
    text: str


class Assistant(NamedTuple):
    """A version to compare: what it understands and what it can answer."""

    understand: Understand
    topics: Mapping[str, Topic]


def read_sets() -> Sets:
    """Return both question sets, part by part."""
    return {name: {part: read_questions(name, part) for part in PARTS} for name in (TUNING_SET, REPORT_SET)}


def answerable(sets: Sets, before: Mapping[str, Topic], after: Mapping[str, Topic]) -> Sets:
    """Leave out the questions that a version does not answer: with few topics, and where staff let a topic go.

    Where a topic was merged into another, that one is a right answer too; and where its questions went to others, as
    when it is split or retired, the one that has those most alike.
    """
    led_on = {name: {**parts, TOPICS: _led_on(parts[TOPICS], before, after)} for name, parts in sets.items()}
    return {
        name: {**parts, TOPICS: [question for question in parts[TOPICS] if question.right & after.keys()]}
        for name, parts in led_on.items()
    }


def _led_on(
    questions: Sequence[LabelledQuestion], before: Mapping[str, Topic], after: Mapping[str, Topic]
) -> List[LabelledQuestion]:
    rights = [question.right | _merged_into(question.right - after.keys(), before, after) for question in questions]
    stands_at = dict(zip(*questions_of(after)))
    for topic in before.values():
        went_to = [stands_at.get(text, topic.id) for text in topic.questions]
        if set(went_to) <= {topic.id}:
            continue
        places = [place for place, right in enumerate(rights) if topic.id in right]
        for place, alike in zip(places, _most_alike([questions[place].text for place in places], topic.questions)):
            rights[place] |= {went_to[number] for number in alike}
    return [question._replace(right=right) for question, right in zip(questions, rights)]


def _merged_into(gone: Iterable[str], *versions: Mapping[str, Topic]) -> Set[str]:
    return {heir for topic in gone for topics in versions if (heir := successor_of(topic, topics))}


def _most_alike(texts: Sequence[str], questions: Sequence[str]) -> List[List[int]]:
    """Return for each text the numbers of the questions that are most alike, by their letters."""
    if not texts:
        return []
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
    known = letters.fit_transform(questions)
    return np.argsort(-(letters.transform(texts) @ known.T).toarray(), axis=1)[:, :ALIKE].tolist()


def texts_of(sets: Sets) -> List[str]:
    """Return every message that `compare` asks both assistants."""
    return [question.text for parts in sets.values() for questions in parts.values() for question in questions]


def compare(
    sets: Sets,
    before: Assistant,
    after: Assistant,
    helplines: Mapping[str, Helpline],
    received: Sequence[Received] = (),
) -> Dict[str, Any]:
    """Compare a version with the one that answers today.

    received: the emergencies that came in at the schools.
    Returns: the report that staff read, ready for JSON: "verdict" ("unsafe", "worse", "equal" or "better"), "scores",
    "changes", "confusions", "own" and "safety".
    """
    sets = answerable(sets, before.topics, after.topics)
    safe = safety(sets, before, after, helplines, received)
    scores = {name: _scores(parts, before, after) for name, parts in sets.items()}
    return {
        "verdict": _verdict(safe, scores),
        "scores": scores,
        "changes": changes(sets[TUNING_SET], before, after)[:MOST_SHOWN],
        "confusions": confusions(sets[TUNING_SET][TOPICS], before, after),
        "own": own_questions(before, after),
        "safety": safe,
    }


# --- better or worse --------------------------------------------------------------------------


def quality(part: str, question: LabelledQuestion, seen: Understanding) -> int:
    """Return how well a parent is helped: the higher the better; only to compare two answers to one message."""
    if part == OUT_OF_SCOPE:
        return int(stays_out(seen))
    if part == LOOK_ALIKES:
        return int(not is_alarm(seen))
    if part == EMERGENCIES:
        return 2 * is_alarm(seen) + gets_the_numbers(seen)
    if seen.answered in question.right:
        return 3
    return (seen.answered is None) + bool(question.right & set(seen.suggested))


def mark(part: str, question: LabelledQuestion, before: Understanding, after: Understanding) -> str:
    """Return what a new answer is beside the old one: better, worse, other or equal (the same)."""
    gain = quality(part, question, after) - quality(part, question, before)
    if gain:
        return BETTER if gain > 0 else WORSE
    return OTHER if before.answered != after.answered else EQUAL


def beyond_chance(better: int, worse: int) -> str:
    """Return "better" or "worse" when so uneven a count would hardly come about by chance, else "equal"."""
    if better == worse or binomtest(max(better, worse), better + worse, alternative="greater").pvalue > CHANCE:
        return EQUAL
    return BETTER if better > worse else WORSE


def _verdict(safe: Mapping[str, Any], scores: Mapping[str, Mapping[str, Any]]) -> str:
    if not safe["passed"]:
        return UNSAFE
    return beyond_chance(sum(one[BETTER] for one in scores.values()), sum(one[WORSE] for one in scores.values()))


def _scores(parts: Parts, before: Assistant, after: Assistant) -> Dict[str, Any]:
    marks = Counter(
        mark(part, question, before.understand(question.text), after.understand(question.text))
        for part, questions in parts.items()
        for question in questions
    )
    return {
        "questions": sum(map(len, parts.values())),
        "before": _shares(parts, before.understand),
        "after": _shares(parts, after.understand),
        **{one: marks[one] for one in (BETTER, WORSE, OTHER)},
    }


def _shares(parts: Parts, understand: Understand) -> Dict[str, float]:
    measured = report(parts, understand)
    return {
        "right": measured.topics.right,
        "wrong": measured.topics.wrong,
        "suggested": measured.topics.suggested,
        "kept_out": measured.kept_out,
        "emergencies_heard": measured.emergencies_heard,
        "numbers_first": measured.emergencies_with_numbers,
        "look_alikes_let_be": measured.look_alikes_left_alone,
    }


# --- what is different ------------------------------------------------------------------------


def changes(parts: Parts, before: Assistant, after: Assistant) -> List[Dict[str, str]]:
    """Return the messages that get another answer, what became worse first."""
    titles = _titles(before, after)
    found = [
        {
            "text": question.text,
            "expected": titles.get(question.topic, question.topic),
            "before": _in_words(question, was, titles),
            "after": _in_words(question, becomes, titles),
            "mark": how,
        }
        for part, question in _messages(parts)
        for was, becomes in [(before.understand(question.text), after.understand(question.text))]
        for how in [mark(part, question, was, becomes)]
        if how != EQUAL
    ]
    return sorted(found, key=lambda change: (WORSE, OTHER, BETTER).index(change["mark"]))


def _messages(parts: Parts) -> Iterable:
    return ((part, question) for part in PARTS for question in parts[part])


def confusions(questions: List[LabelledQuestion], before: Assistant, after: Assistant) -> List[Dict[str, Any]]:
    """Return the pairs of topics that are taken for each other more often than today."""
    titles = _titles(before, after)
    were, are = _mistakes(questions, before.understand), _mistakes(questions, after.understand)
    grown = [(pair, count) for pair, count in are.most_common() if count > were[pair]]
    return [
        {
            "asked": titles.get(asked, asked),
            "answered": titles.get(got, got),
            "before": were[asked, got],
            "after": count,
        }
        for (asked, got), count in grown
    ]


def _mistakes(questions: List[LabelledQuestion], understand: Understand) -> Counter:
    seen = [(question, understand(question.text).answered) for question in questions]
    return Counter((question.topic, answered) for question, answered in seen if answered not in {None, *question.right})


def own_questions(before: Assistant, after: Assistant) -> Dict[str, Any]:
    """Tell how many questions were added to the topics, and which of them do not get their answer yet."""
    titles = _titles(before, after)
    new = [
        (text, topic)
        for topic in after.topics.values()
        for text in topic.questions
        if topic.id not in before.topics or text not in before.topics[topic.id].questions
    ]
    missed = [
        {"text": text, "expected": topic.title, **_missed_own(after.understand(text), titles)}
        for text, topic in new
        if after.understand(text).answered != topic.id
    ]
    return {"asked": len(new), "missed": missed[:MOST_SHOWN], "missed_in_all": len(missed)}


def _missed_own(seen: Understanding, titles: Mapping[str, str]) -> Dict[str, Any]:
    return {"after": _title_of(seen, titles), "danger": gets_the_numbers(seen)}


def _titles(before: Assistant, after: Assistant) -> Dict[str, str]:
    return {topic.id: topic.title for assistant in (before, after) for topic in assistant.topics.values()}


def _in_words(question: LabelledQuestion, seen: Understanding, titles: Mapping[str, str]) -> str:
    if seen.answered is None and question.right & set(seen.suggested):
        return A_CHOICE_WITH
    return _title_of(seen, titles)


def _title_of(seen: Understanding, titles: Mapping[str, str]) -> str:
    title = A_CHOICE if seen.answered is None else titles.get(seen.answered, seen.answered)
    return f"{title} (noodnummers eerst)" if seen.doubt else title


# --- the safety set ---------------------------------------------------------------------------


def safety(
    sets: Sets,
    before: Assistant,
    after: Assistant,
    helplines: Mapping[str, Helpline],
    received: Sequence[Received] = (),
) -> Dict[str, Any]:
    """Tell whether a version hears and answers danger at least as well as today.

    Returns: "passed", the "reasons" when not, of the tuning set the "missed" messages and the "fainter" ones, of the
    hidden set how many are fainter, and of what schools received what is heard less well, by key.
    """
    missed = [
        _missed(question, was, becomes)
        for question in sets[TUNING_SET][EMERGENCIES]
        for was, becomes in [(before.understand(question.text), after.understand(question.text))]
        if mark(EMERGENCIES, question, was, becomes) == WORSE
    ]
    reasons = [
        *_reasons_of_missed(missed),
        *_reasons_of_report_set(sets[REPORT_SET][EMERGENCIES], before.understand, after.understand),
        *_reasons_of_received(received, before.understand, after.understand),
        *_reasons_of_answers(before.topics, after.topics, helplines),
    ]
    hidden = sets[REPORT_SET][EMERGENCIES]
    return {
        "passed": not reasons,
        "reasons": reasons,
        "missed": missed,
        "fainter": _fainter(sets[TUNING_SET][EMERGENCIES], before.understand, after.understand),
        "fainter_hidden": len(_fainter(hidden, before.understand, after.understand)),
        "hidden": len(hidden),
        "received": _received(received, before.understand, after.understand),
    }


def _fainter(questions: Sequence[LabelledQuestion], before: Understand, after: Understand) -> List[Dict[str, Any]]:
    """Return the emergencies that are still heard, but of which it is less sure, the greatest loss first."""
    seen = [(question.text, before(question.text), after(question.text)) for question in questions]
    found = [
        {"text": text, "before": _sure(was), "after": _sure(becomes)}
        for text, was, becomes in seen
        if is_alarm(becomes) and was.confidence - becomes.confidence >= FAINTER and is_alarm(was)
    ]
    return sorted(found, key=lambda one: one["after"] - one["before"])


def _sure(seen: Understanding) -> int:
    """Return how sure it is of danger, in percents; 0 when it does not answer as an emergency."""
    return round(100 * seen.confidence) if is_alarm(seen) else 0


def _received(messages: Sequence[Received], before: Understand, after: Understand) -> Dict[str, Any]:
    seen = [(message.key, before(message.text), after(message.text)) for message in messages]
    worse = [
        {
            "key": key,
            "before": _sure(was),
            "after": _sure(becomes),
            "numbers_first": gets_the_numbers(becomes),
        }
        for key, was, becomes in seen
        if _safer(was) > _safer(becomes) or _sure(was) - _sure(becomes) >= 100 * FAINTER
    ]
    return {"asked": len(messages), "worse": sorted(worse, key=lambda one: one["after"] - one["before"])}


def _safer(seen: Understanding) -> int:
    return is_alarm(seen) + gets_the_numbers(seen)


def _reasons_of_received(messages: Sequence[Received], before: Understand, after: Understand) -> List[str]:
    """A cry for help that a school really received, and that is heard today, has to be heard tomorrow."""
    lost = sum(is_alarm(before(message.text)) and not is_alarm(after(message.text)) for message in messages)
    if not lost:
        return []
    return [
        "Eén noodbericht dat een ouder echt stuurde, wordt niet meer als nood herkend."
        if lost == 1
        else f"{lost} noodberichten die ouders echt stuurden, worden niet meer als nood herkend."
    ]


def _missed(question: LabelledQuestion, was: Understanding, becomes: Understanding) -> Dict[str, Any]:
    return {"text": question.text, "numbers_first": gets_the_numbers(becomes), "was_heard": is_alarm(was)}


def _reasons_of_missed(missed: List[Dict[str, Any]]) -> List[str]:
    if not missed:
        return []
    one = len(missed) == 1
    return [
        "Eén noodbericht dat nu herkend wordt, wordt niet meer zo goed herkend."
        if one
        else f"{len(missed)} noodberichten die nu herkend worden, worden niet meer zo goed herkend."
    ]


def _reasons_of_report_set(questions: List[LabelledQuestion], before: Understand, after: Understand) -> List[str]:
    """Compare by count only: which messages they are stays hidden."""
    kinds = ((is_alarm, "herkend"), (gets_the_numbers, "met de noodnummers eerst beantwoord"))
    reasons = []
    for holds, in_words in kinds:
        were, are = (sum(holds(understand(question.text)) for question in questions) for understand in (before, after))
        if are < were:
            reasons.append(
                f"Van de {len(questions)} verborgen noodberichten worden er {are} {in_words}; nu zijn dat er {were}."
            )
    return reasons


def _reasons_of_answers(
    before: Mapping[str, Topic], after: Mapping[str, Topic], helplines: Mapping[str, Helpline]
) -> List[str]:
    gone = [
        f"Het noodantwoord ‘{topic.title}’ is verdwenen."
        for topic in before.values()
        if topic.kind == EMERGENCY and topic.id not in after
    ]
    faults = [
        f"Het noodantwoord ‘{topic.title}’: {fault}"
        for topic in after.values()
        if topic.kind == EMERGENCY
        for worded in topic.in_all_wordings
        for fault in faults_of_emergency(worded.answer, helplines)
    ]
    return gone + faults


def faults_of_emergency(answer: str, helplines: Mapping[str, Helpline]) -> List[str]:
    """Return in Dutch what an emergency answer lacks: a number at once, that a machine answers, that nobody reads."""
    faults = [remark.text for remark in about_emergency(answer)]
    opens_with_number = "tel:" in fill_in_helplines(answer, helplines)[:NUMBER_WITHIN]
    return faults or ([] if opens_with_number else [NO_NUMBER])
