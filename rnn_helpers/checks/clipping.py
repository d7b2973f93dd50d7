"""Visible checks of 04_clipping: the norm, clipping and Ω by numbers that can be found on paper.

Lengths come from whole-number right angles (6, 8, 10; 2, 3, 6, 7; 1, 4, 8, 9), values of Ω from matrices that
turn or stretch, its derivative from differences of the student's own Ω. No right answer stands here.
"""

import numpy as np

from ..array_checks import (
    CheckFailed,
    expect_array,
    expect_close,
    expect_dict,
    expect_number,
    expect_untouched,
    expect_values,
)
from ..finite_difference import numerical_gradient
from ..number_hints import suggest
from ..properties import Property
from . import unit_surface

RTOL = 2e-5  # float32 somewhere on the way is no mistake

LENGTH_10 = {"W": np.array([[6.0, 0.0], [0.0, 0.0]]), "b": np.array([0.0, 8.0])}
LENGTH_7 = {"W_hh": np.array([[2.0, 0.0], [-3.0, 0.0]]), "b_h": np.array([0.0, 6.0]), "b_y": np.zeros(3)}
LENGTH_9 = {"W": np.array([[[1.0], [-4.0]]]), "b": np.array(8.0)}


def _copied(grads, scale=1.0):
    return {name: scale * np.array(gradient) for name, gradient in grads.items()}


# global_norm


def _length(grads, scale, expected, look):
    def check(rng, global_norm):
        expect_close("norm", expect_number("norm", global_norm(_copied(grads, scale))), expected, look, RTOL)

    return check


def norm_of_parts(rng, global_norm):
    vector = rng.normal(size=12)
    whole = expect_number("norm", global_norm({"all": vector.copy()}))
    parts = {"W": vector[:6].reshape(2, 3), "b": vector[6:8], "filters": vector[8:].reshape(1, 2, 2)}
    got = expect_number("norm", global_norm(_copied(parts)))
    expect_close(
        "norm of three parts", got, whole, "Cutting a vector into arrays leaves its length as it was.", RTOL
    )


def norm_purity(rng, global_norm):
    grads = _copied(LENGTH_7)
    with expect_untouched(grads=grads):
        answers = [expect_number("norm", global_norm(grads)) for _ in range(2)]
    if answers[0] != answers[1] or not answers[0] > 0:
        raise CheckFailed(
            "norm: expected the same positive number twice, got others. Is anything kept or changed?"
        )


# clip_by_global_norm


def _clip(clip_by_global_norm, grads, threshold):
    clipped, norm = expect_values(("clipped", "norm"), clip_by_global_norm(_copied(grads), threshold))
    shapes = {name: gradient.shape for name, gradient in grads.items()}
    return expect_dict("clipped", clipped, shapes, dtype=None), expect_number("norm", norm)


# (gradient, its length, threshold); the last two lie below 1, where a square is smaller than its root.
ABOVE = (
    (LENGTH_10, 10.0, 5.0),
    (LENGTH_7, 7.0, 3.5),
    (LENGTH_9, 9.0, 0.9),
    (_copied(LENGTH_7, 0.1), 0.7, 0.6),
    (_copied(LENGTH_10, 0.08), 0.8, 0.4),
)
BELOW = ((_copied(LENGTH_10, 0.2), 2.0, 3.0), (_copied(LENGTH_9, 0.1), 0.9, 0.95), (LENGTH_7, 7.0, 50.0))


def clip_by_hand(rng, clip_by_global_norm, *_):
    for grads, length, threshold in ABOVE:
        clipped, _ = _clip(clip_by_global_norm, grads, threshold)
        look = (
            f"A gradient of length {length:g} becomes one of length {threshold:g}, with the same direction."
        )
        for name, gradient in grads.items():
            expect_close(f"clipped[{name!r}]", clipped[name], gradient * threshold / length, look, RTOL)


def clip_below(rng, clip_by_global_norm, *_):
    for grads, length, threshold in BELOW:
        clipped, _ = _clip(clip_by_global_norm, grads, threshold)
        look = f"Length {length:g} is below the threshold {threshold:g}: nothing changes."
        for name, gradient in grads.items():
            expect_close(f"clipped[{name!r}]", clipped[name], gradient, look, RTOL)


def clip_norm(rng, clip_by_global_norm, *_):
    for grads, length, threshold in (*ABOVE, *BELOW):
        _, norm = _clip(clip_by_global_norm, grads, threshold)
        expect_close("norm", norm, length, "It is the length before clipping.", RTOL)


