"""Visible checks of the unit surface in 04_clipping: derivatives of the student's E, steps of the path."""

import numpy as np

from ..array_checks import (
    CheckFailed,
    expect_array,
    expect_close,
    expect_dict,
    expect_untouched,
    expect_values,
)
from ..finite_difference import numerical_gradient
from ..number_hints import suggest
from ..properties import Property

RTOL = 2e-5
NAMES = ("E", "dE_dw", "dE_db")
SHAPE = (2, 3)
START, RATE, STEPS, STEPS_OF_RNN = (1.5, -2.0), 0.3, 6, 5


def _points(rng):
    return rng.uniform(1, 3.2, SHAPE), rng.uniform(-3, 1, SHAPE)


def _surface(unit_surface, *arguments):
    """E, dE_dw, dE_db for arrays of shape SHAPE; E is checked, the gradients are not."""
    arguments = [np.array(value) if isinstance(value, np.ndarray) else value for value in arguments]
    E, dE_dw, dE_db = expect_values(NAMES, unit_surface(*arguments))
    return expect_array("E", E, SHAPE, dtype=None), dE_dw, dE_db


def _squash(x):
    return 1 / (1 + np.exp(-x))


def surface_without_recurrence(rng, unit_surface):
    _, b = _points(rng)
    for T in (1, 4):
        E, _, _ = _surface(unit_surface, np.zeros(SHAPE), b, T)
        look = "With w = 0 every x_t is b, so E = (σ(b) − 0.7)²."
        expect_close("E", E, (_squash(b) - 0.7) ** 2, look, RTOL)


def surface_one_step(rng, unit_surface):
    w, b = _points(rng)
    E, _, _ = _surface(unit_surface, w, b, 1, 0.0)
    look = "From x_0 = 0 one step leads to w/2 + b, since σ(0) = ½."
    expect_close("E after one step", E, (_squash(w / 2 + b) - 0.7) ** 2, look, RTOL)


def surface_one_more_step(rng, unit_surface):
    w, b = _points(rng)
    w[:], b[:] = w[0, 0], b[0, 0]
    x_1 = float(b[0, 0] + _squash(-0.4) * w[0, 0])
    for T in (1, 3, 20):
        longer, _, _ = _surface(unit_surface, w, b, T + 1, -0.4, 0.3)
        shorter, _, _ = _surface(unit_surface, w, b, T, x_1, 0.3)
        look = "T + 1 steps from x_0 end where T steps from x_1 = w σ(x_0) + b end."
        expect_close(f"E after {T + 1} steps", longer, shorter, look, RTOL)


def surface_defaults(rng, unit_surface):
    w, b = _points(rng)
    told = _surface(unit_surface, w, b, 4, 0.5, 0.7)[0]
    look = "x_0 is 0.5 and the target 0.7 where nothing is said."
    expect_close("E", _surface(unit_surface, w, b, 4)[0], told, look, RTOL)
    if np.allclose(_surface(unit_surface, w, b, 4, -2.0, 0.7)[0], told, rtol=1e-6):
        raise CheckFailed("E: expected it to change with x_0, got the same numbers. Is x_0 used?")


def _gradient(name, place):
    def check(rng, unit_surface):
        for T in (1, 6, 50):
            arrays = dict(zip("wb", _points(rng), strict=True))
            got = _surface(unit_surface, *arrays.values(), T)[place]
            got = expect_array(name, got, SHAPE, dtype=None)
            moved = name[-1]
            measured = numerical_gradient(
                lambda array, m=moved, a=arrays, T=T: np.sum(
                    _surface(unit_surface, *(a | {m: array}).values(), T)[0]
                ),
                arrays[moved],
            )
            look = suggest(got, measured, rtol=RTOL) or "What x_{t−1} did comes back through w σ'(x_{t−1})."
            told = f"{look} (Expected: the difference quotient of your E, T = {T}.)"
            expect_close(name, got, measured, told, RTOL)

    return Property(name, f"{name} at six points, T = 1, 6 and 50.", check)


