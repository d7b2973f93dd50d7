"""Rubric of 03_vanishing_gradients: Jacobians, their products and gradient norms against HIPS autograd.

W_hh is Gaussian and far from normal: its eigenvalues, singular values and Frobenius norm all differ.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array

from ..comparison import compare
from ..exercise import Exercise, GradedProperty
from ..reference import vanishing_gradients as reference
from . import spectral
from .own_functions import remarks
from .purity import expect_alive, expect_float64, expect_pure

SIZES = ((5, 4), (7, 3))  # (T, H)


def draw_matrix(rng, H, gain=1.2):
    return gain * rng.normal(size=(H, H)) / np.sqrt(H)


def draw_states(rng, T, H, gain=1.2):
    """h (T + 1, H) of an RNN with random input, and its W_hh; no state is saturated to rounding."""
    W_hh = draw_matrix(rng, H, gain)
    h = [rng.uniform(-0.9, 0.9, size=H)]
    for drive in rng.normal(size=(T, H)) / 2:
        h.append(np.tanh(h[-1] @ W_hh + drive).clip(-0.99, 0.99))
    return np.stack(h), W_hh


def compare_each(name, got, expected, look_at):
    """Compare norms that may differ by orders of magnitude: each within the tolerance of itself."""
    compare(name, got, expected, look_at, time_axis=0)
    got = expect_array(name, got, expected.shape, dtype=None).astype(float)
    compare(f"{name}, each relative to what it should be", got / expected, np.ones(len(got)), look_at)


# hidden_jacobian

SLOPES = "Row i of the Jacobian belongs to h_t[i], so it has the slope of tanh at that unit."


def jacobian_at_zero(rng, hidden_jacobian):
    W_hh = draw_matrix(rng, 4)
    look = "At h_t = 0 every slope is 1. W_hh[i, j] leads from unit i to unit j: which index is the row of J?"
    compare("J_t", hidden_jacobian(np.zeros(4), W_hh.copy()), W_hh.swapaxes(0, 1), look)


def jacobian_saturated(rng, hidden_jacobian):
    h, W_hh = draw_states(rng, 1, 5)
    expected = reference.hidden_jacobian(h[1], W_hh)
    h[1, [1, 3]] = 1.0, -1.0
    expected[[1, 3]] = 0.0
    compare("J_t", hidden_jacobian(h[1].copy(), W_hh.copy()), expected, SLOPES)


def jacobian_entries(rng, hidden_jacobian):
    for T, H in SIZES:
        h, W_hh = draw_states(rng, T, H)
        for h_t in h[1:]:
            expected = reference.hidden_jacobian(h_t, W_hh)
            compare("J_t", hidden_jacobian(h_t.copy(), W_hh.copy()), expected, SLOPES)


def jacobian_dtype(rng, hidden_jacobian):
    h, W_hh = draw_states(rng, 1, 4)
    got = hidden_jacobian(h[1], W_hh)
    expect_float64("J_t", got, (4, 4))
    expect_alive("J_t", got)


def jacobian_purity(rng, hidden_jacobian):
    h, W_hh = draw_states(rng, 1, 4)
    expect_pure(hidden_jacobian, {"h_t": h[1], "W_hh": W_hh}, (4, 4))
    expect_alive("J_t", hidden_jacobian(h[1], W_hh))


# jacobian_product_norms and gradient_norm_by_lag: a mistake in hidden_jacobian costs once, there.


def own_jacobians(hidden_jacobian, h, W_hh):
    """J_1 … J_T by the student's hidden_jacobian, or None where it is no function of state and weights."""

    def ask(h_t, W):
        J = hidden_jacobian(np.array(h_t), np.array(W))
        return expect_array("J_t", J, W_hh.shape, dtype=None).astype(float)

    state = np.linspace(0.2, 0.6, len(W_hh))
    try:
        here, elsewhere, stronger = ask(state, W_hh), ask(state / 2, W_hh), ask(state, 2 * W_hh)
        J = [ask(h_t, W_hh) for h_t in h[1:]]
    except CheckFailed:
        return None
    depends = not np.allclose(here, elsewhere) and not np.allclose(here, stronger)
    return J if depends else None


def own_product_norms(J):
    products = [np.linalg.multi_dot([np.eye(len(J[0])), *J[k:][::-1]]) for k in range(len(J))]
    return np.array([np.linalg.norm(product, 2) for product in products])


def own_gradient_norms(dh_T, J):
    rows = [np.linalg.multi_dot([dh_T, *J[k:][::-1]]) for k in range(len(J))]
    return np.array([np.linalg.norm(row) for row in rows])


def _compare_norms(name, got, expected, own, look_at):
    """Compare with the reference and, failing that, with what the student's own Jacobians give.

    Args:
        own: called without arguments, gives the norms by the student's own Jacobians, or None.
    """
    try:
        compare_each(name, got, expected, look_at)
    except CheckFailed:
        norms = own()
        if norms is None or not norms.all():
            raise
        compare_each(
            name, got, norms, f"It was held against a product of your own hidden_jacobian. {look_at}"
        )


ORDER = "∂h_T/∂h_k is J_T … J_{k+1}, the newest on the left; entry k counts states from h_0."


