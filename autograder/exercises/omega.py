"""Rubric of Ω in 04_clipping: its value and its immediate derivative."""

import numpy as np

from rnn_helpers.array_checks import (
    CheckFailed,
    expect_array,
    expect_number,
    expect_untouched,
    expect_values,
)

from ..comparison import compare
from ..reference import clipping as reference
from ..reference import derivatives
from .bptt_problems import copies

# (T, N, H): all different, and one step or one sample alone.
OMEGA_SIZES = ((5, 3, 4), (1, 2, 5), (4, 1, 3))


def draw_omega(rng, T, N, H):
    """dh_total, h, W_hh in general position, some of the states near saturation."""
    h = np.tanh(1.5 * rng.normal(size=(T, N, H)))
    return {
        "dh_total": rng.normal(size=(T, N, H)),
        "h": h,
        "W_hh": 1.4 * rng.normal(size=(H, H)) / np.sqrt(H),
    }


def _omega(omega_regulariser, inputs):
    """(omega, dW_hh): the number is checked, the gradient is not."""
    omega, dW_hh = expect_values(("omega", "dW_hh"), omega_regulariser(*copies(inputs).values()))
    return expect_number("omega", omega), dW_hh


def _both(omega_regulariser, inputs):
    """(omega, dW_hh), both checked; an answer of nothing at all is none."""
    omega, dW_hh = _omega(omega_regulariser, inputs)
    dW_hh = expect_array("dW_hh", dW_hh, inputs["W_hh"].shape, dtype=None)
    if not (omega > 0 and dW_hh.any()):
        raise CheckFailed("omega: expected a positive number and a gradient, got zero. Is anything computed?")
    return omega, dW_hh


def omega_value(rng, omega_regulariser):
    for T, N, H in OMEGA_SIZES:
        inputs = draw_omega(rng, T, N, H)
        look = "A step and sample adds (ratio of the squared lengths − 1)²; all T steps; mean over the batch."
        compare(
            "omega",
            _omega(omega_regulariser, inputs)[0],
            reference.omega(**inputs),
            look,
            sizes={"T": T, "N": N},
        )


def omega_gradient(rng, omega_regulariser):
    for T, N, H in OMEGA_SIZES:
        inputs = draw_omega(rng, T, N, H)
        own, dW_hh = _omega(omega_regulariser, inputs)
        constants = {name: inputs[name] for name in ("dh_total", "h")}
        truth = derivatives.make_truth(
            derivatives.gradients(reference.omega, {"W_hh": inputs["W_hh"]}, **constants),
            own,
            reference.omega(**inputs),
            lambda W_hh, c=constants: _omega(omega_regulariser, {**c, "W_hh": W_hh})[0],
            {"W_hh": inputs["W_hh"]},
            {"W_hh": "dW_hh"},
            {"T": T, "N": N},
        )
        truth.compare("dW_hh", dW_hh, "Two squares stand one inside the other: each gives a factor.")


def omega_zero_gradient(rng, omega_regulariser):
    T, N, H = OMEGA_SIZES[0]
    inputs = draw_omega(rng, T, N, H)
    inputs["dh_total"][:2] = 0
    got = _both(omega_regulariser, inputs)
    later = {"dh_total": inputs["dh_total"][2:], "h": inputs["h"][2:], "W_hh": inputs["W_hh"]}
    look = "A step whose gradient is zero has no direction and adds nothing."
    for name, value, expected in zip(("omega", "dW_hh"), got, _both(omega_regulariser, later), strict=True):
        compare(name, value, expected, look)


def omega_length_forgotten(rng, omega_regulariser):
    T, N, H = OMEGA_SIZES[0]
    inputs = draw_omega(rng, T, N, H)
    lengths = 10.0 ** rng.uniform(-6, -2, size=(T, N, 1))
    short = {**inputs, "dh_total": lengths * inputs["dh_total"]}
    look = "Each ratio is taken at its own step and sample, and nothing is added to a small length."
    for name, value, expected in zip(
        ("omega", "dW_hh"), _both(omega_regulariser, short), _both(omega_regulariser, inputs), strict=True
    ):
        compare(name, value, expected, look)


def omega_dtype(rng, omega_regulariser):
    inputs = draw_omega(rng, *OMEGA_SIZES[0])
    expect_array("dW_hh", _omega(omega_regulariser, inputs)[1], inputs["W_hh"].shape)


def omega_purity(rng, omega_regulariser):
    inputs = draw_omega(rng, *OMEGA_SIZES[0])
    inputs["dh_total"][0, 0] = 0
    answers = []
    with expect_untouched(**inputs):
        for _ in range(2):
            omega, dW_hh = expect_values(("omega", "dW_hh"), omega_regulariser(*inputs.values()))
            dW_hh = expect_array("dW_hh", dW_hh, inputs["W_hh"].shape, dtype=None)
            answers.append((expect_number("omega", omega), dW_hh))
    if answers[0][0] != answers[1][0] or not np.array_equal(answers[0][1], answers[1][1]):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. Is anything kept?"
        )


RUBRICS = (
    (
        "omega_regulariser",
        ("omega_regulariser",),
        "read_omega_exercise",
        (
            ("omega", 2.0, "The value, for several sizes.", omega_value),
            ("dW_hh", 3.0, "Every entry of the immediate derivative.", omega_gradient),
            ("zero gradient", 1.0, "A step without gradient adds nothing.", omega_zero_gradient),
            (
                "length forgotten",
                1.0,
                "Only ratios count, however short a gradient is.",
                omega_length_forgotten,
            ),
            ("dtype", 0.5, "dW_hh is a float64 array (H, H).", omega_dtype),
            ("purity", 0.5, "Nothing changes in place; a second call gives the same.", omega_purity),
        ),
    ),
)
