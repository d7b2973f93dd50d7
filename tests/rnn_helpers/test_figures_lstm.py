"""The figures of 05_lstm: they show what the functions given to them return, and say it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_helpers.figures import lstm as figures
from rnn_helpers.memory_tasks import SYMBOLS, temporal_order
from rnn_helpers.recorded import recorded_runs
from rnn_helpers.rnn_layer import RNNLayer
from rnn_helpers.training import History

from .plain_lstm import path, start, step_backward, step_forward


def four_steps():
    """Two words: one writes, one does nothing."""
    W_x = np.array([[100.0, 100.0, 100.0, np.log(3)], [-100.0, 100.0, -100.0, 0.0]])
    return figures.show_four_steps(
        step_forward, np.eye(2)[:, None], ("write", "wait"), W_x, np.zeros((1, 4)), np.zeros(4)
    )


def by_lag(backward=step_backward):
    return figures.show_gradient_by_lag(step_forward, backward, path, start, RNNLayer())


def run(solved, updates):
    return History(
        evaluated_at=[25, updates],
        evaluations=[0.7, 0.0 if solved else 0.7],
        loss=[1.0] * updates,
        solved=solved,
    )


def strips():
    x, _ = temporal_order(30, 1, np.random.default_rng(0))
    return figures.show_gate_strips(step_forward, x, SYMBOLS, *start(6, 5, np.random.default_rng(1)))


PICTURES = {
    "four steps": four_steps,
    "gradient by lag": by_lag,
    "learning": lambda: figures.show_learning([run(True, 100), run(False, 600)], [run(False, 600)], 30),
    "strips": strips,
    "recorded": lambda: figures.show_recorded(recorded_runs("temporal_order_lstm")),
}


@pytest.mark.parametrize("name", PICTURES)
def test_figure_is_a_picture_with_words_and_leaves_none_open(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG") and len(picture.png) > 5000
    assert len(picture.alt) > 60 and not picture.alt.startswith("Figure")
    assert plt.get_fignums() == []


def test_four_steps_tells_the_cell_of_the_students_step():
    assert "“write” 0.80; “wait” 0.80" in four_steps().alt


def test_gradient_by_lag_shows_what_the_students_step_hands_back():
    """A step that drops the cell's gradient loses the long lags, whatever the forget bias."""

    def without_cell(dh_t, dc_t, cache):
        return step_backward(dh_t, 0 * dc_t, cache)

    kept, cut = (
        float(by_lag(b).alt.split("forget bias 2: ")[1].split(";")[0]) for b in (step_backward, without_cell)
    )
    assert kept > 0.01 and cut < 1e-6


def test_learning_counts_the_runs_that_solved_it():
    alt = PICTURES["learning"]().alt
    assert "the LSTM solved 1 of 2 starts (after 100 updates)" in alt
    assert "the RNN solved 0 of 1 starts" in alt


def test_recorded_runs_name_their_command_and_were_solved():
    (record,) = recorded_runs("temporal_order_lstm")
    assert record["command"].startswith("python -m experiments.temporal_order_lstm --steps 100")
    assert [run["solved"] and run["error"] < 0.01 for run in record["runs"]] == [True] * 3
