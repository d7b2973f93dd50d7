"""The report of one exercise: what a student reads."""

import re
import sys

import numpy as np
import pytest

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.grade import NOT_WRITTEN
from autograder.mistakes import load_mistakes
from autograder.solution import solution_functions


@pytest.fixture(scope="module")
def carry_not_added():
    return next(
        m for m in load_mistakes("02_bptt") if (m.exercise, m.id) == ("rnn_backward", "carry_not_added")
    )


@pytest.fixture(scope="module")
def report(carry_not_added):
    return grade(
        "rnn_backward", *solution_functions("rnn_backward", (carry_not_added,)), seed=5
    )._repr_html_()


def test_report_shows_where_the_errors_are(report):
    pictures = re.findall(r'aria-label="([^"]+entries wrong[^"]*)"', report)
    assert len(pictures) == 6
    assert pictures[0].startswith("dx (5, 2, 3): 24 of 30 entries wrong, worst at [")


def test_report_links_to_the_equation(report):
    assert f'href="#cell-id={EXERCISES["rnn_backward"].equation}"' in report


def test_report_tells_no_hidden_number(carry_not_added):
    """The only numbers are counts, indices, relative errors to two digits, points and the seed."""
    score = grade("rnn_backward", *solution_functions("rnn_backward", (carry_not_added,)), seed=5)
    for line in score.lines:
        assert not re.search(r"\d\.\d{3,}", line.message)


def test_report_without_a_mistake_has_no_legend_and_no_box():
    report = grade("rnn_backward", *solution_functions("rnn_backward"), seed=5)._repr_html_()
    assert "What went wrong" not in report
    assert "<svg" not in report


def test_same_message_twice_is_shown_once():
    def unwritten(*args):
        raise NotImplementedError("rnn_backward: write this function")

    score = grade("rnn_backward", unwritten, solution_functions("rnn_backward")[1], seed=5)
    assert score._repr_html_().count("write this function") == 1
    assert all(line.message.startswith(NOT_WRITTEN) for line in score.lines)
    assert score.diagnosis is None


def test_report_says_that_an_own_forward_pass_keeps_its_points():
    def linear(x, h_0, W_xh, W_hh, b_h):
        h, states = h_0, []
        for x_t in x:
            h = x_t @ W_xh + h @ W_hh + b_h
            states.append(h)
        return np.stack(states), x

    score = grade("temporal_contributions", lambda *args: None, linear, seed=5)
    assert "keeps its points" in " ".join(score.remarks)


def test_diagnosis_that_fails_costs_nothing(monkeypatch, carry_not_added):
    def broken(*args):
        raise RuntimeError("a fault of ours")

    functions = solution_functions("rnn_backward", (carry_not_added,))
    right = grade("rnn_backward", *functions, seed=5)
    monkeypatch.setattr(sys.modules["autograder.grade"], "diagnose", broken)
    score = grade("rnn_backward", *functions, seed=5)
    assert score.points == right.points > 0
    assert score.diagnosis is None
