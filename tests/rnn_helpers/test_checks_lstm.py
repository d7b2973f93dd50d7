"""The visible checks of 05_lstm: each says no to what breaks it, in words that help."""

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES
from rnn_helpers.gate_readings import BLOCKS, read_gate, read_steps
from rnn_helpers.random_lstm import random_lstm

from .plain_lstm import path, start, step_backward, step_forward


def verdict(exercise, prop, *functions):
    """The message of one property, or None where it holds."""
    checks = {entry.name: entry.check for entry in PROPERTIES[exercise]}
    try:
        checks[prop](np.random.default_rng(0), *functions)
    except CheckFailed as failed:
        return str(failed)
    return None


def test_gates_read_off_from_outside_are_those_inside():
    rng = np.random.default_rng(1)
    params, h_prev, c_prev = random_lstm(3, 4, rng, N=2)
    x_t = rng.normal(size=(2, 3))
    inside = dict(zip("ifog", step_forward(x_t, h_prev, c_prev, **params)[2][5:9], strict=True))
    for gate in BLOCKS:
        read = read_gate(gate, step_forward, x_t, h_prev, **params)
        np.testing.assert_allclose(read, inside[gate], rtol=1e-12)


def test_reading_a_sequence_gives_every_step():
    rng = np.random.default_rng(1)
    params, h_0, c_0 = random_lstm(3, 4, rng, N=2)
    read = read_steps(step_forward, rng.normal(size=(5, 2, 3)), h_0, c_0, **params)
    assert {name: part.shape for name, part in read.items()} == dict.fromkeys("ifogch", (5, 2, 4))
    kept = read["f"] * np.concatenate([c_0[None], read["c"][:-1]])
    np.testing.assert_allclose(read["c"], kept + read["i"] * read["g"], rtol=1e-12)


def naive_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_sigmoid_check_notices_a_warning_that_leaves_the_value_right():
    assert verdict("sigmoid", "odds", naive_sigmoid) is None
    assert "no warning" in verdict("sigmoid", "large inputs", naive_sigmoid)


def test_sigmoid_check_holds_where_an_exponential_underflows():
    def by_sign(z):
        small = np.exp(-np.abs(z))
        return np.where(z < 0, small, 1) / (1 + small)

    assert {verdict("sigmoid", entry.name, by_sign) for entry in PROPERTIES["sigmoid"]} == {None}


def blocks_moved(order):
    """A step whose weights are read in another order of the blocks."""

    def step(x_t, h_prev, c_prev, W_x, W_h, b):
        moved = [np.concatenate([np.split(W, 4, -1)[k] for k in order], axis=-1) for W in (W_x, W_h, b)]
        return step_forward(x_t, h_prev, c_prev, *moved)

    return step


def test_step_check_notices_any_order_of_the_blocks_but_the_right_one():
    assert verdict("lstm_step_forward", "forget gate", blocks_moved((0, 1, 2, 3))) is None
    for order in ((1, 0, 2, 3), (0, 1, 3, 2), (0, 2, 1, 3)):
        names = ("input gate", "forget gate", "output gate", "candidate")
        assert any(
            "order i, f, o, g" in (verdict("lstm_step_forward", n, blocks_moved(order)) or "") for n in names
        )


@pytest.mark.parametrize("prop", [entry.name for entry in PROPERTIES["lstm_step_forward"]])
def test_step_check_holds_for_a_right_step(prop):
    assert verdict("lstm_step_forward", prop, step_forward) is None


def with_change(number, change):
    def backward(dh_t, dc_t, cache):
        gradients = list(step_backward(dh_t, dc_t, cache))
        gradients[number] = change(gradients[number])
        return tuple(gradients)

    return backward


def one_entry_off(array):
    array = array.copy()
    array[np.unravel_index(np.abs(array).argmax(), array.shape)] *= 1.0005
    return array


@pytest.mark.parametrize(
    ("prop", "number", "change", "says"),
    [
        ("dx_t", 0, lambda d: -d, "wrong sign"),
        ("dc_prev", 2, one_entry_off, "right but for some entries"),
        ("dW_x", 3, lambda d: np.roll(d, 4, axis=1), "order g, i, f, o"),
        ("dW_h", 4, lambda d: d * np.repeat([1, 0, 1, 1], 4), "gate block f is zero"),
        ("db", 5, lambda d: d / 2, "mean in place of a sum"),
        ("db", 5, lambda d: d * np.nan, "finite"),
        ("dtype", 5, lambda d: d.astype(np.float32), "expected dtype float64, got float32"),
    ],
    ids="sign one_entry blocks_moved block_zero mean nan float32".split(),
)
def test_backward_check_says_what_kind_of_wrong_it_is(prop, number, change, says):
    assert says in verdict("lstm_step_backward", prop, with_change(number, change), step_forward)


@pytest.mark.parametrize("prop", [entry.name for entry in PROPERTIES["lstm_step_backward"]])
def test_backward_check_holds_for_a_right_step(prop):
    assert verdict("lstm_step_backward", prop, step_backward, step_forward) is None


def test_backward_check_tells_the_two_outputs_apart():
    def without_cell(dh_t, dc_t, cache):
        return step_backward(dh_t, 0 * dc_t, cache)

    assert verdict("lstm_step_backward", "dh_t alone", without_cell, step_forward) is None
    assert verdict("lstm_step_backward", "dc_t alone", without_cell, step_forward)


def test_path_check_measures_on_the_step():
    assert verdict("cell_path_jacobian", "measured", path, step_forward) is None
    assert verdict("cell_path_jacobian", "measured", lambda f: path(f) * f, step_forward)


def test_start_check_accepts_another_distribution_of_the_right_spread():
    def uniform(D, H, rng, forget_bias=1.0):
        draws = [rng.uniform(-(3**0.5), 3**0.5, (n, 4 * H)) / n**0.5 for n in (D, H)]
        return *draws, start(D, H, rng, forget_bias)[2]

    for entry in PROPERTIES["init_lstm"]:
        assert verdict("init_lstm", entry.name, uniform) is None
    assert verdict("init_lstm", "spread", lambda D, H, *others: [2 * W for W in start(D, H, *others)])
