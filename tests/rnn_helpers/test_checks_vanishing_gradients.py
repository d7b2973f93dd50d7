"""The visible checks of 03_vanishing_gradients: each says no to what breaks it, in words that help."""

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES, check


def hidden_jacobian(h_t, W_hh):
    return np.diag(1 - h_t * h_t) @ np.transpose(W_hh)


def product(h, W_hh, k):
    J = np.eye(len(W_hh))
    for h_t in h[k + 1 :]:
        J = hidden_jacobian(h_t, W_hh) @ J
    return J


def jacobian_product_norms(h, W_hh):
    return np.array([np.linalg.norm(product(h, W_hh, k), 2) for k in range(len(h) - 1)])


def gradient_norm_by_lag(dh_T, h, W_hh):
    return np.array([np.linalg.norm(dh_T @ product(h, W_hh, k)) for k in range(len(h) - 1)])


def vanishing_bound(W_hh, gamma, n):
    return np.array([(gamma * np.linalg.norm(W_hh, 2)) ** lag for lag in range(1, n + 1)])


def scale_to_spectral_radius(W, rho):
    largest = max(abs(np.linalg.eigvals(W)))
    if largest < 1e-6 * np.linalg.norm(W):
        raise ValueError("zero")
    return rho / largest * W


def rescaled_contributions(norms, target):
    return norms / sum(norms) * target


RIGHT = {
    "hidden_jacobian": (hidden_jacobian,),
    "jacobian_product_norms": (jacobian_product_norms, hidden_jacobian),
    "gradient_norm_by_lag": (gradient_norm_by_lag, hidden_jacobian),
    "vanishing_bound": (vanishing_bound,),
    "scale_to_spectral_radius": (scale_to_spectral_radius,),
    "rescaled_contributions": (rescaled_contributions,),
}


def verdict(exercise, prop, *functions):
    """The message of one property, or None where it holds."""
    checks = {entry.name: entry.check for entry in PROPERTIES[exercise]}
    try:
        checks[prop](np.random.default_rng(0), *functions)
    except CheckFailed as failed:
        return str(failed)
    return None


def off(answer):
    """The answer with its largest entry 0.05 % off."""
    answer = np.array(answer)
    answer[np.unravel_index(np.abs(answer).argmax(), answer.shape)] *= 1.0005
    return answer


@pytest.mark.parametrize("exercise", RIGHT)
def test_check_holds_for_a_right_answer(exercise):
    assert {
        entry.name: verdict(exercise, entry.name, *RIGHT[exercise]) for entry in PROPERTIES[exercise]
    } == {entry.name: None for entry in PROPERTIES[exercise]}


CHANGES = {
    "0.05 % off": off,
    "zeros": lambda answer: 0 * answer,
    "NaN": lambda answer: np.nan * answer,
    "None": lambda answer: None,
    "list": list,
    "one entry short": lambda answer: answer[:-1],
    "float32": lambda answer: answer.astype(np.float32),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("exercise", RIGHT)
def test_check_fails_for_an_answer_that_is(exercise, change):
    right, *others = RIGHT[exercise]
    with pytest.raises(CheckFailed):
        check(exercise, lambda *args: CHANGES[change](right(*args)), *others)


@pytest.mark.parametrize(
    ("exercise", "prop", "function", "says"),
    [
        ("hidden_jacobian", "entries", lambda h, W: hidden_jacobian(h, W.T), "weights that lead TO unit i"),
        ("hidden_jacobian", "entries", lambda h, W: hidden_jacobian(h, W).T, "transposed"),
        ("hidden_jacobian", "zero state", lambda h, W: -hidden_jacobian(h, W), "sign"),
        ("hidden_jacobian", "saturated units", lambda h, W: W.T, "slope zero"),
        (
            "jacobian_product_norms",
            "halving",
            lambda h, W: jacobian_product_norms(h, W)[::-1],
            "each step halves",
        ),
        (
            "gradient_norm_by_lag",
            "doubled",
            lambda dh, h, W: gradient_norm_by_lag(dh, h, W) ** 2,
            "expected 2 at",
        ),
        ("vanishing_bound", "one unit", lambda W, gamma, n: np.arange(1.0, n + 1) * 3, "multiplies by 3"),
        (
            "vanishing_bound",
            "largest stretch",
            lambda W, gamma, n: np.full(n, np.linalg.norm(W)),
            "stretch any direction",
        ),
        ("scale_to_spectral_radius", "refusal", lambda W, rho: W, "its only eigenvalue is 0"),
        ("scale_to_spectral_radius", "complex", lambda W, rho: W / 2 * 1.8, "absolute value of 2i"),
        ("scale_to_spectral_radius", "one factor", lambda W, rho: -W, "positive number"),
        ("rescaled_contributions", "ratios", lambda norms, target: norms + 1, "One factor for all"),
    ],
    ids=(
        "weights transposed sign saturated order squared line Frobenius nilpotent complex negative shifted"
    ).split(),
)
def test_check_says_where_to_look(exercise, prop, function, says):
    assert says in verdict(exercise, prop, function, *RIGHT[exercise][1:])


def test_check_notices_an_argument_that_is_changed():
    def spoil(norms, target):
        norms *= target / norms.sum()
        return norms

    assert "in place" in verdict("rescaled_contributions", "purity", spoil)
