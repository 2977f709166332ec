"""What changed in an answer, as a person reads it."""

from __future__ import annotations

from review.answers.differences import ADDED, REMOVED, SAME, words


def test_what_is_added_at_the_end_leaves_the_last_word_as_it_was():
    assert words("Lees de [[brochure]].", "Lees de [[brochure]]. Veel leesplezier.") == [
        (SAME, "Lees de [[brochure]]."),
        (ADDED, " Veel leesplezier."),
    ]


def test_a_word_that_is_replaced_is_removed_and_added():
    assert words("Bel de juf eens op", "Bel de meester eens op") == [
        (SAME, "Bel de "),
        (REMOVED, "juf"),
        (ADDED, "meester"),
        (SAME, " eens op"),
    ]


def test_a_new_paragraph_is_told():
    assert words("Een zin. Nog een zin.", "Een zin.\n\nNog een zin.") == [
        (SAME, "Een zin."),
        (REMOVED, " "),
        (ADDED, "\n\n"),
        (SAME, "Nog een zin."),
    ]


def test_texts_that_have_little_in_common_stand_one_after_the_other():
    assert words("Bel de school op", "Vandaag rusten we uit") == [
        (REMOVED, "Bel de school op\n"),
        (ADDED, "Vandaag rusten we uit"),
    ]
