"""Explicit Jacobians, recursion for the path, derivatives by way of the chain rule for whole trajectories."""

# ruff: noqa: F821 - sigmoid stands in the notebook

from functools import reduce

import numpy as np


def unit_surface(w, b, T, x_0=0.5, target=0.7):
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)

    def one_more(trajectory, _):
        return [*trajectory, w * sigmoid(trajectory[-1]) + b]

    x = reduce(one_more, range(T), [x_0 + 0 * (w + b)])
    y = np.array([sigmoid(x_t) for x_t in x])
    slopes = w * y * (1 - y)
    # the product of the slopes of the later steps, for every step
    later = np.array([np.prod(slopes[t + 1 : T], axis=0) for t in range(T)])
    dE = 2 * (y[-1] - target) * y[-1] * (1 - y[-1])
    return (y[-1] - target) ** 2, dE * np.sum(later * y[:T], axis=0), dE * np.sum(later, axis=0)


def global_norm(grads):
    return float(np.sqrt(np.sum([np.sum(np.asarray(gradient) ** 2) for gradient in list(grads.values())])))


def clip_by_global_norm(grads, threshold):
    norm = global_norm(grads)
    if np.isnan(norm) or np.isinf(norm):
        raise ValueError(f"gradient norm is {norm}")
    scale = max(1.0, norm / threshold)
    return dict((name, np.divide(gradient, scale)) for name, gradient in grads.items()), norm


def sgd_path(w, b, lr, steps, threshold=None, T=50):
    here = np.array([[w, b]], dtype=float)
    if steps == 0:
        return here
    _, dw, db = unit_surface(w, b, T)
    grads = {"b": db, "w": dw}
    if threshold is not None:
        grads = clip_by_global_norm(grads, threshold)[0]
    rest = sgd_path(w - lr * grads["w"], b - lr * grads["b"], lr, steps - 1, threshold, T)
    return np.vstack([here, rest])


def omega_regulariser(dh_total, h, W_hh):
    T, N, H = h.shape
    jacobians = (1 - h**2)[..., :, None] * W_hh.T
    v = np.matmul(dh_total[..., None, :], jacobians)[..., 0, :]
    alive = np.any(dh_total != 0, axis=-1)
    length = np.where(alive, (dh_total**2).sum(-1), np.inf)
    r = np.where(alive, (v**2).sum(-1) / length, 1)
    dv = 4 * (r - 1)[..., None] * v / length[..., None] / N
    u = dh_total * (1 - h**2)
    return np.sum((r - 1) ** 2) / N, np.sum(dv[..., :, None] * u[..., None, :], axis=(0, 1))
