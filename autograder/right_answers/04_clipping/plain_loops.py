"""One entry, one sample, one step at a time, as a beginner would."""

# ruff: noqa: F821 - sigmoid stands in the notebook

import math

import numpy as np


def unit_surface(w, b, T, x_0=0.5, target=0.7):
    w, b = np.broadcast_arrays(np.asarray(w, dtype=float), np.asarray(b, dtype=float))
    results = np.zeros((3,) + w.shape)
    for index in np.ndindex(w.shape):
        results[(slice(None),) + index] = _one_point(float(w[index]), float(b[index]), T, x_0, target)
    return results[0], results[1], results[2]


def _one_point(w, b, T, x_0, target):
    states = [x_0]
    for t in range(T):
        states.append(w * sigmoid(states[t]) + b)
    out = sigmoid(states[T])
    carry = 2 * (out - target) * out * (1 - out)
    dw = db = 0.0
    for t in range(T, 0, -1):  # backward in time instead of forward
        before = sigmoid(states[t - 1])
        dw += carry * before
        db += carry
        carry *= w * before * (1 - before)
    return (out - target) ** 2, dw, db


def global_norm(grads):
    total = 0.0
    for name in grads:
        for entry in np.ravel(grads[name]):
            total += float(entry) ** 2
    return math.sqrt(total)


def clip_by_global_norm(grads, threshold):
    norm = global_norm(grads)
    if math.isnan(norm) or math.isinf(norm):
        raise ValueError("the gradient exploded")
    clipped = {}
    for name, gradient in grads.items():
        if norm > threshold:
            clipped[name] = np.array(gradient) / norm * threshold
        else:
            clipped[name] = np.array(gradient)
    return clipped, norm


def sgd_path(w, b, lr, steps, threshold=None, T=50):
    path = np.zeros((steps + 1, 2))
    path[0] = w, b
    for k in range(steps):
        E, dw, db = unit_surface(path[k, 0], path[k, 1], T)
        if threshold is not None:
            clipped, norm = clip_by_global_norm({"w": dw, "b": db}, threshold)
            dw, db = clipped["w"], clipped["b"]
        path[k + 1, 0] = path[k, 0] - lr * dw
        path[k + 1, 1] = path[k, 1] - lr * db
    return path


def omega_regulariser(dh_total, h, W_hh):
    T, N, H = h.shape
    omega = 0.0
    dW_hh = np.zeros((H, H))
    for t in range(T):
        for n in range(N):
            dh = dh_total[t, n]
            if not np.any(dh):
                continue
            jacobian = np.diag(1 - h[t, n] ** 2) @ W_hh.T
            v = dh @ jacobian
            u = dh * (1 - h[t, n] ** 2)
            r = (v @ v) / (dh @ dh)
            omega += (r - 1) ** 2 / N
            dW_hh += 2 * (r - 1) * 2 / (dh @ dh) * np.outer(v, u) / N
    return omega, dW_hh
