"""Probes of 03_vanishing_gradients. W_hh is far from normal: no two of its norms and eigenvalues agree."""

import numpy as np

from ..trajectory import rnn_states

# The eigenvalue of largest absolute value is positive, negative, one of a complex pair.
SPECTRA = {
    "positive": [[2.0, 0.0, 0.0], [0.0, 0.6, 0.9], [0.0, -0.9, 0.6]],
    "negative": [[-1.7, 0.0, 0.0], [0.0, 0.9, 0.0], [0.0, 0.0, 0.4]],
    "complex": [[-0.4, 1.4, 0.0], [-1.4, -0.4, 0.0], [0.0, 0.0, 1.1]],
}


def draw_states(rng, sizes):
    """h (T + 1, H) of a tanh RNN with random input, and its W_hh."""
    W_hh = 1.2 * rng.normal(size=(sizes.H, sizes.H)) / np.sqrt(sizes.H)
    h_0 = rng.uniform(-0.9, 0.9, size=sizes.H) * (not sizes.zero_state)
    return rnn_states(rng.normal(size=(sizes.T, sizes.H)) / 2, h_0, W_hh), W_hh


def hidden_jacobian(observation, rng, sizes, hidden_jacobian):
    h, W_hh = draw_states(rng, sizes)
    observation.call("a state", hidden_jacobian, {"h_t": h[1], "W_hh": W_hh}, "J_t", twice=True)
    saturated = np.where(np.arange(sizes.H) % 2, np.sign(h[1]), h[1])
    observation.call("saturated units", hidden_jacobian, {"h_t": saturated, "W_hh": W_hh}, "J_t")


def jacobian_product_norms(observation, rng, sizes, jacobian_product_norms, hidden_jacobian):
    """The Jacobian that it calls is looked at, too: whose mistake is it?"""
    h, W_hh = draw_states(rng, sizes)
    observation.call("states", jacobian_product_norms, {"h": h, "W_hh": W_hh}, "norms", twice=True)
    observation.call("one Jacobian", hidden_jacobian, {"h_t": h[1], "W_hh": W_hh}, "J_t")


def gradient_norm_by_lag(observation, rng, sizes, gradient_norm_by_lag, hidden_jacobian):
    h, W_hh = draw_states(rng, sizes)
    dh_T = 3 * rng.normal(size=sizes.H)
    arguments = {"dh_T": dh_T, "h": h, "W_hh": W_hh}
    observation.call("states", gradient_norm_by_lag, arguments, "norms", twice=True)
    observation.call("one Jacobian", hidden_jacobian, {"h_t": h[1], "W_hh": W_hh}, "J_t")


def vanishing_bound(observation, rng, sizes, vanishing_bound):
    W_hh = rng.normal(size=(sizes.H, sizes.H))
    for gamma in (1.0, 0.6):
        arguments = {"W_hh": W_hh, "gamma": gamma, "n": sizes.T + 1}
        observation.call(f"gamma = {gamma}", vanishing_bound, arguments, "bound", twice=gamma == 1)


def scale_to_spectral_radius(observation, rng, sizes, scale_to_spectral_radius):
    for label, diagonal in SPECTRA.items():
        basis = np.eye(3) + rng.uniform(-0.3, 0.3, size=(3, 3))
        arguments = {"W": basis @ diagonal @ np.linalg.inv(basis), "rho": rng.uniform(0.5, 1.5)}
        observation.call(label, scale_to_spectral_radius, arguments, "scaled", twice=label == "positive")

    def answers(W, rho):
        """Whether there is an answer at all; its numbers would be rounding, blown up."""
        scale_to_spectral_radius(W, rho)
        return 1.0

    v = rng.uniform(1, 3, size=2)
    for label, nilpotent in (
        ("eigenvalues exactly 0", np.triu(rng.normal(size=(3, 3)), 1)),
        ("eigenvalues 0 to rounding", np.outer(v, [v[1], -v[0]])),
    ):
        observation.call(label, answers, {"W": nilpotent, "rho": 0.9}, "answers")


def rescaled_contributions(observation, rng, sizes, rescaled_contributions):
    for label, target in (("large", 70.0), ("small", 3.0)):
        norms = rng.uniform(0.2, 0.9) ** np.arange(sizes.T) * rng.uniform(5, 50)
        arguments = {"norms": norms, "target": target * rng.uniform(1, 2)}
        observation.call(f"{label} target", rescaled_contributions, arguments, "scaled", twice=True)


PROBES = {
    probe.__name__: probe
    for probe in (
        hidden_jacobian,
        jacobian_product_norms,
        gradient_norm_by_lag,
        vanishing_bound,
        scale_to_spectral_radius,
        rescaled_contributions,
    )
}
