"""The visible checks of 01_rnn_forward: each property says no to what breaks it, in words that help."""

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES, check
from rnn_helpers.checks.purity import expect_pure


def verdict(exercise, prop, *functions):
    """The message of one property, or None where it holds."""
    checks = {entry.name: entry.check for entry in PROPERTIES[exercise]}
    try:
        checks[prop](np.random.default_rng(0), *functions)
    except CheckFailed as failed:
        return str(failed)
    return None


def constant_step(value, dtype=float):
    return lambda x_t, h_prev, *weights: (np.full(h_prev.shape, value, dtype=dtype), None)


@pytest.mark.parametrize(
    ("exercise", "prop", "function", "says"),
    [
        ("one_hot", "shape", lambda ids, K: np.zeros((*ids.shape, K - 1)), "expected shape"),
        ("one_hot", "shape", lambda ids, K: np.zeros((*ids.shape, K), dtype=int), "expected dtype float64"),
        ("one_hot", "one 1 a row", lambda ids, K: np.zeros((*ids.shape, K)), "a single 1 among zeros"),
        (
            "one_hot",
            "out of range",
            lambda ids, K: np.zeros((*ids.shape, K)),
            "expected an error for the id -1",
        ),
        ("rnn_step_forward", "shapes", lambda *a: constant_step(0.5)(*a)[0], "expected 2 values"),
        ("rnn_step_forward", "shapes", constant_step(1.5), "Is tanh applied?"),
        ("rnn_step_forward", "shapes", constant_step(np.nan), "expected finite numbers"),
        ("rnn_step_forward", "bias alone", constant_step(0.0), "Only the bias is left"),
        ("rnn_step_forward", "input alone", constant_step(0.5), "picks one ROW of W_xh"),
        ("rnn_step_forward", "state alone", constant_step(0.5), "picks one ROW of W_hh"),
        ("rnn_step_forward", "sum of terms", constant_step(0.5), "sum of its three terms"),
        ("rnn_step_forward", "saturation", constant_step(0.5), "near −1 or 1"),
        ("rnn_forward", "shapes", lambda x, h_0, *w: (h_0, None), "one axis too few"),
        (
            "rnn_forward",
            "first step",
            lambda x, h_0, *w: (0.5 * x[..., :1] + 0 * h_0, None),
            "starts from h_0",
        ),
        (
            "rnn_forward",
            "causality",
            lambda x, h_0, *w: (np.zeros((len(x), *h_0.shape)), None),
            "carried on?",
        ),
        (
            "rnn_forward",
            "causality",
            lambda x, h_0, *w: (np.tanh(x.sum() + np.zeros((len(x), *h_0.shape))), None),
            "in which order does the loop run?",
        ),
        ("rnn_readout", "shapes", lambda h, W, b, pattern: h[-1] @ W + b, "one axis too few"),
        ("rnn_readout", "bias alone", lambda h, W, b, p: (h if p == "many-to-many" else h[-1]) @ W, "bias"),
        (
            "rnn_readout",
            "last step",
            lambda h, W, b, p: (h if p == "many-to-many" else h[0]) @ W + b,
            "last step",
        ),
        ("softmax_cross_entropy", "shapes", lambda z, t, m=None: (z, z), "Is a sum over all axes missing?"),
        ("softmax_cross_entropy", "uniform", lambda z, t, m=None: (z.sum(), z), "T steps of log K each"),
        (
            "softmax_cross_entropy",
            "gradient",
            lambda z, t, m=None: ((z**2).sum(), z),
            "slope of your own loss",
        ),
        ("softmax_cross_entropy", "gradient rows", lambda z, t, m=None: (z.sum(), 0 * z + 1), "sum"),
        ("softmax_cross_entropy", "huge logits", lambda z, t, m=None: (z.sum(), z), "changes no probability"),
        ("softmax_cross_entropy", "mask", lambda z, t, m=None: (z.sum(), z), "exactly 0 at masked steps"),
    ],
)
def test_property_says_what_kind_of_wrong_it_is(exercise, prop, function, says):
    assert says in verdict(exercise, prop, function)


def test_parity_property_names_the_shortest_bits_that_go_wrong():
    def weights():
        return np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1), np.ones((1, 1)), np.full(1, -0.5)

    def forward(x, h_0, *w):
        return np.broadcast_to(x, (*x.shape[:2], 1)).copy(), None

    def readout(h, W_hy, b_y, pattern):
        return h @ W_hy + b_y

    assert verdict("parity_rnn", "one bit", weights, forward, readout) is None
    assert "after the bits 10:" in verdict("parity_rnn", "two bits", weights, forward, readout)


def test_purity_names_the_argument_that_was_changed():
    def careless(x):
        x += 1
        return x

    with pytest.raises(CheckFailed, match="^x: expected to be left as it was"):
        expect_pure(careless, {"x": np.zeros(3)})


def test_purity_notices_a_function_that_remembers():
    calls = []

    def counts(x):
        calls.append(x)
        return x + len(calls)

    with pytest.raises(CheckFailed, match="second call"):
        expect_pure(counts, {"x": np.zeros(3)})


def test_check_raises_with_the_first_property_that_fails(capsys):
    with pytest.raises(CheckFailed, match="rnn_step_forward, shapes: h_t: expected values in"):
        check("rnn_step_forward", constant_step(2.0))
    assert "0 of 7" not in capsys.readouterr().err
