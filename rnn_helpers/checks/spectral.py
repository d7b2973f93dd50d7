"""Visible checks of 03_vanishing_gradients, second part: bound, spectral radius, rescaled contributions."""

import numpy as np

from ..array_checks import CheckFailed, expect_array, expect_close
from ..properties import Property
from .purity import expect_pure

H = 4

# vanishing_bound


def _bound(vanishing_bound, W_hh, gamma, n):
    return expect_array("bound", vanishing_bound(np.array(W_hh), gamma, n), (n,), dtype=None)


def _largest_stretch(W, rng):
    """max ‖v W‖/‖v‖, found by sending a random v forth and back until it has turned to the worst."""
    v = rng.normal(size=len(W))
    for _ in range(2000):
        v = (v @ W) @ W.T
        v /= np.linalg.norm(v)
    return np.linalg.norm(v @ W)


def bound_one_unit(rng, vanishing_bound):
    look = "With one unit and weight −3 a step multiplies by 3 at most; l steps by 3 to the power l."
    expect_close("bound of one unit", _bound(vanishing_bound, [[-3.0]], 1.0, 4), [3.0, 9.0, 27.0, 81.0], look)


def bound_stretch(rng, vanishing_bound):
    W_hh = rng.normal(size=(H, H))
    look = "Entry 0 is the most that one step with γ = 1 can stretch any direction."
    stretch = _largest_stretch(W_hh, rng)
    expect_close("bound[0]", _bound(vanishing_bound, W_hh, 1.0, 3)[0], stretch, look, 2e-5)


def bound_powers(rng, vanishing_bound):
    got = _bound(vanishing_bound, rng.normal(size=(H, H)), 1.0, 6)
    look = "The same factor comes in at every step."
    expect_close("bound[l + 1] / bound[l]", got[1:] / got[:-1], np.full(5, got[0]), look, 2e-5)


def bound_gamma(rng, vanishing_bound):
    W_hh = rng.normal(size=(H, H))
    ratio = _bound(vanishing_bound, W_hh, 0.25, 4) / _bound(vanishing_bound, W_hh, 1.0, 4)
    look = "Every step has a slope of γ at most, so l steps have γ to the power l."
    expect_close("bound for γ = ¼ over bound for γ = 1", ratio, 4.0 ** -np.arange(1, 5), look, 2e-5)


def bound_dtype(rng, vanishing_bound):
    expect_array("bound", vanishing_bound(rng.normal(size=(H, H)), 1.0, 5), (5,))


def bound_purity(rng, vanishing_bound):
    expect_pure(lambda W_hh: vanishing_bound(W_hh, 0.5, 5), {"W_hh": rng.normal(size=(H, H))})


# scale_to_spectral_radius


def _scaled(scale_to_spectral_radius, W, rho):
    return expect_array("W'", scale_to_spectral_radius(np.array(W), rho), np.shape(W), dtype=None)


def _radius_is(W, rho, look):
    def check(rng, scale_to_spectral_radius):
        moduli = sorted(map(abs, np.linalg.eigvals(_scaled(scale_to_spectral_radius, W, rho))))
        expect_close("largest |eigenvalue| of W'", moduli[-1], rho, look, 2e-5)

    return check


def scale_shape(rng, scale_to_spectral_radius):
    W = rng.normal(size=(H, H))
    ratio = _scaled(scale_to_spectral_radius, W, 0.7) / W
    look = "W' is W times one positive number."
    expect_close("W' / W", ratio, np.full((H, H), abs(ratio[0, 0])), look, 2e-5)


def scale_refusal(rng, scale_to_spectral_radius):
    for W in ([[0.0, 2.0], [0.0, 0.0]], [[0.3, -0.1], [0.9, -0.3]]):
        try:
            scale_to_spectral_radius(np.array(W), 0.9)
        except (ValueError, LookupError, AssertionError, ArithmeticError):
            continue
        raise CheckFailed(
            f"W = {W}: expected an error, got an answer. W W = 0, so its only eigenvalue is 0, "
            "whatever rounding "
            "makes of it: compare ρ(W) with the size of W before you divide by it."
        )


