"""Visible checks of 03_vanishing_gradients: the student's Jacobians and norms against measured derivatives.

No right answer stands here. What is measured: how far h_T moves when an earlier state is moved a little. The
forward step is put back together from the states: what input and bias added to a_t can be read off them.
"""

import numpy as np

from ..array_checks import CheckFailed, expect_array, expect_close
from ..finite_difference import numerical_gradient
from ..number_hints import suggest
from ..properties import Property
from ..trajectory import rnn_states
from . import spectral
from .purity import expect_pure

T, H = 5, 4

RTOL = 2e-5  # float32 somewhere on the way is no mistake; 0.05 % is


def _draw(rng, steps=T, units=H, gain=1.2):
    """h (steps + 1, units) of an RNN with random input, and its W_hh, Gaussian and so far from normal."""
    W_hh = gain * rng.normal(size=(units, units)) / np.sqrt(units)
    drive = rng.normal(size=(steps, units)) / 2
    return rnn_states(drive, rng.uniform(-0.9, 0.9, size=units), W_hh), W_hh


def _last_state(h, W_hh, k):
    """A function from h_k to h_T, with the input and bias that made the states h."""
    drive = np.arctanh(h[k + 1 :]) - h[k:-1] @ W_hh
    return lambda state: rnn_states(drive, state, W_hh)[-1]


def _measured_jacobian(h, W_hh, k):
    """∂h_T/∂h_k by central differences, one row for each entry of h_T."""
    forward = _last_state(h, W_hh, k)
    rows = np.eye(W_hh.shape[1])
    return np.stack([numerical_gradient(forward, h[k], upstream=row) for row in rows])


def _compare(name, got, measured, look):
    got = expect_array(name, got, measured.shape, dtype=None)
    expect_close(
        name, got, measured, f"{suggest(got, measured, rtol=RTOL) or look} (Expected: measured.)", RTOL
    )


# hidden_jacobian

ROWS = "Row i tells how h_t[i] moves: it has the slope of tanh at unit i and the weights that lead TO unit i."


def jacobian_entries(rng, hidden_jacobian):
    h, W_hh = _draw(rng, 1)
    _compare("J_t", hidden_jacobian(h[1].copy(), W_hh.copy()), _measured_jacobian(h, W_hh, 0), ROWS)


def jacobian_zero(rng, hidden_jacobian):
    h, W_hh = _draw(rng, 1)
    h[1] = 0
    _compare("J_t", hidden_jacobian(h[1].copy(), W_hh.copy()), _measured_jacobian(h, W_hh, 0), ROWS)


def jacobian_saturated(rng, hidden_jacobian):
    h, W_hh = _draw(rng, 1)
    h[1, 2] = 1.0
    J = expect_array("J_t", hidden_jacobian(h[1].copy(), W_hh.copy()), (H, H), dtype=None)
    if J[2].any() or not J[[0, 1, 3]].all():
        raise CheckFailed(
            "J_t with h_t[2] = 1: expected row 2 zero and no other entry zero, got something else. "
            "A unit at ±1 has slope zero: no small change of the past moves it."
        )


def jacobian_dtype(rng, hidden_jacobian):
    h, W_hh = _draw(rng, 1)
    expect_array("J_t", hidden_jacobian(h[1], W_hh), (H, H))


def jacobian_purity(rng, hidden_jacobian):
    h, W_hh = _draw(rng, 1)
    expect_pure(hidden_jacobian, {"h_t": h[1], "W_hh": W_hh})


# jacobian_product_norms

PRODUCT = "∂h_T/∂h_k goes through every step from k + 1 to T, the newest Jacobian on the left."


def _product(steps):
    """A property's check: the norms of measured Jacobians, for every k."""

    def check(rng, jacobian_product_norms, *_):
        h, W_hh = _draw(rng, steps)
        measured = [np.linalg.norm(_measured_jacobian(h, W_hh, k), ord=2) for k in range(steps)]
        _compare("norms", jacobian_product_norms(h.copy(), W_hh.copy()), np.array(measured), PRODUCT)

    return check


