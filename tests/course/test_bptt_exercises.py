"""02_bptt: right answers get all the points, mistakes lose the properties named, no answer is given away."""

import numpy as np
import pytest
from solution_notebook import lost, namespace, needed

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.exercises.bptt import own_forward_remarks
from rnn_helpers import CheckFailed, check

ASSIGNMENT = "02_bptt"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]

each_exercise = pytest.mark.parametrize("name", NAMES)

LINEAR_STEP = """
def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh + b_h, (x_t, h_prev, W_xh, W_hh)
"""

LINEAR_STEP_BACKWARD = """
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, W_xh, W_hh = cache
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(axis=0)
"""

CONSTANT_STEP = """
def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    return 0.5 + 0 * h_prev, (x_t, h_prev, W_xh, W_hh)
"""

ZERO_STEP_BACKWARD = """
def rnn_step_backward(dh_t, cache):
    return dh_t @ (0 * cache[2].T), 0 * dh_t, 0 * cache[2], 0 * cache[3], 0 * cache[3][0]
"""


@pytest.fixture(scope="module")
def solution():
    return namespace(ASSIGNMENT)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        0.0,
        float("nan"),
        "text",
        [],
        [[1.0], [1.0, 2.0]],
        {},
        (None,) * 5,
        (0.0, {}),
        (1.0, {"W_hh": [[1], [1, 2]]}),
    ],
    ids=["None", "zero", "nan", "text", "empty", "ragged", "dict", "five Nones", "no grads", "ragged grads"],
)
@each_exercise
def test_nonsense_earns_nothing_and_blames_no_grader(name, answer, solution):
    called = [lambda *args: answer, *needed(name, solution)[1:]]
    score = grade(name, *called, seed=0)
    assert score.points == 0
    assert {line.verdict for line in score.lines} == {"failed"}
    with pytest.raises(CheckFailed):
        check(name, *called)


@pytest.mark.parametrize("name", ["rnn_step_backward", "rnn_backward", "temporal_contributions"])
def test_backward_pass_that_is_right_for_an_own_forward_pass_keeps_its_points(name):
    """The forward pass lacks the tanh, and the backward pass is right for that."""
    called = needed(name, namespace(ASSIGNMENT, LINEAR_STEP, rnn_step_backward=LINEAR_STEP_BACKWARD))
    score = grade(name, *called, seed=0)
    assert score.points == score.max_points, score.reason
    assert "Your rnn_" in own_forward_remarks(name, np.random.default_rng(0), *called)[0]


def test_loss_on_top_of_an_own_forward_pass_loses_its_value_and_keeps_its_gradients():
    names = namespace(ASSIGNMENT, LINEAR_STEP, rnn_step_backward=LINEAR_STEP_BACKWARD)
    assert lost(grade("rnn_loss_and_grads", *needed("rnn_loss_and_grads", names), seed=0)) == ("loss",)
    score = grade("truncated_bptt", *needed("truncated_bptt", names), seed=0)
    assert score.points == score.max_points, score.reason


def test_wrong_backward_pass_of_an_own_forward_pass_loses_what_is_wrong():
    wrong_backward = LINEAR_STEP_BACKWARD.replace("W_hh.T", "W_hh")
    called = needed("rnn_step_backward", namespace(ASSIGNMENT, LINEAR_STEP, rnn_step_backward=wrong_backward))
    assert lost(grade("rnn_step_backward", *called, seed=0)) == ("dh_prev",)


def test_forward_pass_that_returns_a_constant_makes_zeros_no_right_answer():
    names = namespace(ASSIGNMENT, CONSTANT_STEP, rnn_step_backward=ZERO_STEP_BACKWARD)
    called = needed("rnn_step_backward", names)
    assert lost(grade("rnn_step_backward", *called, seed=0)) == (
        "dx_t",
        "dh_prev",
        "dW_xh",
        "dW_hh",
        "db_h",
        "purity",
    )


@each_exercise
def test_given_forward_pass_makes_no_remark(name, solution):
    assert own_forward_remarks(name, np.random.default_rng(0), *needed(name, solution)) == ()
