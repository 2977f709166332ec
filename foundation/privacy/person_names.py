"""Finds the names of people, also those typed without a capital.

A known first name is hidden wherever it stands. Any other word is a name when something says so: a
capital inside a sentence, or what stands before it ("juf", "mijn zoon heet"). What parents use as
an ordinary word is left alone, so that their question keeps its meaning. The lists and cue words
are in `foundation/privacy/names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from foundation.privacy.dutch_model import load_dutch
from foundation.privacy.finders import Span
from foundation.privacy.names import cues, fold, is_ordinary, is_place, word_list


class Word(NamedTuple):
    """A word of the message; `gap` is what stands between it and the word before."""

    text: str
    folded: str
    capitalised: bool
    start: int
    end: int
    gap: str
    opens_sentence: bool


WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)(?:(?<=[sxz])['’])?")
SENTENCE_BREAK = re.compile(r"[.!?:;\n\"“”*(]")


def split_words(text: str) -> list[Word]:
    words: list[Word] = []
    end = 0
    for match in WORD.finditer(text):
        gap = text[end : match.start()]
        opens = not words or bool(SENTENCE_BREAK.search(gap)) and not _is_shortened(words[-1], gap)
        written = match.group()
        folded = fold(written).rstrip("'")
        words.append(Word(written, folded, _is_capitalised(written), match.start(), match.end(), gap, opens))
        end = match.end()
    return words


def _is_capitalised(text: str) -> bool:
    """Tell whether a word starts with its only capital: Lotte, Anne-Sophie, D'Hondt, but not CLB or KiVa."""
    return text[0].isupper() and all(part[1:] == part[1:].lower() for part in re.split(r"['’-]", text))


def _is_shortened(word: Word, gap: str) -> bool:
    """Tell whether the point behind a word belongs to it: "K. Vermeulen", "dhr. Claes"."""
    return gap == ". " and (len(word.text) == 1 or word.folded in cues()["shortened"])


def person_names(text: str) -> Iterator[Span]:
    """Yield where the names of people stand, without overlaps."""
    text = SAYINGS.sub(lambda saying: " " * len(saying.group()), text)
    words = split_words(text)
    taken: set[int] = set()
    undecided: list[Word] = []
    end = 0  # of the last name
    for index, word in enumerate(words):
        if index in taken:
            continue
        in_row = bool(taken) and _is_in_row(words, index, end)
        if _starts_name(words, index, in_row):
            end = _end_of_name(words, index)
            taken.update(range(index, end))
            yield Span(_with_initials(text, word), words[end - 1].end, "NAAM")
        elif word.opens_sentence and _could_be_name(word) and not DUTCH_ENDING.search(word.folded):
            undecided.append(word)
    if _is_dutch(words):
        yield from _persons_by_model(text, undecided)
    yield from _mentioned_again(words, taken)


# "Jan en alleman" is nobody.
SAYINGS = re.compile(rf"\b(?:{'|'.join(sorted(word_list('sayings')))})\b", re.IGNORECASE)


# --- what a word is by itself --------------------------------------------------------------------

# Endings of Dutch words, not of first names: verbs, adjectives, things.
DUTCH_ENDING = re.compile(
    r"(?:[^aeiou]t|[aeiou]{2}t|end|en|de|te|lijk|ig|isch|loos|baar|heid|ing|sten|atie|schap|tje|tjes)$"
)
# A word that long is a thing put together ("Strafwetboek"), unless it is made like a surname.
LONGEST_FIRST_NAME = 10
SURNAME_SHAPE = re.compile(
    r"(?:van(?:de|den|der|ne|h|w|b|d)|ver[bhmlsv])\w{4,}$"
    r"|\w{2,}(?:mans|aert|aerts|ckx|nckx|ssens|ynck|inck|eghem|aeghe|oucke|eeck|elaere)$"
)


def _is_first_name(word: Word) -> bool:
    return any(form in word_list("first_names") for form in _forms(word))


def _forms(word: Word) -> Iterator[str]:
    """Yield the word, what it is the genitive of, and the first half of a double name."""
    yield word.folded
    if not is_ordinary(word.folded):
        stem = re.sub(r"'s$", "", word.folded)
        yield stem
        if "-" in stem and word.capitalised:
            yield stem.split("-")[0]
        if len(stem) > 3 and stem.endswith("s") and stem[:-1] not in word_list("word_names"):
            yield stem[:-1]