def product_identity(rng, jacobian_product_norms, *_):
    h, W_hh = np.zeros((T + 1, H)), 0.5 * np.eye(H)
    got = expect_array("norms", jacobian_product_norms(h, W_hh), (T,), dtype=None)
    look = "With W_hh = ½ times the identity and states of zero, each step halves every change."
    expect_close("ratio of neighbouring norms", got[1:] / got[:-1], np.full(T - 1, 2.0), look)
    expect_close("norm of the last step", got[-1], 0.5, look)


def product_dtype(rng, jacobian_product_norms, *_):
    expect_array("norms", jacobian_product_norms(*_draw(rng)), (T,))


def product_purity(rng, jacobian_product_norms, *_):
    h, W_hh = _draw(rng)
    expect_pure(jacobian_product_norms, {"h": h, "W_hh": W_hh})


# gradient_norm_by_lag

BACK = "Entry k is the length of ∂L/∂h_k: the gradient at h_T, carried back from step T to state k."


def _gradient(steps):
    """A property's check: the lengths of measured gradients, for every k."""

    def check(rng, gradient_norm_by_lag, *_):
        h, W_hh = _draw(rng, steps)
        dh_T = 3 * rng.normal(size=H)
        measured = [
            np.linalg.norm(numerical_gradient(_last_state(h, W_hh, k), h[k], upstream=dh_T))
            for k in range(steps)
        ]
        got = gradient_norm_by_lag(dh_T.copy(), h.copy(), W_hh.copy())
        _compare("norms", got, np.array(measured), BACK)

    return check


def gradient_doubled(rng, gradient_norm_by_lag, *_):
    h, W_hh = _draw(rng)
    dh_T = rng.normal(size=H)
    once, twice = (
        expect_array("norms", gradient_norm_by_lag(scale * dh_T, h.copy(), W_hh.copy()), (T,), dtype=None)
        for scale in (1, 2)
    )
    look = "The gradient is linear in dh_T, and so is its length under a positive factor."
    expect_close("norms for 2 dh_T, over those for dh_T", twice / once, np.full(T, 2.0), look, RTOL)


def gradient_dtype(rng, gradient_norm_by_lag, *_):
    h, W_hh = _draw(rng)
    expect_array("norms", gradient_norm_by_lag(rng.normal(size=H), h, W_hh), (T,))


def gradient_purity(rng, gradient_norm_by_lag, *_):
    h, W_hh = _draw(rng)
    expect_pure(gradient_norm_by_lag, {"dh_T": rng.normal(size=H), "h": h, "W_hh": W_hh})


PURE = "No argument changes, and a second call gives the same."

PROPERTIES = {
    "hidden_jacobian": (
        Property("entries", "Every entry is the measured derivative.", jacobian_entries),
        Property("zero state", "The same at h_t = 0, where tanh is steepest.", jacobian_zero),
        Property("saturated units", "A unit at 1 has a row of zeros.", jacobian_saturated),
        Property("dtype", "A float64 array of shape (H, H).", jacobian_dtype),
        Property("purity", PURE, jacobian_purity),
    ),
    "jacobian_product_norms": (
        Property("one step", "T = 1: the norm of one measured Jacobian.", _product(1)),
        Property("every lag", "T = 5: the norm of ∂h_T/∂h_k, measured, for every k.", _product(T)),
        Property("halving", "W_hh = ½ I at zero states halves at every step.", product_identity),
        Property("dtype", "A float64 array of shape (T,).", product_dtype),
        Property("purity", PURE, product_purity),
    ),
    "gradient_norm_by_lag": (
        Property("one step", "T = 1: one step back, measured.", _gradient(1)),
        Property("every lag", "T = 5: the length of ∂L/∂h_k, measured, for every k.", _gradient(T)),
        Property("doubled", "Twice the gradient at h_T, twice every length.", gradient_doubled),
        Property("dtype", "A float64 array of shape (T,).", gradient_dtype),
        Property("purity", PURE, gradient_purity),
    ),
    **spectral.PROPERTIES,
}
