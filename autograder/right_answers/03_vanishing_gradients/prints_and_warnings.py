"""Prints and warnings on the way, dicts for lists, a recursion for a loop."""

import warnings

import numpy as np


def hidden_jacobian(h_t, W_hh):
    warnings.warn("tanh' = 1 - h^2", stacklevel=2)
    J = (W_hh * (1 - h_t**2)).T
    print("J is", J)
    return J


def chain(h, W_hh):
    """∂h_T/∂h_k for the first of these states: the later steps first, by recursion."""
    print(len(h) - 1, "steps")
    if len(h) == 1:
        return np.eye(len(W_hh))
    return np.dot(chain(h[1:], W_hh), hidden_jacobian(h[1], W_hh))


def jacobian_product_norms(h, W_hh):
    np.log(np.zeros(1))  # a warning of NumPy, as one gets while trying things out
    answer = {k: np.linalg.norm(chain(h[k:], W_hh), 2) for k in range(len(h) - 1)}
    return np.array(list(answer.values()))


def gradient_norm_by_lag(dh_T, h, W_hh):
    answer = {k: np.linalg.norm(np.dot(dh_T, chain(h[k:], W_hh))) for k in range(len(h) - 1)}
    print(answer)
    return np.array([answer[k] for k in sorted(answer)])


def vanishing_bound(W_hh, gamma, n):
    warnings.warn("an upper bound", stacklevel=2)
    return np.array([np.exp(lag * np.log(gamma * np.linalg.norm(W_hh, 2))) for lag in range(1, n + 1)])


def scale_to_spectral_radius(W, rho):
    values = np.linalg.eigvals(W)
    print(values)
    size = np.sqrt(np.max(np.abs(values * np.conj(values))))
    if size <= np.linalg.norm(W, 2) / 1e6:
        raise ValueError("zero")
    return np.divide(W, size) * rho


def rescaled_contributions(norms, target):
    share = norms / np.sum(norms)
    print("shares", share)
    return target * share