def _is_also_a_word(word: Word) -> bool:
    """ "Roos" and "Frans" are first names, and words."""
    stem = re.sub(r"'s$", "", word.folded)
    return is_ordinary(stem) or stem in word_list("word_names") or stem in word_list("not_people")


def _could_be_name(word: Word) -> bool:
    """Tell whether an unknown word with a capital can be a name: no ordinary word, no place, no organisation."""
    stem = re.sub(r"'?s$", "", word.folded)
    if not word.capitalised or len(word.folded) < 2 or re.match(r"[a-z]-|[a-z]'[ms]$", word.folded):
        return False
    if len(word.folded) > LONGEST_FIRST_NAME and not SURNAME_SHAPE.search(word.folded) and "-" not in word.text:
        return False
    return not any(
        is_ordinary(form) or is_place(form) or form in word_list("not_people")
        for form in (word.folded, stem, word.folded.split("-")[0])
    )


def _is_unknown_in_small_letters(word: Word) -> bool:
    folded = word.folded
    return len(folded) > 2 and not word.text.isupper() and not is_ordinary(folded) and not is_place(folded)


# --- what stands around it -----------------------------------------------------------------------

# "mijn zoon" may be followed by a name, "juf" mostly is, "heet" and "groetjes" are.
NO_CUE, CUE, SURE_CUE, NAMED = 0, 1, 2, 3


def _cue(words: list[Word], index: int) -> int:
    """Tell how surely what stands before a word announces a name."""
    if not index:
        return NO_CUE
    gap = words[index].gap
    before = words[index - 1].folded
    two_before = words[index - 2].folded if index > 1 else ""
    if before in cues()["closings"] and re.fullmatch(r"[\s,]{1,3}", gap):
        return NAMED
    if before in cues()["introductions"] and (before != "naam" and gap == " " or re.fullmatch(r"\s?:\s", gap)):
        return NAMED
    if before == "is" and two_before in cues()["introductions"]:
        return NAMED
    if before in cues()["titles"] and re.fullmatch(r"\.?\s", gap):
        return SURE_CUE
    if before == "van" and two_before in cues()["parents"]:
        return SURE_CUE
    if gap == " " and (before in cues()["relations"] or (two_before, before) in (("ik", "ben"), ("dit", "is"))):
        return CUE
    return NO_CUE


def _is_in_row(words: list[Word], index: int, end: int) -> bool:
    """Tell whether a word stands in a row with the name that ended last: "Lars, Kobe en Xander"."""
    if words[index].gap == ", ":
        return index == end
    return index == end + 1 and words[end].folded in ("en", "of") and words[end].gap == words[index].gap == " "


def _is_subject(words: list[Word], index: int) -> bool:
    """Tell whether a person's verb follows, as in "Oğuzhan wordt gepest"."""
    if index + 1 == len(words) or words[index + 1].gap != " " or DUTCH_ENDING.search(words[index].folded):
        return False
    verb = words[index + 1].folded
    return verb in cues()["persons_verbs"] or verb in cues()["anyones_verbs"] and len(words[index].folded) <= 6


# --- does a name start here? ---------------------------------------------------------------------


def _starts_name(words: list[Word], index: int, in_row: bool) -> bool:
    word, cue = words[index], _cue(words, index)
    if _end_of_surname_alone(words, index) > index or _is_small_name(words, index):
        return True
    if _is_named_by_capital(words, index, cue):
        return True
    if len(word.folded) < 2 or word.folded in cues()["never"] and not _has_meaningful_capital(word, cue):
        return False
    if _is_thing(words, index):
        return False
    if _is_first_name(word):
        return not _is_also_a_word(word) or _is_meant_as_name(words, index, max(cue, in_row))
    if _could_be_name(word):
        told = cue or in_row or _is_surname(word) or _is_subject(words, index) or _is_before_name(words, index)
        return not word.opens_sentence or bool(told)
    if word.capitalised and not word.opens_sentence and words[index - 1].folded in cues()["titles"]:
        # "juf Bakker", but not "juf Nederlands"
        return word.folded not in cues()["relations"] and word.folded not in word_list("not_people")
    return (
        _is_announced(word, cue, in_row) or _is_pet_name(word, cue) or _is_surname(word) or _is_nickname(words, index)
    )