def product_case(T, H, gain=1.2, linear=False):
    """A property's check: every norm for random states, or for states of zero, where the slopes are 1."""

    def check(rng, jacobian_product_norms, hidden_jacobian):
        h, W_hh = draw_states(rng, T, H, gain)
        h = 0 * h if linear else h

        def own():
            J = own_jacobians(hidden_jacobian, h, W_hh)
            return None if J is None else own_product_norms(J)

        expected = reference.jacobian_product_norms(h, W_hh)
        got = jacobian_product_norms(h.copy(), W_hh.copy())
        _compare_norms("norms", got, expected, own, ORDER)

    return check


def product_dtype(rng, jacobian_product_norms, hidden_jacobian):
    got = jacobian_product_norms(*draw_states(rng, 5, 4))
    expect_float64("norms", got, (5,))
    expect_alive("norms", got)


def product_purity(rng, jacobian_product_norms, hidden_jacobian):
    h, W_hh = draw_states(rng, 5, 4)
    expect_pure(jacobian_product_norms, {"h": h, "W_hh": W_hh}, (5,))
    expect_alive("norms", jacobian_product_norms(h, W_hh))


BACK = "The row dh_k is dh_{k+1} J_{k+1}; start from dh_T and write down its length after each step back."


def gradient_case(T, H, gain=1.2):
    def check(rng, gradient_norm_by_lag, hidden_jacobian):
        h, W_hh = draw_states(rng, T, H, gain)
        dh_T = 3 * rng.normal(size=H)

        def own():
            J = own_jacobians(hidden_jacobian, h, W_hh)
            return None if J is None else own_gradient_norms(dh_T, J)

        expected = reference.gradient_norms(dh_T, h, W_hh)
        got = gradient_norm_by_lag(dh_T.copy(), h.copy(), W_hh.copy())
        _compare_norms("norms", got, expected, own, BACK)

    return check


def gradient_dtype(rng, gradient_norm_by_lag, hidden_jacobian):
    h, W_hh = draw_states(rng, 5, 4)
    got = gradient_norm_by_lag(rng.normal(size=4), h, W_hh)
    expect_float64("norms", got, (5,))
    expect_alive("norms", got)


def gradient_purity(rng, gradient_norm_by_lag, hidden_jacobian):
    h, W_hh = draw_states(rng, 5, 4)
    arrays = {"dh_T": rng.normal(size=4), "h": h, "W_hh": W_hh}
    expect_pure(gradient_norm_by_lag, arrays, (5,))
    expect_alive("norms", gradient_norm_by_lag(*arrays.values()))


PURE = "No argument changes, and a second call gives the same."

RUBRICS = (
    (
        "hidden_jacobian",
        ("hidden_jacobian",),
        "read_jacobian",
        (
            ("zero state", 1.0, "At h_t = 0 only the weights are left.", jacobian_at_zero),
            ("saturated units", 0.5, "Units at ±1 pass nothing on, the others do.", jacobian_saturated),
            ("entries", 2.0, "Every entry, for several states and sizes.", jacobian_entries),
            ("dtype", 0.5, "A float64 array of shape (H, H).", jacobian_dtype),
            ("purity", 1.0, PURE, jacobian_purity),
        ),
    ),
    (
        "jacobian_product_norms",
        ("jacobian_product_norms", "hidden_jacobian"),
        "read_products",
        (
            ("one step", 1.0, "T = 1: the norm of one Jacobian.", product_case(1, 4)),
            ("linear", 1.0, "All states zero: the norms of powers of W_hh.", product_case(6, 4, linear=True)),
            ("every lag", 2.0, "Every k, with states that differ from step to step.", product_case(5, 4)),
            ("vanishing", 0.5, "Tiny norms are right, too.", product_case(16, 3, gain=0.4)),
            ("dtype", 0.5, "A float64 array of shape (T,).", product_dtype),
            ("purity", 1.0, PURE, product_purity),
        ),
    ),
    (
        "gradient_norm_by_lag",
        ("gradient_norm_by_lag", "hidden_jacobian"),
        "read_gradient_by_lag",
        (
            ("one step", 1.0, "T = 1: one step back.", gradient_case(1, 4)),
            ("every lag", 2.0, "Every k, with states that differ from step to step.", gradient_case(5, 4)),
            ("vanishing", 0.5, "Tiny norms are right, too.", gradient_case(16, 3, gain=0.4)),
            ("dtype", 0.5, "A float64 array of shape (T,).", gradient_dtype),
            ("purity", 1.0, PURE, gradient_purity),
        ),
    ),
    *spectral.RUBRICS,
)


def own_jacobian_remarks(rng, _, hidden_jacobian):
    h, W_hh = draw_states(rng, 1, 4)
    right = reference.hidden_jacobian(h[1], W_hh)
    return remarks(hidden_jacobian=(hidden_jacobian(h[1], W_hh), right))


EXERCISES = tuple(
    Exercise(
        name,
        "03_vanishing_gradients",
        functions,
        equation,
        tuple(GradedProperty(*line) for line in lines),
        own_jacobian_remarks if "hidden_jacobian" in functions[1:] else Exercise.remarks,
    )
    for name, functions, equation, lines in RUBRICS
)
