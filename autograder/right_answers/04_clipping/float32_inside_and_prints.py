"""Derivatives in single precision, float64 in and out; prints, warnings, lists for tuples."""

# ruff: noqa: F821 - sigmoid stands in the notebook

import warnings

import numpy as np


def _single(array):
    return np.asarray(array, dtype=np.float32)


def _double(array):
    return np.asarray(array, dtype=np.float64)


def unit_surface(w, b, T, x_0=0.5, target=0.7):
    x, dw, db = x_0, _single(0), _single(0)
    for _ in range(T):
        s = sigmoid(x)
        slope = _single(w) * _single(s) * _single(1 - s)
        dw, db, x = _single(s) + slope * dw, 1 + slope * db, w * s + b
    print("x_T", x)
    y = sigmoid(x)
    back = _single(2 * (y - target) * y * (1 - y))
    return [_double((y - target) ** 2), _double(back * dw), _double(back * db)]


def global_norm(grads):
    warnings.warn("the norm of everything", stacklevel=2)
    return np.sqrt(np.array([np.sum(_single(gradient) ** 2) for gradient in grads.values()]).sum())


def clip_by_global_norm(grads, threshold):
    norm = float(global_norm(grads))
    print("norm", norm)
    if not norm < np.inf:
        raise OverflowError(norm)
    np.log(np.zeros(1))  # a warning of NumPy, as one gets while trying things out
    if norm <= threshold:
        return [{name: _double(gradient).copy() for name, gradient in grads.items()}, norm]
    return [
        {name: _double(_single(gradient) * _single(threshold / norm)) for name, gradient in grads.items()},
        norm,
    ]


def sgd_path(w, b, lr, steps, threshold=None, T=50):
    path = [[w, b]]
    for k in range(steps):
        print("step", k, "from", path[-1])
        _, *gradient = unit_surface(*path[-1], T)
        if threshold:
            clipped = clip_by_global_norm(dict(enumerate(gradient)), threshold)[0]
            gradient = [clipped[0], clipped[1]]
        path.append([float(p - lr * g) for p, g in zip(path[-1], gradient, strict=True)])
    return np.array(path)


def omega_regulariser(dh_total, h, W_hh):
    dh, slope, W = _single(dh_total), _single(1 - h * h), _single(W_hh)
    u = dh * slope
    v = u @ W.T
    with np.errstate(all="ignore"):
        lengths = (dh_total**2).sum(-1)
        r = np.nan_to_num(((dh_total * (1 - h * h) @ W_hh.T) ** 2).sum(-1) / lengths, nan=1.0)
        w = _single(np.nan_to_num(4 * (r - 1) / lengths))
    print("ratios", r)
    N = h.shape[1]
    dW = sum((w[t][:, None] * v[t]).T @ u[t] for t in range(len(h))) / N
    return [float(((r - 1) ** 2).sum() / N), dW.astype(np.float64)]