def surface_broadcast(rng, unit_surface):
    w, b = rng.uniform(1, 3, (2, 1)), rng.uniform(-2, 1, 3)
    full = _surface(unit_surface, *(np.array(array) for array in np.broadcast_arrays(w, b)), 4)
    grid = expect_values(NAMES, unit_surface(w.copy(), b.copy(), 4))
    alone = expect_values(NAMES, unit_surface(float(w[1, 0]), float(b[2]), 4))
    for name, whole, array, number in zip(NAMES, full, grid, alone, strict=True):
        whole = expect_array(name, whole, SHAPE, dtype=None)
        look = "w of shape (2, 1) and b of shape (3,) make a grid (2, 3)."
        expect_close(name, expect_array(name, array, SHAPE, dtype=None), whole, look, RTOL)
        number = expect_array(name, number, (), dtype=None)
        expect_close(name, number, whole[1, 2], "Plain numbers w and b give plain numbers.", RTOL)


def surface_purity(rng, unit_surface):
    w, b = _points(rng)
    with expect_untouched(w=w, b=b):
        answers = [expect_values(NAMES, unit_surface(w, b, 4)) for _ in range(2)]
        first, again = (
            [expect_array(*pair, SHAPE) for pair in zip(NAMES, answer, strict=True)] for answer in answers
        )
    if not all(map(np.array_equal, first, again)):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. Is anything kept?"
        )


# sgd_path


def _path(sgd_path, steps=STEPS, threshold=None):
    path = sgd_path(*START, RATE, steps, threshold, STEPS_OF_RNN)
    return expect_array("path", path, (steps + 1, 2), dtype=None)


def _gradients(unit_surface, path):
    """The student's gradients at all points of a path but the last, (steps, 2)."""
    values = [expect_values(NAMES, unit_surface(float(w), float(b), STEPS_OF_RNN))[1:] for w, b in path[:-1]]
    return np.array(
        [[expect_array("gradient", g, (), dtype=None) for g in pair] for pair in values], dtype=float
    )


def path_start(rng, sgd_path, *_):
    for steps in (1, STEPS):
        path = expect_array("path", sgd_path(*START, RATE, steps, None, STEPS_OF_RNN), (steps + 1, 2))
        expect_close("path[0]", path[0], START, "The first point is the start, as (w, b).", RTOL)


def path_plain(rng, sgd_path, unit_surface, clip_by_global_norm):
    path = _path(sgd_path)
    look = "Each step is −lr times the gradient at the point where it begins."
    expect_close(
        "steps of the path", np.diff(path, axis=0), -RATE * _gradients(unit_surface, path), look, RTOL
    )


def path_clipped(rng, sgd_path, unit_surface, clip_by_global_norm):
    lengths = np.hypot(*_gradients(unit_surface, _path(sgd_path)).T)
    for threshold in (0.4 * lengths.min(), np.median(lengths), 9 * lengths.max()):
        path = _path(sgd_path, threshold=float(threshold))
        for step, (dE_dw, dE_db) in zip(np.diff(path, axis=0), _gradients(unit_surface, path), strict=True):
            grads = {"w": np.array(dE_dw), "b": np.array(dE_db)}
            clipped, _ = expect_values(("clipped", "norm"), clip_by_global_norm(grads, float(threshold)))
            clipped = expect_dict("clipped", clipped, {"w": (), "b": ()}, dtype=None)
            look = f"With threshold {threshold:.3g} a step is −lr times the clipped gradient."
            expect_close("step", step, [-RATE * float(clipped[name]) for name in "wb"], look, RTOL)


PROPERTIES = {
    "unit_surface": (
        Property("w = 0", "Without recurrence E can be written down.", surface_without_recurrence),
        Property("one step", "From x_0 = 0 the first step can be written down.", surface_one_step),
        Property("one more step", "T + 1 steps from x_0 are T steps from x_1.", surface_one_more_step),
        Property(
            "defaults", "x_0 = 0.5 and target = 0.7 where nothing is said; x_0 counts.", surface_defaults
        ),
        _gradient("dE_dw", 1),
        _gradient("dE_db", 2),
        Property("broadcast", "Numbers and arrays broadcast.", surface_broadcast),
        Property(
            "purity", "float64; nothing changes in place; a second call gives the same.", surface_purity
        ),
    ),
    "sgd_path": (
        Property("start and shape", "steps + 1 points in float64, the start first.", path_start),
        Property("without clipping", "Each step is −lr times your gradient.", path_plain),
        Property("with clipping", "Each step is −lr times your clipped gradient.", path_clipped),
    ),
}