def clip_refuses(rng, clip_by_global_norm, *_):
    _clip(clip_by_global_norm, LENGTH_10, 5.0)
    for bad in (np.inf, np.nan):
        grads = _copied(LENGTH_10)
        grads["b"][0] = bad
        try:
            clip_by_global_norm(grads, 5.0)
        except NotImplementedError:
            raise
        except (ValueError, ArithmeticError, LookupError, AssertionError):
            continue
        raise CheckFailed(
            f"clip_by_global_norm: expected an error for a gradient with {bad} in it, got an answer. "
            "A step along it would make every parameter useless."
        )


def clip_dtype(rng, clip_by_global_norm, *_):
    for threshold in (5.0, 20.0):
        clipped, _ = expect_values(("clipped", "norm"), clip_by_global_norm(_copied(LENGTH_10), threshold))
        expect_dict("clipped", clipped, {name: gradient.shape for name, gradient in LENGTH_10.items()})


def clip_purity(rng, clip_by_global_norm, *_):
    grads, answers = _copied(LENGTH_10), []
    with expect_untouched(grads=grads):
        for _ in range(2):
            clipped, norm = expect_values(("clipped", "norm"), clip_by_global_norm(grads, 5.0))
            shapes = {name: gradient.shape for name, gradient in grads.items()}
            answers.append([norm, *expect_dict("clipped", clipped, shapes, dtype=None).values()])
    if not all(map(np.array_equal, *answers)):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. Is anything kept?"
        )


# omega_regulariser

T, N, H = 5, 3, 4


def _problem(rng):
    return {
        "dh_total": rng.normal(size=(T, N, H)),
        "h": np.tanh(rng.normal(size=(T, N, H))),
        "W_hh": 1.4 * rng.normal(size=(H, H)) / np.sqrt(H),
    }


def _omega(omega_regulariser, inputs):
    answer = omega_regulariser(*(np.array(array) for array in inputs.values()))
    omega, dW_hh = expect_values(("omega", "dW_hh"), answer)
    return expect_number("omega", omega), dW_hh


def omega_of_rotations(rng, omega_regulariser):
    rotation = np.linalg.qr(rng.normal(size=(H, H)))[0]
    inputs = _problem(rng) | {"h": np.zeros((T, N, H))}
    for stretch, expected in ((1.0, 0.0), (2.0, 9.0 * T), (0.5, 0.75**2 * T)):
        omega, _ = _omega(omega_regulariser, {**inputs, "W_hh": stretch * rotation})
        look = f"With h = 0 and {stretch:g} times a rotation, each step multiplies the length by {stretch:g}."
        expect_close("omega + 1", omega + 1, expected + 1, look, RTOL)


def omega_of_one_unit(rng, omega_regulariser):
    inputs = _problem(rng)
    states = inputs["h"][:1, :1]
    for unit in range(H):
        dh = np.zeros((1, 1, H))
        dh[..., unit] = rng.uniform(0.5, 2)
        omega, _ = _omega(omega_regulariser, {"dh_total": dh, "h": states, "W_hh": inputs["W_hh"]})
        length = (1 - states[0, 0, unit] ** 2) * np.sqrt(np.sum(inputs["W_hh"][:, unit] ** 2))
        look = "A gradient on unit i alone goes back with the slope of unit i and column i of W_hh."
        expect_close("omega", omega, (length**2 - 1) ** 2, look, RTOL)


def omega_of_saturated_units(rng, omega_regulariser):
    rotation = np.linalg.qr(rng.normal(size=(H, H)))[0]
    inputs = _problem(rng) | {"h": np.zeros((T, N, H)), "W_hh": rotation}
    inputs["h"][-1] = 1
    omega, _ = _omega(omega_regulariser, inputs)
    look = "At the last step all units are saturated and nothing passes them: it adds 1, the others 0."
    expect_close("omega", omega, 1.0, look, RTOL)


def omega_gradient(rng, omega_regulariser):
    inputs = _problem(rng)
    _, dW_hh = _omega(omega_regulariser, inputs)
    dW_hh = expect_array("dW_hh", dW_hh, (H, H), dtype=None)
    measured = numerical_gradient(
        lambda W_hh: _omega(omega_regulariser, {**inputs, "W_hh": W_hh})[0], inputs["W_hh"]
    )
    hint = suggest(dW_hh, measured, sizes={"T": T, "N": N}, rtol=RTOL)
    look = hint or "Two squares stand one inside the other: each gives a factor."
    expect_close("dW_hh", dW_hh, measured, f"{look} (Expected: the difference quotient of your omega.)", RTOL)