def _is_small_name(words: list[Word], index: int) -> bool:
    """Tell whether a word that opens a sentence and means something small is a name: "Ben pest", "Door en Lotte"."""
    if not words[index].opens_sentence or words[index].folded not in cues()["small_names"] or index + 1 == len(words):
        return False
    following = words[index + 1]
    return following.gap == " " and following.folded in cues()["persons_verbs"] or _leads_row(words, index)


def _is_named_by_capital(words: list[Word], index: int, cue: int) -> bool:
    """Tell whether only a capital makes a word a name, among small letters: "mijn dochter Zon", "ze heet Lief"."""
    word = words[index]
    before = words[index - 1] if index else word
    if not word.capitalised or before.capitalised or len(word.folded) < 3 or not (cue == NAMED or word.gap == " "):
        return False
    if index + 1 < len(words) and words[index + 1].capitalised:
        return False
    if cue != NAMED and before.folded not in cues()["children"]:
        return False
    kinds = ("never", "persons_verbs", "anyones_verbs", "relations", "titles", "parents")
    return word.folded not in word_list("not_people") and not any(word.folded in cues()[kind] for kind in kinds)


def _is_before_name(words: list[Word], index: int) -> bool:
    """Tell whether another name with a capital follows: "Xiu Ying", "Nguyen Thi"."""
    if index + 1 == len(words) or words[index + 1].gap != " " or DUTCH_ENDING.search(words[index].folded):
        return False
    following = words[index + 1]
    return _could_be_name(following) or following.capitalised and _is_first_name(following)


def _has_meaningful_capital(word: Word, cue: int) -> bool:
    return word.capitalised and (bool(cue) or not word.opens_sentence)


def _is_announced(word: Word, cue: int, in_row: bool) -> bool:
    """Tell whether an unknown word must be a name by its place: "heet tootje", "juf tootje", not "juf stottert"."""
    if not _is_unknown_in_small_letters(word) or "-" in word.text or word.folded in word_list("not_people"):
        return False
    return cue == NAMED or (cue == SURE_CUE or in_row) and not DUTCH_ENDING.search(word.folded)


def _is_meant_as_name(words: list[Word], index: int, cue: int) -> bool:
    word = words[index]
    if cue == NAMED:
        return True
    if word.folded not in cues()["never"] and _has_surname(words, index):
        return True
    if word.folded in word_list("not_people"):  # "juf Frans" teaches it
        return False
    if bool(cue) or _has_meaningful_capital(word, cue) or word.capitalised and _is_subject(words, index):
        return True
    return re.sub(r"'s$", "", word.folded) in word_list("countable_names") and _stands_bare(words, index)


def _is_thing(words: list[Word], index: int) -> bool:
    """Tell whether a word without a capital stands behind an article: "een linde", "de fleur"."""
    if not index or words[index].capitalised or words[index].gap != " ":
        return False
    before = words[index - 1].folded
    return before in cues()["before_things"] or before == "de" and words[index].folded in word_list("thing_names")


def _stands_bare(words: list[Word], index: int) -> bool:
    """Tell whether a word stands without an article where a thing needs one: "bo is 8", "door storm", "bo en fien"."""
    word = words[index]
    if word.opens_sentence:
        return _is_subject(words, index) or _leads_row(words, index) or _is_told_who(words, index)
    before = words[index - 1].folded
    if not any(is_ordinary(near.folded) for near in (words[index - 1], *words[index + 1 : index + 2])):
        return False  # not Dutch: "bo" is a word in Polish
    # behind an adjective, which ends in -e, an article is left out as well
    return before not in cues()["determiners"] and (not before.endswith("e") or before in cues()["before_persons"])


def _is_told_who(words: list[Word], index: int) -> bool:
    """Tell whether it is said who somebody is, as in "Bo, mijn dochter"."""
    told = words[index + 1 : index + 3]
    return len(told) == 2 and told[0].gap == ", " and told[1].folded in cues()["relations"]


def _leads_row(words: list[Word], index: int) -> bool:
    """Tell whether a word stands before "en" and a name that can be nothing else."""
    if index + 2 >= len(words) or words[index + 1].folded not in ("en", "of") or words[index + 1].gap != " ":
        return False
    other = words[index + 2]
    is_name = other.folded in word_list("countable_names") or _is_first_name(other) and not _is_also_a_word(other)
    return other.gap == " " and is_name