def scale_dtype(rng, scale_to_spectral_radius):
    for W in (rng.normal(size=(H, H)), np.array([[0.0, 2.0], [-2.0, 0.0]])):
        expect_array("W'", scale_to_spectral_radius(W, 0.9), W.shape)


def scale_purity(rng, scale_to_spectral_radius):
    expect_pure(lambda W: scale_to_spectral_radius(W, 0.9), {"W": rng.normal(size=(H, H))})


# rescaled_contributions


def _contributions(rng, rescaled_contributions, target):
    norms = rng.uniform(0.5, 2, size=5) * 0.3 ** np.arange(5)
    return norms, expect_array("scaled", rescaled_contributions(norms.copy(), target), (5,), dtype=None)


def rescaled_sum(rng, rescaled_contributions):
    for target in (0.5, 3.0):
        _, scaled = _contributions(rng, rescaled_contributions, target)
        expect_close(
            "sum of the scaled contributions", scaled.sum(), target, "One factor for all: which?", 2e-5
        )


def rescaled_ratios(rng, rescaled_contributions):
    norms, scaled = _contributions(rng, rescaled_contributions, 0.5)
    look = "One factor for all leaves the ratios as they were."
    expect_close("ratios to the first", scaled / scaled[0], norms / norms[0], look, 2e-5)


def rescaled_dtype(rng, rescaled_contributions):
    expect_array("scaled", rescaled_contributions(rng.uniform(1, 2, size=5), 1.0), (5,))


def rescaled_purity(rng, rescaled_contributions):
    expect_pure(lambda norms: rescaled_contributions(norms, 1.0), {"norms": rng.uniform(1, 2, size=5)})


PURE = "No argument changes, and a second call gives the same."

PROPERTIES = {
    "vanishing_bound": (
        Property("one unit", "One unit with weight −3: 3, 9, 27, 81.", bound_one_unit),
        Property("largest stretch", "Entry 0 is the most that W_hh stretches any direction.", bound_stretch),
        Property("powers", "From lag to lag the same factor.", bound_powers),
        Property("gamma", "γ comes in once for every step.", bound_gamma),
        Property("dtype", "A float64 array of shape (n,).", bound_dtype),
        Property("purity", PURE, bound_purity),
    ),
    "scale_to_spectral_radius": (
        Property("one factor", "W' is W times one positive number.", scale_shape),
        Property(
            "negative",
            "W = [[−2, 1], [0, 1]]: ρ(W') is rho.",
            _radius_is(
                [[-2.0, 1.0], [0.0, 1.0]], 0.9, "The eigenvalues of W are −2 and 1. Which is largest?"
            ),
        ),
        Property(
            "complex",
            "A rotation times 2: ρ(W') is rho.",
            _radius_is(
                [[0.0, 2.0, 0.0], [-2.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
                0.9,
                "The eigenvalues of W are 2i, −2i and 1; the absolute value of 2i is 2.",
            ),
        ),
        Property(
            "far from normal",
            "W = [[0.9, 5], [0, 0.9]]: ρ(W') is rho, and W is not refused.",
            _radius_is(
                [[0.9, 5.0], [0.0, 0.9]], 1.0, "Its eigenvalues are 0.9; its largest singular value is not."
            ),
        ),
        Property("refusal", "A W whose only eigenvalue is 0 is an error.", scale_refusal),
        Property("dtype", "A float64 array of the shape of W.", scale_dtype),
        Property("purity", PURE, scale_purity),
    ),
    "rescaled_contributions": (
        Property("sum", "The contributions add up to the target.", rescaled_sum),
        Property("ratios", "Their ratios are as before.", rescaled_ratios),
        Property("dtype", "A float64 array of shape (T,).", rescaled_dtype),
        Property("purity", PURE, rescaled_purity),
    ),
}
