"""Gradients as one flat vector, einsum, unit directions, hypot; keyword-free and dense."""

# ruff: noqa: F821 - sigmoid stands in the notebook

import numpy as np


def _flat(grads):
    return np.concatenate([np.ravel(gradient) for gradient in grads.values()])


def unit_surface(w, b, T, x_0=0.5, target=0.7):
    w, b = np.broadcast_arrays(w, b)
    x, jacobian = np.full(w.shape, x_0, dtype=float), np.zeros((2, *w.shape))
    while T > 0:
        s = sigmoid(x)
        jacobian = np.stack([s, np.ones(w.shape)]) + w * (s - s * s) * jacobian
        x, T = w * s + b, T - 1
    y = sigmoid(x)
    dE_dw, dE_db = 2 * (y - target) * (y - y * y) * jacobian
    return np.square(y - target), dE_dw, dE_db


def global_norm(grads):
    return np.linalg.norm(_flat(grads))


def clip_by_global_norm(grads, threshold):
    flat = _flat(grads)
    norm = np.sqrt(np.vdot(flat, flat))
    assert np.isfinite(norm), "norm"
    flat = flat * np.minimum(1, threshold / max(norm, np.finfo(float).tiny))
    clipped, start = {}, 0
    for name, gradient in grads.items():
        size = np.size(gradient)
        clipped[name] = flat[start : start + size].reshape(np.shape(gradient))
        start += size
    return clipped, norm


def sgd_path(w, b, lr, steps, threshold=None, T=50):
    threshold = np.inf if threshold is None else threshold

    def after(point):
        g = np.array(unit_surface(*point, T)[1:])
        return point - lr * g * min(1.0, threshold / np.hypot(*g))

    path = [np.array([w, b], dtype=float)]
    while len(path) <= steps:
        path.append(after(path[-1]))
    return np.stack(path)


def omega_regulariser(dh_total, h, W_hh):
    length = np.linalg.norm(dh_total, axis=-1, keepdims=True)
    direction = np.divide(dh_total, length, out=np.zeros_like(dh_total), where=length > 0)
    u = direction * (1 - h) * (1 + h)
    v = np.einsum("tnj,ij->tni", u, W_hh)
    excess = (np.einsum("tni,tni->tn", v, v) - 1) * (length[..., 0] > 0)
    dW_hh = 4 * np.einsum("tn,tni,tnj->ij", excess, v, u) / h.shape[1]
    return np.einsum("tn,tn->", excess, excess) / h.shape[1], dW_hh
