"""The visible checks of 04_clipping: each says no to what breaks it, in words that help."""

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES


def length(grads):
    return float(np.sqrt(sum(np.vdot(part, part) for part in grads.values())))


def clip(grads, threshold):
    norm = length(grads)
    if not np.isfinite(norm):
        raise ValueError("norm")
    return {name: np.asarray(part * min(1, threshold / norm)) for name, part in grads.items()}, norm


def linear_surface(w, b, T, x_0=0.5, target=0.7):
    """E = (x_T − target)² for x_t = w x_{t−1} + b, with gradient zero: not the surface of the notebook."""
    x = x_0
    for _ in range(T):
        x = w * x + b
    return (x - target) ** 2, 0 * x, 0 * x


def bowl(w, b, T, x_0=0.5, target=0.7):
    """A surface whose gradient is known: E = (w² + b²)/2."""
    return (w**2 + b**2) / 2, w, b


def descend(w, b, lr, steps, threshold=None, T=50, pull=1.0):
    points = [(w, b)]
    for _ in range(steps):
        step = {"w": np.array(pull * points[-1][0]), "b": np.array(points[-1][1])}
        step = step if threshold is None else clip(step, threshold)[0]
        points.append((points[-1][0] - lr * step["w"], points[-1][1] - lr * step["b"]))
    return np.array(points, dtype=float)


def verdict(exercise, prop, *functions):
    """The message of one property, or None where it holds."""
    checks = {entry.name: entry.check for entry in PROPERTIES[exercise]}
    try:
        checks[prop](np.random.default_rng(0), *functions)
    except CheckFailed as failed:
        return str(failed)
    return None


@pytest.mark.parametrize("exercise, functions", [("global_norm", [length]), ("clip_by_global_norm", [clip])])
def test_check_holds_for_a_right_function(exercise, functions):
    assert {verdict(exercise, entry.name, *functions) for entry in PROPERTIES[exercise]} == {None}


def test_path_check_follows_the_surface_that_it_is_given():
    for entry in PROPERTIES["sgd_path"]:
        assert verdict("sgd_path", entry.name, descend, bowl, clip) is None

    def slower(*arguments):
        return descend(*arguments, pull=0.999)

    assert "times the gradient" in verdict("sgd_path", "without clipping", slower, bowl, clip)
    assert "clipped gradient" in verdict("sgd_path", "with clipping", slower, bowl, clip)


@pytest.mark.parametrize(
    ("prop", "wrong", "says"),
    [
        ("by hand", lambda g, t: (clip(g, t * t)[0], length(g)), "becomes one of length"),
        ("by hand", lambda g, t: (clip(g, 1.0005 * t)[0], length(g)), "becomes one of length"),
        ("below", lambda g, t: ({k: t / length(g) * v for k, v in g.items()}, length(g)), "nothing changes"),
        ("norm", lambda g, t: (clip(g, t)[0], min(t, length(g))), "before clipping"),
        ("not finite", lambda g, t: (dict(g), length(g)), "expected an error"),
        ("dtype", lambda g, t: ({k: v.astype(np.float32) for k, v in g.items()}, 1.0), "float32"),
    ],
    ids="squared slightly_long always_rescaled norm_after infinity float32".split(),
)
def test_clip_check_says_what_is_wrong(prop, wrong, says):
    assert says in verdict("clip_by_global_norm", prop, wrong)


def test_clip_check_notices_that_the_callers_arrays_changed():
    def in_place(grads, threshold):
        clipped, norm = clip(grads, threshold)
        for name in grads:
            grads[name][...] = clipped[name]
        return clipped, norm

    assert "changed in place" in verdict("clip_by_global_norm", "purity", in_place)


@pytest.mark.parametrize("prop", ["w = 0", "one step", "one more step", "dE_dw", "dE_db"])
def test_surface_check_notices_another_recursion(prop):
    assert verdict("unit_surface", prop, linear_surface)


def test_omega_check_tells_the_value_from_the_derivative():
    def no_derivative(dh_total, h, W_hh):
        carried = (dh_total * (1 - h**2)) @ W_hh.T
        ratio = (carried**2).sum(2) / (dh_total**2).sum(2)
        return ((ratio - 1) ** 2).sum() / h.shape[1], np.zeros_like(W_hh)

    assert verdict("omega_regulariser", "rotations", no_derivative) is None
    assert verdict("omega_regulariser", "one unit", no_derivative) is None
    assert "zero everywhere" in verdict("omega_regulariser", "dW_hh", no_derivative)
    with np.errstate(invalid="ignore"):
        assert verdict("omega_regulariser", "zero gradient", no_derivative)
