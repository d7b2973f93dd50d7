"""Rubric of the one-unit surface in 04_clipping: unit_surface and sgd_path.

At a wall rounding errors grow to order 1 within some hundred steps, so right answers need not agree there.
Points lie where the recursion contracts, or the sequence is short; paths are short, too.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array, expect_dict, expect_untouched, expect_values

from ..comparison import compare
from ..reference import clipping as reference
from ..reference import derivatives
from .own_functions import remarks

NAMES = ("E", "dE_dw", "dE_db")
LONG, SHORT, ONE = 50, 6, 1
SHAPE = (2, 3)


def draw_points(rng, T):
    """w, b arrays of shape SHAPE: the slope w σ' stays under 1 for a long sequence, under 1.5 for a short."""
    return rng.uniform(1, 3.2 if T == LONG else 6, SHAPE), rng.uniform(-3, 1, SHAPE)


def _call(unit_surface, *arguments):
    """E, dE_dw, dE_db for arrays w and b; E is checked, the gradients are not."""
    arguments = [np.array(value) if isinstance(value, np.ndarray) else value for value in arguments]
    E, dE_dw, dE_db = expect_values(NAMES, unit_surface(*arguments))
    return expect_array("E", E, SHAPE, dtype=None).astype(float), dE_dw, dE_db


def _case(rng, unit_surface, T):
    """(arguments, answer, Truth) at random points; x_0 and target are not their defaults."""
    w, b = draw_points(rng, T)
    settings = {"T": T, "x_0": float(rng.uniform(-1, 1)), "target": float(rng.uniform(0.2, 0.9))}
    rest = tuple(settings.values())
    answer = _call(unit_surface, w, b, *rest)
    inputs = {"w": w, "b": b}
    truth = derivatives.make_truth(
        derivatives.gradients(reference.unit_error, inputs, **settings),
        answer[0],
        reference.unit_error(w, b, **settings),
        lambda w, b: np.sum(_call(unit_surface, w, b, *rest)[0]),
        inputs,
        {"w": "dE_dw", "b": "dE_db"},
        {},
    )
    return (w, b, *rest), answer, truth


def surface_value(rng, unit_surface):
    for T in (ONE, SHORT, LONG):
        arguments, (E, _, _), _ = _case(rng, unit_surface, T)
        look = "x_1 is the first that is computed, x_T the last; E compares σ(x_T) with the target."
        compare("E", E, reference.unit_error(*arguments), look)


def _gradient(name, place, look):
    def check(rng, unit_surface):
        for T in (ONE, SHORT, LONG):
            _, answer, truth = _case(rng, unit_surface, T)
            truth.compare(name, answer[place], look)

    return check


def surface_defaults(rng, unit_surface):
    w, b = draw_points(rng, SHORT)
    E, _, _ = _call(unit_surface, w, b, SHORT)
    compare("E", E, reference.unit_error(w, b, SHORT), "x_0 is 0.5 and the target 0.7 where nothing is said.")


def surface_broadcast(rng, unit_surface):
    """Rows of w against columns of b, and plain numbers, give what arrays of both give."""
    w, b = rng.uniform(1, 3, (2, 1)), rng.uniform(-2, 1, 3)
    full = [np.array(array) for array in np.broadcast_arrays(w, b)]
    expected = _call(unit_surface, *full, SHORT)
    got = expect_values(NAMES, unit_surface(w.copy(), b.copy(), SHORT))
    alone = expect_values(NAMES, unit_surface(float(w[1, 0]), float(b[2]), SHORT))
    for name, array, whole, number in zip(NAMES, got, expected, alone, strict=True):
        whole = expect_array(name, whole, SHAPE, dtype=None)
        if not whole.any():
            raise CheckFailed(f"{name}: expected numbers, got zeros everywhere. Is anything computed?")
        compare(name, array, whole, "w of shape (2, 1) and b of shape (3,) make a grid (2, 3).")
        compare(name, number, whole[1, 2], "Plain numbers w and b give plain numbers.")


def surface_purity(rng, unit_surface):
    w, b = draw_points(rng, SHORT)
    with expect_untouched(w=w, b=b):
        answers = [expect_values(NAMES, unit_surface(w, b, SHORT)) for _ in range(2)]
        first, again = (
            [expect_array(*pair, SHAPE) for pair in zip(NAMES, answer, strict=True)] for answer in answers
        )
    if not all(map(np.array_equal, first, again)) or not np.any(first):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. Is anything kept?"
        )


# sgd_path

TOLERABLE_SWING = 0.3  # largest learning rate: with it a path of PATH_STEPS steps stays where E is smooth
PATH_STEPS = 7


def draw_start(rng):
    """(w, b, lr, steps), T: away from the wall, where both gradients are well above rounding."""
    lr = rng.uniform(0.1, TOLERABLE_SWING)
    return (float(rng.uniform(1, 2)), float(rng.uniform(-2.5, -1.5)), float(lr), PATH_STEPS), int(
        rng.integers(3, 9)
    )