def _has_surname(words: list[Word], index: int) -> bool:
    surname = words[index + 1 : _end_of_listed_surname(words, index + 1)]
    return bool(surname) and surname[0].gap == " " and not all(is_ordinary(word.folded) for word in surname)


def _is_pet_name(word: Word, cue: int) -> bool:
    """ "ons lotteke" """
    return bool(cue) and word.folded.endswith("ke") and word.folded[:-2] in word_list("first_names")


def _is_nickname(words: list[Word], index: int) -> bool:
    """Tell whether a surname in small letters stands for a child: "den peeters", "door claes", "wouters lacht"."""
    word = words[index]
    if not _is_fathers_name(word):
        return False
    if word.opens_sentence:
        in_row = index + 2 < len(words) and words[index + 1].folded == "en" and _is_fathers_name(words[index + 2])
        return in_row or _is_subject(words, index)
    return word.gap == " " and words[index - 1].folded in cues()["before_surnames"] | cues()["before_persons"]


def _is_fathers_name(word: Word) -> bool:
    """Tell whether a word is a surname such as "peeters" or "hendrickx" that is no thing, no plural and no place."""
    if (
        word.folded in word_list("not_people")
        or not word.folded.endswith(("s", "x"))
        or word.folded not in word_list("last_names")
    ):
        return False
    stem = re.sub(r"(?:s|x)$", "", word.folded)
    return not any(is_ordinary(form) or is_place(form) for form in (word.folded, stem, stem + "en"))


def _is_surname(word: Word) -> bool:
    """Tell whether a word, typed anyhow, is a surname and nothing else: "verhoeven", "maes-claes", not "voet"."""
    halves = word.folded.split("-")
    if len(halves) > 1:
        return all(half in word_list("last_names") for half in halves)
    listed = any(name in word_list("last_names") for name in (word.folded, re.sub(r"s$", "", word.folded)))
    return listed and bool(SURNAME_SHAPE.search(word.folded)) and not is_ordinary(word.folded)


# --- where does it end? --------------------------------------------------------------------------

LONGEST_SURNAME = 4


def _end_of_name(words: list[Word], index: int) -> int:
    """Return the index behind the name that starts here, with its surnames."""
    alone = _end_of_surname_alone(words, index)
    end = max(index + 1, alone)
    while end < len(words) and end - index <= LONGEST_SURNAME:
        longer = _end_of_surname(words, end, introduced=_cue(words, index) != NO_CUE)
        if longer == end:
            break
        end = longer
    return end


def _end_of_surname_alone(words: list[Word], index: int) -> int:
    """Return the index behind a surname that starts with "De", "van den" or "El", without a first name before it."""
    if words[index].folded not in cues()["particles"]:
        return index
    cue = _cue(words, index)
    end = _end_of_listed_surname(words, index)
    if end - index < 2 and cue >= SURE_CUE:
        end = _end_after_particles(words, index)
    first, last = words[index], words[end - 1]
    if end - index < 2 or is_place(" ".join(word.folded for word in words[index:end])):
        return index
    with_capitals = first.capitalised and last.capitalised and not first.opens_sentence
    if is_place(last.folded) and cue < SURE_CUE and not with_capitals:  # "van leuven"
        return index
    nickname = index > 0 and words[index - 1].folded in ("den", "dien")  # "den de smet"
    announced = cue or nickname or first.folded not in ("de", "den", "der", "'t", "op")
    unlike_words = announced and not is_ordinary(last.folded)
    return end if cue >= SURE_CUE or with_capitals or unlike_words else index


def _end_of_surname(words: list[Word], index: int, introduced: bool) -> int:
    """Return the index behind the surname that starts here, or the index itself when there is none."""
    if words[index].gap not in (" ", "-"):
        return index
    listed = _end_of_listed_surname(words, index)
    if listed > index and (introduced or not all(is_ordinary(word.folded) for word in words[index:listed])):
        return listed
    behind = _end_after_particles(words, index)
    if behind > index:
        return behind
    word = words[index]
    if len(word.text) == 1 and index + 1 < len(words) and words[index + 1].gap.startswith("."):  # "ruben v."
        return index + 1
    if _is_initials_of_surname(word, words[index - 1]):
        return index + 1
    announced = introduced and not DUTCH_ENDING.search(word.folded) and word.folded not in cues()["particles"]
    if _is_unknown_in_small_letters(word) and (announced or SURNAME_SHAPE.search(word.folded)):
        return index + 1
    return index


