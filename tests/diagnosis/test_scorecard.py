"""The scorecard's figures, on fewer seeds than make scorecard takes."""

import pytest

from autograder.scorecard import HEADINGS, measure, page


@pytest.mark.parametrize("exercise", ["rnn_step_forward", "rnn_step_backward"])
def test_every_mistake_is_caught_and_every_right_answer_accepted(exercise):
    row = measure(exercise, seeds=range(2))
    assert row["caught"] == row["by the tests named"] == row["mistakes"] > 0
    assert row["accepted"] == row["right answers"] >= 5
    assert row["named"] >= 0.9 * row["mistakes"]
    assert [row[key] for key in ("wrongly", "wrongly at home", "false names", "flips")] == [0, 0, 0, 0]


def test_page_sums_the_exercises():
    rows = [{key: 2 for key in HEADINGS} | {"exercise": name} for name in ("one", "two")]
    text = page(rows, seconds=1.25)
    assert "| one | 2 |" in text
    assert "| **all** | 4 |" in text
    assert "Mistakes caught: 4 of 4 (100.0 %)" in text
    assert "included: 1.2." in text