def _compare_path(rng, sgd_path, unit_surface, clip_by_global_norm, part, look):
    """Compare a path with the reference's or, failing that, with the one that the student's own pieces make.

    Args:
        part: the threshold as a part of the first gradient's length, None for no clipping.
    """
    start, T = draw_start(rng)
    threshold = None if part is None else part * float(np.hypot(*reference.unit_gradient(*start[:2], T)))
    got = expect_array("path", sgd_path(*start, threshold, T), (PATH_STEPS + 1, 2), dtype=None)

    def moved(path):
        return path - np.array(start[:2])

    try:
        compare("path − start", moved(got), moved(reference.path(*start, threshold, T)), look)
    except CheckFailed:
        must_clip = part is not None and part < 1
        own = _own_path(start, threshold, T, unit_surface, clip_by_global_norm, must_clip)
        if own is None:
            raise
        compare("path − start", moved(got), moved(own), f"It was held against your own functions. {look}")


def _own_path(start, threshold, T, unit_surface, clip_by_global_norm, must_clip):
    """The path by the student's own pieces; None if they fail or go nowhere, or if they must clip the first
    gradient and don't."""

    def gradient(w, b, T):
        values = expect_values(NAMES, unit_surface(float(w), float(b), T))[1:]
        return [expect_array("gradient", value, (), dtype=None).astype(float) for value in values]

    def clipped(grads, threshold):
        clipped, _ = expect_values(("clipped", "norm"), clip_by_global_norm(dict(grads), threshold))
        return expect_dict("clipped", clipped, {"w": (), "b": ()}, dtype=None)

    try:
        path = reference.path(*start, threshold, T, gradient, clipped)
        free = reference.path(*start, None, T, gradient)
    except Exception:  # whatever the student's own functions do wrong costs in their own exercises
        return None
    goes = np.all(np.abs(free[-1] - free[0]) > 1e-9)
    return path if goes and not (must_clip and np.allclose(path[1], free[1], rtol=1e-9)) else None


def path_plain(rng, sgd_path, unit_surface, clip_by_global_norm):
    look = "Each point is the one before, less lr times the gradient there."
    _compare_path(rng, sgd_path, unit_surface, clip_by_global_norm, None, look)


def path_clipped(rng, sgd_path, unit_surface, clip_by_global_norm):
    look = "The gradient at each point is clipped, both entries together, before it is multiplied by lr."
    _compare_path(rng, sgd_path, unit_surface, clip_by_global_norm, 0.4, look)


def path_below(rng, sgd_path, unit_surface, clip_by_global_norm):
    look = "A threshold that no gradient reaches changes nothing."
    _compare_path(rng, sgd_path, unit_surface, clip_by_global_norm, 30.0, look)


def path_start(rng, sgd_path, *_):
    start, T = draw_start(rng)
    for steps in (1, 4):
        path = expect_array("path", sgd_path(*start[:3], steps, None, T), (steps + 1, 2), dtype=np.float64)
        compare("path[0]", path[0], np.array(start[:2]), "The first point is the start, as (w, b).")


def own_pieces_remarks(rng, _, unit_surface, clip_by_global_norm):
    (w, b, *_), T = draw_start(rng)
    slopes = dict(zip("wb", reference.unit_gradient(w, b, T), strict=True))
    own, right = [], []
    for threshold in (0.01, 10.0):
        clipped, norm = clip_by_global_norm(
            {name: np.array(slope) for name, slope in slopes.items()}, threshold
        )
        own += [*(clipped[name] for name in slopes), norm]
        right += [*reference.clip(slopes, threshold).values(), reference.global_norm(slopes)]
    return remarks(
        unit_surface=(unit_surface(w, b, T), (reference.unit_error(w, b, T), *slopes.values())),
        clip_by_global_norm=(own, right),
    )


SLOPE = "Both derivatives are carried along: what x_{t−1} did comes back through w σ'(x_{t−1})."

RUBRICS = (
    (
        "unit_surface",
        ("unit_surface",),
        "read_unit_surface",
        (
            ("E", 1.5, "The error, for one step, a few and fifty.", surface_value),
            (
                "dE_dw",
                1.5,
                "Its derivative with respect to w.",
                _gradient("dE_dw", 1, f"{SLOPE} w meets σ(x_{{t−1}})."),
            ),
            ("dE_db", 1.5, "Its derivative with respect to b.", _gradient("dE_db", 2, f"{SLOPE} b meets 1.")),
            ("defaults", 0.5, "x_0 = 0.5 and target = 0.7 where nothing is said.", surface_defaults),
            ("broadcast", 0.5, "Numbers and arrays broadcast.", surface_broadcast),
            (
                "purity",
                0.5,
                "float64; nothing changes in place; a second call gives the same.",
                surface_purity,
            ),
        ),
    ),
    (
        "sgd_path",
        ("sgd_path", "unit_surface", "clip_by_global_norm"),
        "read_sgd_path",
        (
            ("without clipping", 1.5, "Plain gradient descent.", path_plain),
            ("with clipping", 1.5, "Every gradient is clipped before the step.", path_clipped),
            ("below the threshold", 0.5, "A threshold out of reach changes nothing.", path_below),
            ("start and shape", 0.5, "steps + 1 points in float64, the start first.", path_start),
        ),
    ),
)