def _is_initials_of_surname(word: Word, first_name: Word) -> bool:
    """Tell "Anouk DB" and "Lotte V" from a message that is shouted and from "Lotte TV"."""
    is_short = word.text.isupper() and len(word.text) <= 2 and word.folded not in word_list("not_people")
    return is_short and not first_name.text.isupper() and (len(word.text) == 1 or not is_ordinary(word.folded))


def _end_after_particles(words: list[Word], index: int) -> int:
    """Return the index behind "Van den Broeck", "El amrani" or "Peeters"; a capital or an Arabic particle is needed."""
    end = index
    while end < min(len(words), index + LONGEST_SURNAME) and words[end].folded in cues()["particles"]:
        if not _is_joined(words, index, end):
            break
        end += 1
    if end == len(words) or not _is_joined(words, index, end):
        return index
    word = words[end]
    if len(word.text) == 1 and end > index:  # "groeten van K. Vermeulen"
        return index
    if word.capitalised and word.folded not in cues()["never"] and word.folded not in word_list("not_people"):
        return end + 1
    arabic = end > index and words[end - 1].folded in cues()["arabic_particles"]
    return end + 1 if arabic and _is_unknown_in_small_letters(word) else index


def _is_joined(words: list[Word], start: int, index: int) -> bool:
    return index == start or words[index].gap in (" ", "-")


def _end_of_listed_surname(words: list[Word], index: int) -> int:
    if index >= len(words) or not _starts_surname(words[index].folded):
        return index
    for length in range(LONGEST_SURNAME, 0, -1):
        run = words[index : index + length]
        name = " ".join(word.folded for word in run)
        if len(run) == length and all(word.gap == " " for word in run[1:]):
            if name in word_list("last_names") or re.sub(r"s$", "", name) in word_list("last_names"):
                return index + length
    return index


def _starts_surname(folded: str) -> bool:
    return folded in _first_words_of_surnames() or re.sub(r"s$", "", folded) in _first_words_of_surnames()


@lru_cache(maxsize=1)
def _first_words_of_surnames() -> frozenset[str]:
    return frozenset(name.split()[0] for name in word_list("last_names"))


INITIALS = re.compile(r"(?:\b[A-Z]\.\s?){1,3}$")


def _with_initials(text: str, word: Word) -> int:
    """Return where a name starts in the text, with the initials before it."""
    initials = INITIALS.search(text[max(0, word.start - 10) : word.start])
    return word.start - len(initials.group()) if initials else word.start


# --- what is left --------------------------------------------------------------------------------


# The model takes a millisecond for every hundred characters; few parents write more than this.
CHARACTERS_FOR_MODEL = 1000


def _is_dutch(words: list[Word]) -> bool:
    """Tell whether the language model can say anything about this message."""
    return 2 * sum(is_ordinary(word.folded) for word in words) >= len(words)


def _persons_by_model(text: str, words: list[Word]) -> Iterator[Span]:
    """Let the language model decide on unknown words at the start of a sentence, where a capital says nothing."""
    if not words or "ner" not in load_dutch().pipe_names:
        return
    start = text[:CHARACTERS_FOR_MODEL]
    persons = [entity for entity in load_dutch()(start).ents if entity.label_ in ("PERSON", "PER")]
    for word in words:
        if any(entity.start_char <= word.start < entity.end_char for entity in persons):
            yield Span(word.start, word.end, "NAAM")


def _mentioned_again(words: list[Word], taken: set[int]) -> Iterator[Span]:
    """Once a name is known it is hidden everywhere in the message; a word such as "Roos" only with its capital."""
    with_capital = {words[index].text for index in taken if words[index].capitalised}
    anyhow = {words[index].folded for index in taken if not _is_also_a_word(words[index])}
    for index, word in enumerate(words):
        if index not in taken and len(word.folded) > 2 and word.folded not in cues()["never"]:
            if word.text in with_capital or word.folded in anyhow:
                yield Span(word.start, word.end, "NAAM")


def name_key(name: str) -> str:
    """Return what makes two mentions the same person: the first name without a genitive s, or else the whole."""
    words = split_words(name)
    key = words[0].folded if words and (len(words) == 1 or _is_first_name(words[0])) else fold(name)
    for stem in (re.sub(r"'s$", "", key), re.sub(r"s$", "", key)):
        if stem in word_list("first_names"):
            return stem
    return key
