"""Rubric of 03_vanishing_gradients, second part: bound, spectral radius, rescaled contributions."""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array

from ..comparison import compare
from ..reference import vanishing_gradients as reference
from .purity import expect_alive, expect_float64, expect_pure

PURE = "No argument changes, and a second call gives the same."
REFUSALS = (ValueError, LookupError, AssertionError, ArithmeticError)  # how a function says no


# vanishing_bound

FACTOR = (
    "One step stretches a gradient by γ times the largest singular value at most; l steps by its l-th power."
)


def bound_case(gamma, n):
    """A property's check: the bound for one gamma, for matrices of two sizes."""

    def check(rng, vanishing_bound):
        for H in (3, 4):
            W_hh = rng.normal(size=(H, H)) / np.sqrt(H)
            expected = reference.vanishing_bound(W_hh, gamma, n)
            got = expect_array("bound", vanishing_bound(W_hh.copy(), gamma, n), (n,), dtype=None)
            compare("bound", got, expected, FACTOR, time_axis=0)
            compare("bound, each relative to what it should be", got / expected, np.ones(n), FACTOR)

    return check


def bound_dtype(rng, vanishing_bound):
    got = vanishing_bound(rng.normal(size=(4, 4)), 1.0, 5)
    expect_float64("bound", got, (5,))
    expect_alive("bound", got)


def bound_purity(rng, vanishing_bound):
    W_hh = rng.normal(size=(4, 4))
    expect_pure(lambda W_hh: vanishing_bound(W_hh, 0.5, 5), {"W_hh": W_hh}, (5,))
    expect_alive("bound", vanishing_bound(W_hh, 0.5, 5))


# scale_to_spectral_radius


def draw_spectrum(rng, blocks):
    """A matrix that is far from normal and has the eigenvalues of the diagonal blocks."""
    H = sum(len(block) for block in blocks)
    diagonal, start = np.zeros((H, H)), 0
    for block in blocks:
        diagonal[start : start + len(block), start : start + len(block)] = block
        start += len(block)
    basis = np.eye(H) + rng.uniform(-0.3, 0.3, size=(H, H))
    return basis @ diagonal @ np.linalg.inv(basis)


def rotation(radius, angle):
    return radius * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


SPECTRA = {
    "positive": (2.0, ([[2.0]], [[-0.7]], rotation(1.1, 0.8))),
    "negative": (1.7, ([[-1.7]], [[0.9]], [[0.4]])),
    "complex": (1.5, (rotation(1.5, 1.9), [[1.1]], [[-0.3]])),
}


def scaled_case(spectrum, look_at):
    """A property's check: the scaled matrix, for one kind of largest eigenvalue."""

    def check(rng, scale_to_spectral_radius):
        radius, blocks = SPECTRA[spectrum]
        for rho in (0.8, 1.3):
            W = draw_spectrum(rng, [np.array(block) for block in blocks])
            got = scale_to_spectral_radius(W.copy(), rho)
            compare("W'", got, W * rho / radius, look_at)

    return check


def scale_refusal(rng, scale_to_spectral_radius):
    W = draw_spectrum(rng, [np.array(block) for block in SPECTRA["positive"][1]])
    # refusing everything is no answer
    expect_array("W'", scale_to_spectral_radius(W, 0.9), W.shape, dtype=None)
    # v uᵀ with u at a right angle to v: rounding makes of its eigenvalue 0 something like 1e-9
    turned = [np.outer(v, v[::-1] * [1, -1]) for v in rng.uniform(1, 3, size=(8, 2))]
    for W in (np.triu(rng.normal(size=(3, 3)), 1), np.zeros((2, 2)), *turned):
        if not _refuses(scale_to_spectral_radius, W, 0.9):
            raise CheckFailed(
                "scale_to_spectral_radius: expected an error for a matrix without an eigenvalue "
                "other than zero, got an answer. Compare ρ(W) with the size of W before you divide by it."
            )


def _refuses(function, *args):
    try:
        function(*args)
    except REFUSALS:
        return True
    except Exception as failed:
        if isinstance(failed.__cause__, REFUSALS):
            return True
        raise
    return False


