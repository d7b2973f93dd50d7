"""Clipping, the one-unit surface and Ω, plain, in autograd.numpy; HIPS autograd gives every derivative."""

import autograd.numpy as np
from autograd import grad

from .gated import sigmoid


def global_norm(grads):
    """‖g‖ over all arrays of a dict together, one number."""
    return np.sqrt(sum(np.sum(np.square(gradient)) for gradient in grads.values()))


def clip(grads, threshold):
    """g · min(1, threshold/‖g‖), a dict like `grads`."""
    norm = global_norm(grads)
    factor = 1.0 if norm <= threshold else threshold / norm
    return {name: factor * np.asarray(gradient) for name, gradient in grads.items()}


def unit_error(w, b, T, x_0=0.5, target=0.7):
    """E = (σ(x_T) − target)² for x_t = w σ(x_{t−1}) + b. w, b: numbers or arrays that broadcast."""
    x = x_0
    for _ in range(T):
        x = w * sigmoid(x) + b
    return (sigmoid(x) - target) ** 2


def unit_gradient(w, b, T):
    """dE/dw and dE/db at one point, two numbers."""
    return tuple(float(grad(unit_error, place)(w, b, T)) for place in (0, 1))


def path(w, b, lr, steps, threshold, T, gradient=unit_gradient, clipped=clip):
    """Gradient descent from (w, b), clipped first if there is a threshold; returns (steps + 1, 2).

    Args:
        gradient: called as gradient(w, b, T); returns dE/dw and dE/db.
        clipped: called as clipped(grads, threshold); returns a dict like grads.
    """
    point = np.array([w, b], dtype=float)
    points = [point]
    for _ in range(steps):
        grads = dict(zip("wb", gradient(*point, T), strict=True))
        if threshold is not None:
            grads = clipped(grads, threshold)
        point = point - lr * np.array([grads["w"], grads["b"]], dtype=float)
        points.append(point)
    return np.stack(points)


def omega(dh_total, h, W_hh):
    """Ω = Σ_t (1/N) Σ_n (‖dh_t J_t‖²/‖dh_t‖² − 1)², J_t = diag(1 − h_t²) W_hhᵀ.

    dh_total, h: (T, N, H); no row of dh_total may be zero.
    """
    carried = np.dot(dh_total * (1 - h**2), W_hh.T)
    ratio = np.sum(carried**2, axis=2) / np.sum(dh_total**2, axis=2)
    return np.sum((ratio - 1) ** 2) / h.shape[1]