def omega_zero_gradient(rng, omega_regulariser):
    inputs = _problem(rng)
    inputs["dh_total"][:2] = 0
    later = {"dh_total": inputs["dh_total"][2:], "h": inputs["h"][2:], "W_hh": inputs["W_hh"]}
    _expect_equal(
        omega_regulariser, inputs, later, "A step whose gradient is zero has no direction and adds nothing."
    )


def omega_length_forgotten(rng, omega_regulariser):
    inputs = _problem(rng)
    short = {**inputs, "dh_total": 10.0 ** rng.uniform(-9, -2, size=(T, N, 1)) * inputs["dh_total"]}
    look = "Each ratio is taken at its own step and sample, and nothing is added to a small length."
    _expect_equal(omega_regulariser, short, inputs, look)


def _expect_equal(omega_regulariser, inputs, others, look):
    answers = []
    for arrays in (inputs, others):
        omega, dW_hh = _omega(omega_regulariser, arrays)
        answers.append((omega, expect_array("dW_hh", dW_hh, (H, H), dtype=None)))
    if not answers[1][0] > 0 or not answers[1][1].any():
        raise CheckFailed("omega: expected a positive number and a gradient, got zero. Is anything computed?")
    for name, value, expected in zip(("omega", "dW_hh"), *answers, strict=True):
        expect_close(name, value, expected, look, RTOL)


def omega_dtype(rng, omega_regulariser):
    expect_array("dW_hh", _omega(omega_regulariser, _problem(rng))[1], (H, H))


def omega_purity(rng, omega_regulariser):
    inputs, answers = _problem(rng), []
    with expect_untouched(**inputs):
        for _ in range(2):
            omega, dW_hh = expect_values(("omega", "dW_hh"), omega_regulariser(*inputs.values()))
            answers.append((expect_number("omega", omega), expect_array("dW_hh", dW_hh, (H, H), dtype=None)))
    if answers[0][0] != answers[1][0] or not np.array_equal(answers[0][1], answers[1][1]):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. Is anything kept?"
        )


ROOT = "Square every entry of every parameter, add all of them, take one root."

PROPERTIES = {
    "global_norm": (
        Property(
            "6, 8 and 10",
            "A matrix with a 6 and a vector with an 8 have length 10 together.",
            _length(LENGTH_10, 1, 10, ROOT),
        ),
        Property("2, 3, 6 and 7", "Three parameters, one of them zero.", _length(LENGTH_7, 1, 7, ROOT)),
        Property("twice as long", "Twice the gradient is twice as long.", _length(LENGTH_10, 2, 20, ROOT)),
        Property(
            "any shape",
            "A plain number and an array of three axes count, too.",
            _length(LENGTH_9, 1, 9, ROOT),
        ),
        Property("parts", "A vector cut into three arrays keeps its length.", norm_of_parts),
        Property("purity", "Nothing changes in place; a second call gives the same.", norm_purity),
    ),
    "clip_by_global_norm": (
        Property("by hand", "Length 10 with threshold 5 becomes 5, and so on.", clip_by_hand),
        Property("below", "A gradient below the threshold stays as it is.", clip_below),
        Property("norm", "The returned norm is that before clipping.", clip_norm),
        Property("not finite", "A norm that is not finite is an error.", clip_refuses),
        Property("dtype", "float64 arrays, each shaped like its gradient.", clip_dtype),
        Property("purity", "The caller's gradients stay; a second call gives the same.", clip_purity),
    ),
    **unit_surface.PROPERTIES,
    "omega_regulariser": (
        Property(
            "rotations",
            "Zero where every step keeps the length, known where it doubles or halves it.",
            omega_of_rotations,
        ),
        Property("one unit", "A gradient on one unit alone: its slope and its column.", omega_of_one_unit),
        Property("saturated units", "Their step passes nothing on, and no other.", omega_of_saturated_units),
        Property("dW_hh", "Every entry of the immediate derivative.", omega_gradient),
        Property("zero gradient", "A step without gradient adds nothing.", omega_zero_gradient),
        Property(
            "length forgotten", "Only ratios count, however short a gradient is.", omega_length_forgotten
        ),
        Property("dtype", "dW_hh is a float64 array (H, H).", omega_dtype),
        Property("purity", "Nothing changes in place; a second call gives the same.", omega_purity),
    ),
}