def scale_dtype(rng, scale_to_spectral_radius):
    for spectrum in ("positive", "complex"):
        W = draw_spectrum(rng, [np.array(block) for block in SPECTRA[spectrum][1]])
        got = scale_to_spectral_radius(W, 0.9)
        expect_float64("W'", got, W.shape)
        expect_alive("W'", got)


def scale_purity(rng, scale_to_spectral_radius):
    W = draw_spectrum(rng, [np.array(block) for block in SPECTRA["positive"][1]])
    expect_pure(lambda W: scale_to_spectral_radius(W, 0.9), {"W": W}, W.shape)
    expect_alive("W'", scale_to_spectral_radius(W, 0.9))


# rescaled_contributions


def _rescaled(rng, rescaled_contributions):
    """(norms, target, what the function makes of them)."""
    norms = rng.uniform(0.2, 0.9) ** np.arange(6) * rng.uniform(1, 3)
    target = rng.uniform(0.2, 0.8)
    return (
        norms,
        target,
        expect_array("scaled", rescaled_contributions(norms.copy(), target), (6,), dtype=None),
    )


def rescaled_sum(rng, rescaled_contributions):
    _, target, scaled = _rescaled(rng, rescaled_contributions)
    compare("sum of the scaled contributions", scaled.sum(), target, "All of them get one factor: which?")


def rescaled_ratios(rng, rescaled_contributions):
    norms, _, scaled = _rescaled(rng, rescaled_contributions)
    look = "One factor for all leaves the ratios as they were."
    compare("ratios to the first", scaled / scaled[0], norms / norms[0], look)


def rescaled_dtype(rng, rescaled_contributions):
    got = rescaled_contributions(rng.uniform(1, 2, size=5), 1.0)
    expect_float64("scaled", got, (5,))
    expect_alive("scaled", got)


def rescaled_purity(rng, rescaled_contributions):
    norms = rng.uniform(1, 2, size=5)
    expect_pure(lambda norms: rescaled_contributions(norms, 1.0), {"norms": norms}, (5,))
    expect_alive("scaled", rescaled_contributions(norms, 1.0))


MODULUS = "The spectral radius is the largest absolute value among the eigenvalues, real or complex."

RUBRICS = (
    (
        "vanishing_bound",
        ("vanishing_bound",),
        "read_bound",
        (
            ("one lag", 1.0, "n = 1 and γ = 1.", bound_case(1.0, 1)),
            ("every lag", 1.5, "γ = 1, lags 1 to n.", bound_case(1.0, 7)),
            ("gamma", 0.5, "γ = ¼, as for the sigmoid.", bound_case(0.25, 5)),
            ("dtype", 0.5, "A float64 array of shape (n,).", bound_dtype),
            ("purity", 0.5, PURE, bound_purity),
        ),
    ),
    (
        "scale_to_spectral_radius",
        ("scale_to_spectral_radius",),
        "read_spectral_radius",
        (
            ("positive", 1.0, "The largest eigenvalue is positive.", scaled_case("positive", MODULUS)),
            ("negative", 1.0, "The largest eigenvalue is negative.", scaled_case("negative", MODULUS)),
            ("complex", 1.0, "The largest eigenvalues are a complex pair.", scaled_case("complex", MODULUS)),
            ("refusal", 0.5, "A spectral radius of zero can't be scaled: an error.", scale_refusal),
            ("dtype", 0.5, "A float64 array of the shape of W.", scale_dtype),
            ("purity", 1.0, PURE, scale_purity),
        ),
    ),
    (
        "rescaled_contributions",
        ("rescaled_contributions",),
        "read_rescaling",
        (
            ("sum", 1.0, "The contributions add up to the target.", rescaled_sum),
            ("ratios", 1.0, "Their ratios are as before.", rescaled_ratios),
            ("dtype", 0.5, "A float64 array of shape (T,).", rescaled_dtype),
            ("purity", 0.5, PURE, rescaled_purity),
        ),
    ),
)
