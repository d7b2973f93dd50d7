"""Rubric of 04_clipping: the norm and clipping on fresh random gradients; surface and Ω have their own rooms.

A dict of gradients holds arrays of every number of axes, sizes all different. What is promised of a clipped
gradient (length, direction, nothing changed below the threshold) is asked one by one.
"""

import copy
import functools

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_dict, expect_number, expect_untouched, expect_values

from ..comparison import compare
from ..exercise import Exercise, GradedProperty
from ..reference import clipping as reference
from . import omega, unit_surface
from .bptt_problems import copies, shapes_of
from .own_functions import remarks

SHAPES = {"W_xh": (3, 4), "W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 6), "b_y": (6,)}
OTHER_SHAPES = {"w": (), "b": (1,), "filters": (2, 3, 5), "W": (5, 2)}
REFUSALS = (ValueError, ArithmeticError, LookupError, AssertionError)  # how a function says no


def draw_grads(rng, norm, shapes=SHAPES):
    """A dict of random gradients whose common norm is `norm`; no array is like another in size."""
    grads = {name: np.asarray(rng.normal(size=shape) * rng.uniform(0.3, 3)) for name, shape in shapes.items()}
    scale = norm / float(reference.global_norm(grads))
    return {name: scale * gradient for name, gradient in grads.items()}


# global_norm


def _norm(shapes, look):
    def check(rng, global_norm):
        for size in (0.02, 7.0):
            grads = draw_grads(rng, size * rng.uniform(1, 2), shapes)
            got = expect_number("norm", global_norm(copies(grads)))
            compare("norm", got, reference.global_norm(grads), look)

    return check


def norm_purity(rng, global_norm):
    grads = draw_grads(rng, 3.0)
    with expect_untouched(grads=grads):
        first, again = (expect_number("norm", global_norm(grads)) for _ in range(2))
    if first != again or not first > 0:
        raise CheckFailed(
            "norm: expected the same positive number twice, got others. Is anything kept or changed?"
        )


# clip_by_global_norm


def _clip(clip_by_global_norm, grads, threshold):
    """(clipped, norm), the shapes and the number checked."""
    clipped, norm = expect_values(("clipped", "norm"), clip_by_global_norm(copies(grads), threshold))
    clipped = expect_dict("clipped", clipped, shapes_of(grads), dtype=None)
    return clipped, expect_number("norm", norm)


# (norm, threshold): near and far above it, on both sides of 1, where a norm and its square change places.
ABOVE = ((10.0, 5.0), (0.8, 0.7), (300.0, 0.4), (2.4, 2.0))
BELOW = ((2.0, 3.0), (0.8, 0.9), (0.003, 0.1), (5.0, 40.0))


# Where an answer is wrong by the true norm, it is held against the student's own global_norm.


def own_norm(global_norm, grads):
    """The student's norm of a gradient, or None if it isn't positive or doesn't grow with it."""
    try:
        short, once, long = (
            expect_number("norm", global_norm({name: size * entry for name, entry in grads.items()}))
            for size in (1e-2, 1, 1e2)
        )
    except Exception:  # whatever is wrong with it costs in its own exercise
        return None
    return once if 0 < short < once < long else None


def _by_either_norm(check):
    """A property's check(rng, clip_by_global_norm, norm), by the true norm and, failing that, by the own."""

    @functools.wraps(check)
    def asked(rng, clip_by_global_norm, global_norm):
        same_draws = copy.deepcopy(rng)
        try:
            check(rng, clip_by_global_norm, reference.global_norm)
        except CheckFailed:
            draws = [draw_grads(np.random.default_rng(0), norm) for norm, _ in ABOVE]
            own = [own_norm(global_norm, grads) for grads in draws]
            if None in own or not any(size > at for size, (_, at) in zip(own, ABOVE, strict=True)):
                raise
            check(same_draws, clip_by_global_norm, lambda grads: own_norm(global_norm, grads))

    return asked


@_by_either_norm
def clip_length(rng, clip_by_global_norm, norm_of):
    for norm, threshold in ABOVE:
        grads = draw_grads(rng, norm)
        clipped, _ = _clip(clip_by_global_norm, grads, threshold)
        look = "Above the threshold the length becomes the threshold, that of all parameters together."
        expected = norm * min(1.0, threshold / norm_of(grads))
        compare("‖clipped‖", reference.global_norm(clipped), expected, look)


def clip_direction(rng, clip_by_global_norm, *_):
    for norm, threshold in ABOVE:
        grads = draw_grads(rng, norm)
        clipped, _ = _clip(clip_by_global_norm, grads, threshold)
        length = float(reference.global_norm(clipped))
        if not length > 0:
            raise CheckFailed(
                "clipped: expected a gradient, got zeros everywhere. By which factor is it scaled?"
            )
        look = "One factor for every entry of every parameter; anything else turns the gradient."
        for name, gradient in grads.items():
            compare(f"direction of clipped[{name!r}]", clipped[name] / length, gradient / norm, look)


@_by_either_norm
def clip_below(rng, clip_by_global_norm, norm_of):
    for norm, threshold in BELOW:
        grads = draw_grads(rng, norm)
        clipped, _ = _clip(clip_by_global_norm, grads, threshold)
        factor = min(1.0, threshold / norm_of(grads))
        for name, gradient in grads.items():
            look = "Under the threshold nothing changes."
            compare(f"clipped[{name!r}]", clipped[name], factor * gradient, look)


@_by_either_norm
def clip_norm(rng, clip_by_global_norm, norm_of):
    for norm, threshold in (*ABOVE, *BELOW):
        grads = draw_grads(rng, norm)
        _, got = _clip(clip_by_global_norm, grads, threshold)
        compare("norm", got, norm_of(grads), "The norm that is returned is that before clipping.")


def clip_refuses(rng, clip_by_global_norm, *_):
    _clip(clip_by_global_norm, draw_grads(rng, 2.0), 1.0)
    for bad in (np.inf, -np.inf, np.nan):
        grads = draw_grads(rng, 2.0)
        grads["W_hh"][1, 2] = bad
        if not _refuses(clip_by_global_norm, grads, 1.0):
            raise CheckFailed(
                f"clip_by_global_norm: expected an error for a gradient with {bad} in it, got an answer. "
                "No factor makes such a gradient finite; test the norm before it is used."
            )


def _refuses(function, *args):
    """Does the function raise an error that says no? Falling over, or not being written, isn't it."""
    try:
        function(*args)
    except REFUSALS:
        return True
    except Exception as failed:
        if isinstance(failed.__cause__, REFUSALS):
            return True
        raise
    return False


def clip_dtype(rng, clip_by_global_norm, *_):
    for threshold in (1.0, 9.0):
        grads = draw_grads(rng, 3.0)
        clipped, norm = expect_values(("clipped", "norm"), clip_by_global_norm(copies(grads), threshold))
        expect_dict("clipped", clipped, shapes_of(grads))
        expect_number("norm", norm)


def clip_purity(rng, clip_by_global_norm, *_):
    for threshold in (1.0, 9.0):
        grads, answers = draw_grads(rng, 3.0), []
        with expect_untouched(grads=grads):
            for _ in range(2):
                clipped, norm = expect_values(("clipped", "norm"), clip_by_global_norm(grads, threshold))
                clipped = expect_dict("clipped", clipped, shapes_of(grads), dtype=None)
                answers.append([*clipped.values(), expect_number("norm", norm)])
        if not all(map(np.array_equal, *answers)):
            raise CheckFailed(
                "second call: expected the same answer as the first, got another. Is anything kept?"
            )


ROOT = "Square every entry of every parameter, add all of them, take one root."

RUBRICS = (
    (
        "global_norm",
        ("global_norm",),
        "read_global_norm",
        (
            ("one array", 1.0, "The length of a single vector.", _norm({"b_h": (4,)}, ROOT)),
            ("all together", 1.0, "One length for all parameters together.", _norm(SHAPES, ROOT)),
            (
                "any shape",
                0.5,
                "Numbers, vectors and arrays of three axes count, too.",
                _norm(OTHER_SHAPES, ROOT),
            ),
            ("purity", 0.5, "Nothing changes in place; a second call gives the same.", norm_purity),
        ),
    ),
    (
        "clip_by_global_norm",
        ("clip_by_global_norm", "global_norm"),
        "read_clip",
        (
            ("length", 1.5, "A gradient above the threshold gets the threshold's length.", clip_length),
            ("direction", 1.5, "Clipping turns nothing.", clip_direction),
            ("below", 1.0, "A gradient below the threshold stays as it is.", clip_below),
            ("norm", 0.5, "The returned norm is that before clipping.", clip_norm),
            ("not finite", 0.5, "A norm that is not finite is an error.", clip_refuses),
            ("dtype", 0.5, "float64 arrays shaped like the gradients, and a number.", clip_dtype),
            ("purity", 0.5, "The caller's gradients stay; a second call gives the same.", clip_purity),
        ),
    ),
    *unit_surface.RUBRICS,
    *omega.RUBRICS,
)


def own_norm_remarks(rng, _, global_norm):
    grads = draw_grads(rng, 3.0)
    return remarks(global_norm=(global_norm(copies(grads)), reference.global_norm(grads)))


REMARKS = {"clip_by_global_norm": own_norm_remarks, "sgd_path": unit_surface.own_pieces_remarks}

EXERCISES = tuple(
    Exercise(
        name,
        "04_clipping",
        functions,
        equation,
        tuple(GradedProperty(*line) for line in lines),
        REMARKS.get(name, Exercise.remarks),
    )
    for name, functions, equation, lines in RUBRICS
)
