"""Scoring what was understood: right, a button that holds it, wrong, and probabilities that hold what they promise."""

import pytest

from foundation.question_sets import LabelledQuestion
from training.understanding import Understanding, score_outcomes


def asked(topic):
    return LabelledQuestion("wat doet het clb", topic, "verzorgd", frozenset([topic]))


def seen(answered, *offered, confidence=0.5):
    return Understanding(answered, [answered or "kiva"], list(offered), confidence=confidence)


def test_a_button_helps_beside_a_wrong_answer_as_well_as_instead_of_one():
    scored = score_outcomes(
        [
            (asked("clb"), seen("clb", "kiva")),
            (asked("clb"), seen("kiva", "clb")),
            (asked("clb"), seen(None, "clb")),
            (asked("clb"), seen("kiva")),
        ]
    )
    assert (scored.right, scored.suggested, scored.wrong) == (0.25, 0.5, 0.5)


@pytest.mark.parametrize("confidence, right, error", [(1.0, 4, 0.0), (0.75, 3, 0.0), (0.95, 0, 0.95), (0.55, 4, 0.45)])
def test_the_calibration_error_is_how_far_promise_and_truth_lie_apart(confidence, right, error):
    outcomes = [(asked("clb"), seen("clb" if number < right else "kiva", confidence=confidence)) for number in range(4)]
    assert score_outcomes(outcomes).calibration_error == pytest.approx(error)
