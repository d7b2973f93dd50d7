"""05_lstm: right answers get all the points, mistakes lose the properties named, no answer is given away."""

import functools

import numpy as np
import pytest
from solution_notebook import answers, lost, namespace, needed

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.grade import grade_lines
from autograder.reference import gated
from autograder.reference.lstm import cell_path_jacobian
from rnn_helpers import CheckFailed, check
from rnn_helpers.lstm_layer import LSTMLayer
from rnn_helpers.memory_tasks import temporal_order
from rnn_helpers.optimisers import Adam
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import train

ASSIGNMENT = "05_lstm"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
GRADIENTS = ["lstm_step_backward", "lstm_backward"]

each_exercise = pytest.mark.parametrize("name", NAMES)

# An LSTM of 1997, which forgets nothing, and the way back that is right for it.
WITHOUT_FORGETTING = ("c_t = f * c_prev + i * g", "c_t = c_prev + i * g")
BACK_WITHOUT_FORGETTING = (
    ("dz_f = dc * c_prev * f * (1 - f)", "dz_f = 0 * f"),
    ("dc_prev = dc * f", "dc_prev = dc.copy()"),
)


@pytest.fixture(scope="module")
def solution():
    return namespace(ASSIGNMENT)


@pytest.mark.parametrize(
    "answer",
    [None, float("nan"), "text", [[1.0], [1.0, 2.0]], (None,) * 6, (0.0,) * 3],
    ids=["None", "nan", "text", "ragged", "six Nones", "three zeros"],
)
@each_exercise
def test_nonsense_earns_nothing_and_blames_no_grader(name, answer, solution):
    called = [lambda *args: answer, *needed(name, solution)[1:]]
    assert {line.verdict for line in grade_lines(name, called, seed=0)} == {"failed"}
    with pytest.raises(CheckFailed):
        check(name, *called)


def with_edits(name, *edits):
    source = answers(ASSIGNMENT)[name]
    for find, replace in edits:
        assert source.count(find) == 1
        source = source.replace(find, replace)
    return {name: source}


@pytest.mark.parametrize("name", GRADIENTS)
def test_backward_pass_that_is_right_for_an_own_forward_pass_keeps_its_points(name):
    """The forward pass forgets nothing, and the backward pass is right for that."""
    names = namespace(
        ASSIGNMENT,
        **with_edits("lstm_step_forward", WITHOUT_FORGETTING),
        **with_edits("lstm_step_backward", *BACK_WITHOUT_FORGETTING),
    )
    score = grade(name, *needed(name, names), seed=0)
    assert score.points == score.max_points, score.reason
    assert "Your lstm_" in EXERCISES[name].remarks(np.random.default_rng(0), *needed(name, names))[0]


def test_right_backward_pass_on_a_wrong_forward_pass_loses_nothing_that_is_right():
    """Held against the course's gradient or its own forward pass's: either will do."""
    names = namespace(ASSIGNMENT, **with_edits("lstm_step_backward", BACK_WITHOUT_FORGETTING[1]))
    assert lost(grade("lstm_step_backward", *needed("lstm_step_backward", names), seed=0)) == (
        "dc_prev",
        "dh_t alone",
        "dc_t alone",
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda gradient: np.roll(gradient, gradient.shape[1] // 4, axis=1), "order g, i, f, o"),
        (lambda gradient: gradient * np.repeat([1, 1, 0, 1], gradient.shape[1] // 4), "gate block o is zero"),
    ],
    ids=["moved", "missing"],
)
def test_report_tells_which_gate_blocks_are_wrong(change, says, solution):
    backward, forward = needed("lstm_step_backward", solution)

    def wrong_blocks(dh_t, dc_t, cache):
        gradients = list(backward(dh_t, dc_t, cache))
        gradients[3] = change(gradients[3])
        return gradients

    lines = {line.name: line for line in grade_lines("lstm_step_backward", [wrong_blocks, forward], seed=0)}
    assert says in lines["dW_x"].message


@pytest.mark.parametrize("name", GRADIENTS)
def test_right_forward_pass_makes_no_remark(name, solution):
    assert EXERCISES[name].remarks(np.random.default_rng(0), *needed(name, solution)) == ()


def test_reference_path_is_what_a_small_change_of_the_cell_does():
    """With W_h = 0 the gates are fixed, so the whole derivative is the direct path."""
    rng = np.random.default_rng(0)
    x, W_x, b = rng.normal(size=(4, 2, 3)), rng.normal(size=(3, 20)), rng.normal(size=20)
    W_h, h_0, c_0 = np.zeros((5, 20)), np.zeros((2, 5)), rng.normal(size=(2, 5))
    f = np.stack([gated.lstm_gates(x_t, h_0, W_x, W_h, b)[1] for x_t in x])
    ends = [gated.lstm_forward(x, h_0, c_0 + change, W_x, W_h, b)[1][-1] for change in (0.5, -0.5)]
    np.testing.assert_allclose(f[0] * cell_path_jacobian(f)[0], ends[0] - ends[1], rtol=1e-12)


def test_training_is_the_same_with_the_notebooks_functions_as_with_the_fast_layer(solution):
    layer, losses = LSTMLayer(), []
    for forward, backward in (
        (solution["lstm_forward"], solution["lstm_backward"]),
        (layer.forward, layer.backward),
    ):
        model = SequenceClassifier(forward, backward, ("W_x", "W_h", "b"), states=2)
        weights = dict(
            zip(("W_x", "W_h", "b"), solution["init_lstm"](6, 8, np.random.default_rng(0)), strict=True)
        )
        params = {**weights, "W_hy": np.random.default_rng(1).normal(size=(8, 4)), "b_y": np.zeros(4)}
        rng = np.random.default_rng(2)
        sample = functools.partial(temporal_order, 12, 8)
        history = train(params, model.loss_and_grads, sample, Adam(0.01), 25, rng, show=False)
        losses.append(history.loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert losses[0][-1] < losses[0][0]
